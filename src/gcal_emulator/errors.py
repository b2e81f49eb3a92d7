"""Google's error answers (contract, section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

TOO_MANY_REQUESTS = 429


@dataclass(eq=False)  # not frozen: Python writes the traceback into an exception
class GoogleError(Exception):
    """An answer that is an error, in the words of the Calendar front end."""

    status: int
    reason: str
    message: str
    domain: str = "global"
    location: str = ""
    location_type: str = ""

    def body(self) -> dict[str, Any]:
        """Give the JSON body: errors, code, message, in this order and without status (Z-8)."""
        error: dict[str, Any] = {
            "domain": self.domain,
            "reason": self.reason,
            "message": self.message,
        }
        if self.location:
            error |= {"locationType": self.location_type, "location": self.location}
        if self.status == TOO_MANY_REQUESTS:  # from a newer front end
            described = {"code": self.status, "message": self.message, "errors": [error]}
            return {"error": described | {"status": "RESOURCE_EXHAUSTED"}}
        return {"error": {"errors": [error], "code": self.status, "message": self.message}}


class LoginRequiredError(GoogleError):
    """401 of the front end for a call without any credentials (H-19)."""

    def __init__(self) -> None:
        super().__init__(401, "required", "Login Required.", location="Authorization")

    def body(self) -> dict[str, Any]:
        """Give the JSON body, shaped as for a bad token."""
        return _front_end_body(
            self,
            "Request is missing required authentication credential. Expected OAuth 2 access "
            "token, login cookie or other valid authentication credential. See "
            "https://developers.google.com/identity/sign-in/web/devconsole-project.",
        )


class UnauthenticatedError(GoogleError):
    """401 of the front end before Calendar: two messages, and a status (Z-8)."""

    def __init__(self) -> None:
        super().__init__(401, "authError", "Invalid Credentials", location="Authorization")

    def body(self) -> dict[str, Any]:
        """Give the JSON body: code, message, errors, status, in this order."""
        return _front_end_body(
            self,
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
            "cookie or other valid authentication credential. See "
            "https://developers.google.com/identity/sign-in/web/devconsole-project.",
        )


def _front_end_body(error: GoogleError, message: str) -> dict[str, Any]:
    described = {
        "message": error.message,
        "domain": error.domain,
        "reason": error.reason,
        "location": error.location,
        "locationType": "header",
    }
    return {
        "error": {
            "code": 401,
            "message": message,
            "errors": [described],
            "status": "UNAUTHENTICATED",
        }
    }


PROJECT = "123456789012"
ENABLE_LINK = (
    "https://console.developers.google.com/apis/api/calendar-json.googleapis.com/overview"
    f"?project={PROJECT}"
)
NOT_CONFIGURED = (
    f"Google Calendar API has not been used in project {PROJECT} before or it is disabled. Enable "
    f"it by visiting {ENABLE_LINK} then retry. If you enabled this API recently, wait a few "
    "minutes for the action to propagate to our systems and retry."
)


class NotConfiguredError(GoogleError):
    """403 where the API is not switched on in the client's project (X-18)."""

    def __init__(self) -> None:
        super().__init__(403, "accessNotConfigured", NOT_CONFIGURED, "usageLimits")

    def body(self) -> dict[str, Any]:
        """Give the JSON body, with the newer front end's details."""
        error = {
            "message": self.message,
            "domain": self.domain,
            "reason": self.reason,
            "extendedHelp": "https://console.developers.google.com",
        }
        details = {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "SERVICE_DISABLED",
            "domain": "googleapis.com",
            "metadata": {
                "service": "calendar-json.googleapis.com",
                "consumer": f"projects/{PROJECT}",
            },
        }
        return {
            "error": {
                "code": 403,
                "message": self.message,
                "errors": [error],
                "status": "PERMISSION_DENIED",
                "details": [details],
            }
        }


class ScopeError(GoogleError):
    """403 for a token whose scopes do not open the method (X-19)."""

    def __init__(self, method: str) -> None:
        super().__init__(403, "insufficientPermissions", "Insufficient Permission")
        object.__setattr__(self, "_method", method)

    def body(self) -> dict[str, Any]:
        """Give the JSON body, with the newer front end's details."""
        details = {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            "domain": "googleapis.com",
            "metadata": {"service": "calendar-json.googleapis.com", "method": self._method},  # type: ignore[attr-defined]
        }
        return {
            "error": {
                "code": 403,
                "message": "Request had insufficient authentication scopes.",
                "errors": [{"message": self.message, "domain": "global", "reason": self.reason}],
                "status": "PERMISSION_DENIED",
                "details": [details],
            }
        }


def not_found() -> GoogleError:
    """404 for what does not exist or is not shown to the caller (X-10)."""
    return GoogleError(404, "notFound", "Not Found")


