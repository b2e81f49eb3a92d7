"""When a series takes place, from its start on, and never without bound."""

import datetime as dt
import heapq
import itertools
from collections.abc import Collection, Iterable, Iterator

from dj_google_calendar.recurrence.anchor import Anchor
from dj_google_calendar.recurrence.expand import Budget, walls_from
from dj_google_calendar.recurrence.lines import DAY_FORM, Lines, Rule, until_of
from dj_google_calendar.recurrence.moments import wall_number, wall_of
from dj_google_calendar.recurrence.pattern import WEEKDAYS


def walls(rule: Rule, anchor: Anchor, budget: Budget) -> Iterator[dt.datetime]:
    """Give the wall times of a rule, ascending; the start is among them only if it fits."""
    until, start = until_of(rule, anchor), wall_number(anchor.wall)
    for number in itertools.islice(walls_from(rule, start, start, budget), rule.count):
        budget.spend()
        wall = wall_of(number)
        if until and anchor.moment_of(wall) > until:
            return
        yield wall


def week_begin(rule: Rule, day: dt.datetime) -> dt.datetime:
    """Give the same time on the first day of the week, as the rule has weeks."""
    first = WEEKDAYS.index(rule.parts.get("WKST", "MO"))
    return day - dt.timedelta(days=(day.weekday() - first) % 7)


def interval_of(rule: Rule) -> int:
    """Give how many periods lie from one to the next."""
    return int(rule.parts.get("INTERVAL", "1"))


def starts(lines: Lines, budget: Budget | None = None) -> Iterator[dt.datetime]:
    """Give the moments at which a series takes place, ascending, without end where it has none.

    Its start is one of them, also where no rule meets it (RFC 5545, section 3.8.5.3).
    """
    anchor, budget = lines.anchor, budget or Budget()
    added = [dates.moments(anchor) for dates in lines.dates if dates.kind == "RDATE"]
    met = [_moments(rule, anchor, budget) for rule in lines.of("RRULE")]
    leaves_out = _Exclusions(lines, budget)
    previous = None
    for moment in heapq.merge([anchor.begins], *map(sorted, added), *met):
        if moment != previous and not leaves_out(moment):
            yield moment
        previous = moment


def _moments(rule: Rule, anchor: Anchor, budget: Budget) -> Iterator[dt.datetime]:
    return (anchor.moment_of(wall) for wall in walls(rule, anchor, budget))


class _Exclusions:
    """Says of ascending moments whether they are left out."""

    def __init__(self, lines: Lines, budget: Budget) -> None:
        self._anchor = lines.anchor
        dates = [each for each in lines.dates if each.kind == "EXDATE"]
        self._moments = {moment for each in dates for moment in each.moments(self._anchor)}
        self._days = {
            dt.datetime.strptime(text, DAY_FORM).date()  # noqa: DTZ007 - a date has no zone
            for each in dates
            for text in each.texts
            if len(text) == len("YYYYMMDD")
        }
        rules = (_moments(rule, self._anchor, budget) for rule in lines.of("EXRULE"))
        self._refused = heapq.merge(*rules)
        self._next = next(self._refused, None)

    def __call__(self, moment: dt.datetime) -> bool:
        while self._next is not None and self._next < moment:
            self._next = next(self._refused, None)
        if moment == self._next or moment in self._moments:
            return True
        return bool(self._days) and self._anchor.wall_of(moment).date() in self._days


def first_start(lines: Lines) -> dt.datetime | None:
    """Give when a series takes place for the first time; None where all is left out."""
    return next(starts(lines), None)


def which_occur(lines: Lines, moments: Collection[dt.datetime]) -> set[dt.datetime]:
    """Give those of some moments at which a series takes place; raise RecurrenceError."""
    wanted = set(moments)
    return wanted.intersection(_until(starts(lines), max(wanted))) if wanted else set()


def occurs(lines: Lines, moment: dt.datetime) -> bool:
    """Say whether a series takes place at a moment; raise RecurrenceError."""
    return moment in which_occur(lines, {moment})


def _until(found: Iterable[dt.datetime], last: dt.datetime) -> Iterator[dt.datetime]:
    for moment in found:
        if moment > last:
            return
        yield moment
