"""What must be true after each commit, whatever goes wrong."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from tests.simulation.database import CALENDARS, CHANNELS, EVENTS, Database
from tests.simulation.ledger import Ledger
from tests.simulation.scheduler import Worker
from tests.simulation.site import LOOK, PUSH
from tests.simulation.world import Key, Remote

from dj_google_calendar import clock
from dj_google_calendar.models import Account, Event, Notification, QuarantinedItem

CANCELLED = Event.CANCELLED
QUICK_ADD = "edit by quick_add"
NEVER = 2**62

OF_EVENTS = (
    "SELECT c.google_id, e.google_id, e.etag, e.status, e.seen_generation, e.in_outbox "  # noqa: S608
    f'FROM "{EVENTS}" e '
    f'JOIN "{CALENDARS}" c ON c.id = e.calendar_id'
)
OF_CALENDARS = f"""
    SELECT google_id, id, lease_generation, sync_token, done,
      state = 'live' AND lease_until IS NULL AND done >= COALESCE((
        SELECT MAX(n.id) FROM "{Notification._meta.db_table}" n WHERE n.calendar_id = c.id), 0)
    FROM "{CALENDARS}" c
"""  # noqa: S608
OF_CHANNELS = f"""
    SELECT account_id, calendar_id, expires_at FROM "{CHANNELS}" WHERE state = 'live'
"""  # noqa: S608
UNWATCHED = f"""
    SELECT 1 FROM "{Account._meta.db_table}" a LEFT JOIN "{CALENDARS}" c ON c.id = ?
    WHERE a.id = ? AND (a.state NOT IN ('active', 'degraded') OR c.state IN ('unreachable', 'off'))
"""  # noqa: S608
WAITS = f"""
    SELECT state, next_pull_at FROM "{CALENDARS}"
    WHERE id = ? AND state IN ('backoff', 'held') AND next_pull_at > ?
"""  # noqa: S608
OF_QUARANTINE = f'SELECT 1 FROM "{QuarantinedItem._meta.db_table}" WHERE "key" = ?'  # noqa: S608


@dataclass(frozen=True)
class Violation:
    """An oracle that was broken, and how."""

    oracle: str
    says: str

    def __str__(self) -> str:
        return f"{self.oracle}: {self.says}"


class EventRow(NamedTuple):
    """What counts of an event's row."""

    etag: str
    status: str
    seen_generation: int
    in_outbox: bool

    @property
    def micros(self) -> int:
        """When Google's version of it came to be (H-14)."""
        return int(self.etag.strip('"') or 0) // 2

    @property
    def is_cancelled(self) -> bool:
        """Whether the mirror shows it no more."""
        return self.status == CANCELLED


class CalendarRow(NamedTuple):
    """What counts of a calendar's row."""

    pk: int
    lease_generation: int
    sync_token: str
    done: int
    says_up_to_date: bool


Resource = tuple[int, int | None]
"""What is watched: an account and one of its calendars, or its list of them."""


