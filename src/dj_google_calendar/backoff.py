"""When something that failed is tried again."""

import datetime as dt

from dj_google_calendar import clock
from dj_google_calendar.exceptions import (
    GatewayError,
    GoogleCalendarError,
    QuotaExceededError,
    RateLimitedError,
)

FIRST_WAIT, LONGEST_WAIT = 1.0, 15 * 60.0
RATE_WINDOW = 60.0
USAGE_WINDOW = 3600.0
"""X-42: usage limits are lifted after hours; asking more often makes it worse."""


def after_failure(error: GoogleCalendarError, failures: int) -> dt.datetime:
    """Give the next try: with full jitter, up to a quarter of an hour; later for limits.

    ``failures`` counts this one.
    """
    most = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(failures, 12))
    least = 0.0
    if isinstance(error, RateLimitedError):
        least = RATE_WINDOW
    elif isinstance(error, QuotaExceededError):
        least = USAGE_WINDOW
    if isinstance(error, GatewayError):
        least = max(least, error.retry_after)
    return clock.now() + dt.timedelta(seconds=least + most * clock.random())
