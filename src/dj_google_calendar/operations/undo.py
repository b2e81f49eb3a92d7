"""What a person takes back: each undo is an edit of its own."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from dj_google_calendar.exceptions import NotAllowedError, UndoError
from dj_google_calendar.mirror.merge import TIMES, moment_of, rebase
from dj_google_calendar.models import Calendar, Conflict, Event, OutboxEntry
from dj_google_calendar.models.outbox_entry import OutboxEntryQuerySet
from dj_google_calendar.operations import events
from dj_google_calendar.operations.as_shown import as_shown
from dj_google_calendar.operations.event_changes import SendUpdates, change
from dj_google_calendar.operations.parts import (
    decide,
    discard_parts,
    event_of,
    is_of_series,
    parts_of,
    require_as_made,
    undo_instances,
)
from dj_google_calendar.operations.whole_series import change_event, delete_whole
from dj_google_calendar.outbox.fold import in_groups, unmarked
from dj_google_calendar.outbox.record import PLACE

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

Kind, State = OutboxEntry.Kind, OutboxEntry.State
UNDONE = (State.QUEUED, State.SENDING, State.SENT)


def last_edits(user: "AbstractBaseUser") -> OutboxEntryQuerySet:
    """Give the edits that a person has made and can undo, newest first."""
    is_own = Q(follows=None) | Q(kind__in=OutboxEntry.CREATING)
    entries = OutboxEntry.objects.visible_to(user).filter(made_by=user.pk, state__in=UNDONE)
    return (
        entries.filter(is_own, undone_by=None, undoes=None).exclude(kind=Kind.CALL).order_by("-pk")
    )


def undo(
    entry: OutboxEntry, *, by: "AbstractBaseUser | None", send_updates: SendUpdates = "none"
) -> OutboxEntry:
    """Undo an edit by a new one, whether it was sent or not; give the new entry.

    What others have changed since stays, see :func:`left_by_undo`. Raises UndoError where it was
    undone before, was never made, all of it was changed again, or a date that it has changed was.
    """
    if entry.state not in UNDONE or OutboxEntry.objects.filter(undoes=entry).exists():
        raise UndoError
    if entry.follows_id is not None and not entry.is_own:
        raise UndoError("It was made together with another edit: undo that one.")
    together = parts_of([entry])
    parts = [part for part in together if part.state in UNDONE]
    with transaction.atomic():
        require_as_made(parts)
        _give_up([part for part in together if part.state not in UNDONE], by)
        # what gives comes before what takes: nothing is lost where only one is sent
        details: dict[str, Any] = {}
        for part in filter(is_of_series, parts):
            details["follows"] = _undone(part, by, "none")
        undone = _undone(entry, by, send_updates, **details)
        undo_instances(parts, undone=undone)
    return undone


def _give_up(parts: Sequence[OutboxEntry], by: "AbstractBaseUser | None") -> None:
    """Give up what Google has not taken of an edit: it would be sent on top of the undo."""
    discard_parts(parts)
    decide(Conflict.objects.filter(entry__in=parts), Conflict.State.THEIRS, by)


def _undone(
    entry: OutboxEntry,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates,
    **details: Any,
) -> OutboxEntry:
    undone = _undo(entry, event_of(entry), by, send_updates, **details)
    if undone is None:
        raise UndoError("It has been changed again since; nothing was undone.")
    undone.undoes = entry
    try:
        with transaction.atomic():
            undone.save(update_fields=("undoes",))
    except IntegrityError as error:  # somebody else undoes it at this moment
        raise UndoError from error
    return undone


def _undo(
    entry: OutboxEntry,
    event: Event,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates,
    **details: Any,
) -> OutboxEntry | None:
    if entry.kind in OutboxEntry.CREATING:
        if entry.base:
            raise UndoError("The event was there before it was imported.")
        if _is_divided_again(entry, event):
            raise UndoError("The series has been changed again since: undo that first.")
        return delete_whole(event, by=by, send_updates=send_updates, **details)
    if entry.kind == Kind.DELETE:
        back = {"status": entry.base.get("status", "confirmed")}
        return change(event, back, by=by, send_updates=send_updates)
    if entry.kind == Kind.MOVE:
        return events.move_event(event, _place_before(entry), by=by, send_updates=send_updates)
    if entry.base.get("status") == Event.CANCELLED:  # of such an event no more may be known
        return delete_whole(event, by=by, send_updates=send_updates)
    back, _left = _put_back(entry, event)
    apart = {part.event_id for part in parts_of([entry]) if part.event_id is not None}
    told: dict[str, Any] = {"by": by, "send_updates": send_updates}
    return change_event(event, back, apart=apart, **told) if back else None


def _is_divided_again(entry: OutboxEntry, event: Event) -> bool:
    """Say whether what goes on from a division has other dates now: others go on from there."""
    if not entry.followers.exists() or event.status == Event.CANCELLED:
        return False
    return any(
        moment_of(entry.changes.get(name)) != moment_of(event.resource.get(name)) for name in TIMES
    )


def _place_before(entry: OutboxEntry) -> Calendar:
    """Give the calendar from which an event was moved; raise NotAllowedError where it is away."""
    calendars = Calendar.objects.filter(account=entry.account_id)
    place = entry.base.get(PLACE) or (entry.calendar.google_id if entry.calendar else "")
    earlier = OutboxEntry.objects.filter(event=entry.event_id, kind=Kind.MOVE, pk__lt=entry.pk)
    for move in earlier.order_by("-pk"):
        if move.state in UNDONE or move.parameters["destination"] != place:
            break
        place = move.base.get(PLACE) or place  # it was never there
    found = calendars.filter(google_id=place).select_related("account").first()
    if found is None:
        raise NotAllowedError("The calendar that it was moved from is away.")
    return found


def left_by_undo(entry: OutboxEntry) -> list[str]:
    """Name the fields of an edit that its undo has left, as they were changed again since."""
    return _put_back(entry, event_of(entry))[1] if entry.kind == Kind.PATCH else []


def _put_back(entry: OutboxEntry, event: Event) -> tuple[dict[str, Any], list[str]]:
    """Take an edit out of what is shown; give the new values, and the fields that have none.

    What others have done since stays, also within a field.
    """
    made, was, shown = map(_plain, (entry.changes, entry.base, event.resource))
    base = {
        name: as_shown(name, value, was.get(name), shown.get(name))
        for name, value in made.items()
        if name in entry.changes
    }
    back, left = rebase(base, {name: was.get(name) for name in base}, shown)
    return {name: value for name, value in back.items() if value != shown.get(name)}, left


def _plain(resource: Mapping[str, Any]) -> dict[str, Any]:
    return in_groups(unmarked(resource))
