"""One meeting in many calendars: the organizer's event and its guests' copies.

The event in the calendar that its organizer names is the original; copies follow it. A copy
shares the original's id (E-6). What is a guest's own stays: reminders, colour, whether it
blocks time, and private extended properties (E-22).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gcal_emulator.calendar_v3.call import Resource
from gcal_emulator.calendar_v3.event_view import is_original
from gcal_emulator.calendar_v3.event_write import is_same_time
from gcal_emulator.calendar_v3.families import PLACING_FIELDS, event_to_write, write_event
from gcal_emulator.entities import Calendar, Event, guest_of
from gcal_emulator.errors import GoogleError, forbidden_for_non_organizer
from gcal_emulator.world import Promise, World

OWN = ("reminders", "colorId", "eventLabelId", "transparency", "visibility")
"""What a guest sets for the own copy alone."""
RESPONSE = ("responseStatus", "comment", "additionalGuests")
"""What guests say about themselves."""
SPREAD_AT_MOST = 200
"""Of more guests than these, responses reach the organizer alone (E-45)."""


def original_of(world: World, resource: Mapping[str, Any]) -> tuple[Calendar, Event] | None:
    """Give the organizer's calendar and event of a copy, where the organizer is known here."""
    calendar = world.calendars.get(resource.get("organizer", {}).get("email", ""))
    if calendar is None or calendar.is_deleted:
        return None
    try:
        return calendar, event_to_write(calendar, resource["id"])
    except GoogleError:
        return None


def spread(
    world: World,
    calendar: Calendar,
    event: Event,
    *,
    before: Mapping[str, Any] | None = None,
    keep: str = "",
) -> None:
    """Bring the copies in the guests' calendars in line with the original.

    ``keep`` is a calendar whose copy is right already.
    """
    if event.resource.get("privateCopy") or not is_original(calendar, event.resource):
        return
    guests = {guest["email"] for guest in event.resource.get("attendees", ())}
    series = calendar.events.get(event.resource.get("recurringEventId", ""))
    former = [*(before or {}).get("attendees", ())]
    former += series.resource.get("attendees", ()) if series else ()
    addresses = dict.fromkeys([*sorted(guests), *(guest["email"] for guest in former)])
    for address in addresses:
        other = world.calendars.get(address)
        if other is None or other is calendar or not (other.is_primary or other.is_room):
            continue
        if address != keep:
            _follow(world, calendar, other, event)
        _follow_personal_instances(world, calendar, other, event)
    for instance in list(calendar.instances_of(event.resource["id"])):
        spread(world, calendar, instance, before=before)
    _withdraw_lost_instances(world, calendar, event)


def _follow(world: World, calendar: Calendar, other: Calendar, event: Event) -> None:
    copy, guest = _copy_in(other, event.resource["id"]), guest_of(event.resource, other.id)
    if event.is_cancelled or not guest:
        _withdraw(world, other, copy)
        return
    if copy is not None and copy.is_cancelled and guest.get("responseStatus") == "declined":
        # its guest has deleted it, and hears no more of it
        copy.resource = copy.resource | {"organizer": event.resource["organizer"]}
        return
    own = copy.resource if copy else None
    resource = copied(event.resource, own, other.id)
    if copy is None:
        other.store(resource, micros=world.clock.tick())
    elif resource != own:
        write_event(world, other, copy, resource)
    if other.is_room and any(resource.get(key) != (own or {}).get(key) for key in PLACING_FIELDS):
        world.promises.append(Promise(world.clock.micros(), calendar.id, resource["id"]))


def _follow_personal_instances(
    world: World, calendar: Calendar, other: Calendar, series: Event
) -> None:
    """Bring those instances in line that differ in a guest's calendar alone (E-22)."""
    if not series.is_series or series.is_cancelled:
        return
    for copy in list(other.instances_of(series.resource["id"])):
        if copy.resource["id"] not in calendar.events:
            original = _copy_in(calendar, copy.resource["id"])
            if original is not None:
                _follow(world, calendar, other, original)


def _withdraw(world: World, other: Calendar, copy: Event | None) -> None:
    if copy is not None and not copy.is_cancelled:
        write_event(world, other, copy, copy.resource | {"status": "cancelled"})


def _withdraw_lost_instances(world: World, calendar: Calendar, series: Event) -> None:
    """Take back instances that the series has lost, from those invited to them alone (R-19)."""
    series_id = series.resource["id"]
    for other in world.calendars.values():
        theirs = other.events.get(series_id)
        if other is calendar or (theirs is not None and not theirs.is_cancelled):
            continue
        for copy in list(other.instances_of(series_id)):
            is_lost = copy.resource["id"] not in calendar.events
            if is_lost and copy.resource.get("organizer", {}).get("email") == calendar.id:
                _withdraw(world, other, copy)


def _copy_in(other: Calendar, event_id: str) -> Event | None:
    try:
        return event_to_write(other, event_id)
    except GoogleError:
        return None


