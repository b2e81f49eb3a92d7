"""Writing an event: its series and that one's instances change with it (Z-1, Z-3)."""

from collections.abc import Iterator, Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Resource
from gcal_emulator.calendar_v3.instances import computed_instance, has_instance, shown_ids
from gcal_emulator.entities import Calendar, Event, base_of
from gcal_emulator.world import World

PLACING_FIELDS = ("start", "end", "recurrence", "status")
"""What decides which occurrences an event has."""
CARRIED_FIELDS = ("summary", "description", "location", "visibility")
"""What a change of the series overwrites in its instances too (Z-6, E-55)."""
STRICTNESS = {"public": 0, "default": 1, "private": 2, "confidential": 2}
PAST_AT_MOST = 50
"""So many former states an event keeps; who knows only an older one must sync in full (Y-7)."""


def event_to_write(calendar: Calendar, event_id: str) -> Event:
    """Give the stored event, or one yet to be stored for an instance that is only computed.

    Raises 404 where there is neither.
    """
    if event := calendar.events.get(event_id):
        return event
    series, resource = computed_instance(calendar, event_id)
    return Event(resource, series.micros, position=-1)


def write_event(world: World, calendar: Calendar, event: Event, resource: Resource) -> Event:
    """Write an event; its series and all of that one's instances get the same new ETag (Z-1)."""
    micros = world.clock.tick()
    resource = _with_visibility(calendar, event, resource)
    if "recurringEventId" in resource:  # an instance does not recur by itself
        resource = {key: value for key, value in resource.items() if key != "recurrence"}
    family = _family(calendar, event, resource)
    before = event.resource
    _remember(event, resource, micros)
    if event.is_series and resource.get("status") == "cancelled":
        _cancel_instances(calendar, event, micros)
    elif event.is_series:
        _revive_instances(calendar, event)
        _carry_over(calendar, before, resource)
        _carry_to_tails(calendar, before, resource)
    for member in sorted(family, key=lambda each: each.position):
        calendar.touch(member, micros=micros)
    if event.position < 0:
        return calendar.store(resource, micros=micros)
    was_series = event.is_series
    calendar.replace(event, resource)
    if was_series and not event.is_cancelled:
        _release_instances(calendar, event)
    return event


def _family(calendar: Calendar, event: Event, after: Resource) -> set[Event]:
    """Give the stored events that are reported with a change: all of the series (Z-1).

    Those of the series that were split off from it are among them where the change concerns
    them too.
    """
    series_id = str(after.get("recurringEventId", after["id"]))
    found = [calendar.events.get(series_id), *calendar.instances_of(series_id), event]
    for other in _other_parts(calendar, event.resource, after) if event.is_series else ():
        found += [other, *calendar.instances_of(other.resource["id"])]
    return {each for each in found if each and each.position >= 0}


def _other_parts(calendar: Calendar, before: Resource, after: Resource) -> Iterator[Event]:
    """Give the other series of the same base that get new texts, or share changed instances."""
    base = base_of(after["id"])
    if base not in calendar.tails:
        return
    is_carried = base == after["id"] and bool(_changed_texts(before, after))
    moved = _moved(calendar, before, after)
    for other in calendar.series_of(base):
        if other.resource["id"] == after["id"]:
            continue
        if is_carried or (moved and not moved.isdisjoint(shown_ids(calendar, other.resource))):
            yield other


def _moved(calendar: Calendar, before: Resource, after: Resource) -> set[str]:
    """Give the ids that a series shows before or after a change, but not both.

    A deleted one shows none, but its stored instances keep their ids from others.
    """
    if not _changes_places(before, after):
        return set()
    former, present = (
        set() if each.get("status") == "cancelled" else set(shown_ids(calendar, each))
        for each in (before, after)
    )
    stored = {each.resource["id"] for each in calendar.instances_of(after["id"])}
    return (former ^ present) | stored


