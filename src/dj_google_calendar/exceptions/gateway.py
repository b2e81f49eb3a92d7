"""Google's answers to calls."""

from typing import ClassVar

from dj_google_calendar.exceptions.root import CONSOLE, GoogleCalendarError


class GatewayError(GoogleCalendarError):
    """Google answered with an error."""

    title = "Google could not do this"
    status = 502
    retryable: ClassVar[bool] = False
    retry_after: float = 0.0
    """So many seconds Google asks to be left in peace."""

    def __init__(self, message: str = "", *, reason: str = "", http_status: int = 0) -> None:
        """Keep Google's own reason and status beside the message."""
        super().__init__(message)
        self.reason = reason
        self.http_status = http_status


class TransientError(GatewayError):
    """Google did not answer, or not in a readable way."""

    code = "E125"
    hint = "Nothing is lost; it is tried again by itself."
    retryable = True
    status = 503


class AnswerLostError(GatewayError):
    """Google may have done it: its answer was lost, and it must not be asked again."""

    code = "E151"
    hint = "Look whether it is there before you try again."
    status = 503


class RateLimitedError(GatewayError):
    """Too many requests in a short time: 403 or 429 rateLimitExceeded."""

    code = "I118"
    hint = "Nothing is lost; it goes on by itself in a few minutes."
    retryable = True
    status = 503


class QuotaExceededError(GatewayError):
    """The usage limits of the account or of the project are used up."""

    code = "E126"
    hint = "Google lifts these limits after some hours."
    link = CONSOLE + "apis/api/calendar-json.googleapis.com/quotas"
    retryable = True
    status = 503


class AuthenticationError(GatewayError):
    """Google does not accept the access token."""

    code = "E127"
    hint = "Connect the account again."


class ApiDisabledError(GatewayError):
    """The Google Calendar API is not enabled in the site's Google project."""

    code = "E116"
    title = "The Google Calendar API is not enabled"
    hint = "Enable it with the link, wait a minute, and try again."
    link = CONSOLE + "apis/library/calendar-json.googleapis.com"


class InsufficientScopesError(GatewayError):
    """The granted permissions do not cover this call."""

    code = "E115"
    title = "A permission is missing"
    hint = "Connect again and leave the boxes for your calendars ticked."
    status = 403


class NotCalendarUserError(GatewayError):
    """This Google account has no Google Calendar."""

    code = "E128"
    hint = "Open calendar.google.com once with this account, then try again."
    link = "https://calendar.google.com/"


class ForbiddenError(GatewayError):
    """The account may not do this."""

    code = "E129"
    hint = "Ask the owner of the calendar for access."
    status = 403


class NotFoundError(GatewayError):
    """Google does not know this calendar or event, or does not show it to the account."""

    code = "E130"
    hint = "It may have been deleted, or no longer be shared with the account."
    status = 404


class DuplicateError(GatewayError):
    """The identifier already exists."""

    code = "E131"
    status = 409


class SyncTokenExpiredError(GatewayError):
    """410 fullSyncRequired or updatedMinTooLongAgo: the next pull must be a full one."""

    code = "E132"


class DeletedError(GatewayError):
    """410 deleted: the resource is gone."""

    code = "E133"
    status = 404


class PreconditionFailedError(GatewayError):
    """412: the resource has changed since it was read."""

    code = "E134"
    status = 409


class BadRequestError(GatewayError):
    """Google finds the request wrong."""

    code = "E135"
