"""When a calendar is pulled next: after a success, and for good measure."""

import datetime as dt
import hashlib

from dj_google_calendar import clock
from dj_google_calendar.conf import conf

RECONCILED_EVERY = dt.timedelta(days=7)


def after_success(*, is_pushed: bool) -> dt.datetime:
    """Give the next poll: later where notifications come, and never all at one moment."""
    seconds = conf.POLL_SECONDS if is_pushed else conf.POLL_SECONDS_WITHOUT_PUSH
    return clock.now() + dt.timedelta(seconds=seconds * (0.9 + 0.2 * clock.random()))


def next_reconcile(calendar_pk: int) -> dt.datetime:
    """Give when everything is listed again: weekly, each calendar at an hour of its own."""
    digest = hashlib.sha256(str(calendar_pk).encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32
    week = RECONCILED_EVERY.total_seconds()
    begun = clock.now().timestamp() // week * week
    moment = begun + share * week
    while moment <= clock.now().timestamp() + week / 2:
        moment += week
    return dt.datetime.fromtimestamp(moment, dt.UTC)
