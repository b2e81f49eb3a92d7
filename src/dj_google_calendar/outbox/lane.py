"""Taking a lane: one worker at a time sends what waits in it, and only from its beginning."""

import datetime as dt
import functools
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, router, transaction
from django.db.models import Exists, OuterRef, QuerySet

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import SupersededError
from dj_google_calendar.models import Account, Calendar, OutboxEntry

Kind, State = OutboxEntry.Kind, OutboxEntry.State
Quote = Callable[[str], str]
FOLDED = (Kind.INSERT, Kind.PATCH, Kind.DELETE)
BEGINNING = (*FOLDED, Kind.IMPORT)
"""What others can be sent as one with; what is imported is deleted by an edit of its own."""
APART = {"colorId", "eventLabelId"}
"""Fields of which Google reads one alone in a request (E-29)."""


@dataclass
class Batch:
    """Edits of one event that are sent as one request."""

    entries: Sequence[OutboxEntry]
    was_tried: bool
    """Whether a request for it may have reached Google before."""
    generation: int = 0
    """The calendar's when it was sent: a full list that begins later holds what it has made."""
    request: dict[str, Any] = field(default_factory=dict)
    """What was sent last, for people to look at; without credentials."""

    @property
    def head(self) -> OutboxEntry:
        """The oldest, whose lease stands for all."""
        return self.entries[0]


def due_entries() -> QuerySet[OutboxEntry]:
    """Give the entry at the head of each lane that can be sent now."""
    connection = connections[router.db_for_write(OutboxEntry)]
    now = connection.ops.adapt_datetimefield_value(clock.now())
    return OutboxEntry.objects.extra(  # noqa: S610 - names of our own
        where=[_is_due(connection.ops.quote_name)], params=[now, now]
    ).order_by("pk")


def take(pk: int) -> Batch | None:
    """Take a lane by its oldest entry; None where another worker has it, or nothing is due."""
    connection = connections[router.db_for_write(OutboxEntry)]
    now = connection.ops.adapt_datetimefield_value(clock.now())
    until = connection.ops.adapt_datetimefield_value(_lease_end())
    batch = clock.uuid()
    key = OutboxEntry._meta.get_field("batch").get_db_prep_value(batch, connection)
    with transaction.atomic(), connection.cursor() as cursor:
        taken = [clock.uuid().hex, until, key, now, now, pk]
        cursor.execute(_take_sql(connection.ops.quote_name), taken)
        if not cursor.rowcount:
            return None
        return _gather(_head(pk), batch)


@functools.lru_cache(maxsize=4)
def _take_sql(quote: Quote) -> str:
    # in SQL by hand, as each edit pays for it
    return f"""
        UPDATE {quote(OutboxEntry._meta.db_table)}
        SET state = 'sending', lease_owner = %s, lease_until = %s,
            lease_generation = lease_generation + 1, attempts = attempts + 1,
            batch = COALESCE(batch, %s)
        WHERE {_is_due(quote)} AND id = %s
    """  # noqa: S608 - names of our own


@functools.lru_cache(maxsize=4)
def _is_due(quote: Quote) -> str:
    """Say in SQL that an entry is the first of its lane and can be sent now."""
    entry, account, calendar = (
        quote(model._meta.db_table) for model in (OutboxEntry, Account, Calendar)
    )
    words = OutboxEntry.OPEN, Account.PULLED, OutboxEntry.CREATING
    open_states, pulled, creating = map(_listed, words)
    # an event that Google would not take keeps back what builds on it; what followed an edit
    # that is in conflict, and could not do so any more, has been refused with it
    return f"""
        {entry}.not_before <= %s
        AND ({entry}.state = 'queued' OR ({entry}.state = 'sending' AND {entry}.lease_until <= %s))
        AND EXISTS (SELECT 1 FROM {account} a
                    WHERE a.id = {entry}.account_id AND a.state IN ({pulled}))
        AND NOT EXISTS (SELECT 1 FROM {calendar} c
                        WHERE c.id = {entry}.calendar_id AND c.state = 'off')
        AND ({entry}.follows_id IS NULL OR EXISTS (
            SELECT 1 FROM {entry} f
            WHERE f.id = {entry}.follows_id AND f.state IN ('sent', 'conflict')))
        AND NOT EXISTS (
            SELECT 1 FROM {entry} o WHERE o.lane = {entry}.lane AND o.id < {entry}.id
            AND (o.state IN ({open_states}) OR (o.state = 'refused' AND o.kind IN ({creating}))))
    """  # noqa: S608 - names of our own


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _head(pk: int) -> Any:
    entries = OutboxEntry.objects.select_related("account", "event__calendar")
    behind = OutboxEntry.objects.filter(lane=OuterRef("lane"), pk__gt=OuterRef("pk")).waiting()
    return entries.annotate(has_others=Exists(behind)).get(pk=pk)


