"""The whole state of a world as a seed: written, and loaded again, without any difference.

A dump is a seed (see :mod:`gcal_emulator.seed`) with a part ``state`` that holds what a seed
leaves to the loader: moments, tokens, channels, and what was drawn so far. Not in it are the
requests seen, messages under way and what became of them, and what stale reads look at.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gcal_emulator.entities import AclRule, Calendar, Event, ListEntry, User
from gcal_emulator.faults import Fault
from gcal_emulator.grants import Client, Code, Grant, Token
from gcal_emulator.ids import Ids
from gcal_emulator.mail import Mail
from gcal_emulator.push.channels import Channel
from gcal_emulator.push.rules import PushRule
from gcal_emulator.world import Promise, World

Json = dict[str, Any]

TRAITS = ("is_admin", "is_workspace", "is_service_account", "has_calendar")


def dump(world: World) -> Json:
    """Give the state of a world as JSON."""
    return {
        "switches": world.switches.as_json(),
        "groups": world.groups,
        "clients": [asdict(client) for client in world.clients.values()],
        "users": [_user(user) for user in world.users.values()],
        "calendars": [_calendar(calendar) for calendar in world.calendars.values()],
        "calendarList": [
            {"user": user.email, "id": entry.calendar_id, **entry.personal}
            for user in world.users.values()
            for entry in user.entries.values()
        ],
        "state": _state(world),
    }


def _user(user: User) -> Json:
    kept = ("email", "name", "sub", "settings", *TRAITS)
    return {key: getattr(user, key) for key in kept}


def _calendar(calendar: Calendar) -> Json:
    return {
        "id": calendar.id,
        "owner": calendar.owner or None,
        "summary": calendar.summary,
        "description": calendar.description,
        "location": calendar.location,
        "timeZone": calendar.time_zone,
        "refusesPush": calendar.refuses_push,
        **calendar.extra,
        "acl": [{"role": rule.role, "scope": rule.scope} for rule in calendar.acl.values()],
        "events": [event.resource for event in calendar.order],
    }


def _state(world: World) -> Json:
    grants = _Grants(world)
    state = {
        "clock": world.clock.state(),
        "ids": [world.ids.seed, world.ids.drawn],
        "users": {user.email: _user_state(user) for user in world.users.values()},
        "calendars": {each.id: _calendar_state(each) for each in world.calendars.values()},
        "codes": grants.written(world.codes),
        "accessTokens": grants.written(world.access_tokens),
        "refreshTokens": grants.written(world.refresh_tokens),
        "channels": [asdict(channel) for channel in world.channels],
        "pushRules": [asdict(rule) for rule in world.channels.rules],
        "faults": [rule.as_json() for rule in world.faults.rules if rule.action != "stale"],
        "outbox": world.outbox.as_json(),
        "quota": world.quota.state(),
        "promises": [asdict(promise) for promise in world.promises],
        "securityEvents": world.security_events,
        "securityReceivers": world.risc_receivers,
        "syncTokenEpoch": world.sync_token_epoch,
        "pageSize": world.page_size_limit,
        "emptyPages": world.empty_pages,
    }
    return state | {"grants": grants.as_json()}


def _user_state(user: User) -> Json:
    entries = [[each.calendar_id, each.micros, each.is_removed] for each in user.entries.values()]
    return {"settingMicros": user.setting_micros, "entries": entries}


def _calendar_state(calendar: Calendar) -> Json:
    return {
        "micros": calendar.micros,
        "createdByClient": calendar.created_by_client,
        "isDeleted": calendar.is_deleted,
        "aclEpoch": calendar.acl_epoch,
        "acl": [rule.micros for rule in calendar.acl.values()],
        "events": [_event_state(calendar, event) for event in calendar.order],
    }


def _event_state(calendar: Calendar, event: Event) -> list[Any]:
    is_released = calendar.released.get(event.resource["id"]) is event
    return [event.micros, event.updated_micros, event.reminders_of, list(event.past), is_released]


class _Grants:
    """Numbers the grants, the ended ones too, so that tokens can name theirs."""

    def __init__(self, world: World) -> None:
        self._grants: list[Grant] = list(world.grants.values())

    def written(self, holders: Mapping[str, Code | Token]) -> Json:
        return {key: self._written(holder) for key, holder in holders.items()}

    def _written(self, holder: Code | Token) -> Json:
        if not any(each is holder.grant for each in self._grants):
            self._grants.append(holder.grant)
        number = next(n for n, each in enumerate(self._grants) if each is holder.grant)
        return {**vars(holder), "grant": number, "scopes": list(holder.scopes)}

    def as_json(self) -> list[Json]:
        return [{**vars(grant), "scopes": list(grant.scopes)} for grant in self._grants]


def load_dump(world: World, dumped: Mapping[str, Any]) -> None:
    """Bring an empty world into a dumped state; raise KeyError, TypeError or ValueError."""
    state = dumped["state"]
    world.switches = world.switches.changed(dumped["switches"])
    world.groups |= {name: list(members) for name, members in dumped["groups"].items()}
    world.clients = {each["client_id"]: Client(**each) for each in dumped["clients"]}
    personal = {(row["user"], row["id"]): row for row in dumped["calendarList"]}
    for described in dumped["users"]:
        _load_user(world, described, state["users"][described["email"]], personal)
    for described in dumped["calendars"]:
        _load_calendar(world, described, state["calendars"][described["id"]])
    _load_grants(world, state)
    for each in state["channels"]:
        world.channels.add(_channel(world, each))
    world.channels.rules = [PushRule(**each) for each in state["pushRules"]]
    world.faults.rules = [Fault(**each) for each in state["faults"]]
    world.outbox.mails = [Mail(**each) for each in state["outbox"]]
    world.promises.extend(Promise(**each) for each in state["promises"])
    world.quota.load(state["quota"])
    world.security_events = list(state["securityEvents"])
    world.risc_receivers = dict(state["securityReceivers"])
    world.sync_token_epoch = int(state["syncTokenEpoch"])
    world.page_size_limit, world.empty_pages = int(state["pageSize"]), int(state["emptyPages"])
    world.ids = Ids(*state["ids"])
    world.clock.load(state["clock"])


def _channel(world: World, described: Mapping[str, Any]) -> Channel:
    channel = Channel(**{**described, "event_types": tuple(described["event_types"])})
    if channel.email not in world.users or channel.calendar_id not in ("", *world.calendars):
        raise ValueError(f"The channel {channel.id} watches nothing that is there.")
    return channel


def _load_user(
    world: World, described: Json, state: Json, personal: Mapping[tuple[str, str], Json]
) -> None:
    user = User(**described, setting_micros=dict(state["settingMicros"]))
    for calendar_id, micros, is_removed in state["entries"]:
        row = personal[user.email, calendar_id]
        kept = {key: value for key, value in row.items() if key not in ("user", "id")}
        user.entries[calendar_id] = ListEntry(calendar_id, micros, kept, is_removed)
    world.users[user.email] = user


def _load_calendar(world: World, described: Json, state: Json) -> None:
    plain = ("id", "owner", "summary", "description", "location", "timeZone", "refusesPush")
    calendar = Calendar(
        id=described["id"],
        owner=described["owner"] or "",
        summary=described["summary"],
        time_zone=described["timeZone"],
        micros=state["micros"],
        groups=world.groups,
        description=described["description"],
        location=described["location"],
        extra={k: v for k, v in described.items() if k not in (*plain, "acl", "events")},
        created_by_client=state["createdByClient"],
        is_deleted=state["isDeleted"],
        refuses_push=described["refusesPush"],
    )
    for rule, micros in zip(described["acl"], state["acl"], strict=True):
        calendar.set_rule(AclRule(rule["role"], rule["scope"], micros))
    calendar.acl_epoch = state["aclEpoch"]
    for resource, row in zip(described["events"], state["events"], strict=True):
        _load_event(calendar, resource, row)
    changes = [(event.micros, event) for event in calendar.order]
    calendar.changes = sorted(changes, key=lambda each: (each[0], each[1].position))
    calendar.micros = state["micros"]
    world.calendars[calendar.id] = calendar


def _load_event(calendar: Calendar, resource: Json, row: list[Any]) -> None:
    micros, updated_micros, reminders_of, past, is_released = row
    if is_released:
        event = Event(resource, micros, position=len(calendar.order))
        calendar.order.append(event)
        calendar.released[resource["id"]] = event
    else:
        event = calendar.store(resource, micros=micros)
    event.updated_micros, event.reminders_of = updated_micros, reminders_of
    event.past = tuple((moment, former) for moment, former in past)


def _load_grants(world: World, state: Json) -> None:
    grants = [Grant(**{**each, "scopes": tuple(each["scopes"])}) for each in state["grants"]]
    world.grants = {(g.client_id, g.email): g for g in grants if not g.is_revoked}

    def held(row: Json) -> Json:
        return {**row, "grant": grants[row["grant"]], "scopes": tuple(row["scopes"])}

    world.codes = {key: Code(**held(row)) for key, row in state["codes"].items()}
    for kind, tokens in (
        ("accessTokens", world.access_tokens),
        ("refreshTokens", world.refresh_tokens),
    ):
        tokens.update({key: Token(**held(row)) for key, row in state[kind].items()})
