"""When a series takes place between two moments: found by jumping there, not by walking.

Rules are counted in wall time of the series' zone and in whole numbers (see ``moments``).
"""

import datetime as dt
import functools
import itertools
from collections.abc import Iterator

from dj_google_calendar import clock
from dj_google_calendar.recurrence.anchor import DAY_SECONDS, Anchor
from dj_google_calendar.recurrence.check import RecurrenceError
from dj_google_calendar.recurrence.lines import Lines, Rule, parse_moment, until_of
from dj_google_calendar.recurrence.moments import (
    EPOCH_WALL,
    LATEST,
    epoch_of,
    epochs,
    moment_at,
    wall_number,
)
from dj_google_calendar.recurrence.pattern import Pattern, pattern_of
from dj_google_calendar.recurrence.periods import LAST_DAY, number_of, walls_of

STEPS, SECONDS = 100_000, 3.0
"""So many periods of rules are looked at for one question, and so long."""
STEPS_OF = {"DAILY": 1, "WEEKLY": 1, "MONTHLY": 4, "YEARLY": 32}
"""So many steps a look at a period takes."""
FARTHEST_BACK, FARTHEST_ON = EPOCH_WALL - LATEST, EPOCH_WALL + LATEST
"""From a moment to the wall times that may be meant by it."""


class Budget:
    """Ends what would take too long, such as a rule that never recurs."""

    def __init__(self, steps: int = STEPS, seconds: float = SECONDS) -> None:
        self._steps, self._until = steps, clock.monotonic() + seconds

    def spend(self, steps: int = 1) -> None:
        """Take steps; raise RecurrenceError when none is left."""
        self._steps -= steps
        if self._steps < 0 or (self._steps % 64 == 0 and clock.monotonic() > self._until):
            raise RecurrenceError("The recurrence is too long to be counted.")


def between(lines: Lines, begins: int, ends: int, budget: Budget | None = None) -> list[int]:
    """Give the moments from ``begins`` on and before ``ends`` at which a series takes place.

    Moments are seconds since 1970 in UTC, ascending. The start of a series is one of them, also
    where no rule meets it (RFC 5545, section 3.8.5.3). Raises RecurrenceError for what takes
    more than the budget.
    """
    budget = budget or Budget()
    found = _met(lines, "RRULE", begins, ends, budget)
    start = epoch_of(lines.anchor.begins)
    if begins <= start < ends:
        found.add(start)
    if not lines.dates and not lines.of("EXRULE"):
        return sorted(found)
    for dates in lines.dates:
        if dates.kind == "RDATE":
            found.update(map(epoch_of, dates.moments(lines.anchor)))
    left_out = _left_out(lines, begins, ends, budget)
    days = _days_left_out(lines)
    return sorted(
        moment
        for moment in found - left_out
        if begins <= moment < ends
        and not (days and lines.anchor.wall_of(moment_at(moment)).date() in days)
    )


def _met(lines: Lines, kind: str, begins: int, ends: int, budget: Budget) -> set[int]:
    found: set[int] = set()
    for rule in lines.rules:
        if rule.kind == kind:
            found.update(_of_rule(rule, lines.anchor, begins, ends, budget))
    return found


def _left_out(lines: Lines, begins: int, ends: int, budget: Budget) -> set[int]:
    found = _met(lines, "EXRULE", begins, ends, budget)
    for dates in lines.dates:
        if dates.kind == "EXDATE":
            found.update(map(epoch_of, dates.moments(lines.anchor)))
    return found


def _days_left_out(lines: Lines) -> set[dt.date]:
    """Give the days named by EXDATE without a time."""
    texts = (text for dates in lines.dates if dates.kind == "EXDATE" for text in dates.texts)
    return {parse_moment(text) for text in texts if len(text) == len("YYYYMMDD")}


def _of_rule(rule: Rule, anchor: Anchor, begins: int, ends: int, budget: Budget) -> list[int]:
    start = wall_number(anchor.wall)
    until = until_of(rule, anchor)
    if until is not None:
        ends = min(ends, epoch_of(until) + 1)
    first, last = max(start, begins + FARTHEST_BACK), ends + FARTHEST_ON
    if rule.count is not None:
        last = min(last, _last_of_count(rule, start))
    met = itertools.takewhile(lambda wall: wall <= last, walls_from(rule, start, first, budget))
    return [moment for moment in epochs(met, anchor.zone) if begins <= moment < ends]


@functools.lru_cache(maxsize=4096)
def _last_of_count(rule: Rule, start: int) -> int:
    """Give the last wall time of a rule that ends after some times."""
    met = itertools.islice(walls_from(rule, start, start, Budget()), rule.count)
    return max(met, default=0)


def walls_from(rule: Rule, start: int, first: int, budget: Budget) -> Iterator[int]:
    """Give the wall times of a rule from ``first`` on, as numbers, without its COUNT and UNTIL.

    ``start`` is where its series begins: one of them only if the rule meets it.
    """
    pattern = _pattern(rule, start)
    begun = number_of(pattern, start // DAY_SECONDS)
    number = number_of(pattern, first // DAY_SECONDS)
    number += (begun - number) % pattern.interval
    last, steps = number_of(pattern, LAST_DAY), STEPS_OF[pattern.freq]
    while number <= last:
        budget.spend(steps)
        for wall in walls_of(pattern, number):
            if wall >= first:
                yield wall
        number += pattern.interval


def _pattern(rule: Rule, start: int) -> Pattern:
    day, second = divmod(start, DAY_SECONDS)
    date = dt.date.fromordinal(day)
    of = {"month": date.month, "day": date.day, "weekday": date.weekday()}
    return pattern_of(rule, second=second, **of)
