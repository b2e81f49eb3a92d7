"""Fields said of one occurrence, brought to the whole series that it is of."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.models import Event
from dj_google_calendar.operations.event_changes import changes_of
from dj_google_calendar.operations.occurrence import anchor
from dj_google_calendar.recurrence.anchor import Anchor, midnight
from dj_google_calendar.recurrence.change import moved
from dj_google_calendar.recurrence.instance import time_of
from dj_google_calendar.recurrence.lines import Lines, fitted, read_lines

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def changes_at(
    shown: Mapping[str, Any], series: Event, fields: Mapping[str, Any]
) -> dict[str, Any]:
    """Give fields in Google's form, laid over an instance; a start alone keeps the length.

    Raises InvalidFieldError.
    """
    properties = {"extendedProperties": series.resource.get("extendedProperties")}
    resource = {**shown, **properties, "recurrence": []}
    if "recurrence" not in fields:  # it is checked as one of its dates then
        resource["recurringEventId"] = series.google_id
    columns = {name: getattr(series, name) for name in ("event_type", "starts_at", "ends_at")}
    instance = Event(calendar=series.calendar, resource=resource, **columns)
    return changes_of(instance, with_end(shown, series, fields))


def with_end(
    shown: Mapping[str, Any], series: Event, fields: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Give fields with the end that belongs to a start which is given alone."""
    start = fields.get("start")
    if "end" in fields or not isinstance(start, dt.date):
        return fields
    begins, ends = (anchor(shown[name], series) for name in ("start", "end"))
    length = ends.wall - begins.wall
    if begins.is_all_day == isinstance(start, dt.datetime):
        length = HOUR if begins.is_all_day else DAY
    try:
        return {**fields, "end": start + length}
    except OverflowError as exc:
        raise InvalidFieldError("end lies outside of the calendar.", field="end") from exc


def times_for_all(
    shown: Mapping[str, Any], series: Event, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Move a whole series as one occurrence is moved: by the same time on the wall clock.

    Gives its new start and end, where ``changes`` say such. Raises RecurrenceError,
    InvalidFieldError.
    """
    if {"start", "end"}.isdisjoint(changes):
        return {}
    start = changes.get("start", shown["start"])
    end = changes.get("end", shown["end"])
    old, new = anchor(shown["start"], series), anchor(start, series)
    whole = anchor(series.resource["start"], series)
    try:
        begun = whole if old == new else _moved(whole, old, new)
        ends = _end_of(begun, anchor(end, series), new)
        return {"start": time_of(begun.begins, start, begun), "end": time_of(ends, end, begun)}
    except OverflowError as exc:
        said = "start would put the series outside of the calendar."
        raise InvalidFieldError(said, field="start") from exc


def _end_of(begun: Anchor, closes: Anchor, before: Anchor) -> dt.datetime:
    """Give when a series ends that has begun, as an occurrence that is from one to the other."""
    if closes.zone == before.zone:
        return begun.moment_of(begun.wall + (closes.wall - before.wall))
    return begun.begins + (closes.begins - before.begins)


def _moved(whole: Anchor, old: Anchor, new: Anchor) -> Anchor:
    wall = whole.wall + (new.wall - old.wall)
    begins = midnight(wall.date()) if new.is_all_day else new.moment_of(wall)
    return Anchor(begins, new.zone, new.is_all_day)


def lines_after(lines: Lines, start: Anchor, changes: Mapping[str, Any]) -> Lines | None:
    """Give when a series takes place after a change: as is said, or as before from its start.

    None where it is to recur no more. Raises RecurrenceError.
    """
    if "recurrence" not in changes:
        return moved(lines, start)
    if not changes["recurrence"]:
        return None
    return fitted(read_lines(changes["recurrence"], start))
