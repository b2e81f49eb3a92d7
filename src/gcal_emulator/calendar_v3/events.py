"""events.get, insert, patch, update, delete."""

from collections.abc import Callable

from gcal_emulator.calendar_v3.access import WRITER, calendar_of, role_in
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.conference import promise, with_conference
from gcal_emulator.calendar_v3.event_body import (
    check_change,
    check_id,
    check_zone_is_given,
    merged,
    replaced,
    writable,
)
from gcal_emulator.calendar_v3.event_types import check_new
from gcal_emulator.calendar_v3.event_view import (
    PRIVATE,
    Reader,
    default_uid,
    etag_of,
    is_original,
    listed,
)
from gcal_emulator.calendar_v3.event_write import is_moved, normalised
from gcal_emulator.calendar_v3.families import event_to_write, write_event
from gcal_emulator.calendar_v3.guest_writes import delete_as_guest, write_as_guest
from gcal_emulator.calendar_v3.instances import computed_instance
from gcal_emulator.calendar_v3.invitations import (
    RESPONSE,
    answered,
    spread,
)
from gcal_emulator.calendar_v3.notices import tell_guests
from gcal_emulator.calendar_v3.reminders import (
    as_read,
    differ_in_reminders_alone,
    keep_reminders,
    own_reminders,
    write_reminders,
)
from gcal_emulator.clock import from_micros
from gcal_emulator.entities import Calendar, Event, guest_of
from gcal_emulator.errors import (
    GoogleError,
    access_level,
    deleted,
    duplicate,
    forbidden_for_non_organizer,
    invalid,
    precondition_failed,
)


def get(call: Call) -> Answer:
    """Give one event; a deleted one too, with the status cancelled (E-33)."""
    calendar = calendar_of(call)
    event_id = call.path["eventId"]
    if event := calendar.events.get(event_id):
        return answer_event(call, calendar, event)
    series, resource = computed_instance(calendar, event_id)
    instance = Event(resource, series.micros, position=-1)
    instance.updated_micros, instance.reminders_of = series.updated_micros, series.reminders_of
    return answer_event(call, calendar, instance)


def insert(call: Call) -> Answer:
    """Store a new event, and copies of it in its guests' calendars."""
    calendar = calendar_of(call, least=WRITER)
    body = call.body
    check_zone_is_given(body)
    check_new(call, calendar, body)
    if body.get("id") and body.get("iCalUID"):  # E-7
        raise invalid("Only one of id and iCalUID can be given.")
    event_id = check_id(body["id"]) if body.get("id") else call.world.ids.event()
    if event_id in calendar.events:
        raise duplicate()
    _check_service_account(call)
    micros = call.world.clock.tick()
    resource = writable(call) | {
        "id": event_id,
        "created": created_at(micros),
        "creator": {"email": call.user.email},
        "organizer": organizer_of(calendar),
    }
    if not resource.get("iCalUID"):
        resource["iCalUID"] = default_uid(event_id)
    resource = normalised_for(call, calendar, with_conference(call, resource, {}))
    event = store_event(call, calendar, resource, micros=micros)
    promise(call.world, calendar, resource)
    return answer_event(call, calendar, event)


def store_event(call: Call, calendar: Calendar, resource: Resource, *, micros: int) -> Event:
    """Store a new event, invite its guests, and write to them."""
    event = calendar.store(own_reminders(call, calendar, resource), micros=micros)
    keep_reminders(call, calendar, event, resource)
    spread(call.world, calendar, event)
    tell_guests(call, calendar, {}, event.resource)
    return event


def patch(call: Call) -> Answer:
    """Change named fields; of an instance that is only computed, make a stored one (R-9)."""
    return _change(call, lambda stored: merged(stored, writable(call)))


def update(call: Call) -> Answer:
    """Replace an event: writable fields left out return to their defaults (H-11)."""
    return _change(call, lambda stored: replaced(stored, call))


def delete(call: Call) -> Answer:
    """Delete an event; with a series its instances, of a series one instance (R-9, R-18).

    A guest who deletes a copy declines (E-36).
    """
    calendar = calendar_of(call, least=WRITER)
    event = event_to_write(calendar, call.path["eventId"])
    if event.is_cancelled:
        raise deleted()
    check_private(call, calendar, event)
    _check_match(call, event)
    before = event.resource
    if not is_original(calendar, before):
        delete_as_guest(call, calendar, event)
        return Answer(None)
    event = write_event(call.world, calendar, event, before | {"status": "cancelled"})
    spread(call.world, calendar, event, before=before)
    tell_guests(call, calendar, before, event.resource)
    return Answer(None)


