"""An event as one reader sees it."""

import base64
import datetime as dt
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Resource
from gcal_emulator.clock import rfc3339
from gcal_emulator.ids import base32hex
from gcal_emulator.recurrence.lines import zone_named
from gcal_emulator.schemas import violations
from gcal_emulator.world import Calendar, Event, base_of
from gcal_emulator.writing import item_text

KIND = "calendar#event"


class DepartureError(Exception):
    """An event of ours does not fit the discovery document: a fault of this emulator."""


ORDER = [
    "kind",
    "etag",
    "id",
    "status",
    "htmlLink",
    "created",
    "updated",
    "summary",
    "description",
    "location",
    "colorId",
    "creator",
    "organizer",
    "start",
    "end",
    "endTimeUnspecified",
    "recurrence",
    "recurringEventId",
    "originalStartTime",
    "transparency",
    "visibility",
    "iCalUID",
    "sequence",
    "attendees",
    "attendeesOmitted",
    "extendedProperties",
    "hangoutLink",
    "conferenceData",
    "anyoneCanAddSelf",
    "guestsCanInviteOthers",
    "guestsCanModify",
    "guestsCanSeeOtherGuests",
    "privateCopy",
    "locked",
    "reminders",
    "source",
    "attachments",
    "birthdayProperties",
    "workingLocationProperties",
    "outOfOfficeProperties",
    "focusTimeProperties",
    "eventType",
]

BUSY_FIELDS = frozenset(
    {"kind", "etag", "id", "status", "updated", "start", "end", "recurrence", "recurringEventId"}
    | {"originalStartTime", "transparency", "iCalUID", "htmlLink", "eventType", "visibility"}
)
"""What is shown of an event whose details the reader may not see (E-31, C-20)."""

PRIVATE = ("private", "confidential")


def etag_of(micros: int) -> str:
    """Write an event's ETag: twice the microseconds of its last change (H-14)."""
    return f'"{micros * 2}"'


def view(
    calendar: Calendar,
    resource: Mapping[str, Any],
    micros: int,
    *,
    reader: str,
    time_zone: str = "",
) -> Resource:
    """Give a stored resource as a reader sees it, its times at the calendar's offset (Z-19)."""
    shown: Resource = dict(resource) | {
        "kind": KIND,
        "etag": etag_of(micros),
        "htmlLink": html_link(calendar, resource),
        "updated": rfc3339(micros),
    }
    zone = zone_named(time_zone or calendar.time_zone)
    for key in ("start", "end", "originalStartTime"):
        if key in shown:
            shown[key] = _in_zone(shown[key], zone)
    _mark_self(shown, calendar)
    if _hides_details(calendar, shown, reader):
        shown = {key: shown[key] for key in shown if key in BUSY_FIELDS}
        if calendar.role_of(reader) != "freeBusyReader":
            shown["visibility"] = "private"
    return {key: shown[key] for key in ORDER if key in shown}


def stub(resource: Mapping[str, Any], micros: int) -> Resource:
    """Give what lists say of a deleted event (Z-26), or of a cancelled instance (Z-3)."""
    shown: Resource = {
        "kind": KIND,
        "etag": etag_of(micros),
        "id": resource["id"],
        "status": "cancelled",
    }
    for key in ("recurringEventId", "originalStartTime"):
        if key in resource:
            shown[key] = resource[key]
    return shown


def text_of(calendar: Calendar, event: Event, *, reader: str, time_zone: str) -> str:
    """Give an event as an item of a list, written once for each kind of reader."""
    key = (reader, calendar.role_of(reader), time_zone, calendar.time_zone)
    if key not in event.texts:
        shown = listed(calendar, event, reader=reader, time_zone=time_zone)
        event.texts[key] = written(shown)
    return event.texts[key]


def listed(calendar: Calendar, event: Event, *, reader: str, time_zone: str) -> Resource:
    """Give an event as lists show it: whole, or as a stub where it is deleted."""
    if event.is_cancelled:
        return stub(event.resource, event.micros)
    return view(calendar, event.resource, event.micros, reader=reader, time_zone=time_zone)


def written(shown: Resource) -> str:
    """Write an event as an item of a list, once it has passed the discovery document."""
    if found := violations(shown, "Event"):
        raise DepartureError(f"The event {shown.get('id')} departs from its schema: {found}")
    return item_text(shown)


def html_link(calendar: Calendar, resource: Mapping[str, Any]) -> str:
    """Give the link to Google's own page of the event, of a series' first instance (Z-16)."""
    short = calendar.id.replace("@gmail.com", "@m").replace("@group.calendar.google.com", "@g")
    name = _first_instance_id(resource) if resource.get("recurrence") else resource["id"]
    eid = base64.urlsafe_b64encode(f"{name} {short}".encode()).decode().rstrip("=")
    return f"https://www.google.com/calendar/event?eid={eid}"


def _first_instance_id(series: Mapping[str, Any]) -> str:
    base, start = base_of(series["id"]), series["start"]
    if "date" in start:
        return f"{base}_{start['date'].replace('-', '')}"
    moment = dt.datetime.fromisoformat(start["dateTime"]).astimezone(dt.UTC)
    return f"{base}_{moment:%Y%m%dT%H%M%SZ}"


def _in_zone(value: Mapping[str, Any], zone: dt.tzinfo) -> Mapping[str, Any]:
    if "dateTime" not in value:
        return value
    try:
        moment = dt.datetime.fromisoformat(value["dateTime"]).astimezone(zone)
    except OverflowError:
        return value
    return {**value, "dateTime": write_moment(moment)}


def write_moment(moment: dt.datetime) -> str:
    """Write an aware time as Google does: to the second, ``Z`` for UTC."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _mark_self(shown: Resource, calendar: Calendar) -> None:
    for key in ("creator", "organizer"):
        person = shown.get(key)
        if isinstance(person, dict) and person.get("email") == calendar.id:
            shown[key] = {**person, "self": True}
    if "attendees" in shown:
        shown["attendees"] = [
            {**guest, "self": True} if guest.get("email") == calendar.id else guest
            for guest in shown["attendees"]
        ]


def _hides_details(calendar: Calendar, shown: Resource, reader: str) -> bool:
    role = calendar.role_of(reader)
    return role == "freeBusyReader" or (role == "reader" and shown.get("visibility") in PRIVATE)


def default_uid(event_id: str) -> str:
    """Give the iCalUID of an event that was not imported (E-7)."""
    return f"{event_id}@google.com"


def id_of_uid(uid: str) -> str:
    """Give the event id of an imported UID (E-2)."""
    return "_" + base32hex(uid)
