"""What a guest writes: the own copy, the response, and where guests may, all (E-22, E-36)."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Call, Resource
from gcal_emulator.calendar_v3.conference import promise
from gcal_emulator.calendar_v3.families import write_event
from gcal_emulator.calendar_v3.invitations import (
    answered,
    copied,
    guest_change,
    original_of,
    respond,
    spread,
)
from gcal_emulator.calendar_v3.notices import tell_guests, tell_organizer
from gcal_emulator.entities import Calendar, Event, guest_of
from gcal_emulator.errors import forbidden_for_non_organizer
from gcal_emulator.world import World

DECLINED = {"responseStatus": "declined"}


def delete_as_guest(call: Call, calendar: Calendar, event: Event) -> Event:
    """Decline by deleting the own copy, and write to the organizer (E-36)."""
    before = event.resource
    event = leave(call.world, calendar, event)
    tell_organizer(call, calendar, before)
    return event


def leave(world: World, calendar: Calendar, event: Event) -> Event:
    """Delete a guest's copy, by which its guest declines."""
    before = event.resource
    after = answered(before, calendar.id, DECLINED) | {"status": "cancelled"}
    event = write_event(world, calendar, event, after)
    respond(world, calendar.id, before, DECLINED, everywhere=True)
    return event


def write_as_guest(call: Call, calendar: Calendar, event: Event, after: Resource) -> Event:
    """Write a guest's copy, and carry to the organizer what concerns others too; raise 403."""
    before = event.resource
    if after.get("status") == "cancelled" and not event.is_cancelled:
        return delete_as_guest(call, calendar, event)
    if event.is_cancelled and not _is_invited(call, calendar, before):
        raise forbidden_for_non_organizer()
    omits = bool(call.body.get("attendeesOmitted"))
    after, said = guest_change(calendar, before, after, omits_others=omits)
    event = write_event(call.world, calendar, event, after)
    if _changes_shared(answered(before, calendar.id, said), after):
        _carry_to_original(call, event, before)
    elif said:
        is_back = event.is_cancelled and said.get("responseStatus") != "declined"
        # who deletes a copy and then accepts gets it again
        respond(call.world, calendar.id, before, said, keep="" if is_back else None)
    if said:
        tell_organizer(call, calendar, before)
    return event


def _is_invited(call: Call, calendar: Calendar, copy: Resource) -> bool:
    """Say whether the organizer still has the event, with this guest, as far as is known here."""
    found = original_of(call.world, copy)
    if found is None:
        return copy["organizer"]["email"] not in call.world.calendars
    _, original = found
    return not original.is_cancelled and bool(guest_of(original.resource, calendar.id))


def _changes_shared(expected: Resource, after: Resource) -> bool:
    """Say whether more has changed than a response, which is expected, and a guest's own fields."""
    return copied(expected, after) != copied(after, after)


def _carry_to_original(call: Call, copy: Event, before: Resource) -> None:
    found = original_of(call.world, before)
    if found is None:
        return
    calendar, original = found
    former = original.resource
    shared = copied(copy.resource, former)
    shared["attendees"] = _with_changes(former, before, copy.resource)
    if not shared["attendees"]:
        del shared["attendees"]
    original = write_event(call.world, calendar, original, shared)
    spread(call.world, calendar, original, before=former)
    tell_guests(call, calendar, former, original.resource)
    promise(call.world, calendar, original.resource)


def _with_changes(
    original: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Resource]:
    """Give the organizer's list of guests, with what was changed in a copy of it.

    The copy itself may know less of the guests' responses (E-45).
    """
    guests = []
    for guest in original.get("attendees", ()):
        known, said = guest_of(before, guest["email"]), guest_of(after, guest["email"])
        if said or not known:
            guests.append(guest if said == known else said)
    listed = {guest["email"] for guest in (*before.get("attendees", ()), *guests)}
    return guests + [each for each in after.get("attendees", ()) if each["email"] not in listed]
