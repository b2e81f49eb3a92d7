"""Which recurrence Google refuses when an event is written."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from gcal_emulator.recurrence.lines import parse_lines
from gcal_emulator.recurrence.rule import RuleError


class InvalidRecurrenceError(ValueError):
    """The recurrence is refused; the message says why."""


def check_recurrence(
    lines: Sequence[str], *, start: Mapping[str, Any], sub_daily: bool = False
) -> None:
    """Raise InvalidRecurrenceError for lines that Google does not accept (R-1, R-4, R-5)."""
    try:
        parsed = parse_lines(lines, dt.UTC)
    except RuleError as exc:
        raise InvalidRecurrenceError(str(exc)) from exc
    is_all_day = start.get("date") is not None
    for rule in (*parsed.rules, *parsed.exclusion_rules):
        if rule.is_sub_daily and not sub_daily:
            raise InvalidRecurrenceError(f"Unsupported frequency {rule.freq!r}.")
        if rule.until is not None and not _has_right_form(rule.until, is_all_day=is_all_day):
            raise InvalidRecurrenceError("UNTIL must be a date for all-day events, else UTC.")


def _has_right_form(until: dt.datetime | dt.date, *, is_all_day: bool) -> bool:
    if is_all_day:
        return not isinstance(until, dt.datetime)
    return isinstance(until, dt.datetime) and until.tzinfo is not None
