"""What a rule says, ready to be counted with: sets of numbers, and nothing left to its start."""

import datetime as dt
import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dj_google_calendar.recurrence.check import OF_THE_DAY
from dj_google_calendar.recurrence.lines import Rule

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NAMING = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY")
"""Parts by which a rule says itself on which days of its period it falls."""


@dataclass(frozen=True, eq=False)
class Pattern:
    """On which days of its periods a rule falls; empty sets stand for all."""

    freq: str
    interval: int
    week_begin: int
    """The first day of a week, 0 for Monday."""
    months: Sequence[int]
    month_days: Collection[int]
    """From the end where they are negative, as in all that follows."""
    year_days: Collection[int]
    weeks: Collection[int]
    weekdays: Collection[int]
    nth_weekdays: Sequence[tuple[int, int]]
    """Which one of its period, and the weekday."""
    positions: Sequence[int]
    """Which of the days of a period are meant."""
    seconds: Sequence[int]
    """The times of day, ascending."""
    names_weekdays: bool
    is_every_day: bool
    """Whether each period is a day, and none is left out."""
    is_rare: bool
    """Whether days are named by their number, or their week's, in the year."""


def completed(rule: Rule, start: dt.datetime) -> Rule:
    """Say in a rule what it leaves to its start."""
    implied = _implied(rule.parts, start.month, start.day, start.weekday())
    implied |= {"BYHOUR": str(start.hour), "BYMINUTE": str(start.minute)}
    implied["BYSECOND"] = str(start.second)
    return rule.with_parts(**{k: v for k, v in implied.items() if k not in rule.parts})


@functools.lru_cache(maxsize=4096)
def pattern_of(rule: Rule, *, month: int, day: int, weekday: int, second: int) -> Pattern:
    """Read a rule, completed by what its start says, a wall time in parts."""
    return _read({**_implied(rule.parts, month, day, weekday), **rule.parts}, second)


def _implied(parts: Mapping[str, str], month: int, day: int, weekday: int) -> dict[str, str]:
    freq, implied = parts["FREQ"], {}
    names_day = not parts.keys().isdisjoint(NAMING)
    if freq == "YEARLY" and parts.keys().isdisjoint({"BYYEARDAY", "BYWEEKNO", "BYDAY"}):
        # unlike RFC 5545, Google seeks days of the month in the start's alone
        implied["BYMONTH"] = str(month)
    if freq in ("YEARLY", "MONTHLY") and not names_day:
        implied["BYMONTHDAY"] = str(day)
    if freq == "WEEKLY" and not names_day:
        implied["BYDAY"] = WEEKDAYS[weekday]
    return implied


def _read(parts: dict[str, str], second: int) -> Pattern:
    numbers = {name: _numbers(parts.get(name, "")) for name in BY_NUMBER}
    days = [(text[:-2], WEEKDAYS.index(text[-2:])) for text in _texts(parts.get("BYDAY", ""))]
    has_nth = parts["FREQ"] in ("MONTHLY", "YEARLY")  # elsewhere a week has each day once
    weekdays = frozenset(day for nth, day in days if not (nth and has_nth))
    limits = [name for name in (*BY_NUMBER, "BYDAY") if parts.get(name)]
    nth_weekdays = [(int(nth), day) for nth, day in days if nth and has_nth]
    return Pattern(
        freq=parts["FREQ"],
        interval=int(parts.get("INTERVAL", "1")),
        week_begin=WEEKDAYS.index(parts.get("WKST", "MO")),
        months=sorted(set(numbers["BYMONTH"])),
        month_days=frozenset(numbers["BYMONTHDAY"]),
        year_days=frozenset(numbers["BYYEARDAY"]),
        weeks=frozenset(numbers["BYWEEKNO"]),
        weekdays=weekdays,
        nth_weekdays=nth_weekdays,
        positions=numbers["BYSETPOS"],
        seconds=_times(parts, second),
        names_weekdays=bool(weekdays or nth_weekdays),
        is_every_day=parts["FREQ"] == "DAILY" and not limits,
        is_rare=bool(numbers["BYYEARDAY"] or numbers["BYWEEKNO"]),
    )


def _times(parts: Mapping[str, str], second: int) -> list[int]:
    start = (second // 3600, second // 60 % 60, second % 60)
    hours, minutes, seconds = (
        {unit for unit in _numbers(parts[name]) if unit < limit} if name in parts else {own}
        for name, own, limit in zip(OF_THE_DAY, start, (24, 60, 60), strict=True)
    )
    return sorted(h * 3600 + m * 60 + s for h in hours for m in minutes for s in seconds)


BY_NUMBER = ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")


def _numbers(text: str) -> list[int]:
    return [int(each) for each in _texts(text)]


def _texts(text: str) -> list[str]:
    return text.split(",") if text else []