def copied(
    original: Mapping[str, Any], own: Mapping[str, Any] | None, address: str = ""
) -> Resource:
    """Give the copy of a guest: what is shared as in the original, the rest as the guest has it.

    With the guest's address, responses of others are held back where there are too many (E-45).
    """
    shared = {key: value for key, value in original.items() if key not in OWN}
    properties = {"shared": original.get("extendedProperties", {}).get("shared")}
    if own is None:
        kept = {key: original[key] for key in ("transparency", "visibility") if key in original}
        kept["reminders"] = {"useDefault": True}
    else:
        kept = {key: own[key] for key in OWN if key in own}
        properties["private"] = own.get("extendedProperties", {}).get("private")
    shared.pop("extendedProperties", None)
    if any(properties.values()):
        kept["extendedProperties"] = {key: value for key, value in properties.items() if value}
    if address and len(shared.get("attendees", ())) > SPREAD_AT_MOST:
        shared["attendees"] = _held_back(shared["attendees"], own or {}, address)
    return shared | kept


def _held_back(guests: Sequence[Resource], own: Mapping[str, Any], address: str) -> list[Resource]:
    known = {guest["email"]: guest for guest in own.get("attendees", ())}
    return [
        guest
        if guest["email"] == address or guest.get("organizer")
        else {**guest, "responseStatus": _response(known.get(guest["email"], {}))}
        for guest in guests
    ]


def _response(guest: Mapping[str, Any]) -> str:
    return str(guest.get("responseStatus", "needsAction"))


def respond(
    world: World,
    address: str,
    resource: Mapping[str, Any],
    said: Mapping[str, Any],
    *,
    keep: str | None = None,
    everywhere: bool = False,
) -> None:
    """Carry a guest's response to the organizer's event, and from there to the other guests.

    Of a series' changed instances those follow that had the same response until now, or with
    ``everywhere`` all. ``keep`` is as in :func:`spread`: by default the guest's own calendar.
    """
    found = original_of(world, resource)
    if found is None:
        return
    calendar, event = found
    former = guest_of(event.resource, address)
    if not former or event.is_cancelled:
        return
    for instance in calendar.instances_of(event.resource["id"]):
        own = guest_of(instance.resource, address)
        if own and (everywhere or _response(own) == _response(former)):
            instance.resource = answered(instance.resource, address, said)
    event = write_event(world, calendar, event, answered(event.resource, address, said))
    spread(world, calendar, event, keep=address if keep is None else keep)


def answered(resource: Mapping[str, Any], address: str, said: Mapping[str, Any]) -> Resource:
    """Give an event with what a guest says now; None takes back what was said before."""
    guests = [
        {key: value for key, value in (guest | said).items() if value is not None}
        if guest["email"] == address
        else guest
        for guest in resource.get("attendees", ())
    ]
    return {**resource, "attendees": guests} if guests else dict(resource)


def guest_change(
    calendar: Calendar, before: Resource, after: Resource, *, omits_others: bool
) -> tuple[Resource, Resource]:
    """Give what a guest may store of a change, and the response in it; raise 403 (X-8).

    Guests change what is their own and their response; with ``guestsCanModify`` all, and
    with ``guestsCanInviteOthers`` they add guests. They take nobody off the list otherwise.
    """
    may_modify = bool(before.get("guestsCanModify"))
    if not may_modify:
        _check_shared(before, after)
        fixed = ("start", "end", "sequence")
        after = after | {key: before[key] for key in fixed if key in before}
    said, former = guest_of(after, calendar.id), guest_of(before, calendar.id)
    changed = {key: said.get(key) for key in RESPONSE if said and said.get(key) != former.get(key)}
    if may_modify and before.get("guestsCanSeeOtherGuests") is not False and not omits_others:
        guests = [guest_of(after, each["email"]) for each in before.get("attendees", ())]
        return {**after, "attendees": [*filter(None, guests), *_added(before, after)]}, changed
    added = [] if omits_others else _added(before, after)
    if added and before.get("guestsCanInviteOthers") is False and not may_modify:
        raise forbidden_for_non_organizer()
    guests = [*answered(before, calendar.id, changed).get("attendees", ()), *added]
    return {**after, "attendees": guests}, changed


def _added(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Resource]:
    return [guest for guest in after.get("attendees", ()) if not guest_of(before, guest["email"])]


def _check_shared(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    is_same = _shared(before) == _shared(after)
    times = ((before.get(key, {}), after.get(key, {})) for key in ("start", "end"))
    if not is_same or not all(is_same_time(one, other) for one, other in times):
        raise forbidden_for_non_organizer()


def _shared(resource: Mapping[str, Any]) -> dict[str, Any]:
    ignored = {*OWN, "attendees", "extendedProperties", "sequence", "start", "end"}
    shared = {key: value for key, value in resource.items() if key not in ignored}
    return shared | {"properties": resource.get("extendedProperties", {}).get("shared")}
