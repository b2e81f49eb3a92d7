"""What a person does about edits: send again, give up, and decide conflicts; undo is beside it."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import transaction

from dj_google_calendar import clock
from dj_google_calendar.exceptions import (
    DecidedError,
    EventGoneError,
    NotAllowedError,
    UndoError,
)
from dj_google_calendar.mirror.edits import edits_of, lock_event, put_back, show_again
from dj_google_calendar.mirror.merge import merge
from dj_google_calendar.models import Calendar, Conflict, Event, OutboxEntry
from dj_google_calendar.models.outbox_entry import OutboxEntryQuerySet
from dj_google_calendar.operations import events
from dj_google_calendar.operations.event_changes import SendUpdates, change
from dj_google_calendar.operations.parts import (
    change_dates,
    changed_dates,
    decide,
    discard_parts,
    event_of,
    given_up,
    is_date_of,
    is_of_dates,
    is_of_series,
    parts_of,
    require_dates_as_before,
    require_parts_as_before,
)
from dj_google_calendar.operations.undo import last_edits, left_by_undo, undo
from dj_google_calendar.operations.whole_series import change_event, delete_whole
from dj_google_calendar.outbox.follow import follow_lost, takes_along
from dj_google_calendar.outbox.record import record_again
from dj_google_calendar.outbox.record_calendars import show_call
from dj_google_calendar.outbox.settle_calls import GIVEN_UP, put_back_call
from dj_google_calendar.tasks import enqueue_push

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

Kind, State = OutboxEntry.Kind, OutboxEntry.State
MENDING = (*OutboxEntry.CREATING, Kind.PATCH)

__all__ = ["discard", "keep_theirs", "last_edits", "left_by_undo", "restore_ours", "retry", "undo"]


def retry(entry: OutboxEntry, *, by: "AbstractBaseUser | None") -> OutboxEntry:
    """Send a refused edit again, on top of what Google has now; give the entry that waits.

    What was changed of a series goes along as it is now. Raises DecidedError where the edit is not
    refused any more, goes with another one that was not sent, or would bring back when its series
    took place before that was changed; EventGoneError.
    """
    with transaction.atomic():
        entry.refresh_from_db(fields=("state", "follows", "undoes"))
        if not entry.can_be_retried:
            _refuse(entry)
        if entry.kind in (*OutboxEntry.CREATING, Kind.CALL) or _is_of_draft(entry):
            again = entry
            for each in _requeue(entry):
                _follow_again(each, each, by)
        elif is_of_dates(entry) and entry.follows is None:
            again = _whole_again(entry, by=by)
        else:
            again = _again(entry, by=by, follows=entry.follows)
            _follow_again(entry, again, by)
    enqueue_push(again)
    return again


def _whole_again(entry: OutboxEntry, *, by: "AbstractBaseUser | None") -> OutboxEntry:
    """Change or delete a series once more, and make out anew what that does to its instances."""
    _close(entry, State.REFUSED)
    event, undoes = event_of(entry), entry.undoes_id
    require_dates_as_before(entry, event)
    discard_parts(parts_of([entry]))
    told: dict[str, Any] = {"by": by, "send_updates": entry.send_updates}
    if entry.kind == Kind.DELETE:
        again: OutboxEntry | None = delete_whole(event, **told)
    else:
        again = change_event(event, dict(entry.changes), **told)
    if again is None:
        raise DecidedError("The series is as it was to be.")
    if undoes is not None:
        OutboxEntry.objects.filter(pk=again.pk).update(undoes=undoes)
        again.undoes_id = undoes
    return again


def _again(
    entry: OutboxEntry, *, by: "AbstractBaseUser | None", follows: OutboxEntry | None
) -> OutboxEntry:
    _close(entry, State.REFUSED)
    event, undoes = event_of(entry), entry.undoes_id
    if is_of_dates(entry):
        require_dates_as_before(entry, event)
        require_parts_as_before(entry, event)
    return record_again(event, entry, by=by, follows=follows, undoes_id=undoes)


def _refuse(entry: OutboxEntry) -> NoReturn:
    """Say why an edit cannot be decided: each half of two alone would leave things double."""
    if entry.follows is not None and entry.state in (State.QUEUED, State.REFUSED):
        raise DecidedError("It was made together with another edit: decide that one.")
    raise DecidedError


def _is_of_draft(entry: OutboxEntry) -> bool:
    """Say whether an edit is of an event that Google would not take, and so goes with all of it."""
    return Event.objects.filter(
        pk=entry.event_id or 0, remote_resource__isnull=True, in_outbox=True
    ).exists()


def _follow_again(
    entry: OutboxEntry, again: OutboxEntry | None, by: "AbstractBaseUser | None"
) -> None:
    """Let what was refused with an edit follow it once more, and what follows that."""
    for follower in entry.followers.filter(state=State.REFUSED).order_by("pk"):
        if follower.kind in OutboxEntry.CREATING:
            for each in _requeue(follower):
                _follow_again(each, each, by)
            continue
        maker = by if follower.made_by_id else None
        _follow_again(follower, _again(follower, by=maker, follows=again), by)


def _requeue(entry: OutboxEntry) -> list[OutboxEntry]:
    """Let an edit wait again, and with a draft all that was done to it since; give these."""
    entries = OutboxEntry.objects.filter(pk=entry.pk)
    if entry.event_id is not None:
        entries = OutboxEntry.objects.filter(lane=entry.lane, event=entry.event_id)
    refused = list(entries.filter(state=State.REFUSED).order_by("pk"))
    now = clock.now()
    fresh: dict[str, Any] = {"code": "", "reason": "", "reply": {}, "answered_at": None}
    done = entries.filter(state=State.REFUSED).update(
        # the mark stays: an earlier try may have reached Google
        state=State.QUEUED,
        attempts=0,
        not_before=now,
        **fresh,
    )
    if not done:
        raise DecidedError
    if entry.kind in OutboxEntry.CREATING and entry.batch is None:
        _tell_of_all(entry, entries.filter(state=State.QUEUED, batch=None, kind__in=MENDING))
    entry.refresh_from_db()
    if entry.kind == Kind.CALL:
        show_call(entry)
    event = lock_event(entry.event_id or 0)
    if event is not None:
        show_again(event)
    return refused


def _tell_of_all(made: OutboxEntry, edits: OutboxEntryQuerySet) -> None:
    """Let what has made and mended a draft be sent as one, with one mail if any of it asked so.

    Of an import nobody is told.
    """
    mailing = (edit for edit in edits.order_by("pk") if edit.is_mailing)
    teller = next(mailing, None) if made.kind == Kind.INSERT else made
    if teller is not None:
        edits.update(parameters=teller.parameters)


def discard(entry: OutboxEntry) -> None:
    """Give up an edit that was refused, or that nobody has tried to send yet.

    An event that is not at Google goes with it, and so does what follows the edit. Raises
    DecidedError for any other edit, and for one that goes with another.
    """
    with transaction.atomic():
        lock_event(entry.event_id or 0)  # first of all, as an answer to an edit before it does
        entry.refresh_from_db(fields=("state", "follows", "base"))
        if not entry.can_be_given_up:
            _refuse(entry)
        _close(entry, entry.state)
        if entry.kind == Kind.CALL and entry.state == State.QUEUED:  # else it is put back already
            put_back_call(entry, reason=GIVEN_UP)
        if entry.kind in OutboxEntry.CREATING:
            _discard_lane(entry)
            return
        discard_parts(parts_of([entry]))
        event = lock_event(entry.event_id or 0)
        if event is not None and event.in_outbox:
            others = edits_of(event)
            # nothing builds on an edit since it was refused, but in a draft, which shows it
            if entry.state == State.QUEUED or event.remote_resource is None:
                follow_lost(others, [entry])
            put_back(event, others)


def _discard_lane(made: OutboxEntry) -> None:
    """Give up all that builds on an event which is not at Google, and the rows with it."""
    entries = OutboxEntry.objects.filter(lane=made.lane)
    waiting = list(entries.filter(state__in=(*OutboxEntry.OPEN, State.REFUSED)))
    rows = Event.objects.filter(outbox_entries__lane=made.lane, in_outbox=True).distinct()
    pks = list(rows.values_list("pk", flat=True))
    entries.filter(pk__in=[entry.pk for entry in waiting]).update(**given_up())
    discard_parts(parts_of([made, *waiting]))
    for entry in OutboxEntry.objects.filter(
        follows__in=[made, *waiting], state__in=(*OutboxEntry.OPEN, State.REFUSED)
    ):
        _discard_lane(entry)  # what was to go on from it
    Event.objects.filter(pk__in=pks, remote_resource__isnull=True).delete()
    for event in filter(None, map(lock_event, pks)):  # a try has reached Google all the same
        put_back(event, edits_of(event))


def _close(entry: OutboxEntry, state: str) -> None:
    """Mark as discarded what is in a state in which nothing was sent, or Google has said no."""
    row = OutboxEntry.objects.filter(pk=entry.pk, state=state)
    if state == State.QUEUED:
        row = row.filter(batch=None)
    elif state != State.REFUSED:
        raise DecidedError
    if not row.update(**given_up()):
        raise DecidedError


def keep_theirs(conflict: Conflict, *, by: "AbstractBaseUser | None") -> None:
    """Leave Google's version as it stands; raise DecidedError.

    Where it is of one half of a series that was divided, or put together again, what was made of
    the other half is taken back: each date would be there twice, or not at all.
    """
    with transaction.atomic():
        _decide(conflict, Conflict.State.THEIRS, by)
        other = _other_half(conflict)
        if other is not None:
            with suppress(UndoError, NotAllowedError, EventGoneError), transaction.atomic():
                undo(other, by=by)


def _other_half(conflict: Conflict) -> OutboxEntry | None:
    entry = conflict.entry
    first = entry.follows
    if first is None or not takes_along(conflict) or not is_of_series(entry):
        return None
    return first if first.state == State.SENT and first.event_id != entry.event_id else None


def restore_ours(
    conflict: Conflict, *, by: "AbstractBaseUser | None", send_updates: SendUpdates = "none"
) -> OutboxEntry | None:
    """Make this site's side of a conflict an edit again; raise DecidedError, EditError."""
    with transaction.atomic():
        _decide(conflict, Conflict.State.OURS, by)
        event = event_of(conflict.entry)
        together: list[OutboxEntry] = []
        if takes_along(conflict):
            together = list(OutboxEntry.objects.filter(batch=conflict.entry.batch))
        parts = [part for part in parts_of(together) if is_date_of(event, part)]
        dates = changed_dates(event, parts)
        discard_parts(parts)
        if conflict.kind == Conflict.Kind.DELETED_HERE:
            return delete_whole(event, by=by, send_updates=send_updates)
        ours = _ours(conflict, event)
        if conflict.kind == Conflict.Kind.DELETED_THERE:
            # its dates are gone with it: nothing says any more which ones a person has deleted
            back = {**ours, "status": "confirmed"}
            entry = change(event, back, by=by, send_updates=send_updates)
            if entry is not None:
                change_dates(event, dates, follows=entry)
        else:  # what a series makes of its own dates is made out anew
            entry = change_event(event, ours, by=by, send_updates=send_updates)
        for each in together:
            _follow_again(each, entry, by)
        if conflict.entry.kind == Kind.MOVE:
            return _move_again(event, conflict.entry, by=by)
        return entry


def _ours(conflict: Conflict, event: Event) -> dict[str, Any]:
    """Give the values of ours, with what others have done to other parts of the same fields."""
    if conflict.kind != Conflict.Kind.EDITED:
        return {name: sides["ours"] for name, sides in conflict.fields.items()}
    return {
        name: merge(
            sides["base"], sides["ours"], event.resource.get(name), field=name, insists=True
        )
        for name, sides in conflict.fields.items()
    }


def _move_again(event: Event, entry: OutboxEntry, *, by: "AbstractBaseUser | None") -> OutboxEntry:
    """Move an event that was restored to where it was to be; its guests are told once."""
    calendars = Calendar.objects.filter(account=entry.account_id)
    destination = calendars.filter(google_id=entry.parameters["destination"]).first()
    if destination is None:
        raise NotAllowedError("The calendar that it was to be moved to is away.")
    return events.move_event(event, destination, by=by)


def _decide(conflict: Conflict, state: str, by: "AbstractBaseUser | None") -> None:
    if not decide(Conflict.objects.filter(pk=conflict.pk), state, by):
        raise DecidedError
    conflict.refresh_from_db()
