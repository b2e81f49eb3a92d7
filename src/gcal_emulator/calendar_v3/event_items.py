"""The items of expanded lists: instances stored, computed, and vanished since."""

import datetime as dt
from collections.abc import Iterator

from gcal_emulator.calendar_v3.call import Call, Resource
from gcal_emulator.calendar_v3.event_filter import Item, moment_of
from gcal_emulator.calendar_v3.event_write import instant
from gcal_emulator.calendar_v3.families import PAST_AT_MOST
from gcal_emulator.calendar_v3.instances import (
    instance_id,
    instance_resource,
    is_computed,
    shown_ids,
)
from gcal_emulator.entities import Calendar, Event, base_of
from gcal_emulator.errors import full_sync_required
from gcal_emulator.recurrence import occurrences


def expanded(
    call: Call, calendar: Calendar, event: Event, *, since: int | None = None
) -> Iterator[Item]:
    """Give what an event shows in an expanded list, and what it has shown since a moment."""
    if event.is_series:
        yield from instances(call, calendar, event)
    elif _stands_alone(calendar, event):
        yield Item(event.resource, event)
    if since is not None:
        yield from _vanished(calendar, event, since)


def instances(call: Call, calendar: Calendar, series: Event) -> Iterator[Item]:
    """Give the instances of a series in a call's window, changed ones in their changed form.

    They come in the order of their original starts. Those of a deleted series are cancelled as
    it is (E-66); its stored ones stand alone.
    """
    stored = [] if series.is_cancelled else list(calendar.instances_of(series.resource["id"]))
    found = [*_computed(call, calendar, series), *(Item(event.resource, event) for event in stored)]
    yield from sorted(found, key=lambda item: begins(item, calendar)) if stored else found


def _computed(call: Call, calendar: Calendar, series: Event) -> Iterator[Item]:
    earliest = moment_of(call.query, "timeMin")
    found = occurrences(
        series.resource,
        time_zone=calendar.time_zone,
        # one that ends at timeMin is left to the list's own condition
        time_min=earliest and earliest - dt.timedelta.resolution,
        time_max=moment_of(call.query, "timeMax"),
    )
    taken = _taken(calendar, series)
    for occurrence in found:
        google_id = instance_id(series.resource["id"], occurrence.original_start)
        if google_id not in calendar.events and google_id not in taken:
            yield Item(instance_resource(series.resource, occurrence), series, is_computed=True)


def begins(item: Item, calendar: Calendar) -> dt.datetime:
    """Give when an instance would have begun, an event begins; the first moment if unknown."""
    start = item.resource.get("originalStartTime") or item.resource.get("start")
    return instant(start, calendar.time_zone) if start else dt.datetime.min.replace(tzinfo=dt.UTC)


def _taken(calendar: Calendar, series: Event) -> set[str]:
    """Give the instances that another series of the same base shows, which they are named after.

    A series that was split and then extended can meet the tail's times again (Z-2); then the
    first one has them, and of a deleted one the living.
    """
    taken: set[str] = set()
    for other in calendar.series_of(base_of(series.resource["id"])):
        if other is series:
            break
        taken |= shown_ids(calendar, other.resource).keys()
    return taken


def _stands_alone(calendar: Calendar, event: Event) -> bool:
    """Say whether an event shows as itself; other instances come with their series."""
    google_id, series_id = event.resource["id"], event.resource.get("recurringEventId")
    if series_id is not None:
        series = calendar.events.get(series_id)
        return series is None or not series.is_series or series.is_cancelled
    if google_id in calendar.released:
        return not is_computed(calendar, google_id)
    return True


def _vanished(calendar: Calendar, event: Event, since: int) -> Iterator[Item]:
    """Give stubs for what the event has shown since a moment and shows no more (Y-6)."""
    if len(event.past) >= PAST_AT_MOST and event.past[0][0] > since:
        raise full_sync_required()  # Y-7: too much has happened to tell it all
    formers = [former for micros, former in event.past if micros > since]
    if not formers:
        return
    shown: dict[str, Resource] = {}
    for former in formers:
        shown |= shown_ids(calendar, former)
    own, kept = event.resource["id"], set(shown_ids(calendar, event.resource))
    for other in calendar.series_of(base_of(own)):
        kept |= shown_ids(calendar, other.resource).keys()
    for google_id, resource in shown.items():
        # stored instances tell of themselves
        if google_id not in kept and (google_id == own or google_id not in calendar.events):
            yield Item(resource | {"status": "cancelled"}, event, is_computed=True)
