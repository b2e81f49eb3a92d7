"""What a writer sends, checked and brought into the form that is stored."""

import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from gcal_emulator.calendar_v3.call import Resource
from gcal_emulator.calendar_v3.event_body import without_nulls
from gcal_emulator.calendar_v3.event_view import write_moment
from gcal_emulator.errors import (
    GoogleError,
    invalid,
    required,
    time_range_empty,
)
from gcal_emulator.recurrence import InvalidRecurrenceError, check_recurrence
from gcal_emulator.recurrence.lines import zone_named

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

DEFAULTS: Mapping[str, Any] = {
    "transparency": "opaque",
    "visibility": "default",
    "guestsCanInviteOthers": True,
    "guestsCanModify": False,
    "guestsCanSeeOtherGuests": True,
    "anyoneCanAddSelf": False,
    "endTimeUnspecified": False,
    "attendeesOmitted": False,
    "location": "",
    "description": "",
    "summary": "",
    "colorId": "",
    "attendees": [],
    "recurrence": [],
    "attachments": [],
    "extendedProperties": {},
}
"""Values that an answer leaves out (Z-20)."""

TYPES = ("default", "birthday", "focusTime", "fromGmail", "outOfOffice", "workingLocation")
OVERRIDES_AT_MOST = 5
ATTACHMENTS_AT_MOST = 25
REMINDER_METHODS = ("email", "popup")
LONGEST_REMINDER = 40_320


@functools.lru_cache(maxsize=512)
def is_zone(name: str) -> bool:
    """Say whether a time zone has this name; Google takes no others in what is asked for."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def normalised(
    event: Resource, *, calendar_zone: str, default_reminders: Sequence[Resource]
) -> Resource:
    """Check an event and give it in the form in which Google keeps it; raise 400."""
    event = without_nulls(event)
    if "extendedProperties" in event:
        event["extendedProperties"] = {k: v for k, v in event["extendedProperties"].items() if v}
    for key, message in (("start", "Missing start time."), ("end", "Missing end time.")):
        if not event.get(key):
            raise required(message)
        event[key] = _moment(event[key], key, calendar_zone)
    _check_range(event)
    _check_recurrence(event)
    _check_guests(event)
    _check_extras(event)
    event.setdefault("status", "confirmed")
    event.setdefault("eventType", "default")
    event.setdefault("sequence", 0)
    if not event.get("reminders"):
        event["reminders"] = _own_reminders(event, default_reminders)
    return {key: value for key, value in event.items() if DEFAULTS.get(key, ...) != value}


def _own_reminders(event: Resource, default_reminders: Sequence[Resource]) -> Resource:
    # Z-12: an all-day event on a calendar with default reminders gets a copy of them
    if is_all_day(event) and default_reminders:
        return {"useDefault": False, "overrides": [dict(each) for each in default_reminders]}
    return {"useDefault": True}


def is_all_day(event: Mapping[str, Any]) -> bool:
    """Say whether an event has dates instead of times."""
    return "date" in event["start"]


def instant(value: Mapping[str, Any], zone_name: str) -> dt.datetime:
    """Give a stored start or end as a moment; a date begins at midnight of the zone."""
    if "dateTime" in value:
        return dt.datetime.fromisoformat(value["dateTime"])
    date = dt.date.fromisoformat(value["date"])
    return dt.datetime.combine(date, dt.time(), tzinfo=zone_named(zone_name))


def _moment(value: Any, key: str, calendar_zone: str) -> Resource:
    if not isinstance(value, dict):
        raise invalid(f"Invalid {key} time.")
    date, moment = value.get("date"), value.get("dateTime")
    zone = value.get("timeZone")
    if zone and not is_zone(zone):
        raise invalid("Invalid time zone definition.")
    if date and moment:
        raise invalid(f"Invalid {key} time.")
    try:
        if date:
            return {"date": dt.date.fromisoformat(date).isoformat()}
        return _timed(moment, zone, calendar_zone)
    except (ValueError, TypeError, OverflowError) as exc:
        raise invalid(f"Invalid {key} time.") from exc


def _timed(text: Any, zone: str | None, calendar_zone: str) -> Resource:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:  # E-12
        moment = moment.replace(tzinfo=zone_named(zone or calendar_zone))
    kept = write_moment(moment.astimezone(zone_named(calendar_zone)).replace(microsecond=0))
    return {"dateTime": kept, "timeZone": zone or calendar_zone}


def _check_range(event: Resource) -> None:
    start, end = event["start"], event["end"]
    if ("date" in start) != ("date" in end):
        raise invalid("Invalid start time.")  # E-11
    if instant(end, "UTC") <= instant(start, "UTC"):
        raise time_range_empty()


def _check_recurrence(event: Resource) -> None:
    lines = event.get("recurrence")
    if not lines:
        return
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise invalid(parameter="recurrence")
    try:
        check_recurrence(lines, start=event["start"])
    except InvalidRecurrenceError as exc:
        raise invalid(str(exc)) from exc


def _check_guests(event: Resource) -> None:
    for guest in event.get("attendees", ()):
        if not isinstance(guest, dict) or not EMAIL.fullmatch(str(guest.get("email", ""))):
            raise invalid("Invalid attendee email.")
        guest.pop("self", None)
        guest.setdefault("responseStatus", "needsAction")
        if guest["email"] == event.get("organizer", {}).get("email"):
            guest |= {"organizer": True, "responseStatus": "accepted"}  # E-46


def _check_extras(event: Resource) -> None:
    if event.get("eventType", "default") not in TYPES:
        raise GoogleError(400, "invalidEventType", "Invalid event type.", "calendar")
    if len(event.get("attachments", ())) > ATTACHMENTS_AT_MOST:
        raise invalid()
    if event.get("status", "confirmed") not in ("confirmed", "tentative", "cancelled"):
        raise invalid()
    reminders = event.get("reminders") or {}
    overrides = reminders.get("overrides") or []
    if reminders.get("useDefault") and overrides:
        raise GoogleError(
            400,
            "cannotUseDefaultRemindersAndSpecifyOverride",
            "Cannot specify both default reminders and overrides at the same time.",
            "calendar",
        )
    if len(overrides) > OVERRIDES_AT_MOST or not all(map(_is_reminder, overrides)):
        raise invalid()


def _is_reminder(override: Resource) -> bool:
    minutes = override.get("minutes")
    is_within = isinstance(minutes, int) and 0 <= minutes <= LONGEST_REMINDER
    return is_within and override.get("method") in REMINDER_METHODS
