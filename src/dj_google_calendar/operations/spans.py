"""Spans of time, as arithmetic: pure. Each begins before it ends, and its end is exclusive."""

import bisect
import datetime as dt
import functools
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

Span = tuple[dt.datetime, dt.datetime]
Hours = tuple[dt.time, dt.time]
"""When a day opens and closes; ``time.max`` is the end of the day."""
DAY = dt.timedelta(days=1)


def merged(spans: Iterable[Span], within: Span) -> tuple[Span, ...]:
    """Clip spans to a window, and join those that touch."""
    earliest, latest = within
    joined: list[Span] = []
    for begin, end in sorted((max(a, earliest), min(b, latest)) for a, b in spans):
        if begin >= end:
            continue
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def gaps(busy: Iterable[Span], within: Span) -> Iterator[Span]:
    """Give what merged spans leave of a window."""
    at, latest = within
    for begin, end in busy:
        if at < begin:
            yield at, begin
        at = max(at, end)
    if at < latest:
        yield at, latest


def chunks(within: Span, longest: dt.timedelta) -> Iterator[Span]:
    """Cut a window into parts of a length at most."""
    at, latest = within
    while at < latest:
        end = min(at + longest, latest) if latest - at > longest else latest
        yield at, end
        at = end


def out_of_hours(
    within: Span, zone: ZoneInfo, hours: Hours, weekdays: Iterable[int]
) -> Iterator[Span]:
    """Give the times of a window outside of these hours of these days (Monday is 0)."""
    allowed, wanted = [], frozenset(weekdays)
    day, last = (moment.astimezone(zone).date() for moment in within)
    while day <= last:
        if day.weekday() in wanted:
            opens, closes = (dt.datetime.combine(day, each, tzinfo=zone) for each in hours)
            if hours[1] == dt.time.max:
                closes = dt.datetime.combine(day + DAY, dt.time.min, tzinfo=zone)
            allowed.append((opens.astimezone(dt.UTC), closes.astimezone(dt.UTC)))
        day += DAY
    return gaps(merged(allowed, within), within)


def slots(
    free: Iterable[Span], duration: dt.timedelta, step: dt.timedelta, zone: ZoneInfo
) -> Iterator[Span]:
    """Give what of a length fits into free spans: one begins with each step of the day's clock.

    Steps of more than a day are counted from the day on which a span begins.
    """
    for begin, end in free:
        for at in _begins(begin, end - duration, step, zone):
            yield at, at + duration


def _begins(
    first: dt.datetime, last: dt.datetime, step: dt.timedelta, zone: ZoneInfo
) -> Iterator[dt.datetime]:
    """Give the moments of a stretch at which a step begins; each day begins with one."""
    wall = dt.datetime.combine(first.astimezone(zone).date(), dt.time.min)
    while True:
        found = _steps(wall, step, zone)
        for at in found[bisect.bisect_left(found, first) :]:
            if at > last:
                return
            yield at
        if found[-1] > last:
            return
        wall += max(step, DAY)


@functools.lru_cache(maxsize=16)
def _steps(wall: dt.datetime, step: dt.timedelta, zone: ZoneInfo) -> list[dt.datetime]:
    """Give when the steps of a day begin by its clock, or the one that is longer than a day."""
    stretch = max(step, DAY)
    begins, ends = (_moments(each, zone)[0] for each in (wall, wall + stretch))
    numbers = range(-(-stretch // step))
    if ends - begins == stretch:
        return [begins + number * step for number in numbers]
    walls = (wall + number * step for number in numbers)
    shown = {at for each in walls for at in _moments(each, zone) if _wall_of(at, zone) == each}
    return sorted({begins, *shown})  # a day may begin in a gap of its clock, and no other step


def _moments(wall: dt.datetime, zone: ZoneInfo) -> list[dt.datetime]:
    """Give the moments at which a clock shows a time; where it is put back there are two."""
    return [wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1)]


def _wall_of(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)