def _gather(head: Any, batch: uuid.UUID) -> Batch:
    """Take along the edits of the same event that wait behind the first.

    What was tried before is tried again as it was: Google may have done it already.
    """
    was_tried = head.batch != batch
    others: list[OutboxEntry] = []
    if head.has_others:
        behind = list(OutboxEntry.objects.filter(lane=head.lane, pk__gt=head.pk).waiting())
        if was_tried:
            others = [entry for entry in behind if entry.batch == head.batch]
        elif head.kind in BEGINNING and head.event_id is not None:
            others = _taken_along(list(_alike(head, behind)), batch)
    return Batch([head, *others], was_tried)


def _taken_along(entries: list[OutboxEntry], batch: uuid.UUID) -> list[OutboxEntry]:
    """Mark edits as of a batch; give those that are, for some may have been discarded just now."""
    rows = OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries])
    taken = rows.filter(state=State.QUEUED, batch=None).update(batch=batch, state=State.SENDING)
    return entries if taken == len(entries) else list(rows.filter(batch=batch).order_by("pk"))


def _alike(head: OutboxEntry, behind: Iterable[OutboxEntry]) -> Iterator[OutboxEntry]:
    """Give the edits that can be sent as one with the first.

    One of what was deleted before, and not restored, is told by itself that there is nothing left.
    """
    is_deleted = head.kind == Kind.DELETE
    fields = set(head.changes)
    for entry in behind:
        is_edit = entry.kind == Kind.PATCH and "status" not in entry.changes
        fields |= entry.changes.keys()
        if not _is_alike(head, entry) or (is_deleted and is_edit) or fields >= APART:
            return
        is_deleted = entry.kind == Kind.DELETE
        yield entry


def _is_alike(head: OutboxEntry, entry: OutboxEntry) -> bool:
    """Say whether an edit can be sent as one with those before it."""
    kinds = (Kind.PATCH,) if head.kind == Kind.IMPORT else FOLDED
    return (
        entry.event_id == head.event_id
        and entry.kind in kinds
        and entry.follows_id is None
        and entry.batch is None
        and entry.parameters == head.parameters
    )


def hold(batch: Batch) -> None:
    """Be sure to have the lane still, before something is written; else SupersededError.

    It costs nothing in the first half of a lease. Who has slept since read what others may have
    built on, and would undo it.
    """
    until, half = batch.head.lease_until, dt.timedelta(seconds=conf.LEASE_SECONDS / 2)
    if until is None or until - clock.now() < half:
        batch.head.lease_until = _lease_end()
        fence(batch, lease_until=batch.head.lease_until)


def fence(batch: Batch, /, **columns: Any) -> None:
    """Write columns of the lane's head; SupersededError where the lane was lost."""
    head = batch.head
    held = OutboxEntry.objects.filter(
        pk=head.pk, state=State.SENDING, lease_generation=head.lease_generation
    )
    if not held.update(**columns):
        raise SupersededError


def _lease_end() -> dt.datetime:
    return clock.now() + dt.timedelta(seconds=conf.LEASE_SECONDS)
