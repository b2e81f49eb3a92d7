"""What a person does to series: to one occurrence, to it and all that follow, or to all.

An occurrence is named by ``original_start``, where the series puts it: an aware datetime, or a
date for whole days. For an instance that is stored it need not be given.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from django.db import transaction

from dj_google_calendar.exceptions import EventGoneError, InvalidFieldError, NotAllowedError
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations.carry import enqueue, losing, record_lost
from dj_google_calendar.operations.divide import divide, stored_from
from dj_google_calendar.operations.event_changes import (
    SendUpdates,
    change,
    changes_of,
    locked,
    mail,
)
from dj_google_calendar.operations.event_fields import EventFields, Moment
from dj_google_calendar.operations.occurrence import (
    lines_of,
    moments_of,
    occurrence_of,
    readable,
    row_of,
    series_of,
    stored_at,
)
from dj_google_calendar.operations.rights import SHARED, is_organizer, require_edit
from dj_google_calendar.operations.series_fields import changes_at, with_end
from dj_google_calendar.operations.whole_series import change_whole, delete_whole, edit_whole
from dj_google_calendar.outbox.record import record_edit
from dj_google_calendar.recurrence.change import with_added, with_removed
from dj_google_calendar.recurrence.instance import instance_of
from dj_google_calendar.recurrence.lines import Lines
from dj_google_calendar.recurrence.occurrences import first_start
from dj_google_calendar.recurrence.split import split

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


@transaction.atomic
def edit_this(
    event: Event,
    *,
    by: "AbstractBaseUser | None",
    original_start: Moment | None = None,
    send_updates: SendUpdates = "none",
    **fields: Unpack[EventFields],
) -> OutboxEntry | None:
    """Give fields of one occurrence other values; None where it has these.

    Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    if "recurrence" in fields:
        raise InvalidFieldError("An instance does not recur by itself.", field="recurrence")
    found = occurrence_of(event, original_start)
    instance = row_of(found)
    changes = changes_of(instance, with_end(found.shown, found.series, fields))
    entry = change(instance, changes, by=by, send_updates=send_updates)
    if entry is None and found.stored is None:
        instance.delete()
    return entry


@transaction.atomic
def delete_this(
    event: Event,
    *,
    by: "AbstractBaseUser | None",
    original_start: Moment | None = None,
    send_updates: SendUpdates = "none",
) -> OutboxEntry:
    """Delete one occurrence; Google keeps it as a deleted instance (R-12).

    Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    instance = row_of(occurrence_of(event, original_start))
    return delete_whole(instance, by=by, send_updates=send_updates)


@transaction.atomic
def edit_following(
    event: Event,
    *,
    by: "AbstractBaseUser | None",
    original_start: Moment | None = None,
    send_updates: SendUpdates = "none",
    **fields: Unpack[EventFields],
) -> Event:
    """Give fields of an occurrence and all that follow other values; give their new series.

    The old series ends before it, once Google has the new one. Guests are told of the new one
    alone, so that nobody gets two mails. At the first occurrence it is the series itself that
    is edited. Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    found = occurrence_of(event, original_start)
    with readable():
        if found.is_first:
            edit_whole(found.series, found.shown, fields, by=by, send_updates=send_updates)
            return found.series
        changes = changes_at(found.shown, found.series, fields)
        _require_division(found.series, changes)
        return divide(found, changes, by=by, send_updates=send_updates)


def _require_division(series: Event, changes: dict[str, Any]) -> None:
    require_edit(series, {"recurrence", *changes})
    if not is_organizer(series):  # who makes the new series would organize it
        raise NotAllowedError(SHARED)


@transaction.atomic
def delete_following(
    event: Event,
    *,
    by: "AbstractBaseUser | None",
    original_start: Moment | None = None,
    send_updates: SendUpdates = "none",
) -> OutboxEntry:
    """Delete an occurrence and all that follow; at the first one it is the whole series.

    Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    found = occurrence_of(event, original_start)
    series = found.series
    with readable():
        if found.is_first:
            return delete_all(series, by=by, send_updates=send_updates)
        require_edit(series, ("recurrence",))
        parts = split(found.lines, found.moment)
        later = losing(stored_from(found), parts.tail)
    head = {"recurrence": parts.head.written()}
    entry = record_edit(series, head, by=by, parameters=mail(send_updates))
    if entry is None:
        raise EventGoneError
    record_lost(later, follows=entry)
    enqueue(entry)
    return entry


@transaction.atomic
def edit_all(
    event: Event,
    *,
    by: "AbstractBaseUser | None",
    original_start: Moment | None = None,
    send_updates: SendUpdates = "none",
    **fields: Unpack[EventFields],
) -> OutboxEntry | None:
    """Give fields of a whole series other values; None where it has these.

    Where an occurrence is named, a new start and end are meant of it, and the series moves by
    the same time on the wall clock; else they are those of the series. What was changed or
    deleted of it goes along, unless its place is still one of the series.
    Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    if original_start is None and not event.is_instance:
        series = series_of(event)
        shown = series.resource
    else:
        found = occurrence_of(event, original_start)
        series, shown = found.series, found.shown
    with readable():
        return edit_whole(series, shown, fields, by=by, send_updates=send_updates)


