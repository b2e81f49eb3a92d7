"""What becomes of a batch: sent, in conflict, refused, or to be tried again; one transaction each.

Each begins by a write that needs the lane to be still held, so that a worker that was paused for
too long finds its writes refused.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from dj_google_calendar import clock
from dj_google_calendar.exceptions import GatewayError, GoogleCalendarError
from dj_google_calendar.mirror.edits import (
    edits_of,
    is_given,
    keep_read,
    lock_event,
    put_back,
    take_answer,
)
from dj_google_calendar.mirror.place import bring_instances, keep_at, make_way, take_instances_along
from dj_google_calendar.models import Calendar, Conflict, Event, OutboxEntry
from dj_google_calendar.outbox.deliver import Outcome
from dj_google_calendar.outbox.follow import follow_answer, follow_lost, takes_along
from dj_google_calendar.outbox.lane import Batch, fence
from dj_google_calendar.outbox.settle_calls import keep_call, put_back_call

logger = logging.getLogger(__name__)
Kind, State = OutboxEntry.Kind, OutboxEntry.State
OF_STORED = ("etag", "updated")
FREE = {"lease_owner": "", "lease_until": None}
BEFORE_IT = "The edit that it builds on was not made."


def answered(batch: Batch, outcome: Outcome) -> None:
    """Write what Google answered, and mark the edits as sent or as in conflict."""
    with transaction.atomic():
        _write(batch, **_closed(State.SENT, request=batch.request))
        event = lock_event(batch.head.event_id or 0)
        conflict = _conflict(batch, outcome, event)
        if event is not None:
            _keep(event, batch, outcome)
            _keep_instances(event.calendar, batch, outcome)
        if outcome.was_there:
            _keep_what_was_there(batch.head, outcome)
        if batch.head.kind == Kind.CALL:
            keep_call(batch.head, outcome.answer)
        if conflict is not None:
            lost = [entry.pk for entry in batch.entries if _has_lost(entry, outcome)]
            OutboxEntry.objects.filter(pk__in=lost).update(state=State.CONFLICT)
            if takes_along(conflict):
                _refuse_followers(lost)


def _keep_instances(calendar: Calendar, batch: Batch, outcome: Outcome) -> None:
    for instance in outcome.instances:
        if "status" in instance:  # else nobody can read it
            keep_read(calendar, instance, generation=batch.generation)


def _keep_what_was_there(entry: OutboxEntry, outcome: Outcome) -> None:
    """Note what an event had before that was to be made, and give up deletions of it.

    They are of what was to be made here, and nobody has seen yet what they would take away.
    """
    known = outcome.answer or {}
    base = {name: known.get(name) for name in entry.changes}
    OutboxEntry.objects.filter(pk=entry.pk).update(base=base)
    deletions = OutboxEntry.objects.filter(event=entry.event_id, kind=Kind.DELETE)
    _give_up(list(deletions.waiting()))


def _keep(event: Event, batch: Batch, outcome: Outcome) -> None:
    answer = outcome.answer
    if not outcome.is_asked:
        put_back(event, follow_answer(edits_of(event), batch, outcome))
        return
    if batch.head.kind == Kind.MOVE:
        answer = _moved(event, batch, answer)
    else:
        if outcome.google_id and outcome.google_id != event.google_id:
            take_instances_along(event, outcome.google_id)
            make_way(event, outcome.google_id)
        event.seen_generation = max(event.seen_generation, batch.generation)
    if answer is not None and outcome.is_read and is_given(event):
        # Google still has it as the series gives it, unless a pull says otherwise
        answer = {name: value for name, value in answer.items() if name not in OF_STORED}
    others = follow_answer(edits_of(event), batch, outcome)
    if answer is None:
        answer = _gone(event, outcome)
    take_answer(event, answer, others, before=_known_before(batch))


def _known_before(batch: Batch) -> dict[str, Any] | None:
    """Give what Google had of an event as the lane was taken."""
    return batch.head.event.remote_resource if batch.head.event else None


def _gone(event: Event, outcome: Outcome) -> dict[str, Any]:
    """Give what is known of an event that is gone at Google, which says no more of it than that."""
    known = event.remote_resource or event.resource
    if known.get("status") == Event.CANCELLED:  # as a pull has brought it
        return dict(known)
    return {**(outcome.deleted or known), "status": Event.CANCELLED}


def _moved(event: Event, batch: Batch, answer: dict[str, Any] | None) -> dict[str, Any] | None:
    """Keep an event in the calendar that it was moved to; give what it is there."""
    parameters, former = batch.head.parameters, event.calendar
    destination = Calendar.objects.filter(
        account_id=batch.head.account_id, google_id=parameters["destination"]
    ).first()
    if answer is not None and destination is not None:
        # Google's answer is the version that the event leaves at its former place
        known = event.remote_resource = _living(event, batch, answer)
        found = keep_at(event, destination, event.google_id)
        answer = found or {**answer, "status": known["status"]}
        event.seen_generation = max(event.seen_generation, batch.generation)
        bring_instances(event, former)
    return answer


def _living(event: Event, batch: Batch, answer: dict[str, Any]) -> dict[str, Any]:
    """Give what is known of a moved event, as it was before it was moved.

    Google moves nothing that is gone: a tombstone of it is what the move has left behind.
    """
    known, before = event.remote_resource or {}, _known_before(batch) or {}
    said = [each.get("status") for each in (known, before, answer)]
    living = (status for status in said if status not in (None, Event.CANCELLED))
    return {**known, "status": next(living, "confirmed")}


def _conflict(batch: Batch, outcome: Outcome, event: Event | None) -> Conflict | None:
    folded = outcome.folded
    if not (outcome.clashes or outcome.conflict):
        return None
    theirs = outcome.answer or {}
    names = outcome.clashes or [*folded.changes]
    ours = folded.changes
    if outcome.conflict == Conflict.Kind.DELETED_HERE:
        ours = {"status": Event.CANCELLED}
        names = [*names, "status"]
    return Conflict.objects.create(
        entry=batch.entries[-1],
        event=event,
        kind=outcome.conflict or Conflict.Kind.EDITED,
        found_at=clock.now(),
        instances=list(outcome.instances),
        fields={
            name: {
                "base": folded.base.get(name),
                "ours": ours.get(name),
                "theirs": theirs.get(name),
            }
            for name in names
        },
    )


def _has_lost(entry: OutboxEntry, outcome: Outcome) -> bool:
    return bool(outcome.conflict) or not set(entry.changes).isdisjoint(outcome.clashes)


def refused(batch: Batch, error: GoogleCalendarError) -> None:
    """Give edits up that Google will not take; show what Google has, and tell why.

    An event that was to be created stays as a draft; edits that build on it wait.
    """
    with transaction.atomic():
        told: dict[str, Any] = {"code": error.code, "reason": error.message, "reply": _reply(error)}
        if batch.head.kind in OutboxEntry.CREATING and not batch.was_tried:
            told["batch"] = None  # so that it can be mended: no try of it can have reached Google
        _write(batch, **_closed(State.REFUSED, request=batch.request, **told))
        _refuse_followers(batch.entries)
        if batch.head.kind == Kind.CALL:
            put_back_call(batch.head)
        else:
            _show_without(batch.entries)
    logger.warning("edit refused: entry=%s code=%s", batch.head.pk, error.code)


def _refuse_followers(entries: Iterable[OutboxEntry | int]) -> None:
    """Give up what was to be sent only after edits that are lost (47)."""
    _give_up(list(OutboxEntry.objects.filter(follows__in=entries).waiting()))


def _give_up(entries: Sequence[OutboxEntry]) -> None:
    if entries:
        _update(entries, **_closed(State.REFUSED, code="E142", reason=BEFORE_IT))
        _refuse_followers(entries)
        for entry in reversed(entries):  # each is built on the one before
            _show_without([entry])


def _show_without(lost: Sequence[OutboxEntry]) -> None:
    event = lock_event(lost[0].event_id or 0)
    others = edits_of(event) if event is not None else []
    is_draft = event is not None and event.remote_resource is None and lost[0] in others
    if event is not None and not is_draft:
        put_back(event, follow_lost(others, lost))


def later(batch: Batch, moment: dt.datetime, reason: str, *, has_left: bool) -> None:
    """Try a batch again at a later moment; as it is, where any try may have reached Google."""
    with transaction.atomic():
        changes: dict[str, Any] = {"state": State.QUEUED, "not_before": moment, "reason": reason}
        if not (has_left or batch.was_tried):
            changes["batch"] = None
        _write(batch, **FREE, **changes)


def _closed(state: str, **columns: Any) -> dict[str, Any]:
    """Give what is written of an entry that needs no further try."""
    return {"state": state, "answered_at": clock.now(), "reason": "", "code": "", **FREE, **columns}


def _write(batch: Batch, /, **columns: Any) -> None:
    """Write of a batch's entries, or raise SupersededError where its lane was lost."""
    fence(batch, **columns)
    if others := batch.entries[1:]:
        _update(others, **columns)


def _update(entries: Iterable[OutboxEntry], **columns: Any) -> None:
    OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(**columns)


def _reply(error: GoogleCalendarError) -> dict[str, Any]:
    if not isinstance(error, GatewayError):
        return {}
    return {"status": error.http_status, "reason": error.reason, "message": error.message}
