"""Google's error answers (contract, section 4; profile: emulator.md, section 5)."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
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
        return {"error": {"errors": [error], "code": self.status, "message": self.message}}


class UnauthenticatedError(GoogleError):
    """401 of the front end before Calendar: two messages, and a status (Z-8)."""

    def __init__(self) -> None:
        super().__init__(401, "authError", "Invalid Credentials", location="Authorization")

    def body(self) -> dict[str, Any]:
        """Give the JSON body: code, message, errors, status, in this order."""
        error = {
            "message": self.message,
            "domain": self.domain,
            "reason": self.reason,
            "location": self.location,
            "locationType": "header",
        }
        return {
            "error": {
                "code": 401,
                "message": "Request had invalid authentication credentials. Expected OAuth 2 "
                "access token, login cookie or other valid authentication credential. See "
                "https://developers.google.com/identity/sign-in/web/devconsole-project.",
                "errors": [error],
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


def backend_error() -> GoogleError:
    """500 for a fault of the server (X-17)."""
    return GoogleError(500, "backendError", "Backend Error")


def not_implemented(what: str) -> GoogleError:
    """501 for what this emulator does not serve, named: silence would hide gaps."""
    return GoogleError(501, "notImplemented", f"This emulator does not serve {what} yet.")