def _with_visibility(calendar: Calendar, event: Event, resource: Resource) -> Resource:
    """Let a stricter visibility of an instance spread to its series, and no looser one stay.

    That is E-55; other events keep what was asked for.
    """
    series = calendar.events.get(resource.get("recurringEventId", ""))
    if series is None or not series.is_series:
        return resource
    old, new = (_strictness(each) for each in (event.resource, resource))
    if new == old:
        return resource
    if new > old:
        series.resource = {**series.resource, "visibility": resource["visibility"]}
        for instance in calendar.instances_of(series.resource["id"]):
            instance.resource = {**instance.resource, "visibility": resource["visibility"]}
        return resource
    kept = {key: value for key, value in resource.items() if key != "visibility"}
    if "visibility" in event.resource:
        kept["visibility"] = event.resource["visibility"]
    return kept


def _strictness(resource: Mapping[str, Any]) -> int:
    return STRICTNESS.get(resource.get("visibility", "default"), 1)


def _remember(event: Event, resource: Resource, micros: int) -> None:
    """Keep what an event was, so that expanded lists can say what is no more (Y-6)."""
    if _changes_places(event.resource, resource):
        event.past = (*event.past[1 - PAST_AT_MOST :], (micros, event.resource))


def _changes_places(before: Resource, after: Resource) -> bool:
    return any(before.get(key) != after.get(key) for key in PLACING_FIELDS)


def _cancel_instances(calendar: Calendar, series: Event, micros: int) -> None:
    for instance in calendar.instances_of(series.resource["id"]):
        cancelled = instance.resource | {"status": "cancelled"}
        _remember(instance, cancelled, micros)
        instance.resource = cancelled


def _revive_instances(calendar: Calendar, series: Event) -> None:
    """Restore with a deleted series those instances that were deleted with it (E-5)."""
    if not series.is_cancelled:
        return
    endings = (micros for micros, each in series.past if each.get("status") != "cancelled")
    deleted_at = max(endings, default=0)
    for instance in calendar.instances_of(series.resource["id"]):
        if instance.is_cancelled and instance.past and instance.past[-1][0] == deleted_at:
            instance.resource = instance.past[-1][1]


def _carry_over(calendar: Calendar, before: Resource, after: Resource) -> None:
    """Bring a series' new texts and guests into its stored instances (Z-6)."""
    former, present = (
        {guest["email"]: guest for guest in each.get("attendees", ())} for each in (before, after)
    )
    for instance in calendar.instances_of(after["id"]):
        if instance.is_cancelled:
            continue
        kept = _with_texts(instance.resource, before, after)
        if former.keys() != present.keys():
            kept["attendees"] = _carried_guests(kept.get("attendees", []), former, present)
            if not kept["attendees"]:
                del kept["attendees"]
        instance.resource = kept


def _carry_to_tails(calendar: Calendar, before: Resource, after: Resource) -> None:
    """Bring a series' new texts into those that were split off from it too (Z-6)."""
    for tail_id in calendar.tails.get(after["id"], ()):
        tail = calendar.events.get(tail_id)
        if tail and tail.is_series and not tail.is_cancelled:
            former = tail.resource
            tail.resource = _with_texts(former, before, after)
            _carry_over(calendar, former, tail.resource)


def _changed_texts(before: Resource, after: Resource) -> list[str]:
    return [key for key in CARRIED_FIELDS if before.get(key) != after.get(key)]


def _with_texts(resource: Resource, before: Resource, after: Resource) -> Resource:
    """Give an event with those texts that differ between two states of another."""
    changed = _changed_texts(before, after)
    kept = {key: value for key, value in resource.items() if key not in changed}
    return kept | {key: after[key] for key in changed if key in after}


def _carried_guests(
    guests: list[Resource], former: Mapping[str, Resource], present: Mapping[str, Resource]
) -> list[Resource]:
    staying = [
        each for each in guests if not (each["email"] in former and each["email"] not in present)
    ]
    known = {each["email"] for each in staying}
    added = [present[key] for key in present if key not in former and key not in known]
    return [*staying, *added]


def _release_instances(calendar: Calendar, series: Event) -> None:
    """Leave of each instance that its series no longer has a bare stub (R-16, Z-3)."""
    for instance in list(calendar.instances_of(series.resource["id"])):
        if not series.is_series or not has_instance(calendar, series, instance):
            calendar.release(instance)
