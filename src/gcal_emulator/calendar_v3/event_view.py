"""An event as one reader sees it."""

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gcal_emulator.clock import rfc3339
from gcal_emulator.entities import Calendar, Event, Resource, base_of, guest_of
from gcal_emulator.ids import base32hex
from gcal_emulator.recurrence.lines import zone_named
from gcal_emulator.schemas import violations
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
    "eventLabelId",
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
    "gadget",
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


@dataclass(frozen=True)
class Reader:
    """Who reads, with which role, and what was asked for: a zone, details of what is deleted."""

    email: str
    role: str
    time_zone: str = ""
    sees_deleted: bool = False


def view(
    calendar: Calendar,
    resource: Mapping[str, Any],
    micros: int,
    reader: Reader,
    *,
    updated: int = 0,
    reminders_of: Mapping[str, Resource] | None = None,
) -> Resource:
    """Give a stored resource as a reader sees it, its times at the calendar's offset (Z-19).

    Reminders are the reader's own (E-22), the source is its creator's alone.
    """
    shown: Resource = dict(resource) | {
        "kind": KIND,
        "etag": etag_of(micros),
        "htmlLink": html_link(calendar, resource),
        "updated": rfc3339(updated or micros),
    }
    if not _is_moved_away(resource):
        zone = zone_named(reader.time_zone or calendar.time_zone)
        for key in ("start", "end", "originalStartTime"):
            if key in shown:
                shown[key] = _in_zone(shown[key], zone)
    if reader.email != calendar.owner and "reminders" in shown:
        shown["reminders"] = (reminders_of or {}).get(reader.email, {"useDefault": True})
    if reader.email != resource.get("creator", {}).get("email"):
        shown.pop("source", None)
    _mark_self(shown, calendar)
    if _hides_details(shown, reader):
        shown = {key: shown[key] for key in shown if key in BUSY_FIELDS}
        if reader.role != "freeBusyReader":
            shown["visibility"] = "private"
    return {key: shown[key] for key in ORDER if key in shown}


def moved_away(resource: Mapping[str, Any]) -> Resource:
    """Give what a calendar keeps of an event that was moved to another (Z-7)."""
    return {
        "id": resource["id"],
        "status": "cancelled",
        "iCalUID": resource["iCalUID"],
        "transparency": "transparent",
        "start": {"dateTime": "2000-01-01T00:00:00Z", "timeZone": "UTC"},
        "end": {"dateTime": "2000-01-02T00:00:00Z", "timeZone": "UTC"},
    }


def _is_moved_away(resource: Mapping[str, Any]) -> bool:
    return resource.get("status") == "cancelled" and "organizer" not in resource


def view_of(calendar: Calendar, event: Event, reader: Reader) -> Resource:
    """Give a stored event as a reader sees it."""
    return view(
        calendar,
        event.resource,
        event.micros,
        reader,
        updated=event.updated_micros,
        reminders_of=event.reminders_of,
    )


def stub(resource: Mapping[str, Any], micros: int, zone: dt.tzinfo | None = None) -> Resource:
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
    if zone and "originalStartTime" in shown:
        shown["originalStartTime"] = _in_zone(shown["originalStartTime"], zone)
    return shown


def text_of(calendar: Calendar, event: Event, reader: Reader) -> str:
    """Give an event as an item of a list, written once for each kind of reader."""
    key = (reader, calendar.time_zone)
    texts = event.texts = {} if event.texts is None else event.texts
    if key not in texts:
        texts[key] = written(listed(calendar, event, reader))
    return texts[key]


def listed(calendar: Calendar, event: Event, reader: Reader) -> Resource:
    """Give an event as lists show it: whole, or as a stub where it is deleted.

    Who asks for what is deleted gets its details where Google keeps them (E-35).
    """
    if event.is_cancelled and not (reader.sees_deleted and _keeps_details(calendar, event)):
        zone = zone_named(reader.time_zone or calendar.time_zone)
        return stub(event.resource, event.micros, zone)
    return view_of(calendar, event, reader)


def _keeps_details(calendar: Calendar, event: Event) -> bool:
    """Say whether a deleted event is its organizer's, or was deleted by its guest."""
    own = guest_of(event.resource, calendar.id)
    return is_original(calendar, event.resource) or own.get("responseStatus") == "declined"


def is_original(calendar: Calendar, resource: Mapping[str, Any]) -> bool:
    """Say whether the event is its organizer's own, or one that nobody else shares."""
    organizer = resource.get("organizer", {}).get("email", calendar.id)
    return organizer == calendar.id or bool(resource.get("privateCopy"))


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
        guests = [
            {**guest, "self": True} if guest.get("email") == calendar.id else guest
            for guest in shown["attendees"]
        ]
        is_guest = shown.get("organizer", {}).get("email") != calendar.id
        if is_guest and shown.get("guestsCanSeeOtherGuests") is False:
            guests = [each for each in guests if each.get("self") or each.get("organizer")]
        shown["attendees"] = guests


def _hides_details(shown: Resource, reader: Reader) -> bool:
    if reader.role == "freeBusyReader":
        return True
    is_private = shown.get("visibility") in PRIVATE
    is_guest = any(guest["email"] == reader.email for guest in shown.get("attendees", ()))
    return is_private and not is_guest and reader.role in ("reader", "writerWithoutPrivateAccess")


def default_uid(event_id: str) -> str:
    """Give the iCalUID of an event that was not imported (E-7)."""
    return f"{event_id}@google.com"


def id_of_uid(uid: str) -> str:
    """Give the event id of an imported UID (E-2)."""
    return "_" + base32hex(uid)
