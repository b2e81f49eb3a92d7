"""Writing an event: its series and that one's instances change with it (Z-1, Z-3)."""

from gcal_emulator.calendar_v3.call import Resource
from gcal_emulator.calendar_v3.instances import computed_instance, has_instance
from gcal_emulator.world import Calendar, Event, World

PLACING_FIELDS = ("start", "end", "recurrence", "status")
"""What decides which occurrences an event has."""
PAST_AT_MOST = 50


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
    series_id = str(resource.get("recurringEventId", resource["id"]))
    _remember(event, resource, micros)
    if event.is_series and resource.get("status") == "cancelled":
        _cancel_instances(calendar, event)
    family = [calendar.events.get(series_id), *calendar.instances_of(series_id), event]
    for member in dict.fromkeys(each for each in family if each and each.position >= 0):
        world.touch_event(calendar, member, micros=micros)
    if event.position < 0:
        return world.store_event(calendar, resource, micros=micros)
    was_series, event.resource = event.is_series, resource
    if was_series and not event.is_cancelled:
        _release_instances(calendar, event)
    return event


def _remember(event: Event, resource: Resource, micros: int) -> None:
    """Keep what an event was, so that expanded lists can say what is no more (Y-6)."""
    if any(resource.get(key) != event.resource.get(key) for key in PLACING_FIELDS):
        event.past = [*event.past[1 - PAST_AT_MOST :], (micros, event.resource)]


def _cancel_instances(calendar: Calendar, series: Event) -> None:
    for instance in calendar.instances_of(series.resource["id"]):
        instance.resource = instance.resource | {"status": "cancelled"}


def _release_instances(calendar: Calendar, series: Event) -> None:
    """Leave of each instance that its series no longer has a bare stub (R-16, Z-3)."""
    for instance in list(calendar.instances_of(series.resource["id"])):
        if not series.is_series or not has_instance(calendar, series, instance):
            google_id = instance.resource["id"]
            instance.resource = {"id": google_id, "status": "cancelled"}
            calendar.instances[series.resource["id"]].remove(instance)
            del calendar.events[google_id]
