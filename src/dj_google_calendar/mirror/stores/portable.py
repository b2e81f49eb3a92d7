"""Any other database that Django's own upsert serves."""

import datetime as dt
import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Q

from dj_google_calendar.mirror.columns import EventRow
from dj_google_calendar.mirror.stores.upsert import COLUMNS, EXPANSION, KEY, recurs
from dj_google_calendar.models import Event, Expansion, Occurrence
from dj_google_calendar.models.event import IS_INSTANCE
from dj_google_calendar.models.occurrence import LONG
from dj_google_calendar.recurrence.moments import moment_at

BATCH = 500


def insert_rows(
    connection: BaseDatabaseWrapper, rows: Sequence[EventRow], *, calendar_pk: int, generation: int
) -> int:
    """Insert rows; those that are there are replaced."""
    written, _ = upsert_rows(connection, rows, (), calendar_pk=calendar_pk, generation=generation)
    return written


def upsert_rows(
    connection: BaseDatabaseWrapper,
    rows: Sequence[EventRow],
    cancels: Collection[str],
    *,
    calendar_pk: int,
    generation: int,
) -> tuple[int, int]:
    """Insert or replace rows, those that do not differ too, and cancel others."""
    held = Event.objects.using(connection.alias).filter(calendar_id=calendar_pk, in_outbox=True)
    passed_over = set(held.values_list("google_id", flat=True))
    rows = [row for row in rows if row.google_id not in passed_over]
    Event.objects.using(connection.alias).bulk_create(
        (
            Event(
                **row._asdict() | {"resource": json.loads(row.resource)},
                calendar_id=calendar_pk,
                seen_generation=generation,
            )
            for row in rows
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=("calendar", "google_id")
        if connection.features.supports_update_conflicts_with_target
        else None,
        update_fields=[name for name in COLUMNS if name not in KEY],
    )
    cancelled = _cancel(connection, calendar_pk, cancels) if cancels else 0
    follow_singles(connection, calendar_pk, [row.google_id for row in rows], cancels)
    return len(rows), cancelled


def _cancel(connection: BaseDatabaseWrapper, calendar_pk: int, google_ids: Collection[str]) -> int:
    named = Q(google_id__in=google_ids) | (IS_INSTANCE & Q(recurring_event_id__in=google_ids))
    events = Event.objects.using(connection.alias).filter(
        named, calendar_id=calendar_pk, in_outbox=False
    )
    return events.not_cancelled().update(status=Event.CANCELLED)


def follow_singles(
    connection: BaseDatabaseWrapper,
    calendar_pk: int,
    google_ids: Sequence[str],
    cancels: Collection[str] = (),
) -> None:
    """Write the occurrences of single events anew, and take away cancelled ones."""
    named = Q(google_id__in=[*google_ids, *cancels]) | (
        IS_INSTANCE & Q(recurring_event_id__in=cancels)
    )
    events = Event.objects.using(connection.alias).filter(named, calendar_id=calendar_pk)
    once = [event for event in events if event.status == Event.CANCELLED or not recurs(event)]
    stale = Occurrence.objects.using(connection.alias).filter(event__in=once)
    stale.delete()
    Occurrence.objects.using(connection.alias).bulk_create(
        Occurrence(
            event=event,
            calendar_id=calendar_pk,
            starts_at=event.starts_at,
            ends_at=event.ends_at or event.starts_at,
            starts_on=event.starts_on,
            ends_on=event.ends_on,
            is_long=bool(event.ends_at and event.ends_at - event.starts_at > LONG),
        )
        for event in once
        if event.status != Event.CANCELLED and event.starts_at is not None
    )


def read_series(
    connection: BaseDatabaseWrapper, calendar_pk: int, google_ids: Sequence[str], until: str
) -> list[tuple[Any, ...]]:
    """Read series of a calendar, what is stored of them until a day, and their instances."""
    events = Event.objects.using(connection.alias).filter(calendar_id=calendar_pk)
    instances: dict[str, list[Any]] = {}
    for of, google_id, original in events.instances_of(google_ids).values_list(
        "recurring_event_id", "google_id", "resource__originalStartTime"
    ):
        instances.setdefault(of, []).append((google_id, original))
    series = events.filter(google_id__in=google_ids).annotate(rows=Count("occurrences"))
    rows: dict[int, int] = dict(series.values_list("pk", "rows"))
    return [
        (
            each.pk,
            each.google_id,
            each.status,
            json.dumps(each.resource),
            json.dumps(instances.get(each.google_id, [])),
            rows[each.pk] > 0,
            known.key if (known := getattr(each, "expansion", None)) else None,
            bool(known and known.until.isoformat() >= until and known.count == rows[each.pk]),
        )
        for each in events.filter(pk__in=rows).select_related("expansion")
    ]


def write_series(
    connection: BaseDatabaseWrapper,
    calendar_pk: int,
    spans: Sequence[tuple[int, Any]],
    expansions: Sequence[tuple[Any, ...]],
    *,
    stale: Sequence[int],
) -> None:
    """Write series' occurrences anew, and how far they are expanded.

    ``stale`` are the keys of those that have occurrences.
    """
    occurrences = Occurrence.objects.using(connection.alias)
    occurrences.filter(event__in=stale).delete()
    occurrences.bulk_create(
        Occurrence(
            event_id=pk,
            calendar_id=calendar_pk,
            starts_at=moment_at(span.starts),
            ends_at=moment_at(span.ends),
            starts_on=_day(span.first_day),
            ends_on=_day(span.last_day),
            is_long=moment_at(span.ends) - moment_at(span.starts) > LONG,
        )
        for pk, span in spans
    )
    has_target = connection.features.supports_update_conflicts_with_target
    Expansion.objects.using(connection.alias).bulk_create(
        (Expansion(**dict(zip(EXPANSION, row, strict=True))) for row in expansions),
        update_conflicts=True,
        unique_fields=("event",) if has_target else None,
        update_fields=EXPANSION[1:],
    )


def _day(ordinal: int | None) -> dt.date | None:
    return None if ordinal is None else dt.date.fromordinal(ordinal)
