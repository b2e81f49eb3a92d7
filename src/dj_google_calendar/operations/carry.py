"""Changed instances that lose their place when their series changes: what becomes of each.

Google drops them (R-14, R-16). Here a deleted one becomes a date that is left out, and a
changed one is changed again in its new place.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dj_google_calendar.mirror.edits import (
    edits_of,
    is_given,
    put_back,
    show_given,
    with_edits,
)
from dj_google_calendar.mirror.merge import SERVER_OWNED
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations.occurrence import anchor, given_row, stored_at, stored_of
from dj_google_calendar.outbox.fold import unmarked
from dj_google_calendar.outbox.record import record_deletion, record_edit
from dj_google_calendar.recurrence.anchor import Anchor
from dj_google_calendar.recurrence.change import moved_moment
from dj_google_calendar.recurrence.instance import instance_of, original_start
from dj_google_calendar.recurrence.lines import Lines
from dj_google_calendar.recurrence.occurrences import which_occur
from dj_google_calendar.tasks import enqueue_push

NOT_CARRIED = (
    SERVER_OWNED
    | {"id", "iCalUID", "organizer", "recurringEventId", "originalStartTime", "recurrence"}
    | {"start", "end", "endTimeUnspecified", "attendeesOmitted", "privateCopy", "locked"}
)
"""What an event does not have in common with one that takes its place.

All else goes along, as Google may come to know fields that nobody here does.
"""
QUIET = {"sendUpdates": "none"}
"""What follows from an edit is not told to guests again."""


@dataclass
class Carried:
    """What becomes of instances."""

    left_out: set[dt.datetime] = field(default_factory=set)
    gone: list[Event] = field(default_factory=list)
    again: dict[dt.datetime, dict[str, Any]] = field(default_factory=dict)
    """What is changed again, by the original start in the new place."""


def carry(
    rows: Iterable[Event],
    series: Event,
    *,
    old: Lines,
    new: Lines | None,
    changed: Collection[str],
) -> Carried:
    """Say what becomes of instances that lose their place; ``old`` is where ``new`` was before.

    ``changed`` are fields that have just been given one value for all.
    """
    carried = Carried(gone=losing(rows, old))
    if new is None:
        return carried
    places = {row: place_of(row, old.anchor) for row in carried.gone}
    goes = {row: moved_moment(place, old.anchor, new.anchor) for row, place in places.items()}
    occurring = which_occur(new, goes.values())
    for row, moment in goes.items():
        if moment not in occurring:
            continue
        if row.status == Event.CANCELLED:
            carried.left_out.add(moment)
        else:
            given = instance_of(series.resource, places[row], old.anchor)
            shown = with_edits(given, edits_of(row)) if is_given(row) else row.resource
            if own := _own(shown, given, changed):
                carried.again[moment] = own
    return carried


def losing(rows: Iterable[Event], old: Lines) -> list[Event]:
    """Leave out deleted instances that had no place in their series before either."""
    places = {row: place_of(row, old.anchor) for row in rows}
    deleted = {place for row, place in places.items() if row.status == Event.CANCELLED}
    lost = deleted - which_occur(old, deleted)
    return [row for row, place in places.items() if place not in lost]


def place_of(row: Event, anchor: Anchor) -> dt.datetime:
    """Give where an instance would have been; raise RecurrenceError where nothing says so."""
    return original_start(row.resource, row.google_id, anchor)


def _own(
    resource: Mapping[str, Any], given: Mapping[str, Any], changed: Collection[str]
) -> dict[str, Any]:
    """Give what an instance has of its own, and has not just been given with all others."""
    mine, theirs = unmarked(resource), unmarked(given)
    own = {
        name: mine.get(name)
        for name in sorted((mine.keys() | theirs.keys()) - NOT_CARRIED - set(changed))
        if mine.get(name) != theirs.get(name)
    }
    if "start" in mine and "end" in mine and _moments(mine) != _moments(theirs):
        own |= {"start": mine["start"], "end": mine["end"]}
    return own


def _moments(resource: Mapping[str, Any]) -> list[Any]:
    times = (resource[name] for name in ("start", "end"))
    return [
        dt.datetime.fromisoformat(time["dateTime"]) if "dateTime" in time else time.get("date")
        for time in times
    ]


def record_lost(rows: Iterable[Event], *, follows: OutboxEntry) -> None:
    """Show instances as deleted that Google deletes with an edit of their series."""
    for row in rows:
        record_deletion(row, by=None, follows=follows, parameters=QUIET)


def living_of(series: Event) -> list[Event]:
    """Give the instances of a series that are stored and not deleted."""
    return [row for row in stored_of(series) if row.status != Event.CANCELLED]


def bring_back(
    row: Event, was: Mapping[str, Any], series: Event, *, follows: OutboxEntry
) -> OutboxEntry | None:
    """Change an instance again as it was, or delete it, where its series has its place back."""
    given = _show_as_given(row, series)
    if was.get("status") == Event.CANCELLED:
        return record_deletion(row, by=None, parameters=QUIET)
    back = {"status": was.get("status", "confirmed"), **_own(was, given, ())}
    # Google has dropped by then what an edit before has made of it
    before = {**given, "status": Event.CANCELLED}
    return record_edit(row, back, by=None, parameters=QUIET, follows=follows, before=before)


def _show_as_given(row: Event, series: Event) -> dict[str, Any]:
    """Show an instance as its series gives it; give that."""
    begun = anchor(series.resource["start"], series)
    given = instance_of(series.resource, place_of(row, begun), begun)
    given.pop("etag", None)
    show_given(row, given)
    return given


def record_again(
    series: Event,
    again: Mapping[dt.datetime, Mapping[str, Any]],
    begun: Anchor,
    *,
    follows: OutboxEntry | None = None,
    left: Collection[int] = (),
) -> list[OutboxEntry]:
    """Record the changes of instances in their new places.

    Rows that are ``left`` there, by their primary keys, are of an earlier time at which the series
    had this place.
    """
    entries = []
    for moment, own in sorted(again.items()):
        row = stored_at(series, moment, begun)
        if row is None:
            row, before = given_row(series, moment, begun), None
        elif row.pk in left:
            before = _show_as_given(row, series)
        else:
            continue
        told: dict[str, Any] = {"by": None, "parameters": QUIET, "follows": follows}
        entry = record_edit(row, own, before=before, **told)
        entries += [entry] if entry is not None else []
    return entries


def left_from_before(rows: Iterable[Event], old: Lines, new: Lines | None) -> list[Event]:
    """Give the instances of a series that went with their place, which the series gets back now.

    Google has dropped them then: nothing is deleted there any more.
    """
    gone = [row for row in rows if row.status == Event.CANCELLED]
    if new is None or old.anchor.is_all_day != new.anchor.is_all_day or not gone:
        return []
    places = {row: place_of(row, old.anchor) for row in gone}
    had, has = (which_occur(lines, places.values()) for lines in (old, new))
    return [row for row, place in places.items() if place in has and place not in had]


def leave_to_series(rows: Iterable[Event], series: Event) -> None:
    """Show instances as their series gives them, and let them go where nothing is to be done."""
    for row in rows:
        _show_as_given(row, series)
        put_back(row, edits_of(row))


def enqueue(*entries: OutboxEntry | None) -> list[OutboxEntry]:
    """Hint at entries, as far as there are any; give them."""
    made = [entry for entry in entries if entry is not None]
    for entry in made:
        enqueue_push(entry)
    return made
