"""Event resources as Google has them, written as iCalendar: a line at a time, so nothing piles up.

What cannot be said in a zone that the text declares is said in UTC.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dj_google_calendar.ical.colors import CSS_NAMES
from dj_google_calendar.ical.content import line, text
from dj_google_calendar.ical.zones import vtimezone
from dj_google_calendar.recurrence.anchor import Anchor, anchor_of, zone_named
from dj_google_calendar.recurrence.check import RecurrenceError, check_recurrence
from dj_google_calendar.recurrence.lines import read_lines, written

Resource = Mapping[str, Any]

PRODUCT = "-//dj-google-calendar//EN"
UTC_NAMES = ("UTC", "Etc/UTC", "GMT", "Etc/GMT")
DAY, WALL, MOMENT = "%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"
PARTSTAT = {
    "needsAction": "NEEDS-ACTION",
    "accepted": "ACCEPTED",
    "declined": "DECLINED",
    "tentative": "TENTATIVE",
}
FEATURES = {"video": "AUDIO,VIDEO", "phone": "PHONE", "sip": "AUDIO", "more": None}


def head(
    *, title: str, time_zone: str, zones: Iterable[str], since: dt.datetime, every: str = ""
) -> Iterator[str]:
    """Begin a calendar that declares zones; ``every`` is how often it is to be read again."""
    yield "BEGIN:VCALENDAR"
    yield line("PRODID", PRODUCT)
    yield from ("VERSION:2.0", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    if title:
        yield text("NAME", title)
        yield text("X-WR-CALNAME", title)
    if time_zone:
        yield text("X-WR-TIMEZONE", time_zone)
    if every:
        yield line("REFRESH-INTERVAL", every, VALUE="DURATION")
        yield line("X-PUBLISHED-TTL", every)
    for name in sorted(zones):
        yield from vtimezone(name, since)


def tail() -> Iterator[str]:
    """End a calendar."""
    yield "END:VCALENDAR"


def declared(names: Iterable[str]) -> frozenset[str]:
    """Keep the names of zones that can be declared; UTC needs no declaration."""
    return frozenset(
        name
        for name in names
        if name and name not in UTC_NAMES and isinstance(zone_named(name), ZoneInfo)
    )


def event(
    resource: Resource,
    *,
    zones: Collection[str],
    time_zone: str,
    without: Sequence[Resource] = (),
    address: str = "",
) -> Iterator[str]:
    """Write an event; ``without`` are the original starts of the cancelled instances of a series.

    ``time_zone`` is the calendar's; ``address`` is where reminders by mail go.
    """
    times = _Times(resource, zones, time_zone)
    yield "BEGIN:VEVENT"
    yield text("UID", resource.get("iCalUID") or f"{resource.get('id', '')}@google.com")
    yield line("DTSTAMP", _moment(resource.get("updated") or resource.get("created")))
    yield from times.lines()
    yield from times.recurrence(without)
    yield from _texts(resource)
    yield from _marks(resource)
    yield from _people(resource)
    yield from _links(resource)
    yield from _alarms(resource, address)
    yield "END:VEVENT"


class _Times:
    """When an event takes place, in the zones that the text declares."""

    def __init__(self, resource: Resource, zones: Collection[str], time_zone: str) -> None:
        self.resource, self.zones, self.time_zone = resource, zones, time_zone

    def lines(self) -> Iterator[str]:
        start, end = self.resource.get("start") or {}, self.resource.get("end") or {}
        if start:
            yield self.moment("DTSTART", start)
        if end and self._value(end) != self._value(start):
            yield self.moment("DTEND", end)
        if original := self.resource.get("originalStartTime"):
            yield self.moment("RECURRENCE-ID", original)

    def moment(self, name: str, time: Resource) -> str:
        """Write a moment or a day; a wall time that the clock shows twice is said in UTC."""
        if time.get("date"):
            return line(name, time["date"].replace("-", ""), VALUE="DATE")
        anchor = anchor_of(time, time_zone=self.time_zone)
        return self._at(name, anchor.begins, anchor, time.get("timeZone") or self.time_zone)

    def recurrence(self, without: Sequence[Resource]) -> Iterator[str]:
        """Write rules as they are; dates in the zone of the series, and what is left out."""
        given = self.resource.get("recurrence") or ()
        if not given:
            return
        try:
            anchor = anchor_of(self.resource.get("start") or {}, time_zone=self.time_zone)
            lines = read_lines(check_recurrence(given), anchor)
        except RecurrenceError:
            return  # what Google itself could not count is an event without recurrence
        for rule in lines.rules:
            yield line(rule.kind, rule.line.partition(":")[2])
        for dates in lines.dates:
            for moment in dates.moments(anchor):
                yield self._date(dates.kind, moment, anchor)
        for original in without:
            moment = anchor_of(original, time_zone=self.time_zone).begins
            yield self._date("EXDATE", moment, anchor)

    def _date(self, kind: str, moment: dt.datetime, anchor: Anchor) -> str:
        if anchor.is_all_day:
            return line(kind, written(moment, DAY), VALUE="DATE")
        zone = (self.resource["start"].get("timeZone")) or self.time_zone
        return self._at(kind, moment, anchor, zone)

    def _at(self, name: str, moment: dt.datetime, anchor: Anchor, zone: str) -> str:
        if zone in self.zones:
            wall = anchor.wall_of(moment)
            if anchor.moment_of(wall) == moment:
                return line(name, written(wall, WALL), TZID=zone)
        return line(name, written(moment, MOMENT))

    def _value(self, time: Resource) -> object:
        return time.get("date") or anchor_of(time, time_zone=self.time_zone).begins


def _texts(resource: Resource) -> Iterator[str]:
    for name in ("summary", "description", "location"):
        if resource.get(name):
            yield text(name.upper(), resource[name])


def _marks(resource: Resource) -> Iterator[str]:
    for name, key in (("CREATED", "created"), ("LAST-MODIFIED", "updated")):
        if resource.get(key):
            yield line(name, _moment(resource[key]))
    yield line("STATUS", str(resource.get("status") or "confirmed").upper())
    yield line("TRANSP", str(resource.get("transparency") or "opaque").upper())
    yield line("SEQUENCE", resource.get("sequence") or 0)
    if (visibility := resource.get("visibility", "default")) != "default":
        yield line("CLASS", str(visibility).upper())
    if color := CSS_NAMES.get(str(resource.get("colorId"))):
        yield line("COLOR", color)


def _people(resource: Resource) -> Iterator[str]:
    guests = resource.get("attendees") or ()
    organizer = resource.get("organizer") or {}
    if guests and organizer.get("email"):
        yield line("ORGANIZER", f"mailto:{organizer['email']}", CN=organizer.get("displayName"))
    for guest in guests:
        if guest.get("email"):
            yield _guest(guest)


def _guest(guest: Resource) -> str:
    return line(
        "ATTENDEE",
        f"mailto:{guest['email']}",
        CUTYPE="RESOURCE" if guest.get("resource") else "INDIVIDUAL",
        ROLE="OPT-PARTICIPANT" if guest.get("optional") else "REQ-PARTICIPANT",
        PARTSTAT=PARTSTAT.get(str(guest.get("responseStatus")), "NEEDS-ACTION"),
        CN=guest.get("displayName"),
        X_NUM_GUESTS=str(guest.get("additionalGuests") or 0),
        X_RESPONSE_COMMENT=guest.get("comment"),
    )


def _links(resource: Resource) -> Iterator[str]:
    source = resource.get("source") or {}
    if source.get("url"):
        yield line("URL", source["url"], X_TITLE=source.get("title"))
    if resource.get("hangoutLink"):
        yield line("X-GOOGLE-CONFERENCE", resource["hangoutLink"])
    for entry in (resource.get("conferenceData") or {}).get("entryPoints") or ():
        if entry.get("uri"):
            feature = FEATURES.get(str(entry.get("entryPointType")))
            written_as = line("CONFERENCE", entry["uri"], VALUE="URI", LABEL=entry.get("label"))
            # its values are separated by commas, which quotes would make one
            yield written_as.replace(";", f";FEATURE={feature};", 1) if feature else written_as
    for file in resource.get("attachments") or ():
        if file.get("fileUrl"):
            named = {"FILENAME": file.get("title"), "FMTTYPE": file.get("mimeType")}
            yield line("ATTACH", file["fileUrl"], **named)


def _alarms(resource: Resource, address: str) -> Iterator[str]:
    for reminder in (resource.get("reminders") or {}).get("overrides") or ():
        minutes = int(reminder.get("minutes") or 0)
        is_mail = reminder.get("method") == "email" and address
        yield "BEGIN:VALARM"
        yield line("ACTION", "EMAIL" if is_mail else "DISPLAY")
        yield text("DESCRIPTION", resource.get("summary") or "Reminder")
        if is_mail:
            yield text("SUMMARY", resource.get("summary") or "Reminder")
            yield line("ATTENDEE", f"mailto:{address}")
        yield line("TRIGGER", f"-PT{minutes}M" if minutes else "PT0S")
        yield "END:VALARM"


def _moment(given: object) -> str:
    try:
        moment = dt.datetime.fromisoformat(str(given)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return "19700101T000000Z"
    return written(moment, MOMENT)
