"""A series divided: a new one goes on from an occurrence (R-14, R-15)."""

from typing import Any

from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations.carry import (
    NOT_CARRIED,
    QUIET,
    carry,
    enqueue,
    place_of,
    record_again,
    record_lost,
)
from dj_google_calendar.operations.event_changes import SendUpdates, mail
from dj_google_calendar.operations.occurrence import Occurrence, anchor, stored_of
from dj_google_calendar.operations.series_fields import lines_after
from dj_google_calendar.outbox.record import record_edit, record_new
from dj_google_calendar.recurrence.lines import with_dates
from dj_google_calendar.recurrence.split import split


def divide(
    found: Occurrence, changes: dict[str, Any], *, by: Any, send_updates: SendUpdates
) -> Event:
    """Let a new series with changes go on from an occurrence; the old one ends before.

    Raises RecurrenceError.
    """
    series, given = found.series, found.given
    parts = split(found.lines, found.moment)
    begun = anchor(changes.get("start", given["start"]), series)
    lines = lines_after(parts.tail, begun, changes)
    later = stored_from(found)
    carried = carry(later, series, old=parts.tail, new=lines, changed=changes)
    shared = {name: each for name, each in series.resource.items() if name not in NOT_CARRIED}
    resource = shared | _conference(series)
    resource |= {"start": given["start"], "end": given["end"], **changes}
    resource["recurrence"] = lines and with_dates(lines, "EXDATE", carried.left_out).written()
    resource = {name: value for name, value in resource.items() if value is not None}
    # the new one first: what ends the old one waits for it, so that nothing is ever lost (47)
    told: dict[str, Any] = {"parameters": mail(send_updates), "follows": _what_makes(series)}
    tail, made = record_new(series.calendar, resource, by=by, **told)
    ended = record_edit(
        series, {"recurrence": parts.head.written()}, by=by, parameters=QUIET, follows=made
    )
    if ended is not None:
        record_lost(carried.gone, follows=ended)
    again = record_again(tail, carried.again, begun)
    enqueue(made, ended, *again)
    return tail


def _what_makes(series: Event) -> OutboxEntry | None:
    """Give the edit that brings a series to Google, where it is not there yet.

    What goes on from a new series is nothing without it.
    """
    if series.remote_resource is not None or not series.in_outbox:
        return None
    return series.outbox_entries.filter(kind__in=OutboxEntry.CREATING).order_by("pk").first()


def stored_from(found: Occurrence) -> list[Event]:
    """Give the instances from an occurrence on, deleted ones too."""
    begun = found.lines.anchor
    return [row for row in stored_of(found.series) if place_of(row, begun) >= found.moment]


def _conference(series: Event) -> dict[str, Any]:
    """Give the conference of a series, for the new one too; not the wish for one."""
    conference = series.resource.get("conferenceData")
    if not isinstance(conference, dict) or "conferenceId" not in conference:
        return {"conferenceData": None}
    kept = {name: value for name, value in conference.items() if name != "createRequest"}
    return {"conferenceData": kept}
