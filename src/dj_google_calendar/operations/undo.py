"""What a person takes back: each undo is an edit of its own."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from dj_google_calendar.exceptions import UndoError
from dj_google_calendar.mirror.merge import values_of
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.models.outbox_entry import OutboxEntryQuerySet
from dj_google_calendar.operations import events
from dj_google_calendar.operations.events import SendUpdates
from dj_google_calendar.operations.parts import event_of, is_of_series, parts_of, undo_instances
from dj_google_calendar.operations.whole_series import delete_whole
from dj_google_calendar.outbox.lane import CREATING

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

Kind, State = OutboxEntry.Kind, OutboxEntry.State
UNDONE = (State.QUEUED, State.SENDING, State.SENT)


def last_edits(user: "AbstractBaseUser") -> OutboxEntryQuerySet:
    """Give the edits that a person has made and can undo, newest first."""
    entries = OutboxEntry.objects.visible_to(user).filter(made_by=user.pk, state__in=UNDONE)
    return (
        entries.filter(undone_by=None, undoes=None, follows=None)
        .exclude(kind=Kind.CALL)
        .order_by("-pk")
    )


def undo(
    entry: OutboxEntry, *, by: "AbstractBaseUser | None", send_updates: SendUpdates = "none"
) -> OutboxEntry:
    """Undo an edit by a new one, whether it was sent or not; give the new entry.

    Raises UndoError where it was undone before, was never made, or has been edited over.
    """
    if entry.state not in UNDONE or OutboxEntry.objects.filter(undoes=entry).exists():
        raise UndoError
    if entry.follows_id is not None:
        raise UndoError("It was made together with another edit: undo that one.")
    parts = [part for part in parts_of([entry]) if part.state in UNDONE]
    with transaction.atomic():
        # what gives comes before what takes: nothing is lost where only one is sent
        details: dict[str, Any] = {}
        for part in filter(is_of_series, parts):
            details["follows"] = _undone(part, by, "none")
        undone = _undone(entry, by, send_updates, **details)
        undo_instances(parts, undone=undone)
    return undone


def _undone(
    entry: OutboxEntry,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates,
    **details: Any,
) -> OutboxEntry:
    undone = _undo(entry, event_of(entry), by, send_updates, **details)
    if undone is None:
        raise UndoError("It has been changed again since; nothing was undone.")
    OutboxEntry.objects.filter(pk=undone.pk).update(undoes=entry)
    return undone


def _undo(
    entry: OutboxEntry,
    event: Event,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates,
    **details: Any,
) -> OutboxEntry | None:
    if entry.kind in CREATING:
        return delete_whole(event, by=by, send_updates=send_updates, **details)
    if entry.kind == Kind.DELETE:
        back = {"status": entry.base.get("status", "confirmed")}
        return events.change(event, back, by=by, send_updates=send_updates)
    if entry.kind == Kind.MOVE and entry.calendar is not None:
        return events.move_event(event, entry.calendar, by=by, send_updates=send_updates)
    shown = values_of(event.resource, entry.changes)
    still = [name for name, value in entry.changes.items() if shown[name] == value]
    back = {name: entry.base.get(name) for name in still}
    return events.change(event, back, by=by, send_updates=send_updates) if back else None
