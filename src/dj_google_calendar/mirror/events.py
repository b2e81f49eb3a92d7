"""Writing events."""

import enum
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import DataError, connections, router, transaction
from django.db.models import Q, Value
from django.db.models.fields.json import KT
from django.db.models.lookups import LessThan

from dj_google_calendar.mirror.columns import EventRow
from dj_google_calendar.mirror.occurrences import follow_calendar
from dj_google_calendar.mirror.stores import portable, postgresql, sqlite
from dj_google_calendar.models import Calendar, Event

STORES: Mapping[str, Any] = {"postgresql": postgresql, "sqlite": sqlite}


class Way(enum.Enum):
    """How rows are written: each way is slower than the one before, and takes more."""

    AS_NEW = "inserted, where none of them is there"
    MERGED = "inserted, or replaced where they differ"
    ONE_BY_ONE = "merged, without those that the database cannot keep"


class Written(NamedTuple):
    """How many rows were inserted or replaced, how many cancelled, and which were refused."""

    changed: int
    cancelled: int
    refused: Mapping[str, str]
    """The reason, by Google id, of each row that the database did not take."""


def write_events(
    calendar: Calendar, rows: Sequence[EventRow], cancels: Collection[str], *, way: Way
) -> Written:
    """Write events in the calendar's present generation and cancel others, in a transaction.

    With a series its instances are cancelled (R-18). The row of what is cancelled stays, with
    its last resource: the site may hold references to it, and the event may come back under
    the same id (E-5). Raises IntegrityError where a row is there that is written ``AS_NEW``,
    and DataError where one cannot be kept, unless they are written ``ONE_BY_ONE``.
    """
    rows = [_of_cancelled(row) if row.recurring_event_id in cancels else row for row in rows]
    if way == Way.ONE_BY_ONE:
        changed, refused = _one_by_one(calendar, rows)
        return Written(changed, _upsert(calendar, [], cancels)[1], refused)
    if way == Way.AS_NEW and rows and not cancels:
        store, connection, of = _store(calendar)
        return Written(store.insert_rows(connection, rows, **of), 0, {})
    return Written(*_upsert(calendar, rows, cancels), {})


def _of_cancelled(row: EventRow) -> EventRow:
    return row._replace(status=Event.CANCELLED)


def _one_by_one(calendar: Calendar, rows: Sequence[EventRow]) -> tuple[int, dict[str, str]]:
    written, refused = 0, {}
    for row in rows:
        try:
            with transaction.atomic(using=_alias()):
                written += _upsert(calendar, [row], ())[0]
        except DataError as exc:
            said = str(exc).partition("\n")[0]
            refused[row.google_id] = f"The database cannot keep it: {said}"
    return written, refused


def _upsert(
    calendar: Calendar, rows: Sequence[EventRow], cancels: Collection[str]
) -> tuple[int, int]:
    if not rows and not cancels:
        return 0, 0
    store, connection, of = _store(calendar)
    changed, cancelled = store.upsert_rows(connection, rows, cancels, **of)
    return changed, cancelled


def _store(calendar: Calendar) -> tuple[Any, Any, dict[str, int]]:
    """Give the database's way of writing, its connection, and what stands in each row."""
    connection = connections[_alias()]
    of = {"calendar_pk": calendar.pk, "generation": calendar.pull_generation}
    return STORES.get(connection.vendor, portable), connection, of


def count_known(calendar: Calendar, rows: Sequence[EventRow]) -> int:
    """Count the rows that are stored as they are: a full pull writes them all the same.

    It marks them as met; so its figures take these off.
    """
    if calendar.pull_generation <= 1 or not rows:
        return 0
    ids = [row.google_id for row in rows]
    known_here = calendar.events.filter(google_id__in=ids, in_outbox=False)
    stored = known_here.values_list("google_id", "etag", "status")
    known = {google_id: (etag, status) for google_id, etag, status in stored}
    return sum(known.get(row.google_id) == (row.etag, row.status) for row in rows)


def _alias() -> str:
    return router.db_for_write(Event)


def cancel_cleared_events(calendar: Calendar, asked: str) -> int:
    """Cancel the events of a calendar that was cleared; give how many that were.

    Those that have changed since this was ``asked`` for may have come after it: a full pull tells.
    """
    return _cancel(calendar, Q(LessThan(KT("resource__updated"), Value(asked))))


def mark_as_seen(calendar: Calendar, google_ids: Collection[str]) -> None:
    """Note that the present generation has met events, whatever became of them."""
    if google_ids:
        rows = calendar.events.filter(_not_seen(calendar), google_id__in=google_ids)
        rows.update(seen_generation=calendar.pull_generation)


def missed(calendar: Calendar) -> tuple[int, int]:
    """Count what a complete full pull did not meet, and all that it should have met.

    What was made here is neither: Google may not have it yet.
    """
    at_google = Q(in_outbox=False) | Q(remote_resource__isnull=False)
    living = calendar.events.not_cancelled().filter(at_google)
    return living.filter(_not_seen(calendar)).count(), living.count()


def sweep_events(calendar: Calendar) -> int:
    """Cancel what a complete full pull did not meet; give how many that were.

    A full list carries no tombstones, so this is how deletions are noticed after a sync
    token has died (Y-7).
    """
    return _cancel(calendar, _not_seen(calendar))


def _not_seen(calendar: Calendar) -> Q:
    return ~Q(seen_generation=calendar.pull_generation)


def _cancel(calendar: Calendar, which: Q) -> int:
    free = calendar.events.filter(which, in_outbox=False)
    cancelled = free.not_cancelled().update(status=Event.CANCELLED)
    if cancelled:
        follow_calendar(calendar)
    return cancelled
