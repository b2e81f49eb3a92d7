"""The demo world is valid, rich and repeatable."""

import datetime as dt

import pytest

from gcal_emulator.demo_seed import demo_seed
from gcal_emulator.schemas import violations

TODAY = dt.date(2026, 11, 16)


@pytest.fixture(scope="module")
def seed():
    return demo_seed(today=TODAY)


def events(seed):
    return [event for calendar in seed["calendars"] for event in calendar["events"]]


def test_every_event_fits_the_discovery_document(seed):
    assert [text for event in events(seed) for text in violations(event, "Event")] == []


def test_two_accounts_and_five_calendars_of_alice(seed):
    assert [user["email"] for user in seed["users"]] == ["alice@example.com", "bob@example.com"]
    assert len([row for row in seed["calendarList"] if row["user"] == "alice@example.com"]) == 5


def test_everything_that_tends_to_break_calendars_is_there(seed):
    all_events = events(seed)
    kinds = {event.get("eventType", "default") for event in all_events}
    lines = [line for event in all_events for line in event.get("recurrence", ())]

    assert len(all_events) > 250
    assert {"birthday", "outOfOffice", "focusTime", "workingLocation", "default"} == kinds
    assert {"RRULE", "EXDATE", "RDATE"} == {
        line.replace(";", ":").partition(":")[0] for line in lines
    }
    assert any(event.get("status") == "cancelled" for event in all_events)
    assert any("recurringEventId" in event and "summary" in event for event in all_events)
    zones = {event["start"].get("timeZone") for event in all_events if "start" in event}
    assert {"Europe/Berlin", "America/New_York", "Asia/Tokyo", "America/Los_Angeles"} <= zones


@pytest.mark.parametrize("days", range(0, 400, 13))
def test_any_day_gives_a_world_and_always_the_same(days):
    today = TODAY + dt.timedelta(days)

    assert demo_seed(today=today) == demo_seed(today=today)
