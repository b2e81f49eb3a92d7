"""One batch of edits brought to Google: what is asked, and what its answer means.

Nothing is written here but the lease, which is held on to before each write. An answer that may
have been lost is never guessed at: the next try finds by the mark, or by reading,
whether Google has done it.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from googleapiclient.http import HttpRequest

from dj_google_calendar.exceptions import (
    DeletedError,
    DuplicateError,
    GatewayError,
    NotFoundError,
    PreconditionFailedError,
    TransientError,
)
from dj_google_calendar.gateway.calls import execute
from dj_google_calendar.gateway.discovery import SharedClient
from dj_google_calendar.mirror.merge import TIMES, rebase, values_of
from dj_google_calendar.models import Conflict, Event, OutboxEntry
from dj_google_calendar.outbox.bodies import patch_body, versions_for
from dj_google_calendar.outbox.fold import (
    Fold,
    differs,
    fold,
    left_out,
    mark_of,
    mark_without,
    marked,
    unmarked,
)
from dj_google_calendar.outbox.lane import Batch, hold
from dj_google_calendar.outbox.record import google_id_of
from dj_google_calendar.outbox.unseen import takes_dates, unseen_dates
from dj_google_calendar.recurrence.anchor import anchor_of
from dj_google_calendar.recurrence.check import RecurrenceError
from dj_google_calendar.recurrence.instance import instance_of, original_start

Kind = OutboxEntry.Kind
ROUNDS = 5
"""So often an event may change at Google while an edit of it is on its way."""
MOST_AT_ONCE = 2_500
UNSAID = {"transparency": "opaque", "visibility": "default"}
"""What Google leaves out of an event instead of saying it."""
Answer = dict[str, Any]


@dataclass
class Outcome:
    """What Google made of a batch."""

    answer: Answer | None = None
    """The event as it is now; None where it is gone."""
    folded: Fold = field(default_factory=Fold)
    clashes: list[str] = field(default_factory=list)
    """Fields that both sides have changed: Google's values stand."""
    conflict: str = ""
    is_asked: bool = True
    """Whether Google has said so just now; what is known from before may be over."""
    is_read: bool = False
    """Whether the answer was read alone, and nothing was written."""
    google_id: str = ""
    """Another id than the event had, where that was taken or Google gave one."""
    deleted: Answer | None = None
    """The version that this has deleted."""
    was_there: bool = False
    """Whether what was to be made was at Google already, and nothing was written over it."""
    instances: Sequence[Mapping[str, Any]] = ()
    """Dates of a series that were changed there, and would have been lost."""


def deliver(client: SharedClient, batch: Batch, event: Event) -> Outcome:
    """Bring a batch to Google; raise GatewayError where it refuses or does not answer."""
    kind, calendar_id = batch.head.kind, event.calendar.google_id
    delivery = _Delivery(client, batch, event, calendar_id)
    if kind == Kind.MOVE:
        return delivery.move()
    if kind == Kind.IMPORT:
        return delivery.import_()
    folded = fold(batch.entries)
    if folded.is_nothing:
        # under the id of an event that was never sent a pull may have brought another's
        known = event.remote_resource
        return Outcome(known, folded, is_asked=known is None)
    if folded.is_deleted and batch.head.is_implied:
        return Outcome(None, folded)
    if folded.is_new:
        return delivery.insert(folded)
    return delivery.delete(folded) if folded.is_deleted else delivery.patch(folded)


