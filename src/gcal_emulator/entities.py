"""What a world is made of: people, calendars, their rules and events."""

import re
from bisect import insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gcal_emulator.clock import rfc3339

Resource = dict[str, Any]

ROLES = ("none", "freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")
"""From the least to the most that a person may do."""

ROOM_DOMAIN = "@resource.calendar.google.com"
TAIL = re.compile(r"_R\d{8}(T\d{6})?$")


def base_of(series_id: str) -> str:
    """Give the id of the series that a tail was split off from, else the id itself (R-7)."""
    return TAIL.sub("", series_id)


def guest_of(resource: Mapping[str, Any], address: str) -> Resource:
    """Give what an event says of a guest; nothing for somebody who is none."""
    for guest in resource.get("attendees", ()):
        if guest["email"] == address:
            found: Resource = guest
            return found
    return {}


@dataclass
class User:
    """A person with a Google account."""

    email: str
    name: str
    sub: str
    settings: dict[str, str] = field(default_factory=dict)
    setting_micros: dict[str, int] = field(default_factory=dict)
    """When each setting last changed."""
    entries: dict[str, "ListEntry"] = field(default_factory=dict)
    """The calendar list, by calendar id; removed entries stay as tombstones."""
    is_admin: bool = False
    is_workspace: bool = True
    """Whether the account may have status events: out of office, focus time, working location."""
    is_service_account: bool = False
    has_calendar: bool = True
    """Whether the Calendar service is on for the account (X-20)."""

    @property
    def domain(self) -> str:
        """The organisation that the address belongs to."""
        return self.email.rpartition("@")[2]

    @property
    def settings_micros(self) -> int:
        """When any setting last changed."""
        return max(self.setting_micros.values(), default=0)


@dataclass
class ListEntry:
    """A calendar in one person's list, with what is personal about it (C-10)."""

    calendar_id: str
    micros: int
    personal: Resource = field(default_factory=dict)
    is_removed: bool = False


@dataclass(frozen=True)
class AclRule:
    """Who may do what with a calendar; the role ``none`` is what a removed rule leaves (L-2)."""

    role: str
    scope: Resource
    micros: int

    @property
    def id(self) -> str:
        """The rule's id: its scope in one word (L-1)."""
        value = self.scope.get("value")
        return f"{self.scope['type']}:{value}" if value else str(self.scope["type"])


@dataclass(eq=False, slots=True)
class Event:
    """One stored event: a single one, a series, or an instance that differs.

    The resource is replaced as a whole with each change, never altered in place: copies of a
    world share it.
    """

    resource: Resource
    micros: int
    """The moment of its last change; twice this is its ETag (H-14)."""
    position: int
    """Its place in the calendar's order, which never changes."""
    texts: dict[tuple[Any, ...], str] | None = None
    """The written resource, for each kind of reader that has asked."""
    past: tuple[tuple[int, Resource], ...] = ()
    """What it was before its times or its recurrence changed, and when each change came."""
    updated_micros: int = 0
    """Where it differs from ``micros``: a change that ``updated`` does not tell (H-16)."""
    reminders_of: dict[str, Resource] | None = None
    """The reminders of readers other than the calendar's owner (E-22)."""

    @property
    def updated(self) -> int:
        """When the event last changed, as its ``updated`` tells."""
        return self.updated_micros or self.micros

    @property
    def is_cancelled(self) -> bool:
        """Whether the event was deleted."""
        return bool(self.resource.get("status") == "cancelled")

    @property
    def is_series(self) -> bool:
        """Whether the event recurs."""
        return bool(self.resource.get("recurrence"))

    def copy(self) -> "Event":
        """Give a twin that shares nothing that ever changes in place.

        The written texts are shared: whatever changes the event leaves them to its twin.
        """
        reminders = dict(self.reminders_of) if self.reminders_of else None
        return Event(
            self.resource,
            self.micros,
            self.position,
            self.texts,
            self.past,
            self.updated_micros,
            reminders,
        )


