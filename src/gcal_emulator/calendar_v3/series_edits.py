"""Edits of a series as Google's own page makes them: this and following (R-7, R-15, Z-2 to Z-5)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Resource
from gcal_emulator.calendar_v3.event_body import merged
from gcal_emulator.calendar_v3.event_view import default_uid
from gcal_emulator.calendar_v3.event_write import instant
from gcal_emulator.calendar_v3.families import write_event
from gcal_emulator.calendar_v3.instances import compact, computed_instance
from gcal_emulator.calendar_v3.invitations import spread
from gcal_emulator.calendar_v3.series_lines import ending_before, remaining
from gcal_emulator.entities import Calendar, Event, base_of
from gcal_emulator.errors import not_found
from gcal_emulator.world import World

TIME_FIELDS = frozenset({"start", "end", "recurrence"})
DROPPING_FIELDS = TIME_FIELDS - {"end"}
"""Changes of these make later instances anew; those that differed are lost (R-15)."""


def split_series(
    world: World, calendar: Calendar, instance_id: str, changes: Mapping[str, Any] | None
) -> Event | None:
    """Change, or without changes delete, an instance and all that follow it.

    The series ends the evening before; a new one goes on, unless what follows is deleted. Gives
    the new series, or the old one where nothing comes before the instance. Raises GoogleError
    404 for an instance that there is not.
    """
    series, instance = _series_and_instance(calendar, instance_id)
    start, zone = instance["originalStartTime"], calendar.time_zone
    if instant(start, zone) <= instant(series.resource["start"], zone):
        return _change_all(world, calendar, series, changes)
    if changes is None:
        _end_before(world, calendar, series, start)
        return None
    return _go_on(world, calendar, series, start, changes)


def _end_before(world: World, calendar: Calendar, series: Event, start: Mapping[str, Any]) -> Event:
    before = series.resource
    lines = ending_before(before, start, calendar.time_zone)
    series = write_event(world, calendar, series, {**before, "recurrence": lines})
    spread(world, calendar, series, before=before)
    return series


def _go_on(
    world: World,
    calendar: Calendar,
    series: Event,
    start: Mapping[str, Any],
    changes: Mapping[str, Any],
) -> Event:
    keeps_times = TIME_FIELDS.isdisjoint(changes)
    later = _from(calendar, series, start) if DROPPING_FIELDS.isdisjoint(changes) else []
    fresh_id = "" if keeps_times else world.ids.event()
    tail = _tail(series.resource, start, changes, calendar.time_zone, fresh_id=fresh_id)
    kept = [_of_tail(each.resource, tail, changes) for each in later]
    for each, resource in zip(later, kept, strict=True) if keeps_times else ():
        calendar.replace(each, resource)  # it changes its series, but not its name
    series = _end_before(world, calendar, series, start)
    stored = _store(world, calendar, tail, micros=series.micros)
    for each, resource in zip(later, kept, strict=True):
        if keeps_times:
            calendar.touch(each, micros=stored.micros)
        else:
            calendar.store(resource, micros=stored.micros)
    spread(world, calendar, stored)
    return stored


def _series_and_instance(calendar: Calendar, instance_id: str) -> tuple[Event, Resource]:
    stored = calendar.events.get(instance_id)
    if stored is None:
        return computed_instance(calendar, instance_id)
    series = calendar.events.get(stored.resource.get("recurringEventId", ""))
    if series is None or not series.is_series or series.is_cancelled:
        raise not_found()
    return series, stored.resource


def _change_all(
    world: World, calendar: Calendar, series: Event, changes: Mapping[str, Any] | None
) -> Event | None:
    before = series.resource
    after = before | {"status": "cancelled"} if changes is None else merged(before, dict(changes))
    series = write_event(world, calendar, series, after)
    spread(world, calendar, series, before=before)
    return None if changes is None else series


def _from(calendar: Calendar, series: Event, start: Mapping[str, Any]) -> list[Event]:
    first, zone = instant(start, calendar.time_zone), calendar.time_zone
    return [
        each
        for each in calendar.instances_of(series.resource["id"])
        if instant(each.resource.get("originalStartTime", start), zone) >= first
    ]


def _tail(
    before: Resource,
    start: Mapping[str, Any],
    changes: Mapping[str, Any],
    zone: str,
    *,
    fresh_id: str,
) -> Resource:
    # Z-4: only a tail that keeps its times is named after its base
    tail_id = fresh_id or f"{base_of(before['id'])}_R{compact(_moment(start))}"
    times = {"start": _like(start, before["start"]), "end": _end(start, before)}
    lines = remaining(before, start, zone)
    tail = {**before, **times, "recurrence": lines, "id": tail_id, "iCalUID": default_uid(tail_id)}
    tail = merged(tail, dict(changes))
    return {**tail, "sequence": 1} if fresh_id else tail


def _store(world: World, calendar: Calendar, tail: Resource, *, micros: int) -> Event:
    """Store a new series, in the place of one that was split off there before."""
    if former := calendar.events.get(tail["id"]):
        return write_event(world, calendar, former, tail)
    return calendar.store(tail, micros=micros)


def _of_tail(former: Resource, tail: Resource, changes: Mapping[str, Any]) -> Resource:
    """Give an instance as the new series has it, with the new texts, by its id if that is new."""
    texts = {key: value for key, value in changes.items() if key not in TIME_FIELDS}
    start = former["id"].removeprefix(base_of(former["recurringEventId"]))
    kept: Resource = merged(former, texts)
    return kept | {
        "id": base_of(tail["id"]) + start,
        "recurringEventId": tail["id"],
        "iCalUID": tail["iCalUID"],
    }


def _moment(start: Mapping[str, Any]) -> dt.date:
    if "date" in start:
        return dt.date.fromisoformat(start["date"])
    return dt.datetime.fromisoformat(start["dateTime"])


def _like(start: Mapping[str, Any], model: Mapping[str, Any]) -> Resource:
    zone = {"timeZone": model["timeZone"]} if "timeZone" in model else {}
    return {"date": start["date"]} if "date" in start else {"dateTime": start["dateTime"], **zone}


def _end(start: Mapping[str, Any], series: Mapping[str, Any]) -> Resource:
    if "date" in start:
        first, last = (dt.date.fromisoformat(series[key]["date"]) for key in ("start", "end"))
        return {"date": (dt.date.fromisoformat(start["date"]) + (last - first)).isoformat()}
    begun, ended = (dt.datetime.fromisoformat(series[key]["dateTime"]) for key in ("start", "end"))
    moment = dt.datetime.fromisoformat(start["dateTime"]) + (ended - begun)
    return _like({"dateTime": moment.isoformat()}, series["end"])
