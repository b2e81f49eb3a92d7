"""Recurrence lines that come from outside: what Google would take, and nothing that runs away."""

import functools
import math
import re
from collections.abc import Mapping, Sequence

LINES, LINE, DATES, PARTS = 60, 20_000, 1_000, 400
"""At most so many lines, characters in one, dates in one, and numbers in one part of a rule."""
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
KINDS = ("RRULE", "EXRULE", "RDATE", "EXDATE")
OF_THE_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
LONGEST_INTERVAL, MOST_TIMES, MOST_A_DAY = 10_000, 100_000, 100

_DAY = r"(?:SU|MO|TU|WE|TH|FR|SA)"
_NTH = r"(?:[+-]?(?:0?[1-9]|[1-5]\d))?"
_MOMENT = r"\d{8}(?:T\d{6}Z?)?"
_PART: Mapping[str, str] = {
    "FREQ": "|".join(FREQUENCIES),
    "INTERVAL": r"\d{1,6}",
    "COUNT": r"\d{1,9}",
    "UNTIL": _MOMENT,
    "WKST": _DAY,
    "BYDAY": rf"{_NTH}{_DAY}(?:,{_NTH}{_DAY})*",
    **dict.fromkeys(
        ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"),
        r"[+-]?\d{1,3}(?:,[+-]?\d{1,3})*",
    ),
    **dict.fromkeys(OF_THE_DAY, r"\d{1,2}(?:,\d{1,2})*"),
}


class RecurrenceError(ValueError):
    """The lines are none that Google would take; the message says which and why."""


def check_recurrence(lines: Sequence[str]) -> list[str]:
    """Give the lines, trimmed; raise RecurrenceError for what is wrong or without bound (R-1)."""
    if isinstance(lines, str) or not all(isinstance(line, str) for line in lines):
        raise RecurrenceError("The recurrence is a list of lines.")
    if len(lines) > LINES:
        raise RecurrenceError(f"There are more than {LINES} lines.")
    trimmed = [line.strip() for line in lines]
    for line in trimmed:
        _check_line(line)
    return trimmed


def _check_line(line: str) -> None:
    name, _, value = line.partition(":")
    kind = name.partition(";")[0].upper()
    if kind not in KINDS or not value:
        raise RecurrenceError(f"A line begins with one of {', '.join(KINDS)}, not {line[:20]!r}.")
    if len(line) > LINE:
        raise RecurrenceError(f"A line is longer than {LINE} characters.")
    if kind in ("RRULE", "EXRULE"):
        _check_rule(value)
    else:
        _check_dates(value)


@functools.lru_cache(maxsize=4096)
def _check_rule(value: str) -> None:
    parts: dict[str, str] = {}
    for part in filter(None, value.upper().split(";")):
        name, _, given = part.partition("=")
        if name in parts or not re.fullmatch(_PART.get(name, r"(?!)"), given):
            raise RecurrenceError(f"A rule cannot hold {part[:40]!r}.")
        if given.count(",") >= PARTS:
            raise RecurrenceError(f"{name} holds more than {PARTS} values.")
        parts[name] = given
    _check_whole(parts)


def _check_whole(parts: Mapping[str, str]) -> None:
    if "FREQ" not in parts:
        raise RecurrenceError("A rule needs FREQ.")
    if "COUNT" in parts and "UNTIL" in parts:
        raise RecurrenceError("A rule ends after COUNT times or at UNTIL, not both.")
    if not 1 <= int(parts.get("INTERVAL", 1)) <= LONGEST_INTERVAL:
        raise RecurrenceError(f"INTERVAL is from 1 to {LONGEST_INTERVAL}.")
    if not 1 <= int(parts.get("COUNT", 1)) <= MOST_TIMES:
        raise RecurrenceError(f"COUNT is from 1 to {MOST_TIMES}.")
    times = math.prod(parts.get(name, "").count(",") + 1 for name in OF_THE_DAY)
    if times > MOST_A_DAY:
        raise RecurrenceError(f"A rule has at most {MOST_A_DAY} times of the day.")


def _check_dates(value: str) -> None:
    dates = value.split(",")
    if len(dates) > DATES:
        raise RecurrenceError(f"A line holds more than {DATES} dates.")
    for date in dates:
        if not re.fullmatch(rf"{_MOMENT}(?:/[0-9TZPDHMSW]+)?", date.strip().upper()):
            raise RecurrenceError(f"A date is written 20261231 or 20261231T090000Z: {date[:20]!r}.")
