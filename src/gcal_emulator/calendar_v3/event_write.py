"""What a writer sends, checked and brought into the form that is stored."""

import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from gcal_emulator.calendar_v3.call import Resource
from gcal_emulator.calendar_v3.event_body import without_nulls
from gcal_emulator.calendar_v3.event_types import completed
from gcal_emulator.calendar_v3.event_view import write_moment
from gcal_emulator.entities import ROOM_DOMAIN
from gcal_emulator.errors import (
    calendar_error,
    invalid,
    required,
    time_range_empty,
)
from gcal_emulator.recurrence import InvalidRecurrenceError, check_recurrence
from gcal_emulator.recurrence.lines import zone_named
from gcal_emulator.switches import Switches

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
SERVER_OWNED_OF_GUESTS = frozenset({"self", "organizer", "asyncOperation"})

DEFAULTS: Mapping[str, Any] = {
    "transparency": "opaque",
    "visibility": "default",
    "guestsCanInviteOthers": True,
    "guestsCanModify": False,
    "guestsCanSeeOtherGuests": True,
    "anyoneCanAddSelf": False,
    "endTimeUnspecified": False,
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

OVERRIDES_AT_MOST = 5
ATTACHMENTS_AT_MOST = 25
REMINDER_METHODS = ("email", "popup")
LONGEST_REMINDER = 40_320
PROPERTIES_AT_MOST, LONGEST_KEY, LONGEST_VALUE, LARGEST_PROPERTIES = 300, 44, 1024, 32 * 1024
VISIBILITIES = ("default", "public", "private", "confidential")
RESPONSES = ("needsAction", "declined", "tentative", "accepted")


@functools.lru_cache(maxsize=512)
def is_zone(name: str) -> bool:
    """Say whether a time zone has this name; Google takes no others in what is asked for."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def normalised(
    event: Resource,
    *,
    calendar_zone: str,
    default_reminders: Sequence[Resource],
    switches: Switches,
    before: Mapping[str, Any],
    is_import: bool = False,
) -> Resource:
    """Check an event and give it in the form in which Google keeps it; raise 400.

    ``before`` is what was stored until now; empty for a new event. Imported events may end
    where they start (E-52).
    """
    event = without_nulls(event)
    event["extendedProperties"] = _properties(event.get("extendedProperties") or {}, switches)
    _give_end(event, calendar_zone)
    for key, message in (("start", "Missing start time."), ("end", "Missing end time.")):
        if not event.get(key):
            raise required(message)
        event[key] = _moment(event[key], key, calendar_zone, before.get(key, {}))
    event.setdefault("status", "confirmed")
    _check_range(event, switches, may_be_empty=is_import or _is_empty(before))
    _check_recurrence(event, switches)
    _check_guests(event, before)
    _check_extras(event)
    event.setdefault("eventType", "default")
    event.setdefault("sequence", 0)
    event = completed(event, before)
    if not event.get("reminders"):
        event["reminders"] = _own_reminders(event, default_reminders)
    return {key: value for key, value in event.items() if DEFAULTS.get(key, ...) != value}


def _give_end(event: Resource, calendar_zone: str) -> None:
    """Give an end where the writer says that there is none (E-51)."""
    if not event.get("endTimeUnspecified") or event.get("end") or not event.get("start"):
        return
    start = _moment(event["start"], "start", calendar_zone, {})
    if "date" in start:
        day = dt.date.fromisoformat(start["date"]) + dt.timedelta(days=1)
        event["end"] = {"date": day.isoformat()}
    else:
        moment = dt.datetime.fromisoformat(start["dateTime"]) + dt.timedelta(hours=1)
        event["end"] = start | {"dateTime": moment.isoformat()}


def _properties(properties: Mapping[str, Any], switches: Switches) -> Resource:
    """Keep extended properties within their limits (E-23)."""
    kept = {kind: dict(pairs) for kind, pairs in properties.items() if pairs}
    pairs = [pair for each in kept.values() for pair in each.items()]
    is_long = any(len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE for key, value in pairs)
    size = sum(len(key.encode()) + len(value.encode()) for key, value in pairs)
    is_much = len(pairs) > PROPERTIES_AT_MOST or size > LARGEST_PROPERTIES
    if is_long and switches.oversized_properties == "truncate":
        kept = {
            kind: {key[:LONGEST_KEY]: value[:LONGEST_VALUE] for key, value in each.items()}
            for kind, each in kept.items()
        }
    elif is_long or is_much:
        raise invalid("Extended properties are too large.")
    return kept


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


def is_same_time(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two starts or ends are the same, at whatever offset they are written."""
    if "dateTime" in one and "dateTime" in other:
        return instant(one, "UTC") == instant(other, "UTC")
    return one.get("date") == other.get("date") and "dateTime" not in {*one, *other}


def is_moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether an event takes place at other times (Z-18)."""
    pairs = [(before.get(key, {}), after[key]) for key in ("start", "end")]
    is_same = all(is_same_time(one, other) for one, other in pairs)
    return not is_same or before.get("recurrence") != after.get("recurrence")


def _moment(value: Any, key: str, calendar_zone: str, former: Resource) -> Resource:
    if not isinstance(value, dict):
        raise invalid(f"Invalid {key} time.")
    date, moment = value.get("date"), value.get("dateTime")
    zone = value.get("timeZone")
    # E-53: what a feed has brought need not be a zone that anybody else knows
    if zone and zone != former.get("timeZone") and not is_zone(zone):
        raise invalid(f"Invalid time zone definition for {key} time.")
    if date and moment:
        raise invalid(f"Invalid {key} time.")
    try:
        if date:
            return {"date": dt.date.fromisoformat(date).isoformat()}
        timed = _timed(moment, zone, calendar_zone)
    except (ValueError, TypeError, OverflowError) as exc:
        raise invalid(f"Invalid {key} time.") from exc
    # an unchanged time stays as it is written, which may be at another calendar's offset
    is_as_before = timed["timeZone"] == former.get("timeZone") and is_same_time(timed, former)
    return former if is_as_before else timed


def _timed(text: Any, zone: str | None, calendar_zone: str) -> Resource:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:  # E-12
        moment = moment.replace(tzinfo=zone_named(zone or calendar_zone))
    kept = write_moment(moment.astimezone(zone_named(calendar_zone)).replace(microsecond=0))
    return {"dateTime": kept, "timeZone": zone or calendar_zone}


def _is_empty(before: Mapping[str, Any]) -> bool:
    """Say whether a stored event ends where it starts, as imported ones may (E-52)."""
    return bool(before.get("start")) and is_same_time(before["start"], before.get("end", {}))


def _check_range(event: Resource, switches: Switches, *, may_be_empty: bool) -> None:
    start, end = event["start"], event["end"]
    if ("date" in start) != ("date" in end):
        raise invalid("Invalid start time.")  # E-11
    length = instant(end, "UTC") - instant(start, "UTC")
    if length < dt.timedelta(0) or (not length and not may_be_empty):
        raise time_range_empty()
    if length > dt.timedelta(days=switches.event_days):
        raise calendar_error("eventDurationExceedsLimit", "The event is too long.")


def _check_recurrence(event: Resource, switches: Switches) -> None:
    lines = event.get("recurrence")
    if not lines:
        return
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise invalid(parameter="recurrence")
    try:
        check_recurrence(lines, start=event["start"], sub_daily=switches.sub_daily_recurrence)
    except InvalidRecurrenceError as exc:
        raise invalid("Invalid recurrence rule.") from exc


def _check_guests(event: Resource, before: Mapping[str, Any]) -> None:
    former = {guest["email"]: guest for guest in before.get("attendees", ())}
    guests: dict[str, Resource] = {}
    for guest in event.get("attendees", ()):
        if not isinstance(guest, dict) or not EMAIL.fullmatch(str(guest.get("email", ""))):
            raise invalid("Invalid attendee email.")
        guests[guest["email"].lower()] = _guest(
            {**guest, "email": guest["email"].lower()}, former, event
        )
    event["attendees"] = list(guests.values())


def _guest(guest: Resource, former: Mapping[str, Resource], event: Resource) -> Resource:
    known = former.get(guest["email"], {})
    guest = {key: value for key, value in guest.items() if key not in SERVER_OWNED_OF_GUESTS}
    if known:  # E-45: fixed when the guest is first added
        guest["resource"] = bool(known.get("resource"))
    elif guest["email"].endswith(ROOM_DOMAIN):
        guest["resource"] = True
    guest.setdefault("responseStatus", "needsAction")
    if guest["responseStatus"] not in RESPONSES:
        raise invalid("Invalid response status.")
    if guest["email"] == event.get("organizer", {}).get("email"):
        guest |= {"organizer": True, "responseStatus": "accepted"}  # E-46
    return {key: value for key, value in guest.items() if value not in (False, "")}


def _check_extras(event: Resource) -> None:
    attachments = event.get("attachments", ())
    if len(attachments) > ATTACHMENTS_AT_MOST:
        raise invalid()
    if not all(each.get("fileUrl") for each in attachments):
        raise required("Missing attachment file URL.")
    if event.get("visibility", "default") not in VISIBILITIES:
        raise invalid()
    if event.get("transparency", "opaque") not in ("opaque", "transparent"):
        raise invalid()
    if event.get("status", "confirmed") not in ("confirmed", "tentative", "cancelled"):
        raise invalid()
    check_reminders(event.get("reminders") or {})


def check_reminders(reminders: Resource) -> None:
    """Refuse reminders that Google does not set (E-21)."""
    overrides = reminders.get("overrides") or []
    if reminders.get("useDefault") and overrides:
        raise calendar_error(
            "cannotUseDefaultRemindersAndSpecifyOverride",
            "Cannot specify both default reminders and overrides at the same time.",
        )
    if len(overrides) > OVERRIDES_AT_MOST or not all(map(_is_reminder, overrides)):
        raise invalid()


def _is_reminder(override: Resource) -> bool:
    minutes = override.get("minutes")
    is_within = isinstance(minutes, int) and 0 <= minutes <= LONGEST_REMINDER
    return is_within and override.get("method") in REMINDER_METHODS
