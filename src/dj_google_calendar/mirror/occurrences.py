"""Occurrences follow their events, in the same transaction; only what differs is written.

A single event and a stored instance have one. A series has those that its lines give within the
horizon, without the instances that have events of their own. Whoever writes those of a series
holds its row, so that two writers, of which each sees other instances, come one after the other.
"""

import functools
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connections, router, transaction
from django.db.models import QuerySet

from dj_google_calendar.mirror.columns import EventRow
from dj_google_calendar.mirror.expansion import (
    SLACK,
    expand,
    horizon,
    key_of,
    near,
    original_epoch,
)
from dj_google_calendar.mirror.stores import portable, postgresql, sqlite
from dj_google_calendar.mirror.stores.upsert import recurs
from dj_google_calendar.models import Calendar, Event, Expansion, Occurrence

STORES: Mapping[str, Any] = {"postgresql": postgresql, "sqlite": sqlite}
FEW = 10
"""So many series of a page are expanded as far as they are to be at once."""
BATCH = 200
"""So many series are expanded further at once."""


class _Series(NamedTuple):
    """An event that is or was a series, what is stored of its occurrences, and its instances."""

    pk: int
    google_id: str
    status: str
    resource: Mapping[str, Any]
    instances: Sequence[tuple[str, Any]]
    """The id of each that has a row of its own, and its ``originalStartTime``."""
    has_occurrences: bool
    key: str | None
    is_complete: bool
    """Whether all of its occurrences are there, as far as the horizon reaches."""

    @property
    def is_living(self) -> bool:
        """Whether it is a series, and takes place."""
        is_series = bool(self.resource.get("recurrence"))
        is_instance = bool(self.resource.get("recurringEventId"))
        return self.status != Event.CANCELLED and is_series and not is_instance

    def originals(self, time_zone: str) -> set[int]:
        """Give where its instances would have been that have rows of their own."""
        moments = (
            original_epoch(original, google_id, self.resource, time_zone=time_zone)
            for google_id, original in self.instances
        )
        return {moment for moment in moments if moment is not None}


def follow_page(calendar: Calendar, rows: Sequence[EventRow]) -> None:
    """Let the occurrences of series follow a page of events that was just written.

    Those of single events were written with these.
    """
    series = {row.google_id for row in rows if recurs(row)}
    others = {row.recurring_event_id for row in rows if row.recurring_event_id} - series
    # who has written a series' row holds it
    _renew(calendar, series | _held(calendar, others, waits=True), FEW)


def follow_event(event: Event) -> None:
    """Let occurrences follow one event whose row was just written; the caller holds the row."""
    if event.status == Event.CANCELLED or not recurs(event):
        _store().follow_singles(_connection(), event.calendar_id, [event.google_id])
    if recurs(event):
        renew_series(event.calendar, {event.google_id})
    if event.recurring_event_id:
        follow_series(event.calendar, event.recurring_event_id)


def follow_series(calendar: Calendar, google_id: str) -> None:
    """Let a series' occurrences follow its instances: now, or once who holds its row is done."""
    if renew_series(calendar, {google_id}, waits=False):
        transaction.on_commit(functools.partial(_renew_later, calendar, google_id))


def _renew_later(calendar: Calendar, google_id: str) -> None:
    with transaction.atomic():
        renew_series(calendar, {google_id})


def follow_calendar(calendar: Calendar) -> None:
    """Take away the occurrences of all that was just cancelled in a calendar.

    Series get back what an instance had that is gone.
    """
    cancelled = calendar.events.filter(status=Event.CANCELLED)
    with_rows = cancelled.filter(occurrences__isnull=False)
    of_series = set(with_rows.values_list("recurring_event_id", flat=True)) - {""}
    _delete(Occurrence.objects.filter(event__in=with_rows.values("pk")))
    if of_series:
        renew_series(calendar, of_series)


