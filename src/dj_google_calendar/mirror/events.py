"""Writing events."""

from collections.abc import Collection, Mapping

from django.db.models import Q

from dj_google_calendar.mirror.columns import Columns
from dj_google_calendar.models import Calendar, Event

WRITTEN = (
    "etag",
    "status",
    "event_type",
    "summary",
    "ical_uid",
    "recurring_event_id",
    "starts_at",
    "starts_on",
    "ends_at",
    "ends_on",
    "resource",
    "seen_generation",
)


def upsert_events(calendar: Calendar, columns: Mapping[str, Columns]) -> None:
    """Insert or replace events, given by Google id."""
    Event.objects.bulk_create(
        (
            Event(
                calendar=calendar,
                google_id=google_id,
                seen_generation=calendar.pull_generation,
                **values,
            )
            for google_id, values in columns.items()
        ),
        update_conflicts=True,
        unique_fields=("calendar", "google_id"),
        update_fields=WRITTEN,
    )


def cancel_events(calendar: Calendar, google_ids: Collection[str]) -> None:
    """Cancel events, and with a series its instances (R-18).

    The row and its last resource stay: the site may hold references to it, and the event
    may come back under the same id (E-5).
    """
    if not google_ids:
        return
    named = Q(google_id__in=google_ids) | Q(recurring_event_id__in=google_ids)
    _cancel(calendar, named)


def mark_seen(calendar: Calendar, google_ids: Collection[str]) -> None:
    """Note that the full pull has met these unchanged events."""
    calendar.events.filter(google_id__in=google_ids).update(
        seen_generation=calendar.pull_generation
    )


def sweep_events(calendar: Calendar) -> int:
    """Cancel what a complete full pull did not meet; give how many that were.

    A full list carries no tombstones, so this is how deletions are noticed after a sync
    token has died (Y-7).
    """
    return _cancel(calendar, ~Q(seen_generation=calendar.pull_generation))


def _cancel(calendar: Calendar, which: Q) -> int:
    return calendar.events.filter(which).not_cancelled().update(status=Event.CANCELLED)
