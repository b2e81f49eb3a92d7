"""Google's side: two calendars, and people who change them at any moment."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from tests.simulation.network import ROOT
from tests.simulation.simulated_clock import BEGINNING

from gcal_emulator import Emulator
from gcal_emulator.calendar_v3.calendar_list import is_listed
from gcal_emulator.calendar_v3.instances import instance_id
from gcal_emulator.clients import client_secrets
from gcal_emulator.entities import Calendar, Event
from gcal_emulator.errors import GoogleError
from gcal_emulator.people import credentials
from gcal_emulator.recurrence import occurrences

ALICE, BOB = "alice@example.com", "bob@example.com"
TEAM = "team@group.calendar.google.com"
SEED = {
    "users": [
        {"email": ALICE, "sub": "1", "settings": {"timezone": "Europe/Berlin"}},
        {"email": BOB, "sub": "2"},
    ],
    "calendars": [{"id": TEAM, "owner": BOB, "summary": "Team", "timeZone": "Asia/Tokyo"}],
    "calendarList": [{"user": ALICE, "id": TEAM}],
}
ZONES = ("Europe/Berlin", "Asia/Tokyo", "America/New_York", "UTC")
ROLES = ("reader", "writer", "freeBusyReader")
SCOPES = ("openid", "email", "https://www.googleapis.com/auth/calendar")

Key = tuple[str, str]
"""A calendar's id and an event's."""


class Remote:
    """The emulator's world, and what happens in it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.google = Emulator(seed=SEED, random_seed=random.getrandbits(32))
        self.is_shared = random.random() < 0.5
        self.role = random.choice(("reader", "writer", "writer")) if self.is_shared else "none"
        self.revocations = 0
        """How often what the site was allowed has been taken back."""
        self.google.share(TEAM, ALICE, self.role)

    @property
    def calendar_ids(self) -> list[str]:
        """The calendars in which something may happen: those that alice has had to do with."""
        return [
            calendar_id
            for calendar_id, calendar in self.google.world.calendars.items()
            if (calendar.owner == ALICE and not calendar.is_deleted)
            or (calendar_id == TEAM and self.is_shared)
        ]

    @property
    def shown(self) -> set[str]:
        """The calendars that alice's list has."""
        world = self.google.world
        alice = world.users[ALICE]
        entries = alice.entries.values()
        return {each.calendar_id for each in entries if is_listed(world, alice, each)}

    # what people do

    def change(self) -> str:
        """Make one change in one calendar; say which."""
        calendar = self.calendar(self.random.choice(self.calendar_ids))
        change = self.random.choice(CHANGES)
        with suppress(GoogleError):  # an instance that is no longer there
            change(self, calendar)
        return f"{change.__name__.removeprefix('_')} in {calendar.id}"

    def share(self) -> str:
        """Change what alice may see of bob's calendar; say how."""
        roles = [role for role in (*ROLES, "none", "none") if role != self.role]
        self.role = self.random.choice(roles)
        self.google.share(TEAM, ALICE, self.role)
        return f"role {self.role}"

    def revoke(self) -> None:
        """Take back what alice has allowed the site."""
        self.google.revoke_grants(ALICE)
        self.revocations += 1

    def tokens(self) -> dict[str, Any]:
        """Let alice allow the site to use her calendars."""
        return credentials(self.google.world, ROOT, ALICE, SCOPES)

    def client(self) -> dict[str, Any]:
        """Give the site's client secrets."""
        return client_secrets(self.google.world, ROOT, [])

    def edit(
        self, calendar_id: str, google_id: str, *, deletes: float = 0.2, revives: bool = False
    ) -> None:
        """Change an event just now, as somebody does who is a moment faster or later."""
        event = self.calendar(calendar_id).events.get(google_id)
        if event is None or event.is_cancelled:
            if event is not None and revives:
                self._revive(calendar_id, google_id)
        elif self.random.random() < deletes:
            self.google.delete_event(calendar_id, google_id)
        else:
            self._edit(calendar_id, google_id)

    def _revive(self, calendar_id: str, google_id: str) -> None:
        events = self.calendar(calendar_id).events
        series = events.get(events[google_id].resource.get("recurringEventId", ""))
        if not (series and series.is_cancelled):  # an instance lives with its series
            self.google.edit_event(calendar_id, google_id, status="confirmed")

    def _edit(self, calendar_id: str, google_id: str) -> None:
        name = self.random.choice(("summary", "summary", "location", "description", "colorId"))
        number = self.random.randrange(1, 12 if name == "colorId" else 1000)
        value = str(number) if name == "colorId" else f"Renamed {number}"
        self.google.edit_event(calendar_id, google_id, **{name: value})

    # what there is

    def calendar(self, calendar_id: str) -> Calendar:
        """Give a calendar as the emulator keeps it."""
        return self.google.world.calendars[calendar_id]

    def living(self) -> dict[Key, int]:
        """Give when each event that is not deleted last changed."""
        return {
            (calendar_id, google_id): event.micros
            for calendar_id in self.calendar_ids
            for google_id, event in self.calendar(calendar_id).events.items()
            if not event.is_cancelled
        }

    def pick(
        self, calendar: Calendar, *, deleted: bool = False, series: bool | None = None
    ) -> Event | None:
        """Give some event, of those that are there, or of those that were deleted."""
        events = [
            event
            for event in calendar.events.values()
            if event.is_cancelled == deleted and series in (None, event.is_series)
        ]
        return self.random.choice(events) if events else None

    def start(self) -> dict[str, str]:
        """Give a start in the coming days: a moment or a day."""
        moment = BEGINNING + dt.timedelta(hours=self.random.randrange(24 * 40))
        if self.random.random() < 0.3:
            return {"date": moment.date().isoformat()}
        return {"dateTime": moment.isoformat()}

    def instance(self, calendar: Calendar) -> str:
        """Name some instance of some series; '' where there is none."""
        series = self.pick(calendar, series=True)
        if series is None:
            return ""
        found = list(occurrences(series.resource, time_zone=calendar.time_zone))
        if not found:
            return ""
        return instance_id(series.resource["id"], self.random.choice(found).original_start)


