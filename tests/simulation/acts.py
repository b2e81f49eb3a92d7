"""What a person does to single events, and what she decides."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from dj_google_calendar.exceptions import CredentialsError, GatewayError
from dj_google_calendar.models import Conflict, OutboxEntry
from dj_google_calendar.operations import events, outbox
from dj_google_calendar.operations.quick_add import quick_add

if TYPE_CHECKING:
    from tests.simulation.person import Person

GUESTS = ("carol@elsewhere.example", "dave@elsewhere.example", "bob@example.com")
ORIGIN = "origin"
"""The private property by which the ledger knows what was created here."""
State = OutboxEntry.State


def _create(her: "Person") -> None:
    if calendar := her.some_calendar():
        fields = {"summary": her.new_value("summary"), **her.span()}
        if her.random.random() < 0.4:
            fields["attendees"] = list(GUESTS[: her.random.randint(1, 3)])
        if her.random.random() < 0.2:
            fields |= {"recurrence": ["RRULE:FREQ=DAILY;COUNT=4"], "time_zone": "Europe/Berlin"}
        fields["private_properties"] = {ORIGIN: her.new_value("origin")}
        events.create_event(calendar, **fields, **her.mail())


def _import(her: "Person") -> None:
    if calendar := her.some_calendar():
        fields = {"summary": her.new_value("summary"), **her.span()}
        uid = f"{her.new_value('uid').replace(' ', '-')}@elsewhere.example"
        there = her.remote.pick(her.remote.calendar(calendar.google_id))
        if there is not None and her.random.random() < 0.3:
            uid = there.resource["iCalUID"]
        properties = {ORIGIN: her.new_value("origin")}
        events.import_event(
            calendar, by=her.user, ical_uid=uid, private_properties=properties, **fields
        )


def _edit(her: "Person") -> None:
    if event := her.some_event():
        events.edit_event(event, **her.fields(), **her.mail())


def _delete(her: "Person") -> None:
    if event := her.some_event():
        events.delete_event(event, **her.mail())


def _move(her: "Person") -> None:
    event = her.some_event()
    if event is not None and (calendar := her.some_calendar()):
        events.move_event(event, calendar, **her.mail())


def _duplicate(her: "Person") -> None:
    if event := her.some_event():
        events.duplicate_event(event, by=her.user, calendar=her.some_calendar())


def _undo(her: "Person") -> None:
    last = list(outbox.last_edits(her.user)[:4])
    if last:
        outbox.undo(her.random.choice(last), **her.mail())


def _retry(her: "Person") -> None:
    if entry := her.some(OutboxEntry.objects.filter(state=State.REFUSED)):
        outbox.retry(entry, by=her.user)


def _discard(her: "Person") -> None:
    if entry := her.some(OutboxEntry.objects.filter(state__in=(State.REFUSED, State.QUEUED))):
        outbox.discard(entry)


def _decide(her: "Person") -> None:
    if conflict := her.some(Conflict.objects.unresolved()):
        if her.random.random() < 0.5:
            outbox.keep_theirs(conflict, by=her.user)
        else:
            outbox.restore_ours(conflict, **her.mail())


def _quick_add(her: "Person") -> None:
    if calendar := her.some_calendar():
        sentence = f"{her.new_value('quick')} tomorrow 7pm"
        with suppress(CredentialsError, GatewayError):  # Google is asked at once
            quick_add(calendar, sentence, **her.mail())


ACTS: tuple[Callable[["Person"], None], ...] = (
    *(*[_create] * 6, *[_edit] * 9, *[_delete] * 3, _move, _move, _move, _quick_add),
    *(_duplicate, _import, _undo, _undo, _undo, _retry, _retry, _discard, _decide, _decide),
)
