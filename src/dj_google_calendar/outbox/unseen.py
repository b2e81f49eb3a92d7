"""Dates of a series that an edit of it would take away at Google, as nobody here had seen them.

Google drops what was changed of a series where it takes place no more (R-14, R-16). What was known
of its dates when the edit was made goes along in edits of its own; what others have done to them
since would be lost.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from dj_google_calendar.mirror.columns import MalformedResourceError, event_row
from dj_google_calendar.mirror.edits import is_given
from dj_google_calendar.mirror.merge import MOMENTS, TIMES, values_of
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.outbox.fold import differs
from dj_google_calendar.recurrence.anchor import Anchor, anchor_of
from dj_google_calendar.recurrence.check import RecurrenceError
from dj_google_calendar.recurrence.instance import instance_of, original_start
from dj_google_calendar.recurrence.lines import read_lines
from dj_google_calendar.recurrence.occurrences import which_occur

Resource = Mapping[str, Any]


def unseen_dates(
    entries: Collection[OutboxEntry],
    series: Event,
    *,
    before: Resource,
    after: Resource | None,
    read: Iterable[Resource] = (),
) -> Sequence[Resource]:
    """Give the instances that edits of a series would take away, though they were changed since.

    The series is at Google as it was ``before`` and is to be as it is ``after``, None for deleted;
    ``read`` are its instances as Google has them just now. Of others the mirror knows.
    """
    if not takes_dates(before, after):
        return ()
    found = _known_dates(series) | {str(each["id"]): each for each in read}
    made_with = _made_with(entries, found) if found else {}
    try:
        lost = _losing(found.values(), before, after, series.calendar.time_zone or "UTC")
        changed = [each for each, given in lost if _is_changed(each, made_with, given, before)]
        return [_readable(each, series) for each in changed]
    except RecurrenceError:
        return ()  # of what nobody can count no date has a place


def takes_dates(before: Resource, after: Resource | None) -> bool:
    """Say whether a series changes so that dates of it may go."""
    is_series = bool(before.get("recurrence")) and before.get("status") != Event.CANCELLED
    return is_series and (after is None or values_of(before, TIMES) != values_of(after, TIMES))


def _known_dates(series: Event) -> dict[str, Resource]:
    """Give the instances of which the mirror knows that Google has a version of their own."""
    rows = series.calendar.events.instances_of([series.google_id])
    return {row.google_id: row.at_google for row in rows if row.at_google and not is_given(row)}


def _made_with(entries: Collection[OutboxEntry], names: Iterable[str]) -> dict[str, Resource]:
    """Give what instances were when it was noted that they go with an edit of their series."""
    kinds = {"kind": OutboxEntry.Kind.DELETE, "event__google_id__in": list(names)}
    parts = OutboxEntry.objects.waiting().filter(follows__in=[e.pk for e in entries], **kinds)
    return dict(parts.values_list("event__google_id", "base"))


def _losing(
    dates: Collection[Resource], before: Resource, after: Resource | None, zone: str
) -> Iterable[tuple[Resource, Resource]]:
    """Give the instances that lose their place, each beside what the series gave there."""
    begun = anchor_of(before["start"], time_zone=zone)
    places = {str(each["id"]): original_start(each, str(each["id"]), begun) for each in dates}
    lost = [each for each in dates if each.get("status") != Event.CANCELLED]
    if after is not None:  # who deletes a series deletes what is left of it
        kept = _occurring(after, places.values(), begun, zone)
        had = which_occur(read_lines(before["recurrence"], begun), places.values())
        # what is deleted, and had no place, lost it before
        gone = (each for each in dates if each.get("status") == Event.CANCELLED)
        lost += [each for each in gone if places[str(each["id"])] in had]
        lost = [each for each in lost if places[str(each["id"])] not in kept]
    for each in lost:
        yield each, instance_of(before, places[str(each["id"])], begun)


def _occurring(after: Resource, places: Iterable[Any], begun: Anchor, zone: str) -> set[Any]:
    begins = anchor_of(after["start"], time_zone=zone)
    if not after.get("recurrence") or begins.is_all_day != begun.is_all_day:
        return set()
    return which_occur(read_lines(after["recurrence"], begins), list(places))


def _readable(date: Resource, series: Event) -> Resource:
    """Give an instance; of one that nobody can read, which a pull sets aside, only which it is."""
    try:
        event_row(json.dumps(date).encode(), time_zone=series.calendar.time_zone)
    except MalformedResourceError:
        return {name: date[name] for name in ("id", "originalStartTime") if name in date}
    return date


def _is_changed(
    date: Resource, made_with: Mapping[str, Resource], given: Resource, series: Resource
) -> bool:
    """Say whether an instance has something of its own that an edit was made without."""
    known = made_with.get(str(date["id"]), given)
    if Event.CANCELLED in (date.get("status"), known.get("status")):
        return date.get("status") != known.get("status")
    # what it has of its series was changed with that
    return any(
        name in MOMENTS or date.get(name) != series.get(name) for name in differs(known, date)
    )
