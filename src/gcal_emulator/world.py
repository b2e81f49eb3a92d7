"""Everything that one Google knows."""

import contextlib
import copy
import gc
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from gcal_emulator.clock import MICROSECONDS, WorldClock
from gcal_emulator.entities import AclRule, Calendar, ListEntry, Resource, User
from gcal_emulator.faults import Faults
from gcal_emulator.grants import Client, Code, Grant, Token
from gcal_emulator.ids import Ids
from gcal_emulator.mail import Outbox
from gcal_emulator.push.channels import Channels
from gcal_emulator.quota import Quota
from gcal_emulator.switches import Switches


@contextlib.contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keep the garbage collector from looking, in vain and for long, at what is being made."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True)
class Promise:
    """A conference that was asked for and comes at a moment (E-16)."""

    due: int
    calendar_id: str
    event_id: str


class World:
    """All state of one Google; every request holds its lock, which its copies share."""

    def __init__(self, *, seed: int = 0) -> None:
        self.lock = threading.RLock()
        self.clock = WorldClock()
        self.ids = Ids(seed)
        self.switches = Switches()
        self.faults = Faults()
        self.quota = Quota()
        self.outbox = Outbox()
        self.channels = Channels()
        self.users: dict[str, User] = {}
        self.groups: dict[str, list[str]] = {}
        self.calendars: dict[str, Calendar] = {}
        self.clients: dict[str, Client] = {}
        self.grants: dict[tuple[str, str], Grant] = {}
        self.codes: dict[str, Code] = {}
        self.access_tokens: dict[str, Token] = {}
        self.refresh_tokens: dict[str, Token] = {}
        self.security_events: list[dict[str, object]] = []
        """What was said about accounts to receivers of security events (A-47), latest last."""
        self.risc_receivers: dict[str, str] = {}
        """Where each client wants security events."""
        self.promises: deque[Promise] = deque()
        self.sync_token_epoch = 0
        self.page_size_limit = 0
        self.empty_pages = 0
        """So many of the next pages hold nothing, and still another page follows (E-60)."""

    def copy(self) -> "World":
        """Give a twin that goes its own way from here; it shares the lock."""
        with _nothing_collected():
            return self._copy()

    def _copy(self) -> "World":
        twin = World()
        memo: dict[int, object] = {id(self.lock): self.lock, id(self.calendars): {}}
        # one deep copy, in which codes and tokens keep sharing their grants
        kept = {key: value for key, value in vars(self).items() if key not in ("lock", "calendars")}
        vars(twin).update(copy.deepcopy(kept, memo))
        twin.lock = self.lock
        twin.calendars = {key: each.copy(twin.groups) for key, each in self.calendars.items()}
        return twin

    def become(self, other: "World") -> None:
        """Take on another world's state; requests that wait for the lock go on in that."""
        vars(self).update({**vars(other), "lock": self.lock})

    def user_of_primary(self, calendar_id: str) -> User | None:
        """Give the person whose primary calendar this is."""
        return self.users.get(calendar_id)

    def entries_of(self, user: User) -> list[ListEntry]:
        """Give the calendar list in Google's order: the primary last (Z-22)."""
        return sorted(user.entries.values(), key=lambda entry: entry.calendar_id == user.email)

    def new_calendar(
        self, calendar_id: str, *, owner: str, summary: str, time_zone: str
    ) -> Calendar:
        """Make a calendar, with its first rules, in the list of its owner, if it has one."""
        calendar = Calendar(
            id=calendar_id,
            owner=owner,
            summary=summary,
            time_zone=time_zone,
            micros=self.clock.tick(),
            groups=self.groups,
        )
        self.calendars[calendar_id] = calendar
        for address in dict.fromkeys((owner, calendar_id)) if owner else ():
            # L-3: a secondary calendar has a rule for itself too
            scope = {"type": "user", "value": address}
            calendar.set_rule(AclRule("owner", scope, self.clock.tick()))
        if person := self.users.get(owner):
            self.list_calendar(person, calendar_id, {"selected": True})
        return calendar

    def list_calendar(self, user: User, calendar_id: str, personal: Resource) -> ListEntry:
        """Put a calendar into a person's list, or back into it."""
        entry = ListEntry(calendar_id, self.clock.tick(), personal=personal)
        user.entries[calendar_id] = entry
        return entry

    def expire_sync_tokens(self) -> None:
        """Make every sync token that was handed out answer 410."""
        self.sync_token_epoch += 1

    def expire_access_tokens(self) -> None:
        """End every access token; refresh tokens go on."""
        for token in self.access_tokens.values():
            token.expires_at = self.clock.micros()

    def revoke_grants(self, email: str, client_id: str = "") -> None:
        """Take back, as the person, all that was allowed to a client, or to all."""
        for grant in list(self.grants.values()):
            if grant.email == email and client_id in ("", grant.client_id):
                self.revoke(grant)

    def revoke(self, grant: Grant) -> None:
        """End a grant with all its tokens (A-39)."""
        grant.is_revoked = True
        self.grants.pop((grant.client_id, grant.email), None)

    def end_refresh_tokens(self, email: str) -> None:
        """Let a person's refresh tokens die while the consent stays: a changed password (A-35)."""
        for token in (*self.refresh_tokens.values(), *self.access_tokens.values()):
            if token.grant.email == email:
                token.is_dead = True

    def now_seconds(self) -> float:
        """Give the present moment in seconds since 1970."""
        return self.clock.micros() / MICROSECONDS
