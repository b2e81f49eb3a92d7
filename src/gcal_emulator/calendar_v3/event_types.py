"""Special events: what each type asks for, and where it may stand (E-26, E-27, R-27, X-30)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Call, Resource
from gcal_emulator.entities import Calendar
from gcal_emulator.errors import GoogleError, calendar_error, invalid

TYPES = ("default", "birthday", "focusTime", "fromGmail", "outOfOffice", "workingLocation")
STATUS_TYPES = ("focusTime", "outOfOffice", "workingLocation")
DETAILS = {f"{kind}Properties": kind for kind in (*STATUS_TYPES, "birthday")}
DECLINE_MODES = (
    "declineNone",
    "declineAllConflictingInvitations",
    "declineOnlyNewConflictingInvitations",
)
CHAT_STATUSES = ("available", "doNotDisturb")
LOCATION_TYPES = ("homeOffice", "officeLocation", "customLocation")
BIRTHDAY_DEFAULTS = {"transparency": "transparent", "visibility": "private"}


def check_new(call: Call, calendar: Calendar, body: Resource) -> None:
    """Refuse to create what only Google creates, or what does not belong here; raise 400."""
    kind = body.get("eventType") or "default"
    if kind == "fromGmail":
        raise _restricted("Events from Gmail cannot be created.")
    if kind in STATUS_TYPES:
        if not calendar.is_primary:
            raise _restricted("This event type can only be created on primary calendars.")
        if not call.world.users[calendar.owner].is_workspace:
            raise _restricted("This event type is not available for this account.")
    if kind == "birthday":
        _check_new_birthday(calendar, body.get("birthdayProperties") or {})


def _check_new_birthday(calendar: Calendar, details: Mapping[str, Any]) -> None:
    if not calendar.is_primary:
        raise _restricted("Birthdays can only be created on primary calendars.")
    if (details.get("type") or "birthday") != "birthday":
        raise _restricted("Only the type birthday can be created.")


def completed(resource: Resource, before: Mapping[str, Any]) -> Resource:
    """Check a special event's own rules and fill in its details; raise 400.

    ``before`` is what was stored until now; empty for a new event.
    """
    kind = resource.get("eventType") or "default"
    if kind not in TYPES:
        raise calendar_error("invalidEventType", "Invalid event type.")
    for key, belongs_to in DETAILS.items():
        if resource.get(key) and kind != belongs_to:
            raise invalid(f"{key} cannot be set on events of the type {kind}.")
    if kind == "birthday":  # its details do not change, and most are Google's to fill in
        details = before.get("birthdayProperties") or {"type": "birthday"}
        resource = {**resource, "birthdayProperties": details}
    complete = {
        "birthday": _birthday,
        "workingLocation": _working_location,
        "outOfOffice": _away,
        "focusTime": _away,
    }.get(kind)
    return complete(resource) if complete else resource


def _birthday(resource: Resource) -> Resource:
    lines = resource.get("recurrence") or []
    is_yearly = len(lines) == 1 and "FREQ=YEARLY" in str(lines[0]).upper()
    if not (is_yearly or "recurringEventId" in resource) or not _is_one_day(resource):
        raise _restricted("A birthday is an all-day event of one day that recurs yearly.")
    if resource.get("attendees") or resource.get("conferenceData"):
        raise _restricted("A birthday has no guests and no conference.")
    return BIRTHDAY_DEFAULTS | resource


def _is_one_day(resource: Resource) -> bool:
    start, end = (resource.get(key) or {} for key in ("start", "end"))
    if not (start.get("date") and end.get("date")):
        return False
    days = dt.date.fromisoformat(end["date"]) - dt.date.fromisoformat(start["date"])
    return days == dt.timedelta(days=1)


def _working_location(resource: Resource) -> Resource:
    details = resource.get("workingLocationProperties") or {}
    if resource.get("visibility") != "public":
        raise _malformed(
            "WorkingLocation", "A working location event must have a visibility setting of public."
        )
    if details.get("type") not in LOCATION_TYPES:
        raise _malformed("WorkingLocation", "A working location event must have a type.")
    if resource.get("transparency") != "transparent":
        raise _malformed(
            "WorkingLocation",
            "A working location event must have a transparency setting of transparent.",
        )
    return resource


def _away(resource: Resource) -> Resource:
    kind = resource["eventType"]
    name = kind[0].upper() + kind[1:]
    words = "An out of office event" if kind == "outOfOffice" else "A focus time event"
    if (resource.get("start") or {}).get("date"):
        raise _malformed(name, f"{words} cannot be an all-day event.")
    if resource.get("transparency") == "transparent":
        raise _malformed(name, f"{words} must have a transparency setting of opaque.")
    details = {"autoDeclineMode": "declineNone"} | (resource.get(f"{kind}Properties") or {})
    if details["autoDeclineMode"] not in DECLINE_MODES:
        raise _malformed(name, "Invalid auto decline mode.")
    if details.get("chatStatus", "available") not in CHAT_STATUSES:
        raise _malformed(name, "Invalid chat status.")
    return resource | {f"{kind}Properties": details}


def _malformed(name: str, message: str) -> GoogleError:
    return calendar_error(f"malformed{name}Event", message)


def _restricted(message: str) -> GoogleError:
    return calendar_error("eventTypeRestriction", message)
