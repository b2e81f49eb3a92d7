"""The items of expanded lists: instances stored, computed, and vanished since."""

import datetime as dt
from collections.abc import Iterator

from gcal_emulator.calendar_v3.call import Call, Resource
from gcal_emulator.calendar_v3.event_filter import Item, moment_of
from gcal_emulator.calendar_v3.event_write import instant
from gcal_emulator.calendar_v3.instances import instance_id, instance_resource
from gcal_emulator.recurrence import occurrences
from gcal_emulator.recurrence.expand import HORIZON
from gcal_emulator.world import Calendar, Event


def expanded(
    call: Call, calendar: Calendar, event: Event, *, since: int | None = None
) -> Iterator[Item]:
    """Give what an event shows in an expanded list, and what it showed at a moment before."""
    if event.is_series:
        yield from instances(call, calendar, event)
    # stored instances come with their series, so that each stands at its place once
    elif "recurringEventId" not in event.resource or _is_orphan(calendar, event):
        yield Item(event.resource, event)
    if since is not None:
        yield from _vanished(calendar, event, since)


def instances(call: Call, calendar: Calendar, series: Event) -> Iterator[Item]:
    """Give the instances of a series in a call's window, changed ones in their changed form.

    Those of a deleted series are cancelled as it is (E-66).
    """
    stored = {event.resource["id"]: event for event in calendar.instances_of(series.resource["id"])}
    earliest, latest = moment_of(call.query, "timeMin"), moment_of(call.query, "timeMax")
    found = occurrences(
        series.resource,
        time_zone=calendar.time_zone,
        # one that ends at timeMin is left to the list's own condition
        time_min=earliest and earliest - dt.timedelta.resolution,
        time_max=_bounded(calendar, series, earliest, latest),
    )
    for occurrence in found:
        if instance_id(series.resource["id"], occurrence.original_start) not in stored:
            yield Item(instance_resource(series.resource, occurrence), series, is_computed=True)
    for event in stored.values():
        yield Item(event.resource, event)


def _bounded(
    calendar: Calendar, series: Event, earliest: dt.datetime | None, latest: dt.datetime | None
) -> dt.datetime | None:
    """Give timeMax, or an earlier end: also within a window a list ends somewhere (E-64)."""
    if latest is None:
        return None
    begun = instant(series.resource["start"], calendar.time_zone)
    begun = max(begun, earliest or begun)
    return latest if latest - begun < HORIZON else begun + HORIZON


def _is_orphan(calendar: Calendar, event: Event) -> bool:
    series = calendar.events.get(event.resource["recurringEventId"])
    return series is None or not series.is_series


def _vanished(calendar: Calendar, event: Event, since: int) -> Iterator[Item]:
    """Give stubs for what the event showed at a moment and shows no more (Y-6)."""
    former = next((resource for micros, resource in event.past if micros > since), None)
    if former is None:
        return
    stored = {each.resource["id"] for each in calendar.instances_of(event.resource["id"])}
    kept = stored | _shown(calendar, event.resource).keys()
    for google_id, resource in _shown(calendar, former).items():
        if google_id not in kept:
            yield Item(resource | {"status": "cancelled"}, event, is_computed=True)


def _shown(calendar: Calendar, resource: Resource) -> dict[str, Resource]:
    """Give the ids that an event has in an expanded list, with what a stub says of each."""
    if not resource.get("recurrence"):
        return {} if "recurringEventId" in resource else {resource["id"]: {"id": resource["id"]}}
    found = occurrences(resource, time_zone=calendar.time_zone)
    computed = (instance_resource(resource, occurrence) for occurrence in found)
    keys = ("id", "recurringEventId", "originalStartTime")
    return {each["id"]: {key: each[key] for key in keys} for each in computed}
