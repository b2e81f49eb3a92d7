"""The person in front of the site: what she does next, and the values that she writes."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from django.contrib.auth.models import User
from tests.simulation import acts, acts_of_calendars, acts_of_series
from tests.simulation.acts import GUESTS
from tests.simulation.simulated_clock import BEGINNING
from tests.simulation.world import Remote

from dj_google_calendar.exceptions import EditError
from dj_google_calendar.models import Calendar, Event, OutboxEntry
from dj_google_calendar.operations import outbox

UNDER_WAY = 0.4
"""How often what is edited is something that has been edited just now."""
State = OutboxEntry.State


class Person:
    """One person in front of the site; each value she writes is one that nobody else writes."""

    def __init__(self, random: Random, remote: Remote, user: User) -> None:
        self.random, self.remote, self.user = random, remote, user
        self._written = 0
        self._acts = [*acts.ACTS]
        for others, share in ((acts_of_series.ACTS, 0.6), (acts_of_calendars.ACTS, 0.4)):
            self._acts += others if random.random() < share else ()

    def job(self) -> tuple[str, Callable[[], object]]:
        """Draw what she does next."""
        act = self.random.choice(self._acts)

        def do() -> None:
            with suppress(EditError):  # which she is told
                act(self)

        return f"edit by {act.__name__.strip('_')}", do

    def give_up(self, *, all_of_them: bool) -> None:
        """Decide what Google has refused: it may keep other edits back."""
        for entry in OutboxEntry.objects.filter(state=State.REFUSED).order_by("pk"):
            with suppress(EditError):
                if all_of_them or self.random.random() < 0.5:
                    outbox.discard(entry)
                else:
                    outbox.retry(entry, by=self.user)

    # what her acts draw

    def new_value(self, word: str) -> str:
        """Give a text that nobody has written before."""
        self._written += 1
        return f"{word} of hers {self._written}"

    def fields(self) -> dict[str, Any]:
        """Draw what is edited: one field or several."""
        fields: dict[str, Any] = {}
        names = self.random.sample(("summary", "location", "description", "span", "guests"), 2)
        for name in names[: self.random.choice((1, 1, 2))]:
            if name == "span":
                fields |= self.span()
            elif name == "guests":
                fields["attendees"] = self.random.sample(GUESTS, self.random.randint(0, 2))
            else:
                fields[name] = self.new_value(name)
        return fields

    def span(self) -> dict[str, Any]:
        """Draw a start that no other event has, and an end."""
        self._written += 1
        start = BEGINNING + dt.timedelta(
            hours=self.random.randrange(24 * 40), seconds=self._written
        )
        return {"start": start, "end": start + dt.timedelta(hours=1)}

    def mail(self) -> dict[str, Any]:
        """Draw whether guests are to be told; say who asks."""
        return {"by": self.user, "send_updates": self.random.choice(("none", "none", "all"))}

    def some(self, rows: Any) -> Any:
        """Draw one of some rows; None where there are none."""
        found = list(rows.order_by("pk"))
        return self.random.choice(found) if found else None

    def some_event(self, *, series: bool = False) -> Event | None:
        """Draw an event that is not deleted."""
        living = Event.objects.not_cancelled().select_related("calendar__account")
        if series:
            living = living.filter(resource__has_key="recurrence")
        if self.random.random() < UNDER_WAY and (found := self.some(living.filter(in_outbox=True))):
            return found  # type: ignore[no-any-return] # of a queryset that says nothing
        return self.some(living)  # type: ignore[no-any-return]

    def some_calendar(self) -> Calendar | None:
        """Draw a calendar."""
        return self.some(Calendar.objects.select_related("account"))  # type: ignore[no-any-return]
