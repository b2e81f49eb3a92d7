"""Faults on demand: counted rules that make calls fail."""

import json
from dataclasses import dataclass, fields

from werkzeug.wrappers import Response

from gcal_emulator.errors import (
    NOT_CONFIGURED,
    GoogleError,
    NotConfiguredError,
    UnauthenticatedError,
)
from gcal_emulator.schemas import methods

ANY_METHOD = "*"
OTHER_METHODS = frozenset(
    {"oauth.auth", "oauth.token", "oauth.revoke", "oauth.userinfo", "oauth.certs", "discovery"}
)

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
    "accessNotConfigured": NOT_CONFIGURED,
}


@dataclass
class Fault:
    """A rule: calls of this method fail, so many times, with this answer.

    The method is named as in the discovery document (``events.list``), ``oauth.token`` and the
    like for sign-in, or ``*``. Raises ValueError for a rule that could never be met.
    """

    method: str
    status: int = 503
    reason: str = "backendError"
    times: int = 1
    skip: int = 0
    """So many calls go through before the first one fails."""
    body: str | None = None
    """Sent as it stands instead of an error body, e.g. to be truncated or no JSON."""
    calendar_id: str = ""

    def __post_init__(self) -> None:
        for each in fields(self):
            if type(getattr(self, each.name)) not in KINDS[each.name]:
                raise ValueError(f"The {each.name} of a fault cannot be that.")
        known = {method.name for method in methods()} | OTHER_METHODS | {ANY_METHOD}
        if self.method not in known:
            raise ValueError(f"{self.method} is no method.")
        if not 200 <= self.status <= 599 or self.times < 1 or self.skip < 0:
            raise ValueError("A fault needs a status from 200 to 599 and counts above nothing.")


KINDS = {
    "method": (str,),
    "status": (int,),
    "reason": (str,),
    "times": (int,),
    "skip": (int,),
    "body": (str, type(None)),
    "calendar_id": (str,),
}


class Faults:
    """The rules in force, each used up by its count."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def take(self, method: str, calendar_id: str) -> Fault | None:
        """Give the fault that this call meets, and count it."""
        for rule in self.rules:
            if rule.method not in (method, ANY_METHOD) or rule.calendar_id not in ("", calendar_id):
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
    """Give the error answer of a fault in a call of the API."""
    if fault.status == 401:
        return UnauthenticatedError()
    if fault.reason == "accessNotConfigured":
        return NotConfiguredError()
    message = MESSAGES.get(fault.reason, fault.reason)
    return GoogleError(fault.status, fault.reason, message, DOMAINS.get(fault.reason, "global"))


def answer_of(fault: Fault) -> Response:
    """Give the answer of a fault anywhere but in the API, as OAuth shapes its errors."""
    described = {"error": fault.reason, "error_description": MESSAGES.get(fault.reason, "")}
    text = json.dumps(described, indent=2) if fault.body is None else fault.body
    return Response(text, status=fault.status, content_type="application/json; charset=utf-8")
