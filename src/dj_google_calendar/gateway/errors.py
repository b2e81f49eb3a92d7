"""Google's error answers, mapped by status *and* reason to one class each."""

import json
import re
from collections.abc import Mapping
from typing import Any

from dj_google_calendar.exceptions import (
    ApiDisabledError,
    AuthenticationError,
    BadRequestError,
    DeletedError,
    DuplicateError,
    ForbiddenError,
    GatewayError,
    InsufficientScopesError,
    NotCalendarUserError,
    NotFoundError,
    PreconditionFailedError,
    QuotaExceededError,
    RateLimitedError,
    SyncTokenExpiredError,
    TransientError,
)

BY_REASON: Mapping[tuple[int, str], type[GatewayError]] = {
    (403, "rateLimitExceeded"): RateLimitedError,
    (403, "userRateLimitExceeded"): RateLimitedError,
    (403, "RATE_LIMIT_EXCEEDED"): RateLimitedError,
    (403, "quotaExceeded"): QuotaExceededError,
    (403, "dailyLimitExceeded"): QuotaExceededError,
    (403, "accessNotConfigured"): ApiDisabledError,
    (403, "SERVICE_DISABLED"): ApiDisabledError,
    (403, "insufficientPermissions"): InsufficientScopesError,
    (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"): InsufficientScopesError,
    (403, "notACalendarUser"): NotCalendarUserError,
    (410, "fullSyncRequired"): SyncTokenExpiredError,
    (410, "updatedMinTooLongAgo"): SyncTokenExpiredError,
    (410, "deleted"): DeletedError,
}

BY_STATUS: Mapping[int, type[GatewayError]] = {
    401: AuthenticationError,
    403: ForbiddenError,
    404: NotFoundError,
    408: TransientError,
    409: DuplicateError,
    # without a reason, reading everything again is the safe meaning of 410
    410: SyncTokenExpiredError,
    412: PreconditionFailedError,
    429: RateLimitedError,
}

LONGEST_RETRY_AFTER = 6 * 3600.0
_ENABLE_LINK = re.compile(r"https://console\.(?:developers|cloud)\.google\.com/\S+")


def error_from_answer(status: int, body: bytes, *, retry_after: str = "") -> GatewayError:
    """Give the error that an answer of Google's stands for; ``retry_after`` is that header.

    The reason is read from ``errors[0].reason``, else ``details[].reason``, else ``status``
    (contract, section 4).
    """
    problem = _problem(body)
    reason = _reason(problem)
    message = str(problem.get("message") or f"Google answered with status {status}.")
    error = _class_of(status, problem, reason)(message, reason=reason, http_status=status)
    error.retry_after = _seconds(retry_after)
    enable_link = _ENABLE_LINK.search(message)
    if isinstance(error, ApiDisabledError) and enable_link:
        error.link = enable_link.group().rstrip(".,)")
    return error


def _seconds(retry_after: str) -> float:
    """Read a Retry-After in seconds; a date, or what cannot be read, leaves it to the schedule."""
    is_number = retry_after.isascii() and retry_after.isdecimal() and len(retry_after) < 9
    return min(float(retry_after), LONGEST_RETRY_AFTER) if is_number else 0.0


def _class_of(status: int, problem: Mapping[str, Any], reason: str) -> type[GatewayError]:
    for candidate in (reason, *_detail_reasons(problem)):
        if found := BY_REASON.get((status, candidate)):
            return found
    if found := BY_STATUS.get(status):
        return found
    # a redirect is never followed, so it means that something stands in the way
    return BadRequestError if 400 <= status < 500 else TransientError


def _problem(body: bytes) -> Mapping[str, Any]:
    try:
        problem = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return problem if isinstance(problem, dict) else {"message": str(problem)}


def _reason(problem: Mapping[str, Any]) -> str:
    errors = problem.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        return str(errors[0].get("reason", ""))
    return next(iter(_detail_reasons(problem)), str(problem.get("status", "")))


def _detail_reasons(problem: Mapping[str, Any]) -> list[str]:
    details = problem.get("details")
    if not isinstance(details, list):
        return []
    return [str(d["reason"]) for d in details if isinstance(d, dict) and "reason" in d]
