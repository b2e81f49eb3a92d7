"""A series' occurrences within a window."""

import datetime as dt
import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gcal_emulator.recurrence.lines import Lines, parse_lines, zone_named
from gcal_emulator.recurrence.rule import Rule, walls

HORIZON = dt.timedelta(days=366 * 10)
"""Where nothing else ends a series, Google's lists end it after a long but finite time (E-64)."""

Moment = dt.datetime | dt.date


@dataclass(frozen=True)
class Occurrence:
    """One start and end; ``original_start`` is what the instance is named after (R-6)."""

    original_start: Moment
    start: Moment
    end: Moment


@dataclass(frozen=True)
class _Series:
    start: dt.datetime
    duration: dt.timedelta
    is_all_day: bool
    zone: dt.tzinfo
    lines: Lines


def occurrences(
    event: Mapping[str, Any],
    *,
    time_zone: str,
    time_min: dt.datetime | None = None,
    time_max: dt.datetime | None = None,
) -> Iterator[Occurrence]:
    """Expand a series, ascending; ``time_min`` bounds the end, ``time_max`` the start (E-63).

    The start of the series is its first occurrence, also where its rule would not meet it
    (RFC 5545, section 3.8.5.3). Wall times in a gap of the zone move forward by the gap, and
    of a repeated hour the first is meant. Raises RuleError for lines that cannot be read.
    """
    series = _series(event, time_zone)
    last = _last_start(series, time_min, time_max)
    for start in _starts(series, time_min, last):
        if start > last:
            return
        end = start + series.duration
        if time_min is None or end > time_min or (end == start == time_min):
            yield _occurrence(series, start, end)


def _series(event: Mapping[str, Any], time_zone: str) -> _Series:
    is_all_day = "date" in event["start"] and event["start"]["date"] is not None
    zone = zone_named(str(event["start"].get("timeZone") or time_zone))
    calendar_zone = zone_named(time_zone)
    if is_all_day:
        zone = calendar_zone
        start = _midnight(dt.date.fromisoformat(event["start"]["date"]))
        end = _midnight(dt.date.fromisoformat(event["end"]["date"]))
        duration = end - start
    else:
        start = _aware(event["start"], zone)
        duration = _aware(event["end"], zone).astimezone(dt.UTC) - start.astimezone(dt.UTC)
    lines = parse_lines(event["recurrence"], zone)
    return _Series(start, duration, is_all_day, dt.UTC if is_all_day else zone, lines)


def _midnight(date: dt.date) -> dt.datetime:
    # days are counted in UTC, where each has 24 hours
    return dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC)


def _aware(value: Mapping[str, Any], zone: dt.tzinfo) -> dt.datetime:
    moment = dt.datetime.fromisoformat(value["dateTime"])
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def _last_start(
    series: _Series, time_min: dt.datetime | None, time_max: dt.datetime | None
) -> dt.datetime:
    if time_max is not None:
        return time_max - dt.timedelta(microseconds=1)
    return max(series.start, time_min or series.start) + HORIZON


def _starts(
    series: _Series, time_min: dt.datetime | None, last: dt.datetime
) -> Iterator[dt.datetime]:
    """Merge the start, the rules and the additions; leave out what is excluded, and repeats."""
    from_wall = _window_wall(series, time_min)
    sources = [_rule_starts(series, rule, from_wall) for rule in series.lines.rules]
    additions = sorted(_instant(series, moment) for moment in series.lines.additions)
    excluded = {_instant(series, moment) for moment in series.lines.exclusions}
    excluded_days = {m for m in series.lines.exclusions if not isinstance(m, dt.datetime)}
    refused = [_rule_starts(series, rule, from_wall) for rule in series.lines.exclusion_rules]
    excluded |= {start for source in refused for start in _until(source, last)}
    previous = None
    for start in heapq.merge([series.start], additions, *sources):
        if start == previous or start in excluded or start.date() in excluded_days:
            continue
        previous = start
        yield start


def _until(starts: Iterator[dt.datetime], last: dt.datetime) -> Iterator[dt.datetime]:
    for start in starts:
        if start > last:
            return
        yield start


def _window_wall(series: _Series, time_min: dt.datetime | None) -> dt.datetime | None:
    if time_min is None:
        return None
    # a day more than any zone's offset, for walls that move in a gap
    earliest = time_min - series.duration - dt.timedelta(days=2)
    return earliest.astimezone(series.zone).replace(tzinfo=None)


def _rule_starts(
    series: _Series, rule: Rule, from_wall: dt.datetime | None
) -> Iterator[dt.datetime]:
    previous = None
    for wall in walls(rule, series.start.replace(tzinfo=None), not_before=from_wall):
        start = _in_zone(wall, series.zone)
        if _is_after(start, rule.until):
            return
        if start != previous:  # two walls of a gap can be one moment
            yield start
        previous = start


def _in_zone(wall: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Give a wall time its zone; a time in a gap comes out moved forward."""
    return wall.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)


def _is_after(start: dt.datetime, until: Moment | None) -> bool:
    if until is None:
        return False
    if not isinstance(until, dt.datetime):
        return start.date() > until
    return start > (until if until.tzinfo else until.replace(tzinfo=start.tzinfo))


def _instant(series: _Series, moment: Moment) -> dt.datetime:
    if not isinstance(moment, dt.datetime):
        if series.is_all_day:
            return _midnight(moment)
        return _in_zone(dt.datetime.combine(moment, series.start.time()), series.zone)
    if series.is_all_day:
        return _midnight(moment.date())
    return moment.astimezone(series.zone)


def _occurrence(series: _Series, start: dt.datetime, end: dt.datetime) -> Occurrence:
    if series.is_all_day:
        return Occurrence(start.date(), start.date(), end.date())
    # the duration is counted in elapsed time, across changes of the offset too
    end = (start.astimezone(dt.UTC) + series.duration).astimezone(series.zone)
    return Occurrence(start, start, end)