@transaction.atomic
def delete_all(
    event: Event, *, by: "AbstractBaseUser | None", send_updates: SendUpdates = "none"
) -> OutboxEntry:
    """Delete a series with all its instances.

    Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    return delete_whole(series_of(event), by=by, send_updates=send_updates)


@transaction.atomic
def add_dates(
    event: Event,
    dates: Sequence[Moment],
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
) -> list[OutboxEntry]:
    """Let a series, or an event, take place also then; what was deleted there comes back.

    Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    subject = event if event.is_instance or event.is_series else None
    series = series_of(subject) if subject is not None else locked(event)
    require_edit(series, ("recurrence",))
    lines = lines_of(series)
    moments = moments_of(dates, lines.anchor, field="RDATE")
    stored = {moment: stored_at(series, moment, lines.anchor) for moment in moments}
    deleted = {m: row for m, row in stored.items() if row and row.status == Event.CANCELLED}
    with readable("RDATE"):
        after = with_added(lines, moments)
    told = _told_once(send_updates, is_told=after != lines)
    entries: list[OutboxEntry | None] = []
    for moment, row in deleted.items():
        given = instance_of(series.resource, moment, lines.anchor)
        back = {name: given.get(name) for name in ("status", "summary", "start", "end")}
        entries.append(record_edit(row, back, by=by, parameters=mail(next(told))))
    if after != lines:
        entries.append(_recur(series, after, by=by, send_updates=send_updates))
    return enqueue(*entries)


@transaction.atomic
def remove_dates(
    event: Event,
    dates: Sequence[Moment],
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
) -> list[OutboxEntry]:
    """Let a series leave dates out; an instance that was changed before is deleted.

    Raises InvalidFieldError, also where no date would be left, NotAllowedError, EventGoneError.
    """
    series = series_of(event)
    require_edit(series, ("recurrence",))
    lines = lines_of(series)
    moments = moments_of(dates, lines.anchor, field="EXDATE")
    stored = [(moment, stored_at(series, moment, lines.anchor)) for moment in moments]
    changed = {moment: row for moment, row in stored if row is not None}
    with readable("EXDATE"):
        after = with_removed(lines, moments - changed.keys())
        if first_start(after) is None:
            raise InvalidFieldError("No date would be left: delete the series.", field="EXDATE")
    told = _told_once(send_updates, is_told=after != lines)
    entries: list[OutboxEntry | None] = [
        delete_whole(row, by=by, send_updates=next(told))
        for row in changed.values()
        if row.status != Event.CANCELLED
    ]
    if after != lines:
        entries.append(_recur(series, after, by=by, send_updates=send_updates))
    return enqueue(*entries)


def _told_once(send_updates: SendUpdates, *, is_told: bool) -> Iterator[SendUpdates]:
    """Give whom each of several edits tells: one action is one mail, that of the series if any."""
    if not is_told:
        yield send_updates
    while True:
        yield "none"


def _recur(
    series: Event, lines: Lines, *, by: Any, send_updates: SendUpdates
) -> OutboxEntry | None:
    changes = {**_with_zone(series), "recurrence": lines.written()}
    return record_edit(series, changes, by=by, parameters=mail(send_updates))


@transaction.atomic
def make_series(
    event: Event,
    recurrence: Sequence[str],
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
    **fields: Any,
) -> OutboxEntry | None:
    """Let an event recur by these lines; ``fields`` are other ones to change. It keeps its id.

    Of its times, those without a zone are given the calendar's: Google counts no series without
    one (R-2, R-21). Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    if event.is_instance:
        raise InvalidFieldError("An instance does not recur by itself.", field="recurrence")
    if event.is_series:
        return edit_all(event, by=by, send_updates=send_updates, recurrence=recurrence, **fields)
    single = locked(event)
    changes = _with_zone(single)
    changes |= changes_of(single, {**fields, "recurrence": recurrence})
    require_edit(single, changes)
    entry = record_edit(single, changes, by=by, parameters=mail(send_updates))
    enqueue(entry)
    return entry


@transaction.atomic
def make_single(
    event: Event, *, by: "AbstractBaseUser | None", send_updates: SendUpdates = "none"
) -> OutboxEntry | None:
    """Let a series take place at its start alone; its other occurrences go.

    Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    series = series_of(event)
    with readable():
        return change_whole(series, {"recurrence": None}, by=by, send_updates=send_updates)


def _with_zone(event: Event) -> dict[str, Any]:
    """Give the times with the zone that a series needs to be counted in (R-2)."""
    zone = event.calendar.time_zone or "UTC"
    times = {name: event.resource.get(name) or {} for name in ("start", "end")}
    return {
        name: {**time, "timeZone": zone}
        for name, time in times.items()
        if "dateTime" in time and not time.get("timeZone")
    }
