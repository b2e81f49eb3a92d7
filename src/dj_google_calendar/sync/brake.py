"""The brake: a full list that lacks much of what was there is looked at twice."""

import datetime as dt

from dj_google_calendar import clock
from dj_google_calendar.conf import conf

SECOND_LOOK = dt.timedelta(minutes=15)


def must_hold(*, missing: int, living: int, missed_before: int) -> bool:
    """Say whether so many events may not go yet.

    Both limits must be passed. A second look that misses as much as the first confirms it.
    """
    is_much = missing > conf.BRAKE_ROWS and missing > conf.BRAKE_SHARE * living
    return is_much and missing > missed_before


def reason(missing: int, living: int) -> str:
    """Say why a calendar is held."""
    return (
        f"Google's list lacks {missing} of {living} events. They are kept until a second look "
        "confirms it."
    )


def second_look() -> dt.datetime:
    """Give when that is taken."""
    return clock.now() + SECOND_LOOK
