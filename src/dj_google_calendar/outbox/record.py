"""Recording edits: the row that shows one and the entry that sends it, in one transaction."""

import base64
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from dj_google_calendar import clock
from dj_google_calendar.exceptions import EventGoneError
from dj_google_calendar.mirror.edits import edits_of, lock_event, show_edits
from dj_google_calendar.mirror.merge import values_of
from dj_google_calendar.mirror.place import lane_of
from dj_google_calendar.models import Account, Calendar, Event, OutboxEntry
from dj_google_calendar.outbox.fold import unmarked

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

Kind = OutboxEntry.Kind
PLACE = "calendarId"
"""What the values from before a move are: where the event was."""
SERIES_OF = ("recurringEventId", "originalStartTime")


def new_google_id() -> str:
    """Draw an id for an event."""
    return google_id_of(clock.uuid())


def google_id_of(number: uuid.UUID) -> str:
    """Give the id of an event as Google wants it: base32hex (E-1)."""
    return base64.b32hexencode(number.bytes).decode().rstrip("=").lower()


def record_new(
    calendar: Calendar,
    fields: Mapping[str, Any],
    *,
    by: "AbstractBaseUser | None",
    kind: str = Kind.INSERT,
    **details: Any,
) -> tuple[Event, OutboxEntry]:
    """Record an event that is to be created; ``fields`` are those of the resource."""
    resource = {"status": "confirmed", **fields}
    resource.setdefault("id", new_google_id())
    with transaction.atomic():
        event = Event(calendar=calendar, google_id=resource["id"], in_outbox=True)
        event.save()
        return event, _record(event, [], kind, resource, base={}, by=by, **details)


def record_instance(series: Event, resource: Mapping[str, Any]) -> Event:
    """Give the row of a series' instance, made where Google has none of its own yet (R-9).

    ``resource`` is the instance as the series gives it. One that was of another series, which has
    since been split, has left its row under the same id (Z-2): this is its new place.
    """
    with transaction.atomic():
        event, is_new = Event.objects.select_for_update().get_or_create(
            calendar=series.calendar,
            google_id=resource["id"],
            defaults={"in_outbox": True, "recurring_event_id": series.google_id},
        )
        is_left = event.recurring_event_id != series.google_id and not edits_of(event)
        if is_new or is_left:
            event.calendar, event.is_placed_anew = series.calendar, True
            event.in_outbox, event.answered_at = True, None
            event.remote_resource = dict(resource)
            show_edits(event, ())
    return event


def record_edit(
    event: Event,
    changes: Mapping[str, Any],
    *,
    by: "AbstractBaseUser | None",
    before: Mapping[str, Any] | None = None,
    **details: Any,
) -> OutboxEntry | None:
    """Record new values of fields; None where they are what they were.

    ``before`` is the event as Google will have it by then, where it is not what is shown. Raises
    EventGoneError where the event was deleted meanwhile.
    """
    with transaction.atomic():
        held, waiting = _held(event)
        was = held.resource if before is None else before
        wanted, base = (_values(each, changes) for each in (changes, was))
        changed = {field: value for field, value in wanted.items() if value != base[field]}
        if not changed:
            return None
        base = {field: base[field] for field in changed}
        entry = _record(held, waiting, Kind.PATCH, changed, base=base, by=by, **details)
    take_over(event, held)
    return entry


def record_deletion(event: Event, *, by: "AbstractBaseUser | None", **details: Any) -> OutboxEntry:
    """Record that an event is to be deleted; what it was is kept, for an undo."""
    with transaction.atomic():
        held, waiting = _held(event)
        entry = _record(held, waiting, Kind.DELETE, {}, base=held.resource, by=by, **details)
    take_over(event, held)
    return entry


