"""Edits that were made as one: what follows the first is given up, and undone, with it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dj_google_calendar import clock
from dj_google_calendar.exceptions import DecidedError, EventGoneError, UndoError
from dj_google_calendar.mirror.edits import edits_of, lock_event, put_back
from dj_google_calendar.mirror.merge import TIMES, moment_of
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.models.conflict import ConflictQuerySet
from dj_google_calendar.operations.as_shown import as_shown
from dj_google_calendar.operations.carry import (
    QUIET,
    bring_back,
    enqueue,
    living_of,
    place_of,
    record_lost,
)
from dj_google_calendar.operations.occurrence import anchor, given_row, readable, stored_at
from dj_google_calendar.outbox.fold import differs
from dj_google_calendar.outbox.follow import follow_lost
from dj_google_calendar.outbox.record import person_of, record_edit
from dj_google_calendar.recurrence.instance import instance_of
from dj_google_calendar.recurrence.lines import read_lines
from dj_google_calendar.recurrence.occurrences import which_occur

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

Kind, State = OutboxEntry.Kind, OutboxEntry.State
CHANGED_SINCE = "The series has been changed since: give this up, and make it anew."


def event_of(entry: OutboxEntry) -> Event:
    """Give the event that an edit is of, with its calendar; raise EventGoneError."""
    event = Event.objects.select_related("calendar__account").filter(pk=entry.event_id or 0).first()
    if event is None:
        raise EventGoneError
    return event


def parts_of(entries: Iterable[OutboxEntry | int]) -> list[OutboxEntry]:
    """Give what follows edits, and what follows that, oldest first; no edits of their own."""
    following = OutboxEntry.objects.filter(follows__in=entries)
    found = list(following.exclude(kind__in=OutboxEntry.CREATING).order_by("pk"))
    return [*found, *(parts_of(found) if found else ())]


def given_up() -> dict[str, Any]:
    """Give the columns of an edit that is given up; what an undo was of can be undone again."""
    return {"state": State.DISCARDED, "answered_at": clock.now(), "undoes": None}


def decide(conflicts: ConflictQuerySet, state: str, by: "AbstractBaseUser | None") -> int:
    """Keep what was decided of conflicts, and by whom; give how many of them were open."""
    decided = {"state": state, "decided_at": clock.now(), "decided_by": person_of(by)}
    return conflicts.unresolved().update(**decided)


def discard_parts(parts: Sequence[OutboxEntry]) -> None:
    """Give up what follows edits that are given up, and show what Google has instead."""
    rows = Event.objects.filter(pk__in=[part.event_id for part in parts if part.event_id])
    list(rows.select_for_update().order_by("pk"))  # as an answer to an edit before them does
    lost = OutboxEntry.objects.filter(
        pk__in=[part.pk for part in parts], state__in=(*OutboxEntry.OPEN, State.REFUSED)
    )
    lost.update(**given_up())
    for part in reversed(parts):  # each is built on the one before
        event = lock_event(part.event_id or 0)
        if event is None or not event.in_outbox:
            continue
        others = edits_of(event)
        if others or event.remote_resource is not None:
            put_back(event, follow_lost(others, [part]) if part.is_open else others)


def is_of_series(part: OutboxEntry) -> bool:
    """Say whether a part is about a series, and not about one of its instances."""
    return part.event is not None and not part.event.is_instance


def is_date_of(series: Event, part: OutboxEntry) -> bool:
    """Say whether a part is about an instance of a series."""
    row = part.event
    if row is None or not row.is_instance or row.calendar_id != series.calendar_id:
        return False
    return row.recurring_event_id == series.google_id


def changed_dates(series: Event, parts: Iterable[OutboxEntry]) -> dict[dt.datetime, dict[str, Any]]:
    """Give how dates of a series are changed by parts, by their original start.

    Nothing where no more is known of it than that it is gone.
    """
    if not series.resource.get("start"):
        return {}
    with readable():
        begun = anchor(series.resource["start"], series)
        return {
            place_of(part.event, begun): part.changes
            for part in parts
            if part.kind == Kind.PATCH and part.event is not None
        }


def change_dates(
    series: Event, dates: Mapping[dt.datetime, Mapping[str, Any]], *, follows: OutboxEntry
) -> None:
    """Change dates of a series that is brought back, with which they had gone."""
    for moment, changes in sorted(dates.items()):
        with readable():
            begun = anchor(series.resource["start"], series)
            row = stored_at(series, moment, begun) or given_row(series, moment, begun)
        back = {**changes, "status": "confirmed"}
        enqueue(record_edit(row, back, by=None, parameters=QUIET, follows=follows))


def is_of_dates(entry: OutboxEntry) -> bool:
    """Say whether an edit changes when a series takes place, or deletes it with its instances."""
    if entry.event is None or not entry.event.is_series:
        return False
    is_change = entry.kind == Kind.PATCH and not TIMES.isdisjoint(entry.changes)
    return is_change or entry.kind == Kind.DELETE


def require_dates_as_before(entry: OutboxEntry, series: Event) -> None:
    """Raise DecidedError where a series was given other dates since an edit of them was made."""
    fields = TIMES.intersection(entry.changes)
    before, now = (
        {name: moment_of(each.get(name)) for name in fields}
        for each in (entry.base, series.resource)
    )
    if before != now:
        raise DecidedError(CHANGED_SINCE)


def require_parts_as_before(entry: OutboxEntry, series: Event) -> None:
    """Raise DecidedError where instances were changed that an edit would take away unseen."""
    lost = {part.event_id: part for part in parts_of([entry]) if is_date_of(series, part)}
    with readable():
        begun = anchor(series.resource["start"], series)
        after = read_lines(entry.changes.get("recurrence") or [], begun)
        places = {row: place_of(row, begun) for row in living_of(series)}
        kept = which_occur(after, places.values())
    for row, place in places.items():
        part = lost.get(row.pk)
        if place not in kept and (part is None or differs(part.base, row.resource)):
            raise DecidedError(CHANGED_SINCE)


def require_as_made(parts: Iterable[OutboxEntry]) -> None:
    """Raise UndoError where an instance was changed again by itself: it would be lost."""
    for part in parts:
        row = part.event
        series = _series_of(row) if row is not None and row.is_instance else None
        if row is None or series is None or part.kind != Kind.PATCH:
            continue
        with readable():
            begun = anchor(series.resource["start"], series)
            given = instance_of(series.resource, place_of(row, begun), begun)
        made = {
            name: as_shown(name, value, part.base.get(name), row.resource.get(name))
            for name, value in part.changes.items()
        }
        if differs({**given, **made}, row.resource):
            raise UndoError("One of its dates has been changed by itself since: undo that first.")


def undo_instances(parts: Iterable[OutboxEntry], *, undone: OutboxEntry) -> None:
    """Give instances what they had before their series was changed."""
    for part in parts:
        row = lock_event(part.event_id or 0)
        if row is None or not row.is_instance:
            continue
        series = _series_of(row)
        if part.kind == Kind.PATCH:
            record_lost([row], follows=undone)
        elif series is not None:
            enqueue(bring_back(row, part.base, series, follows=undone))


def _series_of(row: Event) -> Event | None:
    siblings = Event.objects.filter(calendar=row.calendar_id).select_related("calendar")
    return siblings.filter(google_id=row.recurring_event_id).first()
