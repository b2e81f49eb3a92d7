"""Requests that a surface refuses by itself; only scripts are answered by these."""

from dj_google_calendar.exceptions.root import GoogleCalendarError


class RequestError(GoogleCalendarError):
    """The request cannot be answered."""


class NotHereError(RequestError):
    """There is nothing of this number here, or it is somebody else's."""

    code = "E146"
    title = "This is not there"
    hint = "Look at the address, and whether the right person is signed in."
    status = 404


class MethodError(RequestError):
    """This address takes other methods."""

    code = "E147"
    hint = "The header Allow names them."
    status = 405


class TokenError(RequestError):
    """The request does not carry the token that protects from requests of other sites."""

    code = "E148"
    hint = (
        "Send the value of the cookie csrftoken as the header X-CSRFToken; over https also "
        "the page as Referer."
    )
    status = 403
