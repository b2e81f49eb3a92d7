"""A series divided in two at one of its occurrences: what ends before, and what goes on."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dj_google_calendar.recurrence.anchor import DAY, SECOND, Anchor
from dj_google_calendar.recurrence.check import DATES, RecurrenceError
from dj_google_calendar.recurrence.expand import Budget
from dj_google_calendar.recurrence.lines import Dates, Lines, Rule, until_of, with_dates, with_until
from dj_google_calendar.recurrence.occurrences import interval_of, occurs, walls, week_begin
from dj_google_calendar.recurrence.pattern import completed

OF_DAYS = {"BYMONTH", "BYMONTHDAY", "BYDAY"}


@dataclass(frozen=True)
class Halves:
    """The lines of both parts, each with its own start."""

    head: Lines
    tail: Lines


def split(lines: Lines, pivot: dt.datetime) -> Halves:
    """Divide a series before an occurrence, so that both parts together take place as it did.

    Raises RecurrenceError where the series does not take place then, does so for the first
    time, or holds rules that cannot be begun anew at that moment.
    """
    if not occurs(lines, pivot):
        raise RecurrenceError("The series does not take place then.")
    if pivot <= lines.anchor.begins:
        raise RecurrenceError("Nothing of the series comes before.")
    return Halves(_head(lines, pivot), _tail(lines, pivot))


def _head(lines: Lines, pivot: dt.datetime) -> Lines:
    ended = (_ended(rule, lines.anchor, pivot) for rule in lines.rules)
    dates = [_part(dates, lines.anchor, pivot, is_before=True) for dates in lines.dates]
    return replace(lines, rules=[rule for rule in ended if rule is not None], dates=dates)


def _part(dates: Dates, anchor: Anchor, pivot: dt.datetime, *, is_before: bool) -> Dates:
    return dates.where(lambda text: (dates.moment(text, anchor) < pivot) == is_before)


def _ended(rule: Rule, anchor: Anchor, pivot: dt.datetime) -> Rule | None:
    """Give a rule that ends before the pivot; None where it begins no earlier."""
    if rule.kind == "EXRULE":
        return rule
    last, number = None, 0
    for moment in _before(rule, anchor, pivot):
        last, number = moment, number + 1
    if last is None:
        return None
    if rule.count is not None:
        return rule.with_parts(COUNT=str(number))
    end = _end_before(anchor, pivot, last)
    own = until_of(rule, anchor)
    return rule if own is not None and own <= end else with_until(rule, end, anchor)


def _end_before(anchor: Anchor, pivot: dt.datetime, last: dt.datetime) -> dt.datetime:
    """Give the end of the day before, as Google ends a series (Z-5), unless that is too early."""
    if anchor.is_all_day:
        return pivot - DAY
    day = dt.datetime.combine(anchor.wall_of(pivot).date(), dt.time())
    eve = anchor.moment_of(day) - SECOND
    return eve if last <= eve else pivot - SECOND


def _before(rule: Rule, anchor: Anchor, pivot: dt.datetime) -> Iterator[dt.datetime]:
    met = (anchor.moment_of(wall) for wall in walls(rule, anchor, Budget()))
    return itertools.takewhile(lambda moment: moment < pivot, met)


def _tail(lines: Lines, pivot: dt.datetime) -> Lines:
    anchor, begun = lines.anchor, lines.anchor.at(pivot)
    rules: list[Rule] = []
    listed: dict[str, list[dt.datetime]] = {"RDATE": [], "EXDATE": []}
    for rule in lines.rules:
        rest = _rest(rule, anchor, begun.wall)
        if rest is None:
            continue
        if _is_in_step(rule, anchor.wall, begun.wall):
            rules.append(_begun_anew(rest, anchor.wall, begun.wall))
        else:
            listed["RDATE" if rule.kind == "RRULE" else "EXDATE"] += _listed(rule, anchor, pivot)
    tail = Lines(begun, rules, [_kept(dates, anchor, begun) for dates in lines.dates])
    for kind, moments in listed.items():
        tail = with_dates(tail, kind, moments)
    return tail


def _kept(dates: Dates, anchor: Anchor, begun: Anchor) -> Dates:
    """Give the dates from the pivot on; a mere day of another time of day is spelt out."""
    kept = _part(dates, anchor, begun.begins, is_before=False)
    if anchor.is_all_day or dates.kind == "EXDATE" or begun.wall.time() == anchor.wall.time():
        return kept
    moments = [dates.moment(text, anchor) for text in kept.texts]
    return Dates(
        "RDATE", tuple(f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}" for moment in moments)
    )


def _rest(rule: Rule, anchor: Anchor, begun: dt.datetime) -> Rule | None:
    """Give a rule with what is left of its COUNT; None where nothing is (R-15)."""
    until = until_of(rule, anchor)
    if until is not None and until < anchor.moment_of(begun):
        return None
    if rule.count is None:
        return rule
    passed = itertools.takewhile(lambda wall: wall < begun, walls(rule, anchor, Budget()))
    left = rule.count - sum(1 for _ in passed)
    return rule.with_parts(COUNT=str(left)) if left > 0 else None


def _begun_anew(rule: Rule, start: dt.datetime, begun: dt.datetime) -> Rule:
    """Say in a rule what it has from its old start, where the new one would say otherwise."""
    old, new = completed(rule, start).parts, completed(rule, begun).parts
    differing = {name for name in old if old[name] != new.get(name)}
    if differing & OF_DAYS:
        differing |= OF_DAYS & old.keys()  # a day of the month alone may be read as one of each
    return rule.with_parts(**{name: old[name] for name in old if name in differing})


def _is_in_step(rule: Rule, start: dt.datetime, begun: dt.datetime) -> bool:
    """Say whether a rule counts the same periods from its new start."""
    months = (begun.year - start.year) * 12 + begun.month - start.month
    weeks = (week_begin(rule, begun).date() - week_begin(rule, start).date()).days // 7
    passed = {
        "YEARLY": begun.year - start.year,
        "MONTHLY": months,
        "WEEKLY": weeks,
        "DAILY": (begun.date() - start.date()).days,
    }
    return passed[rule.parts["FREQ"]] % interval_of(rule) == 0


def _listed(rule: Rule, anchor: Anchor, pivot: dt.datetime) -> list[dt.datetime]:
    """List what is left of a rule that cannot go on from the pivot."""
    met = (anchor.moment_of(wall) for wall in walls(rule, anchor, Budget()))
    later = list(itertools.islice((each for each in met if each >= pivot), DATES + 1))
    if len(later) > DATES:
        raise RecurrenceError("The series cannot be divided there: its rules have no common start.")
    return later