def _insert(remote: Remote, calendar: Calendar) -> None:
    number = remote.random.randrange(1000)
    remote.google.add_event(calendar.id, summary=f"Event {number}", start=remote.start())


def _insert_series(remote: Remote, calendar: Calendar) -> None:
    rule = f"RRULE:FREQ=DAILY;COUNT={remote.random.randrange(3, 9)}"
    start = remote.start()
    remote.google.add_event(calendar.id, summary="Series", start=start, recurrence=[rule])


def _retitle(remote: Remote, calendar: Calendar) -> None:
    if event := remote.pick(calendar):
        remote._edit(calendar.id, event.resource["id"])


def _delete(remote: Remote, calendar: Calendar) -> None:
    if event := remote.pick(calendar):
        remote.google.delete_event(calendar.id, event.resource["id"])


def _revive(remote: Remote, calendar: Calendar) -> None:
    if event := remote.pick(calendar, deleted=True):
        remote._revive(calendar.id, event.resource["id"])


def _change_instance(remote: Remote, calendar: Calendar) -> None:
    if name := remote.instance(calendar):
        remote.google.edit_event(calendar.id, name, summary="Different")


def _cancel_instance(remote: Remote, calendar: Calendar) -> None:
    if name := remote.instance(calendar):
        remote.google.delete_event(calendar.id, name)


def _split_series(remote: Remote, calendar: Calendar) -> None:
    name = remote.instance(calendar)
    base, _, start = name.rpartition("_")
    # what was split off there before has that name already
    if name and f"{base}_R{start.rstrip('Z')}" not in calendar.events:
        wants_tail = remote.random.random() < 0.7
        changes = {"summary": "The rest"} if wants_tail else None
        remote.google.split_series(calendar.id, name, changes)


def _delete_series(remote: Remote, calendar: Calendar) -> None:
    if event := remote.pick(calendar, series=True):
        remote.google.delete_event(calendar.id, event.resource["id"])


def _shorten_series(remote: Remote, calendar: Calendar) -> None:
    if event := remote.pick(calendar, series=True):
        rule = ["RRULE:FREQ=DAILY;COUNT=2"]
        remote.google.edit_event(calendar.id, event.resource["id"], recurrence=rule)


def _change_zone(remote: Remote, calendar: Calendar) -> None:
    with remote.google.changing():
        calendar.time_zone = remote.random.choice(ZONES)
        for event in calendar.order:
            event.texts = None


def _rename_calendar(remote: Remote, calendar: Calendar) -> None:
    if calendar.id not in (ALICE, TEAM):
        return  # by its title alone it is known whether a new one was made
    with remote.google.changing():
        calendar.summary = f"Calendar {remote.random.randrange(1000)}"


def _clear(remote: Remote, calendar: Calendar) -> None:
    for google_id, event in list(calendar.events.items()):
        if not event.is_cancelled and remote.random.random() < 0.8:
            remote.google.delete_event(calendar.id, google_id)


CHANGES: tuple[Callable[[Remote, Calendar], None], ...] = (
    *(*[_insert] * 8, _insert_series, _insert_series, _retitle, _retitle, _retitle),
    *(_delete, _delete, _revive, _change_instance, _change_instance, _cancel_instance),
    *(_split_series, _delete_series, _shorten_series, _change_zone, _rename_calendar, _clear),
)
