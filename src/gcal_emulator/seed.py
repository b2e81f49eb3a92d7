"""Loading a world from a declarative seed.

::

    {"clients": [{"client_id", "client_secret", "redirect_uris"}],
     "users": [{"email", "name"?, "sub"?, "settings"?: {"timezone": "Europe/Berlin"}}],
     "calendars": [{"id", "owner": email or null, "summary", "description"?, "timeZone"?,
                    "location"?, "acl"?: [{"role", "scope": {"type", "value"?}}],
                    "events"?: [Event resources]}],
     "calendarList": [{"user", "id", "summaryOverride"?, "colorId"?, "selected"?, "hidden"?,
                       "defaultReminders"?}]}

A calendar whose id is its owner's address is that person's primary; one is made for who has
none. Owners have their calendars in their list; others need a row there, and a rule. Of an
event, what Google adds by itself (``created``, ``iCalUID``, ...) may be left out, and so may the
end: it is a day or an hour after the start.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.event_view import default_uid
from gcal_emulator.clock import from_micros
from gcal_emulator.recurrence.lines import parse_lines, zone_named
from gcal_emulator.recurrence.rule import RuleError
from gcal_emulator.schemas import violations
from gcal_emulator.world import Calendar, Client, ListEntry, User, World

DEFAULT_ZONE = "UTC"
DEFAULT_SETTINGS = {
    "autoAddHangouts": "true",
    "dateFieldOrder": "DMY",
    "defaultEventLength": "60",
    "format24HourTime": "true",
    "hideInvitations": "false",
    "hideWeekends": "false",
    "locale": "en",
    "remindOnRespondedEventsOnly": "false",
    "showDeclinedEvents": "true",
    "timezone": DEFAULT_ZONE,
    "useKeyboardShortcuts": "true",
    "weekStart": "1",
}
PRIMARY_NOTIFICATIONS = [
    {"type": kind, "method": "email"}
    for kind in ("eventCreation", "eventChange", "eventCancellation", "eventResponse")
]


class SeedError(ValueError):
    """The seed cannot be loaded; the message says where it is wrong."""


def load_seed(world: World, seed: Mapping[str, Any]) -> None:
    """Add what a seed describes to a world; raise SeedError, before anything where it can."""
    try:
        _check_events(seed)
        for client in seed.get("clients", ()):
            world.clients[client["client_id"]] = Client(
                client["client_id"], client["client_secret"], list(client["redirect_uris"])
            )
        for user in seed.get("users", ()):
            add_user(world, **user)
        for calendar in seed.get("calendars", ()):
            add_calendar(world, calendar)
        for row in seed.get("calendarList", ()):
            _list_calendar(world, row)
    except KeyError as exc:
        raise SeedError(f"The seed lacks {exc}.") from exc
    except (TypeError, ValueError, AttributeError) as exc:
        raise SeedError(f"The seed is malformed: {exc}") from exc


def add_user(
    world: World,
    email: str,
    *,
    name: str = "",
    sub: str = "",
    settings: Mapping[str, str] | None = None,
) -> User:
    """Add a person, with an empty primary calendar."""
    user = User(
        email=email,
        name=name or email.partition("@")[0].capitalize(),
        sub=sub or world.ids.sub(),
        settings={**DEFAULT_SETTINGS, **(settings or {})},
        settings_micros=world.clock.tick(),
    )
    world.users[email] = user
    add_calendar(
        world,
        {"id": email, "owner": email, "summary": email, "timeZone": user.settings["timezone"]},
    )
    user.entries[email].personal |= {
        "defaultReminders": [{"method": "popup", "minutes": 10}],
        "notificationSettings": {"notifications": PRIMARY_NOTIFICATIONS},
    }
    return user


def add_calendar(world: World, described: Mapping[str, Any]) -> Calendar:
    """Add a calendar with its events; one that exists, as a primary does, is extended."""
    calendar = world.calendars.get(described["id"])
    if calendar is None:
        calendar = _new_calendar(world, described)
    for key, column in (
        ("summary", "summary"),
        ("description", "description"),
        ("location", "location"),
        ("timeZone", "time_zone"),
    ):
        if described.get(key):
            setattr(calendar, column, described[key])
    for rule in described.get("acl", ()):
        scope = rule["scope"]
        value = scope.get("value")
        key = f"{scope['type']}:{value}" if value else scope["type"]
        calendar.acl[key] = {"role": rule["role"], "scope": dict(scope)}
    for event in described.get("events", ()):
        add_event(world, calendar, event)
    return calendar


def add_event(world: World, calendar: Calendar, described: Mapping[str, Any]) -> dict[str, Any]:
    """Store an event as it is described, filling in what Google adds by itself."""
    check_event(described)
    micros = world.clock.tick()
    event_id = described.get("id") or world.ids.event()
    if event_id in calendar.events:
        raise SeedError(f"The event {event_id} is there twice.")
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
    series = described.get("recurringEventId", event_id)
    resource.setdefault("iCalUID", default_uid(series))
    if "start" in resource and "end" not in resource:
        resource["end"] = _default_end(resource["start"])
    for key in ("start", "end"):
        if "dateTime" in resource.get(key, {}):
            resource[key] = _timed(resource[key], calendar.time_zone)
    world.store_event(calendar, resource, micros=micros)
    return resource


def _timed(value: Mapping[str, str], calendar_zone: str) -> dict[str, str]:
    zone = value.get("timeZone") or calendar_zone
    moment = dt.datetime.fromisoformat(value["dateTime"])
    if moment.tzinfo is None:  # E-12
        moment = moment.replace(tzinfo=zone_named(zone))
    return {"dateTime": moment.isoformat(), "timeZone": zone}


def _default_end(start: Mapping[str, str]) -> dict[str, str]:
    if "date" in start:
        return {"date": (dt.date.fromisoformat(start["date"]) + dt.timedelta(days=1)).isoformat()}
    begun = dt.datetime.fromisoformat(start["dateTime"])
    return {**start, "dateTime": (begun + dt.timedelta(hours=1)).isoformat()}


def _check_events(seed: Mapping[str, Any]) -> None:
    for calendar in seed.get("calendars", ()):
        for event in calendar.get("events", ()):
            check_event(event)


def check_event(event: Mapping[str, Any]) -> None:
    """Raise SeedError for an event that no answer could hold."""
    name = str(event.get("id", "an event"))[:80]
    if found := violations(event, "Event"):
        raise SeedError(f"{name}: {found[0]}")
    if event.get("status") == "cancelled" and "recurringEventId" in event:
        return  # of a cancelled instance nothing more is needed
    if not (event.get("start") or {}).keys() & {"date", "dateTime"}:
        raise SeedError(f"{name} has no start.")
    try:
        parse_lines(event.get("recurrence") or (), dt.UTC)
    except RuleError as exc:
        raise SeedError(f"{name}: {exc}") from exc


def _new_calendar(world: World, described: Mapping[str, Any]) -> Calendar:
    calendar = Calendar(
        id=described["id"],
        owner=described.get("owner") or "",
        summary=described.get("summary", ""),
        time_zone=described.get("timeZone", DEFAULT_ZONE),
        micros=world.clock.tick(),
    )
    world.calendars[calendar.id] = calendar
    if owner := world.users.get(calendar.owner):
        owner.entries[calendar.id] = ListEntry(
            calendar.id, world.clock.tick(), personal={"selected": True}
        )
    return calendar


def _list_calendar(world: World, row: Mapping[str, Any]) -> None:
    user, calendar_id = world.users[row["user"]], row["id"]
    if calendar_id not in world.calendars:
        raise SeedError(f"The calendar list names {calendar_id}, which does not exist.")
    entry = user.entries.setdefault(calendar_id, ListEntry(calendar_id, world.clock.tick()))
    entry.personal |= {key: value for key, value in row.items() if key not in ("user", "id")}