class _Delivery:
    def __init__(self, client: SharedClient, batch: Batch, event: Event, calendar_id: str) -> None:
        self._client, self._events = client, client.events()
        self._batch, self._event, self._calendar_id = batch, event, calendar_id
        self._parameters = batch.head.parameters
        self._mark = batch.head.batch.hex if batch.head.batch else ""
        self._has_moved_on = False

    def insert(self, folded: Fold) -> Outcome:
        """Create; where the id is taken, see whether it was by this very edit."""
        body = {name: value for name, value in folded.changes.items() if value is not None}
        google_id = str(body["id"])
        for number in range(ROUNDS):
            body["id"] = google_id
            request = self._events.insert(
                calendarId=self._calendar_id,
                body=marked(body, self._mark),
                **versions_for(body),
                **self._parameters,
            )
            try:
                return Outcome(self._send(request), folded, google_id=google_id)
            except DuplicateError:
                found = self._read_changed(google_id)
            if mark_of(found) == self._mark or (number == 0 and self._has_made(found, folded)):
                is_gone = found.get("status") == Event.CANCELLED
                conflict = Conflict.Kind.DELETED_THERE if is_gone else ""
                return Outcome(found, folded, conflict=conflict, google_id=google_id)
            # another's has that id (E-4); each try goes on to the same ones: one may be its own
            google_id = google_id_of(uuid.uuid5(uuid.UUID(self._mark), str(number)))
        raise TransientError("No id was free.")

    def _has_made(self, found: Answer, folded: Fold) -> bool:
        """Say whether an earlier try has made an event from which others have taken the mark.

        Its id was drawn here; it was made since, and is called the same.
        """
        asked = self._batch.head.made_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")
        is_new = str(found.get("created", "")) >= asked
        is_alike = found.get("summary") == folded.changes.get("summary")
        return self._batch.was_tried and is_new and is_alike

    def patch(self, folded: Fold) -> Outcome:
        """Send what was changed, on top of the version that is known; merge where it moved on."""
        remote = dict(self._event.remote_resource or {})
        if "etag" not in remote:  # an instance that the series gives: Google has to tell its etag
            try:
                remote = self._read(self._event.google_id)
            except (NotFoundError, DeletedError) as error:
                return self._deleted_there(error, folded)
        for _ in range(ROUNDS):
            if (clashes := left_out(remote, self._mark)) is not None:
                wanted = {name: folded.changes[name] for name in TIMES.intersection(clashes)}
                lost = self._unseen_dates(remote, {**remote, **wanted})
                return Outcome(remote, folded, clashes, instances=lost)
            if _is_cancelled(remote) and not folded.is_restored:
                kind = Conflict.Kind.DELETED_THERE
                return Outcome(remote, folded, conflict=kind, is_read=True)
            try:
                return self._patch_known(remote, folded)
            except PreconditionFailedError:
                remote = self._read_changed(self._event.google_id)
                self._has_moved_on = True
        raise TransientError("The event changes at Google all the time.")

    def _patch_known(self, remote: Answer, folded: Fold) -> Outcome:
        theirs = unmarked(remote)
        values, clashes = rebase(folded.base, folded.changes, theirs)
        if lost := self._unseen_dates(remote, {**theirs, **values}):
            clashes += [name for name in values if name in TIMES]
            values = {name: value for name, value in values.items() if name not in TIMES}
        if not patch_body(theirs, values):
            known = self._event.remote_resource or {}
            is_asked = "etag" in known and remote != known
            return Outcome(remote, folded, clashes, is_asked=is_asked, is_read=True, instances=lost)
        kept = values_of(theirs, ("extendedProperties",))
        wanted = marked({**kept, **values}, mark_without(self._mark, clashes))
        try:
            answer = self._send(self._patch(patch_body(remote, wanted)), etag=remote.get("etag"))
        except (NotFoundError, DeletedError) as error:
            return self._deleted_there(error, folded)
        return Outcome(answer, folded, clashes, instances=lost)

    def _unseen_dates(self, before: Answer, after: Answer | None) -> Sequence[Mapping[str, Any]]:
        """Give the dates that an edit of a series would take away unseen.

        Each change of a date moves the series on (Z-1): only then has Google to be asked for them,
        or while a pull may have brought the series and not yet its dates.
        """
        may_lack = self._has_moved_on or bool(self._event.calendar.page_token)
        is_asked = may_lack and takes_dates(before, after)
        found = self._of_uid(str(before.get("iCalUID"))) if is_asked else ()
        dates = [each for each in found if each.get("recurringEventId") == before["id"]]
        entries = self._batch.entries
        return unseen_dates(entries, self._event, before=before, after=after, read=dates)

    def _deleted_there(self, error: GatewayError, folded: Fold) -> Outcome:
        self._require_calendar(error)
        return Outcome(None, folded, conflict=Conflict.Kind.DELETED_THERE)

    def delete(self, folded: Fold) -> Outcome:
        """Delete, unless a person has changed the event at Google meanwhile."""
        seen, remote = self._known()
        for _ in range(ROUNDS):
            if not remote or _is_cancelled(remote):
                return Outcome(None, folded)
            clashes = differs(seen, remote)
            lost = () if clashes else self._unseen_dates(remote, None)
            if clashes or lost:
                kind = Conflict.Kind.DELETED_HERE
                return Outcome(remote, folded, clashes, conflict=kind, is_read=True, instances=lost)
            request = self._events.delete(
                calendarId=self._calendar_id, eventId=self._event.google_id, **self._parameters
            )
            try:
                self._send(request, etag=remote.get("etag"))
            except (NotFoundError, DeletedError) as error:
                self._require_calendar(error)
                return Outcome(None, folded)
            except PreconditionFailedError:
                seen, remote = remote, self._read_changed(self._event.google_id)
                self._has_moved_on = True
            else:
                return Outcome(None, folded, deleted=remote)
        raise TransientError("The event changes at Google all the time.")

    def move(self) -> Outcome:
        """Move; where the event is not at its old place, look at the new one."""
        destination = str(self._parameters["destination"])
        if destination == self._calendar_id:  # where the move away from it was not made
            return Outcome(is_asked=False)
        request = self._events.move(
            calendarId=self._calendar_id, eventId=self._event.google_id, **self._parameters
        )
        try:
            return Outcome(self._send(request))
        except (NotFoundError, DeletedError) as error:
            if self._found(self._calendar_id):  # it is there, and the other calendar is away
                raise
            found = self._found(destination)
            # a guest's copy has the same id (E-6)
            if found and _is_organized_here(found):
                return Outcome(found)
            self._require_calendar(error)
        return Outcome(None, conflict=Conflict.Kind.DELETED_THERE)

    def _found(self, calendar_id: str) -> Answer | None:
        get = self._events.get(calendarId=calendar_id, eventId=self._event.google_id)
        try:
            found = execute(get)
        except (NotFoundError, DeletedError):
            return None
        return None if _is_cancelled(found) else found

    def import_(self) -> Outcome:
        """Import, unless Google has an event of that iCal UID: it would be written over (E-40).

        What an earlier try has made stays as people have changed it since. Another's is kept with
        all that it has; where the import says something else, that is for a person to decide.
        """
        wanted = fold(self._batch.entries).changes
        body = {name: each for name, each in wanted.items() if name != "id" and each is not None}
        known = self._of_uid(body["iCalUID"])
        if made := next((each for each in known if mark_of(each) == self._mark), None):
            return Outcome(made, google_id=str(made["id"]))
        hold(self._batch)  # who has slept may meet what another worker has imported, and edited
        for found in known:
            if not _is_cancelled(found) and "recurringEventId" not in found:
                return _was_there(found, body)
        request = self._events.import_(
            calendarId=self._calendar_id, body=marked(body, self._mark), **versions_for(body)
        )
        answer = self._send(request)
        return Outcome(answer, google_id=str(answer.get("id", "")))

    def _of_uid(self, uid: str) -> Sequence[Answer]:
        """Give the events of an iCal UID, with instances and what is deleted (E-8)."""
        of = {"iCalUID": uid, "showDeleted": True, "maxResults": MOST_AT_ONCE}
        found: Sequence[Answer] = execute(
            self._events.list(calendarId=self._calendar_id, **of)
        ).get("items", ())
        return found

    def _patch(self, body: Answer) -> HttpRequest:
        return self._events.patch(
            calendarId=self._calendar_id,
            eventId=self._event.google_id,
            body=body,
            **versions_for(body),
            **self._parameters,
        )

    def _send(self, request: HttpRequest, *, etag: str | None = None) -> Answer:
        if etag:
            request.headers["If-Match"] = etag
        body = json.loads(request.body) if request.body else None
        self._batch.request = {"method": request.methodId, "body": body, "if_match": etag}
        hold(self._batch)
        # written once: what comes next is decided by whoever knows what was sent before
        return execute(request, attempts=1)

    def _known(self) -> tuple[Answer, Answer]:
        """Give the event as it was seen here, and the version of it to build on."""
        seen = dict(self._event.remote_resource or {})
        if not seen or ("etag" in seen and not (_is_cancelled(seen) and self._has_left())):
            return seen, seen
        # an instance that the series gives: nobody can have changed it before Google had that,
        # nor while the series was without it
        remote = self._read_known()
        is_known = "iCalUID" in seen and not _is_cancelled(seen)
        return (self._as_given(seen) if is_known else remote), remote

    def _has_left(self) -> bool:
        """Say whether an instance has gone with its place in the series, which may be back."""
        before = self._event.outbox_entries.filter(pk__lt=self._batch.head.pk)
        last = before.filter(state=OutboxEntry.State.SENT).order_by("-pk").first()
        return last is not None and last.is_implied

    def _as_given(self, seen: Answer) -> Answer:
        """Give an instance as its series gives it now, which earlier edits may have changed."""
        calendar = self._event.calendar
        series = calendar.events.filter(google_id=self._event.recurring_event_id).first()
        if series is None:
            return seen
        whole = series.remote_resource or series.resource
        try:
            anchor = anchor_of(whole["start"], time_zone=calendar.time_zone)
            moment = original_start(seen, self._event.google_id, anchor)
            return instance_of(whole, moment, anchor)
        except (RecurrenceError, KeyError):
            return seen

    def _read_changed(self, google_id: str) -> Answer:
        """Give an event of which Google has just said that it has it, or another version of it.

        Google keeps what is deleted; who does not find it has looked where it is not known yet.
        """
        try:
            return self._read(google_id)
        except (NotFoundError, DeletedError) as error:
            raise TransientError("The event is not to be seen yet.") from error

    def _read_known(self) -> Answer:
        """Give an event, nothing where it is gone; raise where only its calendar is away."""
        try:
            return self._read(self._event.google_id)
        except (NotFoundError, DeletedError) as error:
            self._require_calendar(error)
            return {}

    def _read_if_there(self) -> Answer:
        try:
            return self._read(self._event.google_id)
        except (NotFoundError, DeletedError):
            return {}

    def _require_calendar(self, error: GatewayError) -> None:
        """Raise where not the event is away, but the calendar with all its events.

        NotFoundError where it is still away; TransientError where it was, and the event is there.
        """
        if not isinstance(error, NotFoundError):
            return
        execute(self._client.calendars().get(calendarId=self._calendar_id))
        found = self._read_if_there()
        if found and not _is_cancelled(found):
            raise TransientError("The calendar was away.")

    def _read(self, google_id: str) -> Answer:
        return execute(self._events.get(calendarId=self._calendar_id, eventId=google_id))


def _is_organized_here(found: Answer) -> bool:
    """Say whether an event is organized by the calendar in which it was found."""
    organizer = found.get("organizer")
    return not isinstance(organizer, dict) or organizer.get("self") is True


def _was_there(found: Answer, wanted: Answer) -> Outcome:
    known = {**UNSAID, **found}
    both, _ = rebase({}, wanted, known)
    ours = wanted | both
    clashes = differs(known, {**known, **ours})
    return Outcome(found, Fold(changes=ours), clashes, google_id=str(found["id"]), was_there=True)


def _is_cancelled(resource: Mapping[str, Any]) -> bool:
    return resource.get("status") == Event.CANCELLED
