"""Events as a seed describes them: checked, and completed by what Google adds by itself."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.event_view import default_uid
from gcal_emulator.clock import from_micros
from gcal_emulator.entities import Calendar
from gcal_emulator.recurrence.lines import parse_lines, zone_named
from gcal_emulator.recurrence.rule import RuleError
from gcal_emulator.schemas import violations
from gcal_emulator.world import World

FIRST_YEAR, LAST_YEAR = 2, 9998
"""Whatever offset it is shown at, a moment of these years stays within the calendar."""

Json = dict[str, Any]


class SeedError(ValueError):
    """The seed cannot be loaded; the message says where it is wrong."""


def add_event(world: World, calendar: Calendar, described: Mapping[str, Any]) -> Json:
    """Store an event as it is described, filling in what Google adds by itself."""
    described = stripped(described)
    check_event(described)
    event_id = described.get("id") or world.ids.event()
    if event_id in calendar.events:
        raise SeedError(f"The event {event_id} is there twice.")
    micros = world.clock.tick()
    person = {"email": calendar.owner or calendar.id}
    resource = {
        "status": "confirmed",
        "created": f"{from_micros(micros):%Y-%m-%dT%H:%M:%S}.000Z",
        "creator": person,
        "organizer": {"email": calendar.id},
        "sequence": 0,
        "reminders": {"useDefault": True},
        "eventType": "default",
        **described,
        "id": event_id,
    }
    resource.setdefault("iCalUID", default_uid(described.get("recurringEventId", event_id)))
    calendar.store(_with_times(resource, calendar.time_zone), micros=micros)
    return resource


def changed_event(before: Mapping[str, Any], changes: Mapping[str, Any], zone: str) -> Json:
    """Give an event with some fields changed, or without those that become None."""
    after: Json = stripped({**before, **changes})
    check_event(after)
    return _with_times(after, zone)


def check_event(event: Mapping[str, Any]) -> None:
    """Raise SeedError for an event that no answer could hold."""
    name = str(event.get("id", "an event"))[:80]
    check_fields(event, name)
    if event.get("status") == "cancelled" and "recurringEventId" in event:
        return  # of a cancelled instance nothing more is needed
    kinds = [_kind(event[key], f"The {key} of {name}") for key in ("start", "end") if key in event]
    if "start" not in event:
        raise SeedError(f"{name} has no start.")
    if len(set(kinds)) > 1:
        raise SeedError(f"{name} has a date and a time.")
    try:
        parse_lines(event.get("recurrence", ()), dt.UTC)
    except RuleError as exc:
        raise SeedError(f"{name}: {exc}") from exc


def check_fields(event: Mapping[str, Any], name: str = "The event") -> None:
    """Raise SeedError for fields that no event has."""
    if found := violations(event, "Event"):
        raise SeedError(f"{name}: {found[0]}")
    if not all(guest.get("email") for guest in event.get("attendees", ())):
        raise SeedError(f"{name} has a guest without an address.")


def stripped(value: Any) -> Any:
    """Give JSON without what is null in it."""
    if isinstance(value, Mapping):
        return {key: stripped(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [stripped(inner) for inner in value if inner is not None]
    return value


def _kind(value: Mapping[str, str], what: str) -> str:
    kinds = [kind for kind in ("date", "dateTime") if kind in value]
    if len(kinds) != 1:
        raise SeedError(f"{what} has neither a date nor a time, or both.")
    if not FIRST_YEAR <= dt.datetime.fromisoformat(value[kinds[0]]).year <= LAST_YEAR:
        raise SeedError(f"{what} lies outside of the calendar.")
    return kinds[0]


def _with_times(event: Json, zone: str) -> Json:
    if "start" in event and "end" not in event:
        event["end"] = _default_end(event["start"])
    for key in ("start", "end"):
        if "dateTime" in event.get(key, {}):
            event[key] = _timed(event[key], zone)
    return event


def _timed(value: Mapping[str, str], calendar_zone: str) -> Json:
    zone = value.get("timeZone") or calendar_zone
    moment = dt.datetime.fromisoformat(value["dateTime"])
    if moment.tzinfo is None:  # E-12
        moment = moment.replace(tzinfo=zone_named(zone))
    return {"dateTime": moment.isoformat(), "timeZone": zone}


def _default_end(start: Mapping[str, str]) -> Json:
    if "date" in start:
        return {"date": (dt.date.fromisoformat(start["date"]) + dt.timedelta(days=1)).isoformat()}
    begun = dt.datetime.fromisoformat(start["dateTime"])
    return {**start, "dateTime": (begun + dt.timedelta(hours=1)).isoformat()}