def record_move(
    event: Event, destination: Calendar, *, by: "AbstractBaseUser | None", **details: Any
) -> OutboxEntry:
    """Record that an event is to be moved; its row stays where it is until Google has done so.

    The calendar in which it will have been then is kept, for an undo.
    """
    with transaction.atomic():
        held, waiting = _held(event)
        base = {PLACE: calendar_after(held, waiting)}
        parameters = {**details.pop("parameters", {}), "destination": destination.google_id}
        return _record(
            held, waiting, Kind.MOVE, {}, base=base, by=by, parameters=parameters, **details
        )


def calendar_after(event: Event, waiting: Iterable[OutboxEntry]) -> str:
    """Give the id of the calendar in which an event is once its moves that wait are made."""
    moves = [entry for entry in waiting if entry.kind == Kind.MOVE]
    return str(moves[-1].parameters["destination"]) if moves else event.calendar.google_id


def record_again(
    event: Event, entry: OutboxEntry, *, by: "AbstractBaseUser | None", **details: Any
) -> OutboxEntry:
    """Record once more what an entry was to do, from what is there now."""
    with transaction.atomic():
        held, waiting = _held(event)
        if _is_cancelled(held) and entry.kind == Kind.PATCH and "status" not in entry.changes:
            raise EventGoneError
        base = dict(held.resource)
        if entry.kind == Kind.PATCH:
            base = _base_of(held, entry.changes)
        elif entry.kind == Kind.MOVE:
            base = {PLACE: calendar_after(held, waiting)}
        details = {"parameters": entry.parameters, **details}
        return _record(held, waiting, entry.kind, entry.changes, base=base, by=by, **details)


def _base_of(held: Event, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give what fields are; of those that another edit gives this very value, what Google has.

    Else the edit would come to nothing where that other one is given up.
    """
    shown, remote = (_values(each or {}, changes) for each in (held.resource, held.remote_resource))
    return {
        field: remote[field] if value == changes[field] else value for field, value in shown.items()
    }


def _values(resource: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """Give the values of fields without the mark of a write: it is no person's edit."""
    return values_of(unmarked(resource), fields)


def record_call(
    account: Account,
    method: str,
    *,
    lane: str,
    by: "AbstractBaseUser | None",
    calendar: Calendar | None = None,
    **details: Any,
) -> OutboxEntry:
    """Record any other call of Calendar v3: ``changes`` is its body, ``parameters`` the rest."""
    return OutboxEntry.objects.create(
        account=account,
        calendar=calendar,
        lane=lane,
        kind=Kind.CALL,
        method=method,
        made_by=person_of(by),
        made_at=clock.now(),
        not_before=clock.now(),
        **details,
    )


def take_over(event: Event, held: Event) -> None:
    """Let the caller's object say what the row says now."""
    for field in Event._meta.concrete_fields:
        setattr(event, field.attname, getattr(held, field.attname))


def _held(event: Event) -> tuple[Event, list[OutboxEntry]]:
    """Give an event's row for writing, and the edits of it that wait."""
    held = lock_event(event.pk)
    if held is None or (_is_cancelled(held) and not _is_cancelled(event)):
        raise EventGoneError  # deleted since the caller has looked
    if held.in_outbox:
        return held, edits_of(held)
    held.resource = held.at_google or {}
    held.in_outbox, held.remote_resource = True, held.resource
    return held, []


def _is_cancelled(event: Event) -> bool:
    return event.status == Event.CANCELLED


def _record(
    event: Event,
    waiting: Iterable[OutboxEntry],
    kind: str,
    changes: Mapping[str, Any],
    *,
    base: Mapping[str, Any],
    by: "AbstractBaseUser | None",
    **details: Any,
) -> OutboxEntry:
    entry = OutboxEntry.objects.create(
        account_id=event.calendar.account_id,
        calendar=event.calendar,
        event=event,
        lane=lane_of(event),
        kind=kind,
        changes=changes,
        base=base,
        made_by=person_of(by),
        made_at=clock.now(),
        not_before=clock.now(),
        **details,
    )
    show_edits(event, [*waiting, entry])
    return entry


def person_of(by: "AbstractBaseUser | None") -> Any:
    """Give who is kept as the one who did something; None for who is not signed in."""
    return by if by is not None and by.is_authenticated else None
