"""events.get, insert, patch, update, delete."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.access import calendar_of
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.event_view import default_uid, etag_of, view, write_moment
from gcal_emulator.calendar_v3.event_write import (
    check_id,
    check_zone_is_given,
    merged,
    normalised,
    writable,
)
from gcal_emulator.clock import from_micros
from gcal_emulator.errors import GoogleError, not_found, precondition_failed
from gcal_emulator.recurrence import Occurrence, occurrences
from gcal_emulator.recurrence.rule import RuleError, parse_moment
from gcal_emulator.world import Calendar, Event

INSTANCE_ID = re.compile(r"(?P<base>.+)_(?P<start>\d{8}(?:T\d{6}Z)?)")


def get(call: Call) -> Answer:
    """Give one event; a deleted one too, with the status cancelled (E-33)."""
    calendar = calendar_of(call)
    event_id = call.path["eventId"]
    if event := calendar.events.get(event_id):
        return _answer(call, calendar, event.resource, event.micros)
    series, resource = computed_instance(calendar, event_id)
    return _answer(call, calendar, resource, series.micros)


def insert(call: Call) -> Answer:
    """Store a new event."""
    calendar = calendar_of(call, least="writer")
    check_zone_is_given(call.body)
    event_id = check_id(call.body["id"]) if call.body.get("id") else call.world.ids.event()
    if event_id in calendar.events:
        raise GoogleError(409, "duplicate", "The requested identifier already exists.")
    micros = call.world.clock.tick()
    resource = writable(call.body) | {
        "id": event_id,
        "created": _created(micros),
        "creator": {"email": call.user.email},
        "organizer": _organizer(calendar),
    }
    resource.setdefault("iCalUID", default_uid(event_id))
    event = call.world.store_event(calendar, _normalised(call, calendar, resource), micros=micros)
    return _answer(call, calendar, event.resource, event.micros)


def patch(call: Call) -> Answer:
    """Change named fields; of an instance that is only computed, make a stored one (R-9)."""
    return _change(call, lambda stored: merged(stored, writable(call.body)))


def update(call: Call) -> Answer:
    """Replace an event: writable fields left out return to their defaults (H-11)."""
    kept = [
        "id",
        "created",
        "creator",
        "organizer",
        "iCalUID",
        "recurringEventId",
        "originalStartTime",
        "sequence",
        "eventType",
    ]

    def replaced(stored: Resource) -> Resource:
        return {key: stored[key] for key in kept if key in stored} | writable(call.body)

    return _change(call, replaced)


def delete(call: Call) -> Answer:
    """Delete an event; with a series its instances, of a series one instance (R-9, R-18)."""
    calendar = calendar_of(call, least="writer")
    event = _event_to_write(calendar, call.path["eventId"])
    if event.is_cancelled:
        raise GoogleError(410, "deleted", "Resource has been deleted")
    _check_match(call, event)
    for instance in calendar.instances_of(event.resource["id"]):
        instance.resource = instance.resource | {"status": "cancelled"}
    _write(call, calendar, event, event.resource | {"status": "cancelled"})
    return Answer(None)


def _change(call: Call, changed: Any) -> Answer:
    calendar = calendar_of(call, least="writer")
    event = _event_to_write(calendar, call.path["eventId"])
    _check_match(call, event)
    before = event.resource
    after = changed(before) | {"id": before["id"]}
    check_zone_is_given(after)
    after = _normalised(call, calendar, after)
    if (after["start"], after["end"]) != (before.get("start"), before.get("end")):
        after["sequence"] = before.get("sequence", 0) + 1  # Z-18
    event = _write(call, calendar, event, after)
    return _answer(call, calendar, event.resource, event.micros)


def _event_to_write(calendar: Calendar, event_id: str) -> Event:
    """Give the stored event, or one yet to be stored for an instance that is only computed."""
    if event := calendar.events.get(event_id):
        return event
    series, resource = computed_instance(calendar, event_id)
    return Event(resource, series.micros, position=-1)


def _write(call: Call, calendar: Calendar, event: Event, resource: Resource) -> Event:
    """Write an event; its series and all of that one's instances get the same new ETag (Z-1)."""
    micros = call.world.clock.tick()
    series_id = str(resource.get("recurringEventId", resource["id"]))
    family = [calendar.events.get(series_id), *calendar.instances_of(series_id), event]
    for member in dict.fromkeys(each for each in family if each and each.position >= 0):
        call.world.touch_event(calendar, member, micros=micros)
    if event.position < 0:
        return call.world.store_event(calendar, resource, micros=micros)
    event.resource = resource
    return event


