"""What alice does on the site: she edits events, and decides what Google has refused."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from tests.simulation.simulated_clock import BEGINNING
from tests.simulation.world import Remote

from dj_google_calendar.exceptions import EditError
from dj_google_calendar.models import Calendar, Conflict, Event, OutboxEntry
from dj_google_calendar.operations import events, outbox
from dj_google_calendar.outbox.record import record_instance
from gcal_emulator.calendar_v3.instances import computed_instance
from gcal_emulator.errors import GoogleError

ORIGIN = "origin"
"""The private property by which the ledger knows what was created here."""
GUESTS = ("carol@elsewhere.example", "dave@elsewhere.example", "bob@example.com")
State = OutboxEntry.State


class Person:
    """One person in front of the site; each value she writes is one that nobody else writes."""

    def __init__(self, random: Random, remote: Remote, user: User) -> None:
        self._random, self._remote, self._user = random, remote, user
        self._written = 0

    def job(self) -> tuple[str, Callable[[], object]]:
        """Draw what she does next."""
        act = self._random.choice(ACTS)

        def do() -> None:
            with suppress(EditError):  # which she is told
                act(self)

        return f"edit by {act.__name__.strip('_')}", do

    def give_up(self, *, all_of_them: bool) -> None:
        """Decide what Google has refused: it may keep other edits back."""
        for entry in OutboxEntry.objects.filter(state=State.REFUSED).order_by("pk"):
            with suppress(EditError):
                if all_of_them or self._random.random() < 0.5:
                    outbox.discard(entry)
                else:
                    outbox.retry(entry, by=self._user)

    def _new_value(self, word: str) -> str:
        self._written += 1
        return f"{word} of hers {self._written}"

    def _fields(self) -> dict[str, Any]:
        """Draw what is edited: one field or several."""
        fields: dict[str, Any] = {}
        names = self._random.sample(("summary", "location", "description", "span", "guests"), 2)
        for name in names[: self._random.choice((1, 1, 2))]:
            if name == "span":
                fields |= self._span()
            elif name == "guests":
                fields["attendees"] = self._random.sample(GUESTS, self._random.randint(0, 2))
            else:
                fields[name] = self._new_value(name)
        return fields

    def _span(self) -> dict[str, Any]:
        self._written += 1
        start = BEGINNING + dt.timedelta(
            hours=self._random.randrange(24 * 40), seconds=self._written
        )
        return {"start": start, "end": start + dt.timedelta(hours=1)}

    def _mail(self) -> dict[str, Any]:
        return {"by": self._user, "send_updates": self._random.choice(("none", "none", "all"))}

    def _some(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return self._random.choice(found) if found else None

    def _some_event(self) -> Event | None:
        living = Event.objects.not_cancelled().select_related("calendar__account")
        if self._random.random() < 0.4 and (under_way := self._some(living.filter(in_outbox=True))):
            return under_way  # type: ignore[no-any-return] # of a queryset that says nothing
        return self._some(living)  # type: ignore[no-any-return]

    def _some_calendar(self) -> Calendar | None:
        return self._some(Calendar.objects.select_related("account"))  # type: ignore[no-any-return]


def _create(her: Person) -> None:
    if calendar := her._some_calendar():
        fields = {"summary": her._new_value("summary"), **her._span()}
        if her._random.random() < 0.4:
            fields["attendees"] = list(GUESTS[: her._random.randint(1, 3)])
        if her._random.random() < 0.2:
            fields |= {"recurrence": ["RRULE:FREQ=DAILY;COUNT=4"], "time_zone": "Europe/Berlin"}
        fields["private_properties"] = {ORIGIN: her._new_value("origin")}
        events.create_event(calendar, **fields, **her._mail())


def _import(her: Person) -> None:
    if calendar := her._some_calendar():
        fields = {"summary": her._new_value("summary"), **her._span()}
        uid = f"{her._new_value('uid').replace(' ', '-')}@elsewhere.example"
        properties = {ORIGIN: her._new_value("origin")}
        events.import_event(
            calendar, by=her._user, ical_uid=uid, private_properties=properties, **fields
        )


def _edit(her: Person) -> None:
    if event := her._some_event():
        events.edit_event(event, **her._fields(), **her._mail())


def _edit_instance(her: Person) -> None:
    calendar = her._some_calendar()
    name = calendar and her._remote.instance(her._remote.calendar(calendar.google_id))
    if not calendar or not name:
        return
    series = calendar.events.filter(google_id=name.rpartition("_")[0]).first()
    with suppress(GoogleError):
        _, resource = computed_instance(her._remote.calendar(calendar.google_id), name)
        if series is not None and series.status != Event.CANCELLED:
            kept = {key: resource[key] for key in OF_INSTANCES if key in resource}
            with transaction.atomic():
                event = record_instance(series, kept)
                events.edit_event(event, **her._fields(), **her._mail())


def _delete(her: Person) -> None:
    if event := her._some_event():
        events.delete_event(event, **her._mail())


def _move(her: Person) -> None:
    event = her._some_event()
    if event is not None and (calendar := her._some_calendar()):
        events.move_event(event, calendar, **her._mail())


def _duplicate(her: Person) -> None:
    if event := her._some_event():
        events.duplicate_event(event, by=her._user, calendar=her._some_calendar())


def _undo(her: Person) -> None:
    last = list(outbox.last_edits(her._user)[:4])
    if last:
        outbox.undo(her._random.choice(last), **her._mail())


def _retry(her: Person) -> None:
    if entry := her._some(OutboxEntry.objects.filter(state=State.REFUSED)):
        outbox.retry(entry, by=her._user)


def _discard(her: Person) -> None:
    if entry := her._some(OutboxEntry.objects.filter(state__in=(State.REFUSED, State.QUEUED))):
        outbox.discard(entry)


def _decide(her: Person) -> None:
    if conflict := her._some(Conflict.objects.unresolved()):
        if her._random.random() < 0.5:
            outbox.keep_theirs(conflict, by=her._user)
        else:
            outbox.restore_ours(conflict, **her._mail())


OF_INSTANCES = (
    *("id", "status", "summary", "location", "description", "start", "end", "attendees"),
    *("recurringEventId", "originalStartTime", "iCalUID", "organizer", "creator", "reminders"),
)
ACTS: tuple[Callable[[Person], None], ...] = (
    *(*[_create] * 6, *[_edit] * 9, _edit_instance, *[_delete] * 3, _move, _move, _move),
    *(_duplicate, _import, _undo, _undo, _undo, _retry, _retry, _discard, _decide, _decide),
)
