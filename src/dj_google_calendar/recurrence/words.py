"""Recurrence lines in plain words; what cannot be said plainly is called custom."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

CUSTOM = "Custom recurrence"

WEEKDAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
WORKDAYS = ["MO", "TU", "WE", "TH", "FR"]
ORDINALS = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"}
ADVERBS = {"DAILY": "Daily", "WEEKLY": "Weekly", "MONTHLY": "Monthly", "YEARLY": "Yearly"}
UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SPOKEN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH"}


def recurrence_in_words(lines: Sequence[str], *, start: Mapping[str, Any] | None = None) -> str:
    """Say when a series recurs, e.g. ``Every 2 weeks on Tuesday, 10 times``.

    ``start`` is the event's own, for rules that leave the day to it. Never raises: an
    unreadable or unusual rule is called a custom one.
    """
    try:
        return _in_words(lines, start or {})
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return CUSTOM


def _in_words(lines: Sequence[str], start: Mapping[str, Any]) -> str:
    rules = [line.partition(":")[2] for line in lines if line.upper().startswith("RRULE")]
    extra = _count_dates(lines, "RDATE")
    left_out = _count_dates(lines, "EXDATE")
    if len(rules) > 1 or any(line.upper().startswith("EXRULE") for line in lines):
        return CUSTOM
    if not rules:
        return f"On {extra + 1} given dates" if extra else ""
    said = _rule_in_words(_parts(rules[0]), start)
    if extra:
        said += f", plus {extra} extra {'date' if extra == 1 else 'dates'}"
    if left_out:
        said += f", except {left_out} {'date' if left_out == 1 else 'dates'}"
    return said


def _count_dates(lines: Sequence[str], name: str) -> int:
    values = [line.partition(":")[2] for line in lines if line.upper().startswith(name)]
    return sum(len(value.split(",")) for value in values)


def _parts(rule: str) -> dict[str, str]:
    pairs = (part.split("=", 1) for part in rule.upper().replace(" ", "").strip(";").split(";"))
    return dict(pairs)


def _rule_in_words(rule: Mapping[str, str], start: Mapping[str, Any]) -> str:
    freq = rule["FREQ"]
    if set(rule) - SPOKEN or freq not in UNITS:
        return CUSTOM
    interval = int(rule.get("INTERVAL", "1"))
    days = rule["BYDAY"].split(",") if "BYDAY" in rule else []
    if freq == "WEEKLY" and interval == 1 and sorted(days) == sorted(WORKDAYS):
        said = "Every weekday"
    else:
        said = ADVERBS[freq] if interval == 1 else f"Every {interval} {UNITS[freq]}s"
        said += _when(freq, rule, days, start)
    return said + _end(rule)


def _when(freq: str, rule: Mapping[str, str], days: Sequence[str], start: Mapping[str, Any]) -> str:
    month = _months(rule, freq, start)
    if days:
        return f" on {_listed([_day(day, freq) for day in days])}" + (
            f" of {month}" if month else ""
        )
    if "BYMONTHDAY" in rule:
        numbers = [_month_day(text) for text in rule["BYMONTHDAY"].split(",")]
        if freq == "YEARLY":
            return f" on {_listed(numbers)} {month}".rstrip()
        return f" on day {_listed(numbers)}" + (f" in {month}" if month else "")
    first = _date(start)
    if freq == "YEARLY" and first and "," not in rule.get("BYMONTH", ""):
        return f" on {first.day} {month}"
    if freq == "MONTHLY" and first:
        return f" on day {first.day}"
    return f" in {month}" if month and "BYMONTH" in rule else ""


def _months(rule: Mapping[str, str], freq: str, start: Mapping[str, Any]) -> str:
    if "BYMONTH" in rule:
        return _listed([MONTHS[int(number) - 1] for number in rule["BYMONTH"].split(",")])
    first = _date(start)
    names_month = freq == "YEARLY" and first is not None and "BYDAY" not in rule
    return MONTHS[first.month - 1] if names_month and first else ""


def _day(day: str, freq: str) -> str:
    ordinal, name = day[:-2].lstrip("+"), WEEKDAYS[day[-2:]]
    if not ordinal:
        return name if freq in ("WEEKLY", "DAILY") else f"every {name}"
    return f"the {ORDINALS[ordinal]} {name}"


def _month_day(text: str) -> str:
    number = int(text)
    if number == -1:
        return "the last day"
    if number < 0:
        raise ValueError(text)
    return str(number)


def _end(rule: Mapping[str, str]) -> str:
    if "COUNT" in rule:
        count = int(rule["COUNT"])
        return ", once" if count == 1 else f", {count} times"
    if "UNTIL" in rule:
        until = dt.date.fromisoformat(rule["UNTIL"][:8])
        return f", until {until.day} {MONTHS[until.month - 1]} {until.year}"
    return ""


def _date(start: Mapping[str, Any]) -> dt.date | None:
    text = start.get("date") or str(start.get("dateTime") or "")[:10]
    return dt.date.fromisoformat(text) if text else None


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
