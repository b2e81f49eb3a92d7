"""Real .ics files as calendars of a seed.

Whatever the file holds, each VEVENT ends in one of three places: an event, a rejection with
its reason, or merged into another one of the same UID and time.
"""

import datetime as dt
import hashlib
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar

from gcal_emulator.calendar_v3.event_view import id_of_uid, write_moment
from gcal_emulator.recurrence import InvalidRecurrenceError, check_recurrence

Resource = dict[str, Any]
Component = Any
"""icalendar's; by its types a property can be any of thirty classes, and each use knows one."""

LARGEST_FILE = 20 * 1024 * 1024
MOST_COMPONENTS = 50_000
DEEPEST = 8
LONGEST_ID = 1024
DEFAULT_ZONE = "UTC"

STATUSES = {"CONFIRMED": "confirmed", "TENTATIVE": "tentative", "CANCELLED": "cancelled"}
CLASSES = {"PUBLIC": "public", "PRIVATE": "private", "CONFIDENTIAL": "confidential"}
ANSWERS = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
    "NEEDS-ACTION": "needsAction",
}


class IcsError(ValueError):
    """The file cannot be read at all; the message says why."""


class RejectedEventError(ValueError):
    """One event cannot be taken; the message says why."""


@dataclass
class Collected:
    """The events of a file, by their ids, and what became of the others."""

    events: dict[str, Resource] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    rejected: list[dict[str, str | None]] = field(default_factory=list)
    merged: int = 0


def seed_from_ics(
    data: bytes | str, *, owner: str, calendar_id: str | None = None
) -> dict[str, Any]:
    """Describe the calendars of a file as one calendar of a seed.

    Gives a ``calendars`` entry with two more keys: ``rejected``, a list of ``{"reason",
    "uid"}``, and ``merged``, how many events were further versions of another. Raises
    IcsError.
    """
    calendars = _parse(data)
    zone = next(filter(None, (_calendar_zone(each) for each in calendars)), DEFAULT_ZONE)
    name = next((str(each["X-WR-CALNAME"]) for each in calendars if "X-WR-CALNAME" in each), "")
    collected = Collected()
    for component in (event for each in calendars for event in each.walk("VEVENT")):
        _collect(collected, component, zone)
    return {
        "id": calendar_id or id_of_uid(name or "imported")[:60] + "@import.calendar.google.com",
        "owner": owner,
        "summary": name or "Imported calendar",
        "timeZone": zone,
        "events": list(collected.events.values()),
        "rejected": collected.rejected,
        "merged": collected.merged,
    }


