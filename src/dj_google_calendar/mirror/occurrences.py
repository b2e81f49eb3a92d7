"""Occurrences follow their events, in the same transaction; only what differs is written.

A single event and a stored instance have one. A series has those that its lines give within the
horizon, without the instances that have events of their own. Whoever writes those of a series
holds its row, so that two writers, of which each sees other instances, come one after the other.
"""

import functools
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connections, router, transaction
from django.db.models import QuerySet

from dj_google_calendar.mirror.columns import EventRow
from dj_google_calendar.mirror.expansion import (
    SLACK,
    Expanded,
    Horizon,
    expand,
    horizon,
    key_of,
    near,
    original_epoch,
    shape_of,
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
    pk: int
    google_id: str
    status: str
    resource: Mapping[str, Any]

    @property
    def is_living(self) -> bool:
        """Whether it is a series, and takes place."""
        is_series = bool(self.resource.get("recurrence"))
        is_instance = bool(self.resource.get("recurringEventId"))
        return self.status != Event.CANCELLED and is_series and not is_instance


def follow_page(calendar: Calendar, rows: Sequence[EventRow], *, are_new: bool = False) -> None:
    """Let the occurrences of series follow a page of events that was just written.

    Those of single events were written with these. ``are_new`` says that no event was there.
    """
    series = {row.google_id: row for row in rows if recurs(row)}
    with_instances = {row.recurring_event_id for row in rows if row.recurring_event_id}
    others = with_instances - series.keys()
    if are_new and series:
        found = _found(calendar, "google_id", series)
        new = [_series_of(pk, series[google_id]) for pk, google_id in found]
        _renew(calendar, [each for each in new if each.is_living], FEW, are_new=True)
    else:
        others |= series.keys()
        others -= _unchanged(calendar, [series[key] for key in series.keys() - with_instances])
    if others:
        renew_series(calendar, others)


def _unchanged(calendar: Calendar, rows: Sequence[EventRow]) -> set[str]:
    """Give the ids of series that recur as before: most changes are of titles and guests."""
    all_of = [_series_of(0, row) for row in rows]
    shapes = {each.google_id: _shape(calendar, each) for each in all_of if each.is_living}
    known = _known_keys(calendar, list(shapes))
    return {google_id for google_id, key in known.items() if key.startswith(shapes[google_id])}


def _shape(calendar: Calendar, series: _Series) -> str:
    return shape_of(series.resource, calendar.pk, calendar.time_zone)


def _series_of(pk: int, row: EventRow) -> _Series:
    return _Series(pk, row.google_id, row.status, json.loads(row.resource))


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
    found = _held(calendar, google_ids, waits=waits)
    living = [each for each in found if each.is_living]
    _forget([each for each in found if not each.is_living])
    _renew(calendar, living, most)
    return set() if waits else set(google_ids) - {each.google_id for each in found}


def _renew(
    calendar: Calendar, living: Sequence[_Series], most: int, *, are_new: bool = False
) -> None:
    originals = _originals(calendar, living)
    keys = {each.pk: key_of(_shape(calendar, each), originals[each.pk]) for each in living}
    window = horizon()
    known = {} if are_new else _known_keys(calendar, [each.google_id for each in living])
    changed = [each for each in living if known.get(each.google_id) != keys[each.pk]]
    if not changed:
        return
    window = window._replace(ends=window.ends + SLACK) if len(changed) <= most else near()
    begins, ends = window.epochs
    of: Any = {"time_zone": calendar.time_zone or "UTC", "begins": begins, "ends": ends}
    expanded = {each.pk: expand(each.resource, originals[each.pk], **of) for each in changed}
    if not are_new:
        _delete(Occurrence.objects.filter(event__in=list(expanded)))
    _write(calendar, expanded, keys, window)


def _held(calendar: Calendar, google_ids: Collection[str], *, waits: bool) -> list[_Series]:
    pks = [pk for pk, _ in _found(calendar, "google_id", google_ids)]
    rows = Event.objects.filter(pk__in=pks).order_by("pk")
    can_skip = connections[rows.db].features.has_select_for_update_skip_locked
    held = rows.select_for_update(skip_locked=not waits and can_skip)
    return list(map(_Series._make, held.values_list("pk", "google_id", "status", "resource")))


def _found(calendar: Calendar, column: str, values: Collection[str]) -> list[tuple[int, str]]:
    """Give the keys and ids of a calendar's events that have one of these values."""
    found: list[tuple[int, str]] = _store().find(_connection(), calendar.pk, column, list(values))
    return found


def _originals(calendar: Calendar, living: Iterable[_Series]) -> dict[int, set[int]]:
    """Give where each series' instances would have been that have rows of their own."""
    of = {each.google_id: each for each in living}
    originals: dict[int, set[int]] = {each.pk: set() for each in of.values()}
    pks = [pk for pk, _ in _found(calendar, "recurring_event_id", of)]
    instances = Event.objects.filter(pk__in=pks)
    for series_id, google_id, resource in instances.values_list(
        "recurring_event_id", "google_id", "resource"
    ):
        series, zone = of[series_id], calendar.time_zone or "UTC"
        moment = original_epoch(resource, google_id, series.resource, time_zone=zone)
        if moment is not None:
            originals[series.pk].add(moment)
    return originals


def _known_keys(calendar: Calendar, google_ids: Sequence[str]) -> dict[str, str]:
    """Give the keys of series whose rows are all there, as far as the horizon reaches."""
    if not google_ids:
        return {}
    until = horizon().ends.isoformat()
    return dict(_store().known_keys(_connection(), calendar.pk, google_ids, until))


def _write(
    calendar: Calendar, expanded: Mapping[int, Expanded], keys: Mapping[int, str], window: Horizon
) -> None:
    spans = [(pk, span) for pk, each in expanded.items() for span in each.spans]
    _store().insert_spans(_connection(), calendar.pk, spans)
    days = (window.begins.isoformat(), window.ends.isoformat())
    rows = [(pk, keys[pk], len(of.spans), *days, of.problem) for pk, of in expanded.items()]
    _store().keep_expansions(_connection(), rows)


def _forget(over: Sequence[_Series]) -> None:
    """Note that events are no series any more; those that are cancelled have no occurrence."""
    _delete(Expansion.objects.filter(pk__in=[each.pk for each in over]))
    gone = [each.pk for each in over if each.status == Event.CANCELLED]
    _delete(Occurrence.objects.filter(event__in=gone))


def _delete(rows: QuerySet[Any]) -> None:
    # nothing hangs on these rows: Django need not read them first
    rows._raw_delete(rows.db if rows.query.is_empty() else router.db_for_write(rows.model))


def _store() -> Any:
    return STORES.get(_connection().vendor, portable)


def _connection() -> Any:
    return connections[router.db_for_write(Occurrence)]