def roll_on() -> int:
    """Expand some of the series further whose rows are about to end; give how many."""
    due = Expansion.objects.filter(until__lt=horizon().ends).order_by("until", "pk")
    events = Event.objects.filter(pk__in=list(due.values_list("pk", flat=True)[:BATCH]))
    done = 0
    for calendar in Calendar.objects.filter(events__in=events).distinct():
        ids = set(events.filter(calendar=calendar).values_list("google_id", flat=True))
        with transaction.atomic():
            left = renew_series(calendar, ids, waits=False, most=BATCH)
        done += len(ids - left)
    return done


def renew_series(
    calendar: Calendar, google_ids: Collection[str], *, waits: bool = True, most: int = FEW
) -> set[str]:
    """Write the occurrences of series anew where they follow from something else than before.

    Of more than ``most`` series only the near ones are written, and the tick does the rest.
    Must run in a transaction. Gives the ids of those that another holds, where it does not wait.
    """
    held = _held(calendar, google_ids, waits=waits)
    _renew(calendar, held, most)
    return set(google_ids) - held


def _held(calendar: Calendar, google_ids: Collection[str], *, waits: bool) -> set[str]:
    """Hold rows of a calendar until the transaction ends; give the ids of those that are."""
    features = connections[router.db_for_write(Event)].features
    if not google_ids or not features.has_select_for_update:
        return set(google_ids)
    rows = calendar.events.filter(google_id__in=google_ids).order_by("pk")
    skip_locked = not waits and features.has_select_for_update_skip_locked
    return set(rows.select_for_update(skip_locked=skip_locked).values_list("google_id", flat=True))


def _renew(calendar: Calendar, google_ids: Collection[str], most: int) -> None:
    if not google_ids:
        return
    found = _read(calendar, google_ids)
    _forget([each for each in found if not each.is_living])
    zone = calendar.time_zone or "UTC"
    changed, originals, keys = [], {}, {}
    for each in found:
        if each.is_living:
            originals[each.pk] = each.originals(zone)
            keys[each.pk] = key_of(each.resource, originals[each.pk], calendar.pk, zone)
            if each.key != keys[each.pk] or not each.is_complete:
                changed.append(each)
    if not changed:
        return
    window = horizon()
    window = window._replace(ends=window.ends + SLACK) if len(changed) <= most else near()
    begins, ends = window.epochs
    of: Any = {"time_zone": zone, "begins": begins, "ends": ends}
    expanded = {each.pk: expand(each.resource, originals[each.pk], **of) for each in changed}
    days = (window.begins.isoformat(), window.ends.isoformat())
    _store().write_series(
        _connection(),
        calendar.pk,
        [(pk, span) for pk, each in expanded.items() for span in each.spans],
        [(pk, keys[pk], len(each.spans), *days, each.problem) for pk, each in expanded.items()],
        stale=[each.pk for each in changed if each.has_occurrences],
    )


def _read(calendar: Calendar, google_ids: Collection[str]) -> list[_Series]:
    until = horizon().ends.isoformat()
    rows = _store().read_series(_connection(), calendar.pk, list(google_ids), until)
    return [
        _Series(pk, google_id, status, json.loads(resource), json.loads(instances or "[]"), *known)
        for pk, google_id, status, resource, instances, *known in rows
    ]


def _forget(over: Sequence[_Series]) -> None:
    """Note that events are no series any more; those that are cancelled have no occurrence."""
    if known := [each.pk for each in over if each.key is not None]:
        _delete(Expansion.objects.filter(pk__in=known))
    if gone := [
        each.pk for each in over if each.status == Event.CANCELLED and each.has_occurrences
    ]:
        _delete(Occurrence.objects.filter(event__in=gone))


def _delete(rows: QuerySet[Any]) -> None:
    # nothing hangs on these rows: Django need not read them first
    rows._raw_delete(router.db_for_write(rows.model))


def _store() -> Any:
    return STORES.get(_connection().vendor, portable)


def _connection() -> Any:
    return connections[router.db_for_write(Occurrence)]
