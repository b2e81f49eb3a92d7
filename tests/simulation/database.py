"""The site's database: one connection that all workers share, as only one of them runs.

Nobody hands the baton over within a transaction, so each worker sees what it would see through a
connection of its own. Each statement is a point at which a worker may be interrupted.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from tests.simulation.scheduler import Worker, present

from dj_google_calendar.models import (
    Account,
    Budget,
    Calendar,
    Channel,
    Conflict,
    Event,
    Expansion,
    Notification,
    Occurrence,
    OutboxEntry,
    QuarantinedItem,
    StateChange,
    SyncRun,
)

EVENTS, CALENDARS = Event._meta.db_table, Calendar._meta.db_table
CHANNELS, ENTRIES = Channel._meta.db_table, OutboxEntry._meta.db_table
CONFLICTS = Conflict._meta.db_table
LOOKED_AT = (EVENTS, CALENDARS, CHANNELS, ENTRIES)
CHILDREN_FIRST = (
    *(Conflict, OutboxEntry, Occurrence, Expansion),
    *(Event, QuarantinedItem, Notification, Channel, SyncRun, StateChange, Calendar, Account),
    Budget,
)

TAKES_LEASE = "lease_generation = lease_generation + 1"

Row = tuple[Any, ...]


class Database:
    """The shared connection, with an eye on what is written."""

    def __init__(
        self,
        look: Callable[[Worker | None], None],
        took: Callable[[Worker, int, int], None],
        took_lane: Callable[[Worker, int, int], None],
    ) -> None:
        self._look = look
        """Called whenever something that matters may have been committed."""
        self._took = took
        """Called when a worker has a calendar's lease, with its generation."""
        self._took_lane = took_lane
        """The same for a lane of the outbox, by its oldest entry."""
        self._is_written = False
        self._shared = connections["default"]

    def empty(self) -> None:
        """Begin with empty tables, whose ids begin anew."""
        for model in CHILDREN_FIRST:
            self.run(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608 - our own tables
        self.run('DELETE FROM "auth_user"')
        self.run("DELETE FROM sqlite_sequence")

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Pass each statement through this."""
        self._shared.inc_thread_sharing()
        try:
            with self._shared.execute_wrapper(self._statement):
                yield
        finally:
            self._shared.dec_thread_sharing()

    def within(self, work: Callable[[], object]) -> object:
        """Run a worker's job on the shared connection."""
        connections["default"] = self._shared
        return work()

    def run(self, sql: str, *parameters: object) -> list[Row]:
        """Run a statement beside the engine: no point for workers, nothing to look at."""
        return list(self._shared.connection.execute(sql, parameters))

    def look(self, worker: Worker | None) -> None:
        """Let the oracles look at what a worker has committed since the last time."""
        if self._is_written and not self._shared.in_atomic_block:
            self._is_written = False
            self._look(worker)

    def _statement(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        worker = present()
        self.look(worker)
        if worker is not None:
            is_open = self._shared.in_atomic_block
            worker.point(f"statement {sql[:60]}", may_pause=not is_open)
        result = execute(sql, params, many, context)
        if not sql.lstrip().startswith("SELECT"):
            self._is_written |= any(table in sql for table in LOOKED_AT)
        if worker is not None and TAKES_LEASE in sql:
            is_lane = ENTRIES in sql
            table, told = (ENTRIES, self._took_lane) if is_lane else (CALENDARS, self._took)
            owned = f'SELECT id, lease_generation FROM "{table}" WHERE lease_owner = ?'  # noqa: S608
            for row in self.run(owned, params[0]):
                told(worker, *row)
        return result