def _change(call: Call, changed: Callable[[Resource], Resource]) -> Answer:
    calendar = calendar_of(call, least=WRITER)
    event = event_to_write(calendar, call.path["eventId"])
    check_private(call, calendar, event)
    _check_match(call, event)
    _check_service_account(call)
    before = _whole(calendar, event)
    if "organizer" not in before and event.is_cancelled:  # moved to another calendar
        raise forbidden_for_non_organizer()
    check_change(before, call.body)
    read = as_read(call, calendar, event, before)
    after = changed(read) | _fixed(call, before)
    check_zone_is_given(after)
    after = with_conference(call, after, before)
    after = normalised_for(call, calendar, after, before=before)
    if is_moved(before, after):
        after["sequence"] = max(after["sequence"], before.get("sequence", 0) + 1)  # Z-18
    stored = own_reminders(call, calendar, after, event)
    if differ_in_reminders_alone(read, after):
        event = write_reminders(call, calendar, event, stored)
    elif is_original(calendar, before):
        event = _write_as_organizer(call, calendar, event, stored)
    else:
        event = write_as_guest(call, calendar, event, stored)
    keep_reminders(call, calendar, event, after)
    return answer_event(call, calendar, event)


def _whole(calendar: Calendar, event: Event) -> Resource:
    """Give a stored event; of a deleted instance no more than its place may be stored (R-10)."""
    resource = event.resource
    if "start" in resource or "recurringEventId" not in resource:
        return resource
    _, computed = computed_instance(calendar, resource["id"])
    return computed | resource


def _fixed(call: Call, before: Resource) -> Resource:
    """Give what a change leaves as it is, whatever the body says."""
    fixed: Resource = {key: before[key] for key in ("id", "iCalUID") if key in before}
    if "recurringEventId" in before:
        fixed["recurrence"] = None
    if before.get("creator", {}).get("email") != call.user.email:  # the source is the creator's
        fixed["source"] = before.get("source")
    return fixed


def _write_as_organizer(call: Call, calendar: Calendar, event: Event, after: Resource) -> Event:
    before = event.resource
    if call.body.get("attendeesOmitted") or before.get("privateCopy"):  # E-19, E-42
        after = _with_own_answer(calendar, before, after)
    event = write_event(call.world, calendar, event, after)
    spread(call.world, calendar, event, before=before)
    tell_guests(call, calendar, before, event.resource)
    promise(call.world, calendar, event.resource)
    return event


def _with_own_answer(calendar: Calendar, before: Resource, after: Resource) -> Resource:
    """Give the former guests, with what one of them says now."""
    own = guest_of(after, calendar.id)
    said = {key: own.get(key) for key in RESPONSE} if own else {}
    guests = answered(before, calendar.id, said).get("attendees")
    kept = {key: value for key, value in after.items() if key != "attendees"}
    return kept | ({"attendees": guests} if guests else {})


def normalised_for(
    call: Call,
    calendar: Calendar,
    resource: Resource,
    *,
    before: Resource | None = None,
    is_import: bool = False,
) -> Resource:
    """Check a body and give it in the form in which this calendar keeps it; raise 400."""
    entry = call.user.entries.get(calendar.id)
    return normalised(
        resource,
        calendar_zone=calendar.time_zone,
        default_reminders=entry.personal.get("defaultReminders", []) if entry else [],
        switches=call.world.switches,
        before=before or {},
        is_import=is_import,
    )


def organizer_of(calendar: Calendar) -> Resource:
    """Give who organizes the events made in a calendar: on a secondary one, it itself (Z-21)."""
    if calendar.is_primary:
        return {"email": calendar.id}
    return {"email": calendar.id, "displayName": calendar.summary}


def created_at(micros: int) -> str:
    """Write the moment of creation as Google does: without milliseconds (Z-17)."""
    return f"{from_micros(micros):%Y-%m-%dT%H:%M:%S}.000Z"


def check_private(call: Call, calendar: Calendar, event: Event) -> None:
    """Refuse to change what is private with a role that does not reach it (C-21)."""
    if role_in(call, calendar) == WRITER and event.resource.get("visibility") in PRIVATE:
        raise access_level("writer")


def _check_match(call: Call, event: Event) -> None:
    if call.if_match and call.if_match not in ("*", etag_of(event.micros)):
        raise precondition_failed()


def _check_service_account(call: Call) -> None:
    if call.user.is_service_account and call.body.get("attendees"):
        raise GoogleError(
            403,
            "forbiddenForServiceAccounts",
            "Service accounts cannot invite attendees without Domain-Wide Delegation of Authority.",
            "calendar",
        )


def answer_event(call: Call, calendar: Calendar, event: Event) -> Answer:
    """Give an event as the caller sees it."""
    zone = call.query.get("timeZone", "")
    reader = Reader(call.user.email, role_in(call, calendar), zone, sees_deleted=True)
    shown = listed(calendar, event, reader)
    limit_guests(shown, call.query.get("maxAttendees"))
    return Answer(shown, etag=shown["etag"])


def limit_guests(shown: Resource, most: int | None) -> None:
    """Leave only the reader's own entry where the list is longer than asked for (E-19)."""
    guests = shown.get("attendees", [])
    if most is None or len(guests) <= most:
        return
    shown["attendeesOmitted"] = True
    shown["attendees"] = [guest for guest in guests if guest.get("self")]
    if not shown["attendees"]:
        del shown["attendees"]
