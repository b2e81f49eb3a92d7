"""When an event is: read from its resource, said in the reader's language."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.utils import dateformat, formats
from django.utils.translation import gettext as _

from dj_google_calendar.recurrence.anchor import zone_named

TWELVE_HOURS = "P"  # Django's name for a clock with a.m. and p.m.


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in the calendar's zone: datetimes, or dates with an exclusive end."""

    start: dt.date | None
    end: dt.date | None

    @classmethod
    def of(cls, event: Mapping[str, Any], zone: dt.tzinfo) -> Self:
        """Read the start and the end of an event resource; None where it has none."""
        return cls(read_moment(event.get("start"), zone), read_moment(event.get("end"), zone))

    @property
    def first_day(self) -> dt.date | None:
        """The day on which it begins."""
        return _day(self.start)

    @property
    def last_day(self) -> dt.date | None:
        """The last day that it touches: an end at midnight belongs to the day before."""
        if not self._has_length:
            return self.first_day
        if isinstance(self.end, dt.datetime):
            return (self.end - dt.timedelta(microseconds=1)).date()
        return self.end - dt.timedelta(days=1) if self.end else None

    @property
    def _has_length(self) -> bool:
        same_kind = isinstance(self.start, dt.datetime) == isinstance(self.end, dt.datetime)
        return bool(self.start and self.end and same_kind and self.end > self.start)

    def said_on(self, day: dt.date | None) -> str:
        """Say it as it reads under a day; one after its first day says only the end."""
        if self.start is None or day is None:
            return ""
        if not isinstance(self.start, dt.datetime):
            return self._dates_on(day)
        if not self._has_length or not isinstance(self.end, dt.datetime):
            return clock_time(self.start)
        return self._times_on(day, self.start, self.end)

    def _dates_on(self, day: dt.date) -> str:
        if self.last_day is None or self.last_day <= day:
            return _("All day")
        return _("All day, until %(day)s") % {"day": month_day(self.last_day)}

    def _times_on(self, day: dt.date, start: dt.datetime, end: dt.datetime) -> str:
        # what ends in the night after is read as one evening
        is_near = end - start < dt.timedelta(days=1)
        until = clock_time(end)
        if self.last_day != day and not (is_near and start.date() == day):
            until = f"{month_day(end)}, {until}"
        if start.date() != day:
            return _("until %(time)s") % {"time": until}
        same_half = is_near and (start.hour < 12) == (end.hour < 12) and start.date() == end.date()
        return f"{clock_time(start, names_half=not same_half)} – {until}"


def read_zone(name: str) -> dt.tzinfo:
    """Give a time zone by its name; UTC where nobody knows it."""
    return zone_named(name) or dt.UTC


def read_moment(value: Any, zone: dt.tzinfo) -> dt.date | None:
    """Read ``start`` or ``end`` of a resource: a datetime in the zone, a date, or None."""
    if not isinstance(value, Mapping):
        return None
    try:
        if value.get("dateTime"):
            return _read_instant(value, zone)
        return dt.date.fromisoformat(str(value["date"])) if value.get("date") else None
    except (ValueError, OverflowError):
        return None


def said_elsewhere(event: Mapping[str, Any], zone: dt.tzinfo) -> str:
    """Say the start as clocks show it in the event's own zone, where that is another time."""
    value = event.get("start")
    start = read_moment(value, zone)
    if not isinstance(value, Mapping) or not isinstance(start, dt.datetime):
        return ""
    name = str(value.get("timeZone") or "")
    there = start.astimezone(read_zone(name)) if name else start
    if there.utcoffset() == start.utcoffset():
        return ""
    place = name.rpartition("/")[2].replace("_", " ")
    return _("%(time)s in %(place)s") % {"time": clock_time(there), "place": place}


def clock_time(moment: dt.datetime, *, names_half: bool = True) -> str:
    """Say a time of the day as the reader's language writes it."""
    pattern = formats.get_format("TIME_FORMAT")
    if pattern == TWELVE_HOURS:
        pattern = "g:i A" if names_half else "g:i"
    return dateformat.format(moment, pattern)


def month_day(day: dt.date) -> str:
    """Say a day within its year."""
    return formats.date_format(day, "MONTH_DAY_FORMAT")


def _read_instant(value: Mapping[str, Any], zone: dt.tzinfo) -> dt.datetime:
    moment = dt.datetime.fromisoformat(str(value["dateTime"]))
    if moment.tzinfo is None:
        # E-12, E-53: a wall time is read in its own zone, else in the calendar's
        own = str(value.get("timeZone") or "")
        moment = moment.replace(tzinfo=read_zone(own) if own else zone)
    return moment.astimezone(zone)


def _day(moment: dt.date | None) -> dt.date | None:
    return moment.date() if isinstance(moment, dt.datetime) else moment
