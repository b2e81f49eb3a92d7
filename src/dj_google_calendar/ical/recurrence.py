"""The recurrence of an event of iCalendar, in the lines that Google takes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dj_google_calendar.ical.components import Component
from dj_google_calendar.ical.content import IcalError, Property
from dj_google_calendar.ical.values import Zones
from dj_google_calendar.recurrence.anchor import Anchor, anchor_of
from dj_google_calendar.recurrence.check import DATES, RecurrenceError
from dj_google_calendar.recurrence.lines import Lines, fitted, read_lines, with_dates

RULES = ("RRULE", "EXRULE")
DATED = ("RDATE", "EXDATE")


def recurrence_of(
    component: Component, start: Mapping[str, Any], cancelled: Sequence[Property], zones: Zones
) -> list[str]:
    """Give the lines of a series, empty for a single event; raise IcalError for what is wrong.

    ``cancelled`` are the original starts of instances that do not take place.
    """
    given = [*_rules(component), *_dates(component, zones)]
    if not any(line.startswith(("RRULE", "RDATE")) for line in given):
        return []
    given += [_dated("EXDATE", each, [each.value.strip()], zones) for each in cancelled]
    try:
        lines = _joined(_read(given, anchor_of(start, time_zone=zones.default)))
        return fitted(lines).written()
    except RecurrenceError as exc:
        raise IcalError(str(exc)) from exc


def _read(given: Sequence[str], anchor: Anchor) -> Lines:
    """Read lines of which there may be more than Google takes: one for each date."""
    rules = [line for line in given if line.startswith(RULES)]
    read = read_lines(rules, anchor)
    dates = [each for line in given if line.startswith(DATED) for each in _one(line, anchor)]
    return Lines(anchor, read.rules, dates)


def _one(line: str, anchor: Anchor) -> Any:
    return read_lines([line], anchor).dates


def _joined(lines: Lines) -> Lines:
    """Gather dates into as few lines as they need."""
    joined = Lines(lines.anchor, lines.rules)
    for kind in DATED:
        moments = [
            moment
            for dates in lines.dates
            if dates.kind == kind
            for moment in dates.moments(lines.anchor)
        ]
        joined = with_dates(joined, kind, moments)
    return joined


def _rules(component: Component) -> Iterator[str]:
    for name in RULES:
        for rule in component.of(name):
            value = "".join(rule.value.split()).strip(";").upper()
            value = value.replace("RSCALE=GREGORIAN;", "")  # RFC 7529: what is meant anyway
            yield f"{name}:{value}"


def _dates(component: Component, zones: Zones) -> Iterator[str]:
    for name in DATED:
        for given in component.of(name):
            texts = [text.strip() for text in given.value.split(",") if text.strip()]
            for first in range(0, len(texts), DATES):
                yield _dated(name, given, texts[first : first + DATES], zones)


def _dated(name: str, given: Property, texts: Sequence[str], zones: Zones) -> str:
    tzid = given.parameters.get("TZID")
    is_wall = tzid and not all(text.upper().endswith("Z") for text in texts)
    zone = f";TZID={zones.name_of(tzid)}" if tzid and is_wall else ""
    return f"{name}{zone}:{','.join(texts)}"
