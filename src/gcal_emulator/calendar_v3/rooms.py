"""Rooms answer their invitations: yes where they are free, no where they are taken."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from gcal_emulator.calendar_v3.event_write import instant
from gcal_emulator.calendar_v3.free_busy import Span, busy_spans
from gcal_emulator.calendar_v3.invitations import respond
from gcal_emulator.entities import ROOM_DOMAIN, Calendar, Event
from gcal_emulator.recurrence import occurrences
from gcal_emulator.world import World

LOOKS_AHEAD = dt.timedelta(days=366)
"""So far ahead a room looks before it accepts a series."""


def answer_for_rooms(world: World, calendar: Calendar, event: Event) -> None:
    """Let the rooms that an event asks for accept or decline.

    A room that does not accept by itself (``autoAcceptInvitations``) waits for a person.
    """
    for guest in list(event.resource.get("attendees", ())):
        room = world.calendars.get(guest["email"])
        if room is None or not guest["email"].endswith(ROOM_DOMAIN):
            continue
        if not room.extra.get("autoAcceptInvitations", True):
            continue
        answer = "accepted" if _is_free(room, event) else "declined"
        if guest.get("responseStatus") != answer:
            respond(world, room.id, event.resource, {"responseStatus": answer}, keep="")


def _is_free(room: Calendar, event: Event) -> bool:
    wanted = list(_spans(event, room.time_zone))
    if not wanted:
        return True
    window = min(start for start, _ in wanted), max(end for _, end in wanted)
    taken = list(busy_spans(_without(room, event), window))
    return not any(a < end and b > start for start, end in wanted for a, b in taken)


def _without(room: Calendar, event: Event) -> Calendar:
    """Give a room as it would be without an event, its series and that one's instances."""
    family = event.resource.get("recurringEventId", event.resource["id"])
    others = {
        key: each
        for key, each in room.events.items()
        if family not in (key, each.resource.get("recurringEventId"))
    }
    return replace(room, events=others)


def _spans(event: Event, zone: str) -> Iterator[Span]:
    if not event.is_series:
        yield instant(event.resource["start"], zone), instant(event.resource["end"], zone)
        return
    last = instant(event.resource["start"], zone) + LOOKS_AHEAD
    for occurrence in occurrences(event.resource, time_zone=zone, time_max=last):
        yield _moment(occurrence.start, zone), _moment(occurrence.end, zone)


def _moment(moment: dt.date, zone: str) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        return moment
    return instant({"date": moment.isoformat()}, zone)
