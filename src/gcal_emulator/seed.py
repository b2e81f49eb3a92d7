"""Loading a world from a declarative seed.

::

    {"switches"?: {name: value}, "groups"?: {address: [addresses]},
     "clients": [{"client_id", "client_secret", "redirect_uris", "status"?, "test_users"?,
                  "is_verified"?, "is_internal_to"?, "is_calendar_enabled"?}],
     "users": [{"email", "name"?, "sub"?, "settings"?: {"timezone": "Europe/Berlin"},
                "is_admin"?, "is_workspace"?, "is_service_account"?, "has_calendar"?}],
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

from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.event_write import is_zone
from gcal_emulator.dump import load_dump
from gcal_emulator.entities import ROLES, AclRule, Calendar, User
from gcal_emulator.grants import PRODUCTION, TESTING, Client
from gcal_emulator.schemas import violations
from gcal_emulator.seed_events import SeedError, add_event
from gcal_emulator.world import World

PARTS = ("switches", "groups", "clients", "users", "calendars", "calendarList")

SHARED_FIELDS = {
    "summary": "summary",
    "description": "description",
    "location": "location",
    "timeZone": "time_zone",
    "refusesPush": "refuses_push",
}
EXTRA_FIELDS = ("labelProperties", "workingHours", "autoAcceptInvitations")
SCOPES = ("default", "user", "group", "domain")

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


def load_seed(world: World, seed: Mapping[str, Any]) -> None:
    """Add what a seed describes to a world; raise SeedError, which may leave a part of it.

    A dump asks for an empty world.
    """
    try:
        if "state" in seed:
            load_dump(world, seed)
        else:
            _load(world, seed)
    except SeedError:
        raise
    except KeyError as exc:
        raise SeedError(f"The seed lacks {exc}.") from exc
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as exc:
        raise SeedError(f"The seed is malformed: {str(exc).rstrip('.')}.") from exc


def _load(world: World, seed: Mapping[str, Any]) -> None:
    if unknown := sorted(seed.keys() - set(PARTS)):
        raise SeedError(f"A seed has no part {unknown[0]}.")
    world.switches = world.switches.changed(dict(seed.get("switches", {})))
    world.groups |= {name: list(members) for name, members in seed.get("groups", {}).items()}
    for client in seed.get("clients", ()):
        world.clients[client["client_id"]] = _client(client)
    for user in seed.get("users", ()):
        add_user(world, **user)
    for calendar in seed.get("calendars", ()):
        add_calendar(world, calendar)
    for row in seed.get("calendarList", ()):
        _list_calendar(world, row)


def _client(described: Mapping[str, Any]) -> Client:
    client = Client(**described)
    model = vars(Client("", ""))
    for name, value in vars(client).items():
        if type(value) is not type(model[name]):
            raise SeedError(f"The {name} of a client cannot be {value!r}.")
    if client.status not in (TESTING, PRODUCTION):
        raise SeedError(f"A client is {TESTING} or {PRODUCTION}, not {client.status}.")
    return client


def add_user(
    world: World,
    email: str,
    *,
    name: str = "",
    sub: str = "",
    settings: Mapping[str, str] | None = None,
    is_admin: bool = False,
    is_workspace: bool = True,
    is_service_account: bool = False,
    has_calendar: bool = True,
) -> User:
    """Add a person, with an empty primary calendar."""
    if email in world.users:
        raise SeedError(f"{email} is there twice.")
    user = User(
        email=email,
        name=name or email.partition("@")[0].capitalize(),
        sub=sub or world.ids.sub(),
        settings={**DEFAULT_SETTINGS, **(settings or {})},
        is_admin=is_admin,
        is_workspace=is_workspace,
        is_service_account=is_service_account,
        has_calendar=has_calendar,
    )
    _check_user(user)
    user.setting_micros = dict.fromkeys(user.settings, world.clock.tick())
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


def _check_user(user: User) -> None:
    texts = (user.email, user.name, user.sub, *user.settings.values())
    traits = (user.is_admin, user.is_workspace, user.is_service_account, user.has_calendar)
    if not all(isinstance(text, str) for text in texts) or "@" not in user.email:
        raise SeedError(f"{user.email!r} is no address, or its texts are none.")
    if not all(isinstance(trait, bool) for trait in traits):
        raise SeedError(f"The traits of {user.email} are true or false.")
    if not is_zone(user.settings["timezone"]):
        raise SeedError(f"{user.email} has no time zone of this world.")


def add_calendar(world: World, described: Mapping[str, Any]) -> Calendar:
    """Add a calendar with its events; one that exists, as a primary does, is extended."""
    _check_calendar(described)
    calendar = world.calendars.get(described["id"])
    if calendar is None:
        calendar = world.new_calendar(
            described["id"],
            owner=described.get("owner") or "",
            summary=described.get("summary", ""),
            time_zone=described.get("timeZone", DEFAULT_ZONE),
        )
    for key, column in SHARED_FIELDS.items():
        if described.get(key):
            setattr(calendar, column, described[key])
    calendar.extra |= {key: described[key] for key in EXTRA_FIELDS if key in described}
    for rule in described.get("acl", ()):
        set_rule(world, calendar, rule)
    for event in described.get("events", ()):
        add_event(world, calendar, event)
    return calendar


def _check_calendar(described: Mapping[str, Any]) -> None:
    calendar_id = described["id"]
    names = ("description", "location", "summary", "timeZone", *EXTRA_FIELDS)
    shared = {key: described[key] for key in names if key in described}
    if not isinstance(calendar_id, str) or not isinstance(described.get("owner") or "", str):
        raise SeedError(f"{calendar_id!r} is no id of a calendar, or its owner no address.")
    if found := violations(shared, "Calendar"):
        raise SeedError(f"{calendar_id}: {found[0]}")
    if not is_zone(described.get("timeZone") or DEFAULT_ZONE):
        raise SeedError(f"{calendar_id} is in no time zone of this world.")


def set_rule(world: World, calendar: Calendar, rule: Mapping[str, Any]) -> None:
    """Put a rule into a calendar as it is described."""
    kind, value = rule["scope"]["type"], rule["scope"].get("value")
    is_named = isinstance(value, str) if kind != "default" else value is None
    if rule["role"] not in ROLES or kind not in SCOPES or not is_named:
        raise SeedError(f"{rule} is no rule.")
    calendar.set_rule(AclRule(rule["role"], dict(rule["scope"]), world.clock.tick()))


def _list_calendar(world: World, row: Mapping[str, Any]) -> None:
    personal = {key: value for key, value in row.items() if key not in ("user", "id")}
    user, calendar_id = world.users[row["user"]], row["id"]
    if calendar_id not in world.calendars:
        raise SeedError(f"The calendar list names {calendar_id}, which does not exist.")
    if found := violations(personal, "CalendarListEntry"):
        raise SeedError(f"{calendar_id} in the list of {user.email}: {found[0]}")
    entry = user.entries.get(calendar_id) or world.list_calendar(user, calendar_id, {})
    entry.personal |= personal