class Oracles:
    """Watches the database beside Google's world; keeps the first violation."""

    def __init__(self, remote: Remote, database: Database) -> None:
        self.found: Violation | None = None
        self._remote, self._database = remote, database
        self._born: dict[Key, int] = {}
        """Since which change each living event has been alive without a break."""
        self._mirrored: set[Key] = set()
        """The living events that the mirror has held since they were born."""
        self._told: dict[str, int] = {}
        """Up to which moment the site was told of a calendar's changes."""
        self._leases: dict[Worker, tuple[int, int]] = {}
        """The calendar and generation that each worker took last."""
        self._events: dict[Key, EventRow] = {}
        self._calendars: dict[str, CalendarRow] = {}
        self.ledger = Ledger(remote, database, self.violate, self.world_changed)
        self._watched: dict[Resource, dt.datetime] = {}
        """Until when a live channel watches each resource."""

    def violate(self, oracle: str, says: str) -> None:
        """Note that something is wrong."""
        if self.found is None:
            self.found = Violation(oracle, says)

    # what happens at Google

    def world_changed(self) -> None:
        """Note what has been born and what has died."""
        living = self._remote.living()
        self._born = {key: self._born.get(key, micros) for key, micros in living.items()}
        self._mirrored &= self._born.keys()
        self.ledger.world_changed()

    def told(self, calendar_id: str, micros: int) -> None:
        """Note that the site has accepted a notification of the changes up to a moment."""
        self._told[calendar_id] = max(micros, self._told.get(calendar_id, 0))

    def forgive(self, calendar_id: str) -> None:
        """Expect nothing of what was known: Google has shown a calendar as it was before."""
        self._told.pop(calendar_id, None)
        for key in self._born:
            if key[0] == calendar_id:
                self._born[key] = NEVER
                self._mirrored.discard(key)

    # what the site does

    def took(self, worker: Worker, calendar_pk: int, generation: int) -> None:
        """Note that a worker has taken a calendar's lease."""
        self._leases[worker] = (calendar_pk, generation)
        if worker.name.partition(" ")[0] == LOOK:
            return
        for state, moment in self._database.run(WAITS, calendar_pk, str(_now())):
            self.violate("who has to wait waits", f"{worker.name}: {state} until {moment}")

    def committed(self, worker: Worker | None) -> None:
        """Look at what was committed since the last look, by a worker or by the driver."""
        events, calendars = self._read()
        if worker is not None:
            self._look_for_stale_commit(worker, events, calendars)
        self._events, self._calendars = events, calendars
        self._look_for_lost_events()
        self._look_for_missed_changes()
        self._look_for_unwatched()
        self.ledger.committed(worker)

    def _read(self) -> tuple[dict[Key, EventRow], dict[str, CalendarRow]]:
        events = {(row[0], row[1]): EventRow(*row[2:]) for row in self._database.run(OF_EVENTS)}
        calendars = {row[0]: CalendarRow(*row[1:]) for row in self._database.run(OF_CALENDARS)}
        return events, calendars

    def _look_for_stale_commit(
        self, worker: Worker, events: dict[Key, EventRow], calendars: dict[str, CalendarRow]
    ) -> None:
        changed = {key for key, _ in events.items() ^ self._events.items()}
        both = (events, self._events)
        # edits are written under the leases of their lanes
        edited = {key for key in changed for each in both if key in each and each[key].in_outbox}
        written = {key[0] for key in changed - edited - self._given_way(worker, changed)}
        for calendar_id, row in calendars.items():
            before = self._calendars.get(calendar_id, row)
            if row.done != before.done or row.sync_token not in ("", before.sync_token):
                written.add(calendar_id)
        for calendar_id in sorted(written):
            row = calendars[calendar_id]
            if self._leases.get(worker) != (row.pk, row.lease_generation):
                self.violate("no stale commit", f"{worker.name} wrote {calendar_id} without lease")

    def _given_way(self, worker: Worker, changed: set[Key]) -> set[Key]:
        """Give the rows that a move has replaced, a calendar's clearing, or a quick add made."""
        if QUICK_ADD in worker.name:
            return changed - self._events.keys()
        return changed if worker.name.startswith(PUSH) else set()

    def _look_for_lost_events(self) -> None:
        for key, born in self._born.items():
            row = self._events.get(key)
            if row is not None and row.in_outbox:
                continue  # the ledger looks at it
            is_there = row is not None and not row.is_cancelled
            if is_there and row.micros >= born:
                self._mirrored.add(key)
            elif not is_there and key in self._mirrored:
                self.violate("nothing disappears", f"{key} is at Google and not in the mirror")

    def _look_for_missed_changes(self) -> None:
        for calendar_id, row in self._calendars.items():
            if calendar_id not in self._told or not row.says_up_to_date:
                continue
            moment = self._told.pop(calendar_id)
            for google_id, event in self._remote.calendar(calendar_id).events.items():
                if event.micros <= moment and not self._has_followed(calendar_id, google_id):
                    self.violate("every notification counts", f"{google_id} of {calendar_id}")

    def _look_for_unwatched(self) -> None:
        """Find what was watched and is not, though its channel had time and may be wanted."""
        watched: dict[Resource, dt.datetime] = {}
        for account_pk, calendar_pk, until in self._database.run(OF_CHANNELS):
            resource = (account_pk, calendar_pk)
            watched[resource] = max(until, watched.get(resource, until))
        for resource, until in self._watched.items():
            is_lost = resource not in watched and until > _now()
            if is_lost and not self._database.run(UNWATCHED, *reversed(resource)):
                self.violate("a calendar stays watched", f"nothing watches {resource} any more")
        self._watched = watched

    def _has_followed(self, calendar_id: str, google_id: str) -> bool:
        event = self._remote.calendar(calendar_id).events[google_id]
        row = self._events.get((calendar_id, google_id))
        if row is not None and row.in_outbox:
            return True  # what was read may be older than an answer
        if event.is_cancelled:
            return row is None or row.is_cancelled
        is_new = row is not None and row.micros >= event.micros
        return is_new or bool(self._database.run(OF_QUARANTINE, google_id))


def _now() -> dt.datetime:
    """Give the present moment as the database keeps it: in UTC, without saying so."""
    return clock.now().replace(tzinfo=None)