def computed_instance(calendar: Calendar, event_id: str) -> tuple[Event, Resource]:
    """Give the series and the resource of an instance that is not stored; raise 404."""
    match = INSTANCE_ID.fullmatch(event_id)
    series = calendar.events.get(match["base"]) if match else None
    if match is None or series is None or not series.is_series or series.is_cancelled:
        raise not_found()
    for occurrence in _occurrences_at(calendar, series, match["start"]):
        if instance_id(match["base"], occurrence) == event_id:
            return series, instance_resource(series.resource, occurrence)
    raise not_found()


def _occurrences_at(calendar: Calendar, series: Event, start: str) -> list[Occurrence]:
    try:
        moment = parse_moment(start)
    except RuleError as exc:
        raise not_found() from exc
    day = moment.date() if isinstance(moment, dt.datetime) else moment
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    window = dt.timedelta(days=2)
    found = occurrences(
        series.resource,
        time_zone=calendar.time_zone,
        time_min=noon - window,
        time_max=noon + window,
    )
    return list(found)


def instance_id(series_id: str, occurrence: Occurrence) -> str:
    """Name an instance after its original start, in UTC (R-6)."""
    start = occurrence.original_start
    if isinstance(start, dt.datetime):
        return f"{series_id}_{start.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    return f"{series_id}_{start:%Y%m%d}"


def instance_resource(series: Mapping[str, Any], occurrence: Occurrence) -> Resource:
    """Give the resource of an occurrence that has not been changed (R-8)."""
    resource = {key: value for key, value in series.items() if key != "recurrence"}
    start = _moment(occurrence.start, series["start"])
    return resource | {
        "id": instance_id(series["id"], occurrence),
        "start": start,
        "end": _moment(occurrence.end, series["end"]),
        "recurringEventId": series["id"],
        "originalStartTime": start,
    }


def _moment(moment: dt.date, like: Mapping[str, Any]) -> Resource:
    if not isinstance(moment, dt.datetime):
        return {"date": moment.isoformat()}
    zone = {"timeZone": like["timeZone"]} if "timeZone" in like else {}
    return {"dateTime": write_moment(moment)} | zone


def _normalised(call: Call, calendar: Calendar, resource: Resource) -> Resource:
    entry = call.world.users[call.user.email].entries.get(calendar.id)
    reminders = entry.personal.get("defaultReminders", []) if entry else []
    return normalised(resource, calendar_zone=calendar.time_zone, default_reminders=reminders)


def _organizer(calendar: Calendar) -> Resource:
    # Z-21: on a secondary calendar the organizer is the calendar
    if calendar.id == calendar.owner:
        return {"email": calendar.id}
    return {"email": calendar.id, "displayName": calendar.summary}


def _created(micros: int) -> str:
    return f"{from_micros(micros):%Y-%m-%dT%H:%M:%S}.000Z"  # Z-17


def _check_match(call: Call, event: Event) -> None:
    if call.if_match and call.if_match not in ("*", etag_of(event.micros)):
        raise precondition_failed()


def _answer(call: Call, calendar: Calendar, resource: Resource, micros: int) -> Answer:
    zone = call.query.get("timeZone", "")
    shown = view(calendar, resource, micros, reader=call.user.email, time_zone=zone)
    _limit_guests(shown, call.query.get("maxAttendees"))
    return Answer(shown, etag=shown["etag"])


def _limit_guests(shown: Resource, most: int | None) -> None:
    """Leave only the reader's own entry where the list is longer than asked for (E-19)."""
    guests = shown.get("attendees", [])
    if most is not None and len(guests) > most:
        shown["attendees"] = [guest for guest in guests if guest.get("self")]
        shown["attendeesOmitted"] = True
