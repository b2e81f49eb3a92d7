"""The lines of an event's ``recurrence``: RRULE, EXRULE, RDATE, EXDATE (R-1, R-23)."""

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from gcal_emulator.recurrence.rule import Rule, RuleError, parse_moment, parse_rule

LINES_AT_MOST = 1000
DATES_AT_MOST = 10_000


@dataclass(frozen=True)
class Lines:
    """What the lines say: rules, and moments to add or leave out."""

    rules: tuple[Rule, ...]
    exclusion_rules: tuple[Rule, ...]
    additions: tuple[dt.datetime | dt.date, ...]
    exclusions: tuple[dt.datetime | dt.date, ...]


def parse_lines(lines: Sequence[str], zone: dt.tzinfo) -> Lines:
    """Read the lines; wall times without a zone of their own are in this one. Raise RuleError."""
    if len(lines) > LINES_AT_MOST:
        raise RuleError("Too many recurrence lines.")
    rules, exclusion_rules, additions, exclusions = [], [], [], []
    for line in lines:
        head, colon, value = line.strip().partition(":")
        name, *parameters = head.strip().upper().split(";") if colon else [""]
        if name == "RRULE":
            rules.append(parse_rule(value))
        elif name == "EXRULE":
            exclusion_rules.append(parse_rule(value))
        elif name == "RDATE":
            additions += _moments(value, head, parameters, zone)
        elif name == "EXDATE":
            exclusions += _moments(value, head, parameters, zone)
        else:
            raise RuleError(f"Invalid recurrence line {line[:60]!r}.")
    if len(additions) + len(exclusions) > DATES_AT_MOST:
        raise RuleError("Too many recurrence dates.")
    return Lines(tuple(rules), tuple(exclusion_rules), tuple(additions), tuple(exclusions))


def _moments(
    value: str, head: str, parameters: Iterable[str], zone: dt.tzinfo
) -> list[dt.datetime | dt.date]:
    # zone names are case-sensitive, so TZID is read from the line as written
    named = [part[5:] for part in head.split(";") if part.strip().upper().startswith("TZID=")]
    own_zone = zone_named(named[0].strip('" '), zone) if named else zone
    moments = []
    for text in value.split(","):
        moment = parse_moment(text.strip().upper().partition("/")[0])
        if isinstance(moment, dt.datetime) and moment.tzinfo is None:
            moment = moment.replace(tzinfo=own_zone)
        moments.append(moment)
    return moments


@functools.lru_cache(maxsize=512)
def zone_named(name: str, default: dt.tzinfo = dt.UTC) -> dt.tzinfo:
    """Give a zone by its name, or the default for names that no database knows (E-53)."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return default
