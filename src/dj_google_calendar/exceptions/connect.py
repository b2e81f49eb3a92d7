"""Connecting an account failed."""

from dj_google_calendar.exceptions.root import GoogleCalendarError


class ConnectError(GoogleCalendarError):
    """Connecting the Google account did not succeed."""

    title = "The Google account was not connected"


class ParameterError(ConnectError):
    """A parameter is missing, doubled, too long or unreadable."""

    code = "E110"
    hint = "Start again from Connect Google; do not edit the address."


class StateError(ConnectError):
    """The answer does not belong to an attempt of this browser."""

    code = "E111"
    hint = "Start again from Connect Google in this browser, and finish in the same one."


class UsedStateError(StateError):
    """This attempt has been finished before."""

    hint = "Nothing needs to be done; to connect another account start again."


class AttemptExpiredError(ConnectError):
    """The attempt took longer than ten minutes."""

    code = "E011"
    hint = "Start again from Connect Google."


class CodeRefusedError(ConnectError):
    """Google refused the code."""

    code = "E112"
    hint = "Codes work once and for a short time. Start again from Connect Google."


class ConsentDeniedError(ConnectError):
    """The consent was not given."""

    code = "E124"
    title = "Nothing was connected"
    hint = "You can connect at any time; choose Allow on Google's page."
    status = 403


class ScopesMissingError(ConnectError):
    """A permission without which calendars cannot be read was not granted."""

    code = "E115"
    title = "A permission is missing"
    hint = "Connect again and leave the boxes for your calendars ticked."
    status = 403


class AccountTakenError(ConnectError):
    """This Google account is connected to another user of this site."""

    code = "E120"
    hint = "Sign in as that user, or disconnect it there first."
    status = 409


class SignInRequiredError(ConnectError):
    """Another person is signed in than the one who started the attempt."""

    code = "E122"
    hint = "Sign in as the person who pressed Connect Google, and start again."


class IdentityUnknownError(ConnectError):
    """The server does not tell which account has been connected."""

    code = "E137"
    hint = "Add openid to SCOPES, or set USERINFO_URI to the server's OpenID userinfo."
    status = 502


class InsecureAddressError(ConnectError):
    """Google allows http only for localhost; this site's redirect address is http."""

    code = "E007"
    title = "This site must be opened over https"
    hint = (
        "Serve the site over https. Behind a proxy that ends TLS set SECURE_PROXY_SSL_HEADER, "
        "or set REDIRECT_URI in GOOGLE_CALENDAR."
    )
