"""Values of iCalendar: moments, days, spans and zones, as Python and Google have them."""

import datetime as dt
import functools
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from dj_google_calendar.ical.components import Component
from dj_google_calendar.ical.content import IcalError, Property
from dj_google_calendar.recurrence.anchor import zone_named

_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?"
)
SAMPLE = 2026
"""A year of which the clocks are known."""
WELL_KNOWN = (
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Athens", "Europe/Moscow", "Asia/Dubai"),
    *("Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai"),
    *("Asia/Tokyo", "Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide"),
    *("Pacific/Auckland", "America/Sao_Paulo", "America/Halifax", "America/New_York"),
    *("America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "Pacific/Honolulu", "America/Bogota", "America/St_Johns"),
)
"""Zones that stand for any other with the same clocks."""
SEGMENTS = 3
"""So many parts a zone's name has at most: America/Argentina/Ushuaia."""


@dataclass(frozen=True)
class Zones:
    """The zones of a text by the names that it gives them; ``default`` is that of wall times."""

    default: str
    named: Mapping[str, str | None] = field(default_factory=dict)

    def name_of(self, tzid: str) -> str:
        """Give the name of a zone in the IANA database; raise IcalError where there is none."""
        found = self.named.get(tzid) or iana(tzid)
        if found is None:
            raise IcalError(f"The zone {tzid[:60]!r} is not known.")
        return found


def zones_of(components: Iterable[Component], *, default: str) -> Zones:
    """Read which zone of the database each VTIMEZONE means."""
    named = {}
    for component in components:
        tzid = component.text("TZID")
        found = iana(tzid) or iana(component.text("X-LIC-LOCATION"))
        named[tzid] = found or _like(component, default)
    return Zones(default, named)


def iana(name: str) -> str | None:
    """Give the zone that a name means: an own one, one behind a prefix, or one of Windows."""
    parts = [part for part in name.strip().split("/") if part]
    if name.strip() in WINDOWS_TO_OLSON:
        return str(WINDOWS_TO_OLSON[name.strip()])
    for length in range(min(SEGMENTS, len(parts)), 0, -1):
        shortened = "/".join(parts[-length:])
        found = zone_named(shortened)
        if isinstance(found, ZoneInfo) and (length > 1 or len(parts) == 1):
            return shortened
    return None


def _like(component: Component, default: str) -> str | None:
    """Give a zone that changes its clocks in the same months to the same offsets."""
    wanted = {_observed(child) for child in component.children if child.of("TZOFFSETTO")}
    ruled = {each for each in wanted if each[1]} or {(offset, 0) for offset, _ in wanted}
    found = (name for name in (default, *WELL_KNOWN) if _months(name) == ruled)
    return next(found, None)


def _observed(child: Component) -> tuple[str, int]:
    rule = child.first("RRULE")
    month = re.search(r"BYMONTH=(\d{1,2})", rule.value.upper()) if rule else None
    return child.text("TZOFFSETTO")[:5], int(month[1]) if month else 0


@functools.cache
def _months(name: str) -> set[tuple[str, int]]:
    """Give the offsets of a zone, each with the month from which it holds (0: always)."""
    zone = ZoneInfo(name)
    months = [dt.datetime(SAMPLE + (m > 11), m % 12 + 1, 1, tzinfo=zone) for m in range(13)]
    offsets = [f"{moment:%z}" for moment in months]
    changes = {
        (after, month)
        for month, (before, after) in enumerate(itertools.pairwise(offsets), start=1)
        if before != after
    }
    return changes or {(offsets[0], 0)}


def time_of(given: Property, zones: Zones) -> dict[str, Any]:
    """Give a moment or a day in Google's form."""
    found = moment_of(given.value, given, zones)
    if not isinstance(found, dt.datetime):
        return {"date": found.isoformat()}
    named = getattr(found.tzinfo, "key", "UTC")
    return {"dateTime": found.isoformat(), "timeZone": named}


def moment_of(value: str, given: Property, zones: Zones) -> dt.datetime | dt.date:
    """Read a value of a property: a day, or a moment in the zone that is meant."""
    found = _MOMENT.fullmatch(value.strip().upper())
    if found is None:
        raise IcalError(f"{given.name} is no date or time: {value[:40]!r}.")
    zone = _zone(found[7], given, zones)
    try:
        day = dt.date(*map(int, found.group(1, 2, 3)))
        if found[4] is None or given.parameters.get("VALUE", "").upper() == "DATE":
            return day
        hour, minute, second = map(int, found.group(4, 5, 6))
        moment = dt.datetime.combine(day, dt.time(hour, minute, min(second, 59)), tzinfo=zone)
        moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as exc:
        raise IcalError(f"{given.name} is no date or time: {value[:40]!r}.") from exc
    return moment


def _zone(mark: str, given: Property, zones: Zones) -> dt.tzinfo:
    if mark:
        return ZoneInfo("UTC")
    tzid = given.parameters.get("TZID")
    return ZoneInfo(zones.name_of(tzid) if tzid else zones.default)


def duration_of(value: str, name: str) -> dt.timedelta:
    """Read a span of time."""
    found = _DURATION.fullmatch(value.strip().upper())
    if found is None or not any(found.groups()[1:]):
        raise IcalError(f"{name} is no span of time: {value[:40]!r}.")
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    span = dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -span if found[1] == "-" else span
