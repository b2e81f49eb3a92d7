"""Faults on demand: counted rules that make calls fail."""

from dataclasses import dataclass

from gcal_emulator.errors import GoogleError, UnauthenticatedError

DOMAINS = {
    "rateLimitExceeded": "usageLimits",
    "userRateLimitExceeded": "usageLimits",
    "quotaExceeded": "usageLimits",
    "dailyLimitExceeded": "usageLimits",
    "accessNotConfigured": "usageLimits",
    "fullSyncRequired": "calendar",
    "notACalendarUser": "calendar",
}

MESSAGES = {
    "rateLimitExceeded": "Rate Limit Exceeded",
    "userRateLimitExceeded": "User Rate Limit Exceeded",
    "quotaExceeded": "Calendar usage limits exceeded.",
    "dailyLimitExceeded": "Daily Limit Exceeded",
    "backendError": "Backend Error",
    "fullSyncRequired": "Sync token is no longer valid, a full sync is required.",
    "notACalendarUser": "The user must be signed up for Google Calendar.",
    "notFound": "Not Found",
    "accessNotConfigured": (
        "Google Calendar API has not been used in project 123456789012 before or it is disabled. "
        "Enable it by visiting https://console.developers.google.com/apis/api/"
        "calendar-json.googleapis.com/overview?project=123456789012 then retry."
    ),
}


@dataclass
class Fault:
    """A rule: calls of this method fail, so many times, with this answer."""

    method: str
    status: int = 503
    reason: str = "backendError"
    times: int = 1
    skip: int = 0
    """So many calls go through before the first one fails."""
    body: str | None = None
    """Sent as it stands instead of an error body, e.g. to be truncated or no JSON."""
    calendar_id: str = ""


class Faults:
    """The rules in force, each used up by its count."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def take(self, method: str, calendar_id: str) -> Fault | None:
        """Give the fault that this call meets, and count it."""
        for rule in self.rules:
            if rule.method not in (method, "*") or rule.calendar_id not in ("", calendar_id):
                continue
            if rule.skip:
                rule.skip -= 1
                continue
            rule.times -= 1
            if rule.times <= 0:
                self.rules.remove(rule)
            return rule
        return None


def error_of(fault: Fault) -> GoogleError:
    """Give the error answer of a fault."""
    if fault.status == 401:
        return UnauthenticatedError()
    message = MESSAGES.get(fault.reason, fault.reason)
    return GoogleError(fault.status, fault.reason, message, DOMAINS.get(fault.reason, "global"))
