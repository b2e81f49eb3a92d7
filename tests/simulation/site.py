"""The site's side: what its processes do, each as one job of a worker."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test import RequestFactory
from tests.simulation.person import Person
from tests.simulation.simulated_clock import SimulatedClock
from tests.simulation.world import Remote

from dj_google_calendar import tasks
from dj_google_calendar.credentials import budget
from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.exceptions import GoogleCalendarError
from dj_google_calendar.models import Calendar, Channel
from dj_google_calendar.operations.accounts import connect_account
from dj_google_calendar.operations.calendars import ask_for_pull, switch_off, switch_on
from dj_google_calendar.webhook.views import webhook
from gcal_emulator.oauth.tokens import LIFE_SECONDS
from gcal_emulator.push.channels import Parcel

ADDRESS = "https://site.example/calendar/webhook/"
LOOK = "look"
"""The job that may pull at any time."""
PUSH = "push"
Job = Callable[[], object]


class Site:
    """One site with one person, who has connected one account."""

    def __init__(self, random: Random, clock: SimulatedClock, remote: Remote) -> None:
        self._random, self._clock, self._remote = random, clock, remote
        self._revocations = -1
        """How often Google had taken something back when the site got what it has."""
        budget.forget()
        settings.GOOGLE_CALENDAR |= {
            "CLIENT_SECRETS": remote.client(),
            "WEBHOOK_URL": ADDRESS if random.random() < 0.8 else "",
            "BRAKE_ROWS": 0,  # calendars are small here
        }
        self.user = User(username="alice", password="!")
        self.user.save()
        self.person = Person(random, remote, self.user)

    def connect(self) -> None:
        """Connect alice's account, or connect it again; she is shown what goes wrong."""
        given, revocations = self._remote.tokens(), self._remote.revocations
        life = dt.timedelta(seconds=LIFE_SECONDS)
        credentials = Credentials(
            access_token=given["token"],
            refresh_token=given["refresh_token"],
            expires_at=self._clock.now() + life,
            scopes=tuple(given["scopes"]),
            client_id=given["client_id"],
        )
        with suppress(GoogleCalendarError):
            connect_account(self.user, credentials)
            self._revocations = revocations

    @property
    def is_revoked(self) -> bool:
        """Whether what the site has was taken back."""
        return self._revocations != self._remote.revocations

    def hear(self, message: Parcel) -> int:
        """Receive a notification; give the status of the answer."""
        request = RequestFactory().post(ADDRESS, headers=message.headers())
        return webhook(request).status_code

    def hears(self, channel_id: str) -> bool:
        """Say whether notifications of a channel count."""
        return Channel.objects.heard().filter(channel_id=channel_id).exists()

    def job(self) -> tuple[str, Job]:
        """Draw what a process does next."""
        kind = self._random.choice((*["pull"] * 9, *["look"] * 3, "lists", "upkeep", "odd"))
        if kind == "lists":
            return kind, tasks.pull_due_lists
        if kind == "upkeep":
            return kind, tasks.see_to_upkeep
        if kind == "odd":
            return self._random.choice((("wish", self._wish), ("switch", self._switch)))
        return kind, self._look if kind == LOOK else self._pull_one

    def push(self) -> tuple[str, Job]:
        """Give what a process does that sends an edit; it may come late, or twice."""
        due = tasks.due_pushes()
        entry = self._random.choice(due) if due else 0
        return PUSH, lambda: tasks.push(entry)

    def _pull_one(self) -> Any:
        due = tasks.due_calendars()
        return tasks.pull(self._random.choice(due), only_if_wanted=True) if due else None

    def _look(self) -> None:
        """Pull whatever the schedule says, as somebody wants to see it now."""
        if calendar := self._some_calendar():
            self.pull(calendar.google_id)

    def pull(self, calendar_id: str) -> None:
        """Pull a calendar, whether or not that is due."""
        for calendar in Calendar.objects.filter(google_id=calendar_id):
            tasks.pull(calendar.pk, only_if_wanted=False)

    def _some_calendar(self) -> Calendar | None:
        calendars = list(Calendar.objects.order_by("pk"))
        return self._random.choice(calendars) if calendars else None

    def _wish(self) -> None:
        if calendar := self._some_calendar():
            ask_for_pull(calendar)

    def _switch(self) -> None:
        if calendar := self._some_calendar():
            if calendar.state == Calendar.State.OFF:
                switch_on(calendar, by="alice")
            elif self._random.random() < 0.3:
                switch_off(calendar, by="alice")

    def switch_all_on(self) -> None:
        """Let no calendar stay switched off."""
        for calendar in Calendar.objects.filter(state=Calendar.State.OFF):
            switch_on(calendar, by="alice")
