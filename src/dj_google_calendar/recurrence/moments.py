"""From wall times of a zone to moments, many at once and in whole numbers.

A wall time is counted in seconds of its own calendar from the first day of the year 1 on, a
moment in seconds since 1970 in UTC.
"""

import datetime as dt
import functools
from collections.abc import Iterable

from dj_google_calendar.recurrence.anchor import DAY_SECONDS

EPOCH_DAY = dt.date(1970, 1, 1).toordinal()
EPOCH_WALL = EPOCH_DAY * DAY_SECONDS
BLOCK_DAYS = 32
BLOCK = BLOCK_DAYS * DAY_SECONDS
LATEST = 15 * 3600
"""No zone's clock is further from UTC."""


def wall_number(wall: dt.datetime) -> int:
    """Give a wall time as a number."""
    of_day = wall.hour * 3600 + wall.minute * 60 + wall.second
    return wall.toordinal() * DAY_SECONDS + of_day


def wall_of(number: int) -> dt.datetime:
    """Give a wall time by its number."""
    day, second = divmod(number, DAY_SECONDS)
    return dt.datetime.fromordinal(day) + dt.timedelta(seconds=second)


def epochs(walls: Iterable[int], zone: dt.tzinfo) -> list[int]:
    """Give the moments of wall times; in a gap of the zone they are moved by the gap."""
    found: list[int] = []
    begins, ends, behind = 0, 0, None
    for wall in walls:
        if not begins <= wall < ends:
            begins, ends, behind = _stretch(zone, wall)
        found.append(wall - behind if behind is not None else _epoch(wall, zone))
    return found


def _stretch(zone: dt.tzinfo, wall: int) -> tuple[int, int, int | None]:
    """Give from when to when, around a wall time, moments are as far behind: many days, or one."""
    begins = wall // BLOCK * BLOCK_DAYS
    if (behind := _steadily_behind(zone, begins, BLOCK_DAYS)) is not None:
        return begins * DAY_SECONDS, begins * DAY_SECONDS + BLOCK, behind
    day = wall // DAY_SECONDS
    return day * DAY_SECONDS, (day + 1) * DAY_SECONDS, _steadily_behind(zone, day, 1)


@functools.lru_cache(maxsize=8192)
def _steadily_behind(zone: dt.tzinfo, first: int, days: int) -> int | None:
    """Give how far moments are behind wall times on some days; None where that changes."""
    behind = set()
    for day in range(first - 1, first + days + 2):
        try:
            behind.add(day * DAY_SECONDS - _epoch(day * DAY_SECONDS, zone))
        except (OverflowError, ValueError):
            return None
    return behind.pop() if len(behind) == 1 else None


def _epoch(wall: int, zone: dt.tzinfo) -> int:
    offset = wall_of(wall).replace(tzinfo=zone).utcoffset() or dt.timedelta()
    return wall - EPOCH_WALL - int(offset.total_seconds())


def epoch_of(moment: dt.datetime) -> int:
    """Give a moment in UTC as a number."""
    return wall_number(moment.astimezone(dt.UTC)) - EPOCH_WALL


def moment_at(epoch: int) -> dt.datetime:
    """Give the moment of a number, in UTC."""
    return wall_of(epoch + EPOCH_WALL).replace(tzinfo=dt.UTC)
