"""A series moved to other times, and single dates added to it or taken away."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from dj_google_calendar.recurrence.anchor import END_OF_DAY, Anchor, midnight
from dj_google_calendar.recurrence.check import RecurrenceError
from dj_google_calendar.recurrence.lines import (
    Dates,
    Lines,
    Rule,
    until_of,
    with_dates,
    with_until,
)
from dj_google_calendar.recurrence.occurrences import interval_of, which_occur
from dj_google_calendar.recurrence.pattern import WEEKDAYS

OF_THE_TIME = {"BYHOUR": "hour", "BYMINUTE": "minute", "BYSECOND": "second"}
GIVE_IT = "The rule names its days: say how it recurs from its new start."


def moved(lines: Lines, anchor: Anchor) -> Lines:
    """Give the lines of a series that begins elsewhere: all moves by the same wall time.

    Raises RecurrenceError for a rule that names days which cannot be moved so.
    """
    old = lines.anchor
    rules = [_moved_rule(rule, old, anchor) for rule in lines.rules]
    still = Lines(anchor, rules)
    if old == anchor:
        return replace(still, dates=lines.dates)
    for kind in ("RDATE", "EXDATE"):
        dates = (each for each in lines.dates if each.kind == kind)
        moments = [moved_moment(m, old, anchor) for each in dates for m in each.moments(old)]
        still = with_dates(still, kind, moments)
    return still


def moved_moment(moment: dt.datetime, old: Anchor, new: Anchor) -> dt.datetime:
    """Give where an occurrence goes with its series."""
    try:
        wall = old.wall_of(moment) + (new.wall - old.wall)
    except OverflowError as exc:
        raise RecurrenceError("It lies outside of the calendar.") from exc
    return midnight(wall.date()) if new.is_all_day else new.moment_of(wall)


def _moved_rule(rule: Rule, old: Anchor, new: Anchor) -> Rule:
    rule = _with_days(rule, old.wall, new.wall)
    until = until_of(rule, old)
    if until is None:
        return rule
    wall = old.wall_of(until)
    if wall.time() == END_OF_DAY or (old.is_all_day and not new.is_all_day):
        days = new.wall.date() - old.wall.date()
        last = new.moment_of(dt.datetime.combine(wall.date() + days, END_OF_DAY))
        return with_until(rule, last, new)
    return with_until(rule, moved_moment(until, old, new), new)


def _with_days(rule: Rule, old: dt.datetime, new: dt.datetime) -> Rule:
    """Give a rule with the days and times that it names moved."""
    parts, changes = rule.parts, {}
    for name, unit in OF_THE_TIME.items():
        if name in parts and old.time() != new.time():
            if "," in parts[name]:
                raise RecurrenceError(GIVE_IT)
            changes[name] = str(getattr(new, unit))
    if old.date() != new.date():
        _check_movable(rule)
        if "BYDAY" in parts:
            changes |= _moved_weekdays(rule, (new.date() - old.date()).days, new)
        if "BYMONTHDAY" in parts:
            changes["BYMONTHDAY"] = _moved_month_day(parts["BYMONTHDAY"], new)
        if "BYMONTH" in parts and rule.parts["FREQ"] == "YEARLY":
            changes["BYMONTH"] = str(new.month)
    return rule.with_parts(**changes)


def _check_movable(rule: Rule) -> None:
    """Raise RecurrenceError for days of which nobody could say where they go."""
    parts, freq = rule.parts, rule.parts["FREQ"]
    names = {name for name in parts if name.startswith("BY")} - OF_THE_TIME.keys()
    allowed = {
        "DAILY": {"BYDAY"},
        "WEEKLY": {"BYDAY"},
        "MONTHLY": {"BYDAY", "BYMONTHDAY"},
        "YEARLY": {"BYDAY", "BYMONTHDAY", "BYMONTH"},
    }[freq]
    is_single = freq in ("DAILY", "WEEKLY") or not any("," in parts[name] for name in names)
    is_clear = not {"BYDAY", "BYMONTHDAY"} <= names and (freq != "YEARLY" or "BYDAY" not in names)
    if freq == "YEARLY" and names == {"BYDAY", "BYMONTH"}:
        is_clear = True
    if not (names <= allowed and is_single and is_clear):
        raise RecurrenceError(GIVE_IT)


def _moved_weekdays(rule: Rule, days: int, new: dt.datetime) -> dict[str, str]:
    given = rule.parts["BYDAY"].split(",")
    if rule.parts["FREQ"] not in ("DAILY", "WEEKLY"):
        return {"BYDAY": _nth_weekday(given[0], new)}
    turned = {"BYDAY": ",".join(_turned(day[-2:], days) for day in given)}
    if len(given) > 1 and interval_of(rule) > 1:
        turned["WKST"] = _turned(rule.parts.get("WKST", "MO"), days)  # else days change weeks
    return turned


def _turned(day: str, days: int) -> str:
    return WEEKDAYS[(WEEKDAYS.index(day) + days) % 7]


def _nth_weekday(given: str, new: dt.datetime) -> str:
    """Name the weekday of a new start in its month, from the front or the back as before."""
    weekday, ordinal = WEEKDAYS[new.weekday()], given[:-2]
    if not ordinal:
        return weekday
    if not ordinal.startswith("-"):
        return f"{(new.day - 1) // 7 + 1}{weekday}"
    following = (new.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    left = (following.date() - new.date()).days
    return f"-{(left - 1) // 7 + 1}{weekday}"


def _moved_month_day(given: str, new: dt.datetime) -> str:
    if int(given) > 0:
        return str(new.day)
    following = (new.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return str((new.date() - following.date()).days)


def with_added(lines: Lines, moments: Iterable[dt.datetime]) -> Lines:
    """Let a series take place at further moments, also at such as were left out."""
    wanted = set(moments)
    lines = _without(lines, "EXDATE", wanted)
    return with_dates(lines, "RDATE", wanted - which_occur(lines, wanted))


def with_removed(lines: Lines, moments: Iterable[dt.datetime]) -> Lines:
    """Let a series leave out moments; raise RecurrenceError where it does not take place then."""
    unwanted = set(moments)
    if unwanted - which_occur(lines, unwanted):
        raise RecurrenceError("The series does not take place then.")
    lines = _without(lines, "RDATE", unwanted)
    return with_dates(lines, "EXDATE", which_occur(lines, unwanted))


def _without(lines: Lines, kind: str, moments: set[dt.datetime]) -> Lines:
    def is_kept(dates: Dates) -> Callable[[str], bool]:
        return lambda text: dates.moment(text, lines.anchor) not in moments

    dates = [each.where(is_kept(each)) if each.kind == kind else each for each in lines.dates]
    return replace(lines, dates=dates)
