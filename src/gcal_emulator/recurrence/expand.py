"""A series' occurrences within a window."""

import contextlib
import datetime as dt
import heapq
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gcal_emulator.recurrence.lines import Lines, parse_lines, zone_named
from gcal_emulator.recurrence.rule import Rule, walls

HORIZON = dt.timedelta(days=366 * 10)
"""Where nothing else ends a series, Google's lists end it after a long but finite time (E-64)."""
STARTS_AT_MOST = 20_000
"""So many starts of a series are looked at in one go, whatever its rules say (E-64)."""

Moment = dt.datetime | dt.date


@dataclass(frozen=True)
class Occurrence:
    """One start and end; ``original_start`` is what the instance is named after (R-6)."""

    original_start: Moment
    start: Moment
    end: Moment


@dataclass(frozen=True)
class _Series:
    """What is expanded; moments are in UTC, and a day of an all-day series is one of UTC."""

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
    with contextlib.suppress(OverflowError):  # at the very ends of the calendar
        if series.is_all_day:
            time_min, time_max = (_as_days(each, time_zone) for each in (time_min, time_max))
        yield from _within(series, event, time_min, time_max)


def _within(
    series: _Series,
    event: Mapping[str, Any],
    time_min: dt.datetime | None,
    time_max: dt.datetime | None,
) -> Iterator[Occurrence]:
    last = _last_start(series, event, time_min, time_max)
    for start in _starts(series, time_min, last):
        end = start + series.duration
        if time_min is None or end > time_min or (end == start == time_min):
            yield _occurrence(series, start, end)


def _series(event: Mapping[str, Any], time_zone: str) -> _Series:
    if event["start"].get("date") is not None:
        start, end = (_midnight(dt.date.fromisoformat(event[k]["date"])) for k in ("start", "end"))
        lines = parse_lines(event["recurrence"], zone_named(time_zone))
        return _Series(start, end - start, True, dt.UTC, lines)
    zone = zone_named(str(event["start"].get("timeZone") or time_zone))
    start, end = (_moment(event[key]["dateTime"], zone) for key in ("start", "end"))
    return _Series(start, end - start, False, zone, parse_lines(event["recurrence"], zone))


def _midnight(date: dt.date) -> dt.datetime:
    # days are counted in UTC, where each has 24 hours
    return dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC)


def _moment(text: str, zone: dt.tzinfo) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)


def _as_days(moment: dt.datetime | None, time_zone: str) -> dt.datetime | None:
    """Give a bound as all-day series count: what the clock says in the calendar's zone, in UTC."""
    return moment and moment.astimezone(zone_named(time_zone)).replace(tzinfo=dt.UTC)


def _last_start(
    series: _Series,
    event: Mapping[str, Any],
    time_min: dt.datetime | None,
    time_max: dt.datetime | None,
) -> dt.datetime:
    latest = dt.datetime.max.replace(tzinfo=dt.UTC)
    if any(rule.count is None and rule.until is None for rule in series.lines.rules):
        # an old series is of use today: what counts is when somebody made it
        made = _moment(event["created"], dt.UTC) if "created" in event else series.start
        latest = min(_later(max(series.start, made, time_min or made), HORIZON), latest)
    return latest if time_max is None else min(latest, time_max - dt.timedelta.resolution)


def _later(moment: dt.datetime, span: dt.timedelta) -> dt.datetime:
    try:
        return moment + span
    except OverflowError:
        return dt.datetime.max.replace(tzinfo=dt.UTC)


def _starts(
    series: _Series, time_min: dt.datetime | None, last: dt.datetime
) -> Iterator[dt.datetime]:
    """Merge the start, the rules and the additions; leave out what is excluded, and repeats."""
    from_wall = _window_wall(series, time_min)
    sources = [_rule_starts(series, rule, from_wall) for rule in series.lines.rules]
    additions = sorted(_instant(series, moment) for moment in series.lines.additions)
    found = heapq.merge([series.start], additions, *sources)
    is_excluded = _exclusions(series, from_wall)
    previous = None
    for start in itertools.islice(found, STARTS_AT_MOST):
        if start > last:
            return
        if start != previous and not is_excluded(start):
            yield start
        previous = start


def _exclusions(series: _Series, from_wall: dt.datetime | None) -> "_Exclusions":
    rules = (_rule_starts(series, rule, from_wall) for rule in series.lines.exclusion_rules)
    days = {each for each in series.lines.exclusions if not isinstance(each, dt.datetime)}
    moments = {_instant(series, moment) for moment in series.lines.exclusions}
    return _Exclusions(series.zone, days, moments, heapq.merge(*rules))


class _Exclusions:
    """Says of ascending starts whether they are excluded; rules are read no further than that."""

    def __init__(
        self,
        zone: dt.tzinfo,
        days: set[dt.date],
        moments: set[dt.datetime],
        refused: Iterable[dt.datetime],
    ) -> None:
        self._zone, self._days, self._moments = zone, days, moments
        self._refused = itertools.islice(refused, STARTS_AT_MOST)
        self._next = next(self._refused, None)

    def __call__(self, start: dt.datetime) -> bool:
        while self._next is not None and self._next < start:
            self._next = next(self._refused, None)
        if start == self._next or start in self._moments:
            return True
        return bool(self._days) and start.astimezone(self._zone).date() in self._days


def _window_wall(series: _Series, time_min: dt.datetime | None) -> dt.datetime | None:
    if time_min is None:
        return None
    try:
        # a day more than any zone's offset, for walls that move in a gap
        earliest = time_min - series.duration - dt.timedelta(days=2)
        return earliest.astimezone(series.zone).replace(tzinfo=None)
    except OverflowError:
        return None


def _rule_starts(
    series: _Series, rule: Rule, from_wall: dt.datetime | None
) -> Iterator[dt.datetime]:
    begun = series.start.astimezone(series.zone).replace(tzinfo=None)
    for wall in walls(rule, begun, not_before=from_wall):
        try:
            start = wall.replace(tzinfo=series.zone).astimezone(dt.UTC)
        except OverflowError:  # at the end of the year 9999
            return
        if _is_after(start, wall, rule.until):
            return
        yield start


def _is_after(start: dt.datetime, wall: dt.datetime, until: Moment | None) -> bool:
    if until is None:
        return False
    if not isinstance(until, dt.datetime):
        return wall.date() > until
    return start > until if until.tzinfo else wall > until


def _instant(series: _Series, moment: Moment) -> dt.datetime:
    """Give an added or excluded moment in UTC; a mere date is meant at the series' own time."""
    if series.is_all_day:
        return _midnight(moment.date() if isinstance(moment, dt.datetime) else moment)
    if not isinstance(moment, dt.datetime):
        time = series.start.astimezone(series.zone).time()
        moment = dt.datetime.combine(moment, time, tzinfo=series.zone)
    return moment.astimezone(dt.UTC)


def _occurrence(series: _Series, start: dt.datetime, end: dt.datetime) -> Occurrence:
    if series.is_all_day:
        return Occurrence(start.date(), start.date(), end.date())
    # the duration is counted in elapsed time, across changes of the offset too
    shown = start.astimezone(series.zone)
    return Occurrence(shown, shown, end.astimezone(series.zone))
