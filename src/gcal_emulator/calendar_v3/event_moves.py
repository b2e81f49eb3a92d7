"""events.import and events.move: events that come from elsewhere, or go there."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.access import WRITER, calendar_of, role_in
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.conference import promise, with_conference
from gcal_emulator.calendar_v3.event_body import check_zone_is_given, writable
from gcal_emulator.calendar_v3.event_view import Reader, id_of_uid, is_original, moved_away, view
from gcal_emulator.calendar_v3.events import (
    answer_event,
    check_private,
    created_at,
    normalised_for,
    organizer_of,
    store_event,
)
from gcal_emulator.calendar_v3.families import write_event
from gcal_emulator.calendar_v3.instances import computed_instance
from gcal_emulator.calendar_v3.invitations import copied, spread
from gcal_emulator.calendar_v3.notices import tell_guests
from gcal_emulator.entities import Calendar, Event
from gcal_emulator.errors import (
    GoogleError,
    calendar_error,
    deleted,
    duplicate,
    invalid,
    not_found,
    required,
)


def import_event(call: Call) -> Answer:
    """Add a private copy of an event by its UID, or write over it (E-39, E-40)."""
    calendar = calendar_of(call, least=WRITER)
    body = call.body
    if body.get("id"):  # E-41
        raise invalid("Invalid resource id value.")
    if not body.get("iCalUID"):
        raise required("Missing iCalUID.")
    if (body.get("eventType") or "default") != "default":
        raise calendar_error("eventTypeRestriction", "Only default events can be imported.")
    check_zone_is_given(body)
    known = _of_uid(calendar, body["iCalUID"])
    before = known.resource if known else {}
    resource = writable(call) | _origin(call, calendar, before)
    resource = with_conference(call, resource, before)
    if known is None:
        event = _store_imported(call, calendar, resource)
    else:
        check_private(call, calendar, known)
        resource |= {key: before[key] for key in ("id", "created", "creator")}
        resource = normalised_for(call, calendar, resource, before=before, is_import=True)
        event = write_event(call.world, calendar, known, resource)
        spread(call.world, calendar, event, before=before)
    promise(call.world, calendar, event.resource)
    return answer_event(call, calendar, event)


def _store_imported(call: Call, calendar: Calendar, resource: Resource) -> Event:
    micros, event_id = call.world.clock.tick(), id_of_uid(resource["iCalUID"])
    resource |= {
        "id": call.world.ids.event() if event_id in calendar.events else event_id,
        "created": created_at(micros),
        "creator": {"email": call.user.email},
    }
    resource = normalised_for(call, calendar, resource, is_import=True)
    return store_event(call, calendar, resource, micros=micros)


def _of_uid(calendar: Calendar, uid: str) -> Event | None:
    """Give the event of this UID; not an instance, nor one that was moved to another calendar."""
    for event in calendar.events.values():
        resource = event.resource
        is_whole = "organizer" in resource and "recurringEventId" not in resource
        if is_whole and resource.get("iCalUID") == uid:
            return event
    return None


def _origin(call: Call, calendar: Calendar, before: Mapping[str, Any]) -> Resource:
    """Say whose event it is; refuse one that does not concern the calendar (E-39, X-27)."""
    owners = {calendar.id, calendar.owner} - {""}
    organizer = {
        key: value
        for key, value in (call.body.get("organizer") or {}).items()
        if key in ("email", "displayName") and value
    }
    address = organizer.get("email", "").lower()
    if not address or address in owners:
        return {"organizer": organizer_of(calendar)}
    guests = {str(guest.get("email")).lower() for guest in call.body.get("attendees") or ()}
    if guests.isdisjoint(owners):
        raise GoogleError(
            400,
            "participantIsNeitherOrganizerNorAttendee",
            "The owner of the calendar must either be the organizer or an attendee of an event "
            "that is imported.",
        )
    if before.get("organizer", {}).get("email") == address and not before.get("privateCopy"):
        return {"organizer": before["organizer"]}  # an invitation stays one
    return {"organizer": organizer | {"email": address}, "privateCopy": True}


def move(call: Call) -> Answer:
    """Give an event another calendar, and so another organizer (E-37, Z-7)."""
    source = calendar_of(call, least=WRITER)
    target = calendar_of(call, least=WRITER, calendar_id=str(call.query["destination"]))
    event = source.events.get(call.path["eventId"])
    if event is None:
        raise _instance_or_not_found(source, call.path["eventId"])
    check_private(call, source, event)
    _check_movable(source, target, event)
    organizer = organizer_of(target)
    answer = {**event.resource, "status": "cancelled", "organizer": organizer}
    reader = Reader(call.user.email, role_in(call, source), "")
    shown = view(source, answer, event.micros, reader)
    instances = list(source.instances_of(event.resource["id"]))
    before = event.resource
    moved = _put(call, target, _organized_by(event.resource, organizer))
    for instance in instances:
        _put(call, target, _organized_by(instance.resource, organizer))
    _adopt_instances(call, target, moved)
    _leave(call, source, event, moved.resource)
    spread(call.world, target, moved, before=before)
    tell_guests(call, target, before, moved.resource)
    promise(call.world, target, moved.resource)
    return Answer(shown, etag=shown["etag"])


def _instance_or_not_found(calendar: Calendar, event_id: str) -> GoogleError:
    base = event_id.rpartition("_")[0]
    if base and any(calendar.series_of(base)):
        return _not_for_instances()
    return not_found()


def _not_for_instances() -> GoogleError:
    message = "The organizer of an instance cannot be changed."
    return calendar_error("cannotChangeOrganizerOfInstance", message)


def _check_movable(source: Calendar, target: Calendar, event: Event) -> None:
    resource = event.resource
    if event.is_cancelled:
        raise deleted()
    if "recurringEventId" in resource:
        raise _not_for_instances()
    if resource.get("eventType", "default") != "default":
        raise calendar_error("eventTypeRestriction", "Only default events can be moved.")
    if not is_original(source, resource) or resource.get("privateCopy") or source is target:
        raise calendar_error("cannotChangeOrganizer", "The organizer cannot be changed.")
    there = target.events.get(resource["id"])
    if there is not None and not there.is_cancelled and is_original(target, there.resource):
        raise duplicate()


def _organized_by(resource: Resource, organizer: Resource) -> Resource:
    """Give an event to an organizer, who has accepted where invited (E-46)."""
    guests = []
    for guest in resource.get("attendees", ()):
        kept = {key: value for key, value in guest.items() if key != "organizer"}
        is_own = guest["email"] == organizer["email"]
        own = {"organizer": True, "responseStatus": "accepted"} if is_own else {}
        guests.append(kept | own)
    return resource | {"organizer": organizer} | ({"attendees": guests} if guests else {})


def _put(call: Call, target: Calendar, resource: Resource) -> Event:
    """Put an event where it moves to; what the calendar had of it before gives its place."""
    if there := target.events.get(resource["id"]):
        return write_event(call.world, target, there, resource)
    return target.store(resource, micros=call.world.clock.tick())


def _adopt_instances(call: Call, target: Calendar, series: Event) -> None:
    """Give those instances to the organizer that differed in the copy of a guest, who it was."""
    organizer = series.resource["organizer"]["email"]
    for instance in list(target.instances_of(series.resource["id"])):
        if instance.resource.get("organizer", {}).get("email") != organizer:
            _, computed = computed_instance(target, instance.resource["id"])
            write_event(call.world, target, instance, copied(computed, instance.resource))


def _leave(call: Call, source: Calendar, event: Event, moved: Resource) -> None:
    """Leave a guest's copy where the old organizer is a guest, else next to nothing (Z-7)."""
    is_guest = any(guest["email"] == source.id for guest in moved.get("attendees", ()))
    for instance in list(source.instances_of(event.resource["id"])) if not is_guest else ():
        source.release(instance)
        source.touch(instance, micros=call.world.clock.tick())
    rest = copied(moved, event.resource, source.id) if is_guest else moved_away(event.resource)
    write_event(call.world, source, event, rest)
