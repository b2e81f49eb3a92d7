"""Spans of time, as arithmetic: pure. Each begins before it ends, and its end is exclusive."""

import datetime as dt
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
    """Give what of a length fits into free spans: one begins with each step of the day."""
    for begin, end in free:
        at = _aligned(begin, step, zone)
        while end - at >= duration:
            yield at, at + duration
            at += step


def _aligned(moment: dt.datetime, step: dt.timedelta, zone: ZoneInfo) -> dt.datetime:
    midnight = dt.datetime.combine(moment.astimezone(zone).date(), dt.time.min, tzinfo=zone)
    return moment + (midnight.astimezone(dt.UTC) - moment) % step
