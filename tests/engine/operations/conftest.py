"""An event that alice has made on this site, sent; and the steps that tests share, as fixtures."""

import functools

import pytest
from tests.engine.operations import steps

from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.operations import events
from dj_google_calendar.sync.pull_calendar import pull_calendar


@pytest.fixture
def event(calendar, alice):
    created = events.create_event(calendar, by=alice, summary="Standup", **steps.TIMES)
    steps.send()
    created.refresh_from_db()
    return created


@pytest.fixture
def daily(calendar, google):
    """Ten days from the first of December, each at nine."""
    google.add_event(
        steps.ALICE,
        id=steps.SERIES,
        summary="Standup",
        start={"dateTime": "2026-12-01T09:00:00+01:00", "timeZone": "Europe/Berlin"},
        end={"dateTime": "2026-12-01T09:30:00+01:00", "timeZone": "Europe/Berlin"},
        recurrence=steps.TEN_DAYS,
    )
    pull_calendar(calendar)
    return calendar.events.get(google_id=steps.SERIES)


@pytest.fixture
def send():
    return steps.send


@pytest.fixture
def remote(google):
    return functools.partial(steps.remote, google)


@pytest.fixture
def guests(remote):
    """Reads the attendees of an event by address."""

    def read(event, calendar_id=""):
        return {each["email"]: each for each in remote(event, calendar_id).get("attendees", ())}

    return read


@pytest.fixture
def later():
    """Makes what was put off due again."""

    def now():
        OutboxEntry.objects.update(not_before="2020-01-01T00:00:00Z")

    return now