def _parse(data: bytes | str) -> Sequence[Component]:
    text = data if isinstance(data, str) else data.decode("utf-8-sig", "replace")
    if len(text) > LARGEST_FILE:
        raise IcsError("The file is too large.")
    _check_nesting(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # guesses about zone names are as good as any
            calendars = icalendar.Calendar.from_ical(text, multiple=True)
    except Exception as exc:
        raise IcsError(f"The file is no iCalendar text: {exc}") from exc
    if not calendars:
        raise IcsError("The file holds no calendar.")
    return list(calendars)


def _check_nesting(text: str) -> None:
    depth = 0
    marks = re.finditer(r"^(BEGIN|END):", text, re.MULTILINE | re.IGNORECASE)
    for count, match in enumerate(marks):
        depth += 1 if match[1].upper() == "BEGIN" else -1
        if depth > DEEPEST or count > 2 * MOST_COMPONENTS:
            raise IcsError("The file holds too many components.")


def _calendar_zone(calendar: Component) -> str:
    name = str(calendar.get("X-WR-TIMEZONE", ""))
    if name in available_timezones():
        return name
    zones = [str(each.get("TZID", "")) for each in calendar.walk("VTIMEZONE")]
    return next((zone for zone in zones if zone in available_timezones()), "")


def _collect(collected: Collected, component: Component, zone: str) -> None:
    uid = component.get("UID")
    try:
        event = _event(component, zone)
        sequence = int(component.get("SEQUENCE", 0))
    except RejectedEventError as exc:
        collected.rejected.append({"reason": str(exc), "uid": str(uid) if uid else None})
        return
    except Exception as exc:
        reason = f"It cannot be read ({type(exc).__name__}: {exc})."
        collected.rejected.append({"reason": reason, "uid": str(uid) if uid else None})
        return
    event_id = event["id"]
    if event_id in collected.events:
        collected.merged += 1
        if sequence < collected.sequences[event_id]:
            return
    collected.events[event_id] = event
    collected.sequences[event_id] = sequence


def _event(component: Component, zone: str) -> Resource:
    # an event without a UID gets one, the same for the same event
    digest = hashlib.sha256(component.to_ical()).hexdigest()
    uid = str(component.get("UID") or f"{digest[:32]}@import.example.com")
    start, end = _times(component, zone)
    event: Resource = {
        "id": id_of_uid(uid),
        "iCalUID": uid,
        "start": start,
        "end": end,
        **_texts(component),
        **_people(component),
        **_reminders(component),
    }
    if lines := list(_recurrence(component, start)):
        event["recurrence"] = lines
    if "RECURRENCE-ID" in component:
        event |= _instance(component, event["id"], zone)
    if len(event["id"]) > LONGEST_ID:
        raise RejectedEventError("Its UID is too long.")
    return event


def _times(component: Component, zone: str) -> tuple[Resource, Resource]:
    if "DTSTART" not in component:
        raise RejectedEventError("It has no start.")
    first = component["DTSTART"]
    start = first.dt
    if "DTEND" in component:
        end = component["DTEND"].dt
    elif "DURATION" in component:
        end = start + component["DURATION"].dt
    else:
        # RFC 5545, 3.6.1: a date lasts a day, a time lasts no time
        end = start if isinstance(start, dt.datetime) else start + dt.timedelta(1)
    if isinstance(start, dt.datetime) != isinstance(end, dt.datetime):
        raise RejectedEventError("Its start and end are of different kinds.")
    shown = _moment(start, zone), _moment(end, zone)
    if _instant(end, zone) < _instant(start, zone):
        raise RejectedEventError("It ends before it starts.")
    return shown


def _instant(moment: dt.date, zone: str) -> dt.datetime:
    if not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, dt.time(), tzinfo=dt.UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def _moment(moment: dt.date, zone: str) -> Resource:
    """Write a date or time: a floating one in the calendar's zone, an unknown zone by offset."""
    if not isinstance(moment, dt.datetime):
        return {"date": moment.isoformat()}
    if moment.tzinfo is None:
        return {"dateTime": write_moment(moment.replace(tzinfo=ZoneInfo(zone))), "timeZone": zone}
    name = str(getattr(moment.tzinfo, "key", "") or moment.tzinfo)
    known = name if name in available_timezones() else zone
    return {"dateTime": write_moment(moment), "timeZone": known}


def _texts(component: Component) -> Resource:
    texts: Resource = {
        key: str(component[name])
        for key, name in (
            ("summary", "SUMMARY"),
            ("description", "DESCRIPTION"),
            ("location", "LOCATION"),
        )
        if component.get(name)
    }
    status = STATUSES.get(str(component.get("STATUS", "")).upper())
    visibility = CLASSES.get(str(component.get("CLASS", "")).upper())
    texts |= {"status": status} if status else {}
    texts |= {"visibility": visibility} if visibility and visibility != "public" else {}
    if str(component.get("TRANSP", "")).upper() == "TRANSPARENT":
        texts["transparency"] = "transparent"
    return texts


def _people(component: Component) -> Resource:
    people: Resource = {}
    if "ORGANIZER" in component:
        organizer = component["ORGANIZER"]
        organizer = organizer[0] if isinstance(organizer, list) else organizer
        people["organizer"] = _person(organizer)
    attendees = component.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    guests = [
        _person(each)
        | {"responseStatus": ANSWERS.get(_parameter(each, "PARTSTAT").upper(), "needsAction")}
        for each in attendees
    ]
    return people | ({"attendees": guests} if guests else {})


def _person(value: Any) -> Resource:
    email = re.sub(r"^mailto:", "", str(value), flags=re.IGNORECASE)
    name = _parameter(value, "CN")
    return {"email": email} | ({"displayName": name} if name else {})


def _parameter(value: Any, name: str) -> str:
    parameters: Mapping[str, Any] = getattr(value, "params", {})
    return str(parameters.get(name, ""))


def _reminders(component: Component) -> Resource:
    minutes = []
    for alarm in component.walk("VALARM"):
        trigger = getattr(alarm.get("TRIGGER"), "dt", None)
        if isinstance(trigger, dt.timedelta) and trigger <= dt.timedelta():
            minutes.append(round(-trigger.total_seconds() / 60))
    overrides = [
        {"method": "popup", "minutes": each} for each in sorted(set(minutes))[:5] if each <= 40_320
    ]
    return {"reminders": {"useDefault": False, "overrides": overrides}} if overrides else {}


def _recurrence(component: Component, start: Resource) -> Iterator[str]:
    """Give the recurrence lines as the file has them, or raise RejectedEventError."""
    lines = []
    for name in ("RRULE", "EXRULE", "RDATE", "EXDATE"):
        values = component.get(name, [])
        values = values if isinstance(values, list) else [values]
        lines += [_line(name, value, start) for value in values]
    try:
        check_recurrence([line for line in lines if "RULE" not in line], start=start)
        for line in lines:
            if "RULE" in line:
                check_recurrence([_with_right_until(line, start)], start=start)
    except InvalidRecurrenceError as exc:
        raise RejectedEventError(f"Its recurrence is not accepted: {exc}") from exc
    yield from (_with_right_until(line, start) for line in lines)


def _line(name: str, value: Any, start: Resource) -> str:
    text = value.to_ical().decode()
    if "RULE" in name:
        return f"{name}:{text}"
    if "T" not in text:
        return f"{name};VALUE=DATE:{text}"
    if text.endswith("Z"):
        return f"{name}:{text}"
    return f"{name};TZID={start.get('timeZone', DEFAULT_ZONE)}:{text}"


def _with_right_until(line: str, start: Resource) -> str:
    """Bring UNTIL into the form that Google keeps: UTC for times, a date for dates (R-4)."""
    match = re.search(r"UNTIL=(\d{8})(T\d{6})?(Z?)", line)
    if match is None:
        return line
    if "date" in start:
        return line.replace(match[0], f"UNTIL={match[1]}")
    if match[3]:
        return line
    wall = dt.datetime.strptime(match[1] + (match[2] or "T235959"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall time
    until = wall.replace(tzinfo=ZoneInfo(start["timeZone"])).astimezone(dt.UTC)
    return line.replace(match[0], f"UNTIL={until:%Y%m%dT%H%M%SZ}")


def _instance(component: Component, series_id: str, zone: str) -> Resource:
    original = component["RECURRENCE-ID"].dt
    if isinstance(original, dt.datetime):
        aware = original if original.tzinfo else original.replace(tzinfo=ZoneInfo(zone))
        suffix = f"{aware.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    else:
        suffix = f"{original:%Y%m%d}"
    return {
        "id": f"{series_id}_{suffix}",
        "recurringEventId": series_id,
        "originalStartTime": _moment(original, zone),
    }