@dataclass(eq=False)
class Calendar:
    """A calendar with its events, in the order of their creation, and the log of changes."""

    id: str
    owner: str
    """The data owner's address (C-11); empty for calendars of nobody, as holidays are."""
    summary: str
    time_zone: str
    micros: int
    groups: dict[str, list[str]]
    """The members of groups, by their address: the world's."""
    description: str = ""
    location: str = ""
    extra: Resource = field(default_factory=dict)
    """Further shared fields: labelProperties, workingHours, autoAcceptInvitations."""
    created_by_client: str = ""
    is_deleted: bool = False
    refuses_push: bool = False
    acl: dict[str, AclRule] = field(default_factory=dict)
    """Rules by their id, the removed ones too."""
    acl_epoch: int = 0
    """Counts the changes of rules, each of which may end sync tokens (L-7)."""
    events: dict[str, Event] = field(default_factory=dict)
    order: list[Event] = field(default_factory=list)
    instances: dict[str, list[Event]] = field(default_factory=dict)
    """The stored instances of each series."""
    released: dict[str, Event] = field(default_factory=dict)
    """Bare stubs of instances that their series no longer has (Z-3)."""
    tails: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the series that were split off from one, by that one's id (R-7)."""
    changes: list[tuple[int, Event]] = field(default_factory=list)
    """Each change's moment, ascending, those of one moment in the calendar's order; only an
    event's last one still counts."""
    roles: dict[str, str] = field(default_factory=dict)
    """The roles worked out so far; emptied when a rule changes."""

    @property
    def updated(self) -> str:
        """When an event of it last changed, as lists say it."""
        return rfc3339(self.micros)

    @property
    def is_primary(self) -> bool:
        """Whether it is a person's main calendar, whose id is that person's address."""
        return self.id == self.owner

    @property
    def is_room(self) -> bool:
        """Whether it is the calendar of a room or of equipment."""
        return self.id.endswith(ROOM_DOMAIN)

    @property
    def acl_micros(self) -> int:
        """When a rule last changed."""
        return max((rule.micros for rule in self.acl.values()), default=0)

    def role_of(self, email: str) -> str:
        """Give the role of a person, the highest of all rules that fit."""
        if email not in self.roles:
            self.roles[email] = self._role_of(email)
        return self.roles[email]

    def _role_of(self, email: str) -> str:
        if email == self.owner:
            return "owner"
        fitting = {f"user:{email}", f"domain:{email.rpartition('@')[2]}", "default"}
        fitting |= {f"group:{name}" for name, members in self.groups.items() if email in members}
        roles = [rule.role for key, rule in self.acl.items() if key in fitting]
        return max(roles, key=ROLES.index, default="none")

    def set_rule(self, rule: AclRule) -> None:
        """Put a rule in the place of the one of the same scope."""
        self.acl[rule.id] = rule
        self.acl_epoch += 1
        self.roles.clear()

    def series_of(self, base: str) -> Iterator[Event]:
        """Give the living series whose instances are named after this id (Z-2)."""
        for series_id in (base, *self.tails.get(base, ())):
            series = self.events.get(series_id)
            if series and series.is_series and not series.is_cancelled:
                yield series

    def instances_of(self, series_id: str) -> Iterator[Event]:
        """Give the stored instances of a series."""
        yield from self.instances.get(series_id, ())

    def store(self, resource: Resource, *, micros: int) -> Event:
        """Put a new event at the end of the calendar's order.

        An instance that its series had lost before gets its former place again. Instances that
        were here before their series (R-19) are reported with it from now on (Z-1).
        """
        event = self.released.pop(resource["id"], None)
        if event is None:
            event = Event(resource, micros, position=len(self.order))
            self.order.append(event)
        else:
            event.resource, event.micros, event.texts = resource, micros, None
            event.updated_micros = 0
        self.events[resource["id"]] = event
        if series_id := resource.get("recurringEventId"):
            self.instances.setdefault(series_id, []).append(event)
        if (base := base_of(resource["id"])) != resource["id"]:
            self.tails.setdefault(base, []).append(resource["id"])
        self._log(event, micros)
        for instance in self.instances_of(resource["id"]):
            if instance.micros < micros:
                self.touch(instance, micros=micros)
        return event

    def replace(self, event: Event, resource: Resource) -> None:
        """Give an event another resource; an instance may come to another series with it (Z-2)."""
        former, series_id = (each.get("recurringEventId") for each in (event.resource, resource))
        event.resource = resource
        if former != series_id and former is not None:
            self.instances[former].remove(event)
        if former != series_id and series_id is not None:
            self.instances.setdefault(series_id, []).append(event)

    def release(self, event: Event) -> None:
        """Leave a bare stub of an instance that its series no longer has."""
        google_id = event.resource["id"]
        self.instances[event.resource["recurringEventId"]].remove(event)
        event.resource = {"id": google_id, "status": "cancelled"}
        self.released[google_id] = self.events.pop(google_id)

    def touch(self, event: Event, *, micros: int) -> None:
        """Note that an event has changed at a moment."""
        event.micros, event.updated_micros, event.texts = micros, 0, None
        self._log(event, micros)

    def _log(self, event: Event, micros: int) -> None:
        # page tokens find their place by moment and position, so the log is sorted by both
        insort(self.changes, (micros, event), key=lambda change: (change[0], change[1].position))
        self.micros = max(self.micros, micros)
        if len(self.changes) > 2 * len(self.order) + 1000:
            self._forget_overtaken()

    def _forget_overtaken(self) -> None:
        """Drop the changes that a later one of the same event has overtaken.

        Positions in this log are found by moments, so that page tokens stay true.
        """
        self.changes = [(micros, event) for micros, event in self.changes if event.micros == micros]

    def copy(self, groups: dict[str, list[str]]) -> "Calendar":
        """Give a twin whose events can change without changing these."""
        twins = [event.copy() for event in self.order]
        twin = Calendar(**{**vars(self), "groups": groups})
        twin.extra, twin.acl, twin.roles = dict(self.extra), dict(self.acl), dict(self.roles)
        twin.order = twins
        twin.released = {key: twins[event.position] for key, event in self.released.items()}
        twin.events = {key: twins[event.position] for key, event in self.events.items()}
        twin.changes = [(micros, twins[event.position]) for micros, event in self.changes]
        twin.instances = {
            key: [twins[event.position] for event in events]
            for key, events in self.instances.items()
        }
        twin.tails = {key: list(ids) for key, ids in self.tails.items()}
        return twin
