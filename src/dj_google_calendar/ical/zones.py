"""VTIMEZONE of a zone: the rules that its database gives, as few as matter (RFC 5545, 3.6.5)."""

import datetime as dt
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dj_google_calendar.ical.content import line, text

FIRST_YEAR, LAST_YEAR = 1970, 2037
"""What repeats up to the last year is written as a rule without an end."""
STEP = dt.timedelta(days=7)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK = 7


@dataclass(frozen=True, slots=True)
class Change:
    """A moment at which the clocks of a zone change."""

    moment: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    name: str
    is_daylight: bool

    @property
    def wall(self) -> dt.datetime:
        """What the clock shows that is about to be changed."""
        return (self.moment + self.before).replace(tzinfo=None)

    @property
    def kind(self) -> tuple[object, ...]:
        """What changes of one rule have in common."""
        wall = self.wall
        observed = (self.before, self.after, self.name, self.is_daylight)
        return (*observed, wall.month, wall.weekday(), wall.time())


def vtimezone(name: str, since: dt.datetime) -> Iterator[str]:
    """Give the lines of a zone, true from a moment on."""
    yield "BEGIN:VTIMEZONE"
    yield text("TZID", name)
    yield text("X-LIC-LOCATION", name)
    changes = _changes(name)
    begun = [change for change in changes if change.moment <= since]
    for run in _runs(changes[len(begun) - 1 :] if begun else changes):
        yield from _observance(run)
    if not begun:
        yield from _observance([_at_first(name, min(since, _START))])
    yield "END:VTIMEZONE"


_START = dt.datetime(FIRST_YEAR, 1, 1, tzinfo=dt.UTC)


@functools.lru_cache(maxsize=512)
def _changes(name: str) -> Sequence[Change]:
    zone = ZoneInfo(name)
    found, at = [], _START
    end = dt.datetime(LAST_YEAR + 1, 1, 1, tzinfo=dt.UTC)
    while at < end:
        if _state(zone, at) != _state(zone, at + STEP):
            found.append(_change(zone, at, at + STEP))
        at += STEP
    return tuple(found)


def _state(zone: ZoneInfo, moment: dt.datetime) -> tuple[object, ...]:
    local = moment.astimezone(zone)
    return local.utcoffset(), local.tzname(), bool(local.dst())


def _change(zone: ZoneInfo, low: dt.datetime, high: dt.datetime) -> Change:
    """Find the second of a change between two moments."""
    before = _state(zone, low)
    while high - low > dt.timedelta(seconds=1):
        middle = low + dt.timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if _state(zone, middle) == before else (low, middle)
    return _made(zone, high, low)


def _made(zone: ZoneInfo, moment: dt.datetime, previous: dt.datetime) -> Change:
    local, earlier = moment.astimezone(zone), previous.astimezone(zone)
    before, after = earlier.utcoffset(), local.utcoffset()
    nothing = dt.timedelta()
    return Change(
        moment, before or nothing, after or nothing, local.tzname() or "", bool(local.dst())
    )


def _at_first(name: str, moment: dt.datetime) -> Change:
    """Give what holds before any change."""
    zone = ZoneInfo(name)
    year = max(moment.year - 1, dt.MINYEAR + 1)
    first = moment.replace(year=year, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return _made(zone, first, first)


def _runs(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Part changes into those that one rule gives, year after year."""
    open_runs: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        run = open_runs.get(change.kind)
        if run and change.wall.year == run[-1].wall.year + 1 and _rule_of([*run, change]):
            run.append(change)
            continue
        if run:
            yield run
        open_runs[change.kind] = [change]
    yield from open_runs.values()


def _observance(run: Sequence[Change]) -> Iterator[str]:
    first, last = run[0], run[-1]
    kind = "DAYLIGHT" if first.is_daylight else "STANDARD"
    yield f"BEGIN:{kind}"
    yield line("DTSTART", f"{first.wall.year:04}{first.wall:%m%dT%H%M%S}")
    yield line("TZOFFSETFROM", _offset(first.before))
    yield line("TZOFFSETTO", _offset(first.after))
    yield text("TZNAME", first.name)
    if len(run) > 1:
        # a day later, since some programs take it for a wall time
        end = last.moment + dt.timedelta(days=1)
        until = "" if last.wall.year == LAST_YEAR else f";UNTIL={end:%Y%m%dT%H%M%SZ}"
        yield line("RRULE", _rule_of(run) + until)
    yield f"END:{kind}"


def _rule_of(run: Sequence[Change]) -> str:
    """Give the rule that says the days of a run, or '' where there is none."""
    days = [change.wall.date() for change in run]
    head = f"FREQ=YEARLY;BYMONTH={days[0].month};BYDAY="
    weekday = WEEKDAYS[days[0].weekday()]
    if all((day + dt.timedelta(WEEK)).month != day.month for day in days):
        return f"{head}-1{weekday}"
    numbers = {(day.day - 1) // WEEK + 1 for day in days}
    if len(numbers) == 1:
        return f"{head}{numbers.pop()}{weekday}"
    earliest = min(day.day for day in days)
    if max(day.day for day in days) - earliest < WEEK:
        month_days = ",".join(str(earliest + each) for each in range(WEEK))
        return f"{head}{weekday};BYMONTHDAY={month_days}"
    return ""


def _offset(offset: dt.timedelta) -> str:
    seconds = int(offset.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    written = f"{'-' if seconds < 0 else '+'}{minutes // 60:02}{minutes % 60:02}"
    return f"{written}{rest:02}" if rest else written
