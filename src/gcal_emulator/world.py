"""Everything that this Google knows: people, clients, grants, calendars, events."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gcal_emulator.clock import WorldClock, rfc3339
from gcal_emulator.faults import Faults
from gcal_emulator.ids import Ids

Resource = dict[str, Any]

ROLES = ("none", "freeBusyReader", "reader", "writer", "owner")


TAIL = re.compile(r"_R\d{8}(T\d{6})?$")


def base_of(series_id: str) -> str:
    """Give the id of the series that a tail was split off from, else the id itself (R-7)."""
    return TAIL.sub("", series_id)


@dataclass
class User:
    """A person with a Google account."""

    email: str
    name: str
    sub: str
    settings: dict[str, str] = field(default_factory=dict)
    settings_micros: int = 0
    entries: dict[str, "ListEntry"] = field(default_factory=dict)
    """The calendar list, by calendar id; removed entries stay as tombstones."""


@dataclass
class ListEntry:
    """A calendar in one person's list, with what is personal about it (C-10)."""

    calendar_id: str
    micros: int
    personal: Resource = field(default_factory=dict)
    is_removed: bool = False


@dataclass(eq=False)
class Event:
    """One stored event: a single one, a series, or an instance that differs."""

    resource: Resource
    micros: int
    """The moment of its last change; twice this is its ETag (H-14)."""
    position: int
    """Its place in the calendar's order, which never changes."""
    texts: dict[tuple[Any, ...], str] = field(default_factory=dict)
    """The written resource, for each kind of reader that has asked."""
    past: list[tuple[int, Resource]] = field(default_factory=list)
    """What it was before its times or its recurrence changed, and when each change came."""

    @property
    def is_cancelled(self) -> bool:
        """Whether the event was deleted."""
        return bool(self.resource.get("status") == "cancelled")

    @property
    def is_series(self) -> bool:
        """Whether the event recurs."""
        return bool(self.resource.get("recurrence"))


@dataclass(eq=False)
class Calendar:
    """A calendar with its events, in the order of their creation, and the log of changes."""

    id: str
    owner: str
    summary: str
    time_zone: str
    micros: int
    description: str = ""
    location: str = ""
    acl: dict[str, Resource] = field(default_factory=dict)
    """Rules by their id (L-1)."""
    events: dict[str, Event] = field(default_factory=dict)
    order: list[Event] = field(default_factory=list)
    instances: dict[str, list[Event]] = field(default_factory=dict)
    """The stored instances of each series."""
    tails: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the series that were split off from one, by that one's id (R-7)."""
    changes: list[tuple[int, Event]] = field(default_factory=list)
    """Each change's moment, ascending; only an event's last one still counts."""

    @property
    def updated(self) -> str:
        """When an event of it last changed, as lists say it."""
        return rfc3339(self.micros)

    def role_of(self, email: str) -> str:
        """Give the role of a person, the highest of all rules that fit."""
        if email == self.owner:
            return "owner"
        domain = email.rpartition("@")[2]
        fitting = {f"user:{email}", f"domain:{domain}", "default"}
        roles = [rule["role"] for key, rule in self.acl.items() if key in fitting]
        return max(roles, key=ROLES.index, default="none")

    def series_of(self, base: str) -> Iterator[Event]:
        """Give the living series whose instances are named after this id (Z-2)."""
        for series_id in (base, *self.tails.get(base, ())):
            series = self.events.get(series_id)
            if series and series.is_series and not series.is_cancelled:
                yield series

    def instances_of(self, series_id: str) -> Iterator[Event]:
        """Give the stored instances of a series."""
        yield from self.instances.get(series_id, ())


@dataclass
class Client:
    """A registered OAuth client."""

    client_id: str
    client_secret: str
    redirect_uris: list[str] = field(default_factory=list)


@dataclass
class Grant:
    """What a person has allowed a client."""

    client_id: str
    email: str
    scopes: tuple[str, ...]
    is_revoked: bool = False


@dataclass
class Code:
    """An authorization code, good once."""

    grant: Grant
    redirect_uri: str
    challenge: str
    challenge_method: str
    is_offline: bool
    scopes: tuple[str, ...]
    expires_at: int
    nonce: str = ""
    is_used: bool = False


@dataclass
class Token:
    """An access token, or with ``expires_at`` 0 a refresh token."""

    grant: Grant
    scopes: tuple[str, ...]
    expires_at: int


class World:
    """All state of one Google; every request holds its lock."""

    def __init__(self, *, seed: int = 0) -> None:
        self.lock = threading.RLock()
        self.clock = WorldClock()
        self.ids = Ids(seed)
        self.faults = Faults()
        self.users: dict[str, User] = {}
        self.calendars: dict[str, Calendar] = {}
        self.clients: dict[str, Client] = {}
        self.grants: dict[tuple[str, str], Grant] = {}
        self.codes: dict[str, Code] = {}
        self.access_tokens: dict[str, Token] = {}
        self.refresh_tokens: dict[str, Token] = {}
        self.sync_token_epoch = 0
        self.page_size_limit = 0

    def user_of_primary(self, calendar_id: str) -> User | None:
        """Give the person whose primary calendar this is."""
        return self.users.get(calendar_id)

    def entries_of(self, user: User) -> list[ListEntry]:
        """Give the calendar list in Google's order: the primary last (Z-22)."""
        shown = [entry for entry in user.entries.values() if entry.calendar_id in self.calendars]
        return sorted(shown, key=lambda entry: entry.calendar_id == user.email)

    def store_event(self, calendar: Calendar, resource: Resource, *, micros: int) -> Event:
        """Put a new event into a calendar."""
        event = Event(resource, micros, position=len(calendar.order))
        calendar.events[resource["id"]] = event
        calendar.order.append(event)
        if series_id := resource.get("recurringEventId"):
            calendar.instances.setdefault(series_id, []).append(event)
        if (base := base_of(resource["id"])) != resource["id"]:
            calendar.tails.setdefault(base, []).append(resource["id"])
        self._log(calendar, event, micros)
        return event

    def touch_event(self, calendar: Calendar, event: Event, *, micros: int) -> None:
        """Note that an event has changed at a moment."""
        event.micros = micros
        event.texts.clear()
        self._log(calendar, event, micros)

    def _log(self, calendar: Calendar, event: Event, micros: int) -> None:
        calendar.changes.append((micros, event))
        calendar.micros = max(calendar.micros, micros)

    def expire_sync_tokens(self) -> None:
        """Make every sync token that was handed out answer 410."""
        self.sync_token_epoch += 1

    def expire_access_tokens(self) -> None:
        """End every access token; refresh tokens go on."""
        for token in self.access_tokens.values():
            token.expires_at = self.clock.micros()

    def revoke_grants(self, email: str) -> None:
        """Take back, as the person, all that was allowed."""
        for grant in list(self.grants.values()):
            if grant.email == email:
                self.revoke(grant)

    def revoke(self, grant: Grant) -> None:
        """End a grant with all its tokens (A-39)."""
        grant.is_revoked = True
        self.grants.pop((grant.client_id, grant.email), None)
