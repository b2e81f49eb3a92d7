"""Reminders: which are taken, whose they are, and that nothing else tells of them."""

import pytest
from tests.emulator.calendar_v3.people import (
    BOB,
    DAILY,
    TIMES,
    guests,
    instance_of,
    refusal,
)

from gcal_emulator.demo_seed import FAMILY

DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
DEFAULT = {"useDefault": True}


def popups(*minutes):
    overrides = [{"method": "popup", "minutes": each} for each in minutes]
    return {"useDefault": False, "overrides": overrides}


@pytest.mark.rule("E-21")
@pytest.mark.parametrize(
    "reminders",
    [
        DEFAULT,
        {"useDefault": False},
        popups(0, 1, 2, 3, 40_320),
        {"useDefault": False, "overrides": [{"method": "email", "minutes": 30}]},
    ],
)
def test_an_event_has_the_default_reminders_or_up_to_five_of_its_own(alice, reminders):
    assert alice.insert(reminders=reminders)["reminders"] == reminders


@pytest.mark.rule("E-21")
@pytest.mark.parametrize(
    "reminders",
    [
        popups(0, 1, 2, 3, 4, 5),
        popups(-1),
        popups(40_321),
        {"useDefault": False, "overrides": [{"method": "sms", "minutes": 5}]},
        {"useDefault": False, "overrides": [{"method": "popup"}]},
        {"useDefault": False, "overrides": [{"minutes": 5}]},
    ],
)
def test_other_reminders_are_refused(alice, reminders):
    assert refusal(alice.insert, reminders=reminders) == (400, "invalid")


@pytest.mark.rule("E-21")
def test_default_reminders_and_own_ones_exclude_each_other(alice):
    both = popups(5) | DEFAULT

    reason = "cannotUseDefaultRemindersAndSpecifyOverride"
    assert refusal(alice.insert, reminders=both) == (400, reason)


@pytest.fixture
def with_defaults(alice):
    """Gives a calendar of Alice's these default reminders."""

    def having(reminders):
        entries = alice.service.calendarList()
        entries.patch(calendarId=FAMILY, body={"defaultReminders": reminders}).execute()
        return alice.on(FAMILY)

    return having


@pytest.mark.rule("Z-12")
def test_an_all_day_event_copies_the_default_reminders(with_defaults):
    calendar = with_defaults([{"method": "popup", "minutes": 30}])

    assert calendar.insert(**DAY)["reminders"] == popups(30)
    assert calendar.insert()["reminders"] == DEFAULT


@pytest.mark.rule("Z-12")
def test_without_default_reminders_an_all_day_event_says_that_it_uses_them(with_defaults):
    assert with_defaults([]).insert(**DAY)["reminders"] == DEFAULT


@pytest.mark.rule("E-22")
def test_each_who_shares_a_calendar_has_reminders_of_their_own(google, alice, bob):
    google.share(FAMILY, BOB, "writer")
    event = alice.on(FAMILY).insert(reminders=popups(5))
    assert bob.on(FAMILY).get(event["id"])["reminders"] == DEFAULT

    bob.on(FAMILY).patch(event["id"], reminders=popups(60))

    assert bob.on(FAMILY).get(event["id"])["reminders"] == popups(60)
    assert alice.on(FAMILY).get(event["id"])["reminders"] == popups(5)


@pytest.mark.rule("E-22")
def test_the_reminders_of_a_series_are_not_shown_to_others_in_its_instances(google, alice, bob):
    google.share(FAMILY, BOB, "reader")
    series = alice.on(FAMILY).insert(reminders=popups(5), **DAILY)

    seen = bob.on(FAMILY).get(instance_of(series, 21))

    assert seen["reminders"] == DEFAULT
    expanded = bob.on(FAMILY).expanded(iCalUID=series["iCalUID"])
    assert all(each["reminders"] == DEFAULT for each in expanded)


@pytest.mark.rule("E-22")
def test_the_copies_of_a_meeting_have_reminders_of_their_own(alice, bob):
    meeting = alice.insert(reminders=popups(5), **guests(BOB))

    bob.patch(meeting["id"], reminders=popups(60))
    alice.patch(meeting["id"], summary="Renamed")

    assert bob.get(meeting["id"])["reminders"] == popups(60)
    assert alice.get(meeting["id"])["reminders"] == popups(5)


@pytest.mark.parametrize("is_guest", [False, True])
def test_an_edit_of_reminders_alone_is_seen_nowhere_else(alice, bob, is_guest):
    event = alice.insert(**guests(BOB))
    person = bob if is_guest else alice
    before, token = person.get(event["id"]), person.token()

    changed = person.patch(event["id"], reminders=popups(5))

    assert changed == before | {"reminders": popups(5)}
    assert person.listed(syncToken=token) == []


def test_a_writers_own_reminders_are_no_change_for_others(google, alice, bob):
    google.share(FAMILY, BOB, "writer")
    event = alice.on(FAMILY).insert()

    bob.on(FAMILY).patch(event["id"], reminders=popups(5))

    assert alice.on(FAMILY).get(event["id"]) == event


def test_by_a_switch_an_edit_of_reminders_is_a_change_that_updated_does_not_tell(google, alice):
    google.switch(reminders_are_changes=True)
    event, token = alice.insert(), alice.token()

    changed = alice.patch(event["id"], reminders=popups(5))

    assert changed["updated"] == event["updated"]
    assert changed["etag"] != event["etag"]
    assert [each["id"] for each in alice.listed(syncToken=token)] == [event["id"]]


def test_reminders_of_a_single_instance_are_kept_with_it(alice):
    series = alice.insert(**DAILY)

    changed = alice.patch(instance_of(series, 21), reminders=popups(5))

    assert changed["reminders"] == popups(5)
    assert alice.get(instance_of(series, 21))["reminders"] == popups(5)
    assert alice.get(instance_of(series, 22))["reminders"] == DEFAULT


def test_an_update_without_reminders_returns_to_the_default(alice):
    event = alice.insert(reminders=popups(5))

    assert alice.update(event["id"], TIMES)["reminders"] == DEFAULT