def invalid(message: str = "Invalid Value", *, parameter: str = "") -> GoogleError:
    """400 for a bad value, naming the parameter where it is one (X-21)."""
    return GoogleError(
        400, "invalid", message, location=parameter, location_type="parameter" if parameter else ""
    )


def required(message: str) -> GoogleError:
    """400 for a missing value (X-22)."""
    return GoogleError(400, "required", message)


def access_level(role: str) -> GoogleError:
    """403 for a role that does not suffice (X-9)."""
    return GoogleError(
        403, "requiredAccessLevel", f"You need to have {role} access to this calendar."
    )


def time_range_empty() -> GoogleError:
    """400 for an end that is not after its start (X-1)."""
    return GoogleError(
        400,
        "timeRangeEmpty",
        "The specified time range is empty.",
        domain="calendar",
        location="timeMax",
        location_type="parameter",
    )


def full_sync_required() -> GoogleError:
    """410 for a sync token that is no longer accepted (X-13)."""
    return GoogleError(
        410,
        "fullSyncRequired",
        "Sync token is no longer valid, a full sync is required.",
        domain="calendar",
        location="syncToken",
        location_type="parameter",
    )


def updated_min_too_long_ago() -> GoogleError:
    """410 for an updatedMin that reaches back too far (X-14)."""
    return GoogleError(
        410,
        "updatedMinTooLongAgo",
        "The requested minimum modification time lies too far in the past.",
        domain="calendar",
        location="updatedMin",
        location_type="parameter",
    )


def precondition_failed() -> GoogleError:
    """412 for an If-Match that no longer holds (X-16)."""
    return GoogleError(
        412,
        "conditionNotMet",
        "Precondition Failed",
        location="If-Match",
        location_type="header",
    )


def forbidden_for_non_organizer() -> GoogleError:
    """403 for a guest who edits what only the organizer may (X-8)."""
    return GoogleError(
        403,
        "forbiddenForNonOrganizer",
        "Shared properties can only be changed by the organizer of the event.",
        domain="calendar",
    )


def forbidden(message: str = "Forbidden") -> GoogleError:
    """403 for what this person may not do, whatever their role."""
    return GoogleError(403, "forbidden", message)


def duplicate() -> GoogleError:
    """409 for an id that is taken, also by a deleted event (X-11)."""
    return GoogleError(409, "duplicate", "The requested identifier already exists.")


def deleted() -> GoogleError:
    """410 for what was deleted before (X-15)."""
    return GoogleError(410, "deleted", "Resource has been deleted")


def calendar_error(reason: str, message: str, *, status: int = 400) -> GoogleError:
    """Give an error of the Calendar domain."""
    return GoogleError(status, reason, message, domain="calendar")


def conflict() -> GoogleError:
    """409 for one of several calls in a batch that exclude each other (X-12)."""
    return GoogleError(409, "conflict", "Conflict")


def not_a_calendar_user() -> GoogleError:
    """403 for an account whose Calendar service is off (X-20)."""
    return calendar_error(
        "notACalendarUser", "The user must be signed up for Google Calendar.", status=403
    )


def usage_limit(reason: str) -> GoogleError:
    """403 for too many calls, or for too much of what calls do (X-3, X-4, X-6, X-7)."""
    return GoogleError(403, reason, USAGE_LIMITS[reason], "usageLimits")


USAGE_LIMITS = {
    "rateLimitExceeded": "Rate Limit Exceeded",
    "userRateLimitExceeded": "User Rate Limit Exceeded",
    "quotaExceeded": "Calendar usage limits exceeded.",
    "dailyLimitExceeded": "Daily Limit Exceeded",
}


def backend_error() -> GoogleError:
    """500 for a fault of the server (X-17)."""
    return GoogleError(500, "backendError", "Backend Error")


def not_implemented(what: str) -> GoogleError:
    """501 for what this emulator does not serve, named: silence would hide gaps."""
    return GoogleError(501, "notImplemented", f"This emulator does not serve {what} yet.")


DOCUMENTED: Mapping[str, GoogleError] = {
    error.reason: error
    for error in (
        *map(usage_limit, USAGE_LIMITS),
        access_level("writer"),
        backend_error(),
        conflict(),
        deleted(),
        duplicate(),
        forbidden_for_non_organizer(),
        full_sync_required(),
        invalid(),
        not_a_calendar_user(),
        not_found(),
        precondition_failed(),
        time_range_empty(),
        updated_min_too_long_ago(),
    )
}
"""The errors that can be told by their reason, with the status they have as a rule."""


def error_for(status: int, reason: str, *, method: str = "") -> GoogleError:
    """Give the error of a status and a reason, in the shape that Google gives it."""
    if status == 401:
        return UnauthenticatedError()
    if reason == "accessNotConfigured":
        return NotConfiguredError()
    if reason == "insufficientPermissions":
        return ScopeError(f"calendar.{method}")
    return replace(DOCUMENTED.get(reason, GoogleError(status, reason, reason)), status=status)
