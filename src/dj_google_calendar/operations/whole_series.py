"""A whole series changed."""

from collections.abc import Collection
from typing import Any

from dj_google_calendar.mirror.merge import TIMES
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations.carry import (
    carry,
    enqueue,
    leave_to_series,
    left_from_before,
    living_of,
    place_of,
    record_again,
    record_lost,
)
from dj_google_calendar.operations.event_changes import SendUpdates, change, mail
from dj_google_calendar.operations.occurrence import anchor, lines_of, readable, stored_of
from dj_google_calendar.operations.rights import require_edit
from dj_google_calendar.operations.series_fields import changes_at, lines_after, times_for_all
from dj_google_calendar.outbox.record import record_deletion
from dj_google_calendar.recurrence.lines import Lines, with_dates
from dj_google_calendar.recurrence.occurrences import which_occur


def edit_whole(
    series: Event, shown: Any, fields: Any, *, by: Any, send_updates: SendUpdates
) -> OutboxEntry | None:
    """Change a series, as a change of what is shown of it asks; raise RecurrenceError."""
    changes = changes_at(shown, series, fields)
    require_edit(series, changes)
    changes |= times_for_all(shown, series, changes)
    for name in ("start", "end"):
        if name in changes and anchor(changes[name], series) == anchor(
            series.resource[name], series
        ):
            del changes[name]
    return change_whole(series, changes, given=changes, by=by, send_updates=send_updates)


def change_event(
    event: Event,
    changes: dict[str, Any],
    *,
    apart: Collection[int] = (),
    by: Any,
    send_updates: SendUpdates,
) -> OutboxEntry | None:
    """Change an event, or a series with what was changed of it, by values in Google's form.

    See :func:`change_whole`. Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    if event.is_series:
        with readable():
            return change_whole(event, changes, apart=apart, by=by, send_updates=send_updates)
    return change(event, changes, by=by, send_updates=send_updates)


def change_whole(
    series: Event,
    changes: dict[str, Any],
    *,
    given: Collection[str] = (),
    apart: Collection[int] = (),
    by: Any,
    send_updates: SendUpdates,
) -> OutboxEntry | None:
    """Change a series by values in Google's form; what was changed of it goes along.

    Instances give up their own values of fields that are ``given``; those ``apart``, by their
    primary keys, are left to the caller. Raises RecurrenceError.
    """
    if TIMES.isdisjoint(changes):
        return change(series, changes, by=by, send_updates=send_updates)
    old = lines_of(series)
    begun = anchor(changes.get("start", series.resource["start"]), series)
    lines = lines_after(old, begun, changes)
    rows = [row for row in stored_of(series) if row.pk not in apart]
    losing = _without_place(rows, old, lines)
    carried = carry(losing, series, old=old, new=lines, changed=given)
    if begun != old.anchor or "recurrence" in changes:
        left_out = carried.left_out
        changes["recurrence"] = lines and with_dates(lines, "EXDATE", left_out).written()
    left = left_from_before(rows, old, lines)
    entry = change(series, changes, by=by, send_updates=send_updates)
    if entry is not None:
        record_lost(carried.gone, follows=entry)
        known = {row.pk for row in left}
        again = record_again(series, carried.again, begun, follows=entry, left=known)
        enqueue(*again)
        used = {each.event_id for each in again}
        leave_to_series([row for row in left if row.pk not in used], series)
    return entry


def delete_whole(
    event: Event, *, by: Any, send_updates: SendUpdates, **details: Any
) -> OutboxEntry:
    """Delete an event, and with a series all its instances; ``details`` are those of the entry."""
    require_edit(event, ())
    entry = record_deletion(event, by=by, parameters=mail(send_updates), **details)
    if event.is_series:
        record_lost(living_of(event), follows=entry)
    enqueue(entry)
    return entry


def _without_place(rows: list[Event], old: Lines, lines: Lines | None) -> list[Event]:
    """Give the instances whose original start is none of their series any more (R-16)."""
    if lines is None:
        return rows
    places = {row: place_of(row, old.anchor) for row in rows}
    if old.anchor.is_all_day != lines.anchor.is_all_day:
        return rows
    kept = which_occur(lines, places.values())
    return [row for row, place in places.items() if place not in kept]
