"""events.get, insert, patch, update, delete."""

from collections.abc import Callable

from gcal_emulator.calendar_v3.access import calendar_of
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.event_body import (
    check_change,
    check_id,
    check_unserved,
    check_zone_is_given,
    kept,
    merged,
    writable,
)
from gcal_emulator.calendar_v3.event_view import default_uid, etag_of, view
from gcal_emulator.calendar_v3.event_write import normalised
from gcal_emulator.calendar_v3.families import event_to_write, write_event
from gcal_emulator.calendar_v3.instances import computed_instance
from gcal_emulator.clock import from_micros
from gcal_emulator.errors import GoogleError, precondition_failed
from gcal_emulator.world import Calendar, Event

UNCREATABLE = "fromGmail"


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
    check_unserved(call)
    check_zone_is_given(call.body)
    if call.body.get("eventType") == UNCREATABLE:
        message = "Events from Gmail cannot be created."
        raise GoogleError(400, "eventTypeRestriction", message, "calendar")
    event_id = check_id(call.body["id"]) if call.body.get("id") else call.world.ids.event()
    if event_id in calendar.events:
        raise GoogleError(409, "duplicate", "The requested identifier already exists.")
    micros = call.world.clock.tick()
    resource = writable(call.body, call.query) | {
        "id": event_id,
        "created": f"{from_micros(micros):%Y-%m-%dT%H:%M:%S}.000Z",  # Z-17
        "creator": {"email": call.user.email},
        "organizer": _organizer(calendar),
    }
    resource.setdefault("iCalUID", default_uid(event_id))
    event = call.world.store_event(calendar, _normalised(call, calendar, resource), micros=micros)
    return _answer(call, calendar, event.resource, event.micros)


def patch(call: Call) -> Answer:
    """Change named fields; of an instance that is only computed, make a stored one (R-9)."""
    return _change(call, lambda stored: merged(stored, writable(call.body, call.query)))


def update(call: Call) -> Answer:
    """Replace an event: writable fields left out return to their defaults (H-11)."""
    return _change(call, lambda stored: kept(stored, call.query) | writable(call.body, call.query))


def delete(call: Call) -> Answer:
    """Delete an event; with a series its instances, of a series one instance (R-9, R-18)."""
    calendar = calendar_of(call, least="writer")
    event = event_to_write(calendar, call.path["eventId"])
    if event.is_cancelled:
        raise GoogleError(410, "deleted", "Resource has been deleted")
    _check_match(call, event)
    write_event(call.world, calendar, event, event.resource | {"status": "cancelled"})
    return Answer(None)


def _change(call: Call, changed: Callable[[Resource], Resource]) -> Answer:
    calendar = calendar_of(call, least="writer")
    event = event_to_write(calendar, call.path["eventId"])
    _check_match(call, event)
    check_unserved(call)
    before = event.resource
    check_change(before, call.body)
    after = changed(before) | {key: before[key] for key in ("id", "iCalUID") if key in before}
    check_zone_is_given(after)
    after = _normalised(call, calendar, after)
    if (after["start"], after["end"]) != (before.get("start"), before.get("end")):
        after["sequence"] = max(after["sequence"], before.get("sequence", 0) + 1)  # Z-18
    event = write_event(call.world, calendar, event, after)
    return _answer(call, calendar, event.resource, event.micros)


def _normalised(call: Call, calendar: Calendar, resource: Resource) -> Resource:
    entry = call.user.entries.get(calendar.id)
    reminders = entry.personal.get("defaultReminders", []) if entry else []
    return normalised(resource, calendar_zone=calendar.time_zone, default_reminders=reminders)


def _organizer(calendar: Calendar) -> Resource:
    # Z-21: on a secondary calendar the organizer is the calendar
    if calendar.id == calendar.owner:
        return {"email": calendar.id}
    return {"email": calendar.id, "displayName": calendar.summary}


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
