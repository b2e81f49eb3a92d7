"""Video conferences: asked for, pending, set up or not, and taken away."""

import datetime as dt

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

KNOWS = {"conferenceDataVersion": 1}
WISH = {"conferenceData": {"createRequest": {"requestId": "wish-1"}}}
OTHER_WISH = {"conferenceData": {"createRequest": {"requestId": "wish-2"}}}


@pytest.fixture
def wait(google):
    """Lets pass the time that Google takes to set up a conference."""
    google.freeze()
    return lambda: google.advance(dt.timedelta(seconds=2))


def status(event):
    return event["conferenceData"]["createRequest"]["status"]["statusCode"]


@pytest.mark.rule("E-16")
def test_a_conference_is_pending_first_and_then_there(alice, wait):
    event = alice.insert(parameters=KNOWS, **WISH)
    assert status(event) == status(alice.get(event["id"])) == "pending"
    assert "hangoutLink" not in event

    wait()

    ready = alice.get(event["id"])
    conference = ready["conferenceData"]
    assert status(ready) == "success"
    assert conference["conferenceSolution"]["key"] == {"type": "hangoutsMeet"}
    assert conference["entryPoints"][0]["uri"] == ready["hangoutLink"]
    assert ready["hangoutLink"].endswith(conference["conferenceId"])


@pytest.mark.rule("E-16")
def test_sync_tells_of_a_conference_that_has_come(alice, wait):
    event = alice.insert(parameters=KNOWS, **WISH)
    token = alice.token()
    wait()

    changed = alice.listed(syncToken=token)

    assert [each["id"] for each in changed] == [event["id"]]
    assert status(changed[0]) == "success"
    assert changed[0]["etag"] != event["etag"]


@pytest.mark.rule("E-16")
def test_a_conference_can_fail(google, alice, wait):
    google.switch(conferences_fail=True)
    event = alice.insert(parameters=KNOWS, **WISH)
    wait()

    failed = alice.get(event["id"])

    assert status(failed) == "failure"
    assert failed["conferenceData"].keys() == {"createRequest"}
    assert "hangoutLink" not in failed


@pytest.mark.rule("E-16")
@pytest.mark.parametrize("parameters", [{}, {"conferenceDataVersion": 0}])
def test_who_does_not_know_of_conferences_asks_for_none(alice, parameters):
    event = alice.insert(parameters=parameters, **WISH)

    assert "conferenceData" not in event
    assert "conferenceData" not in alice.patch(event["id"], parameters=parameters, **WISH)


@pytest.mark.rule("E-16")
def test_a_wish_is_heard_once(alice, wait):
    event = alice.insert(parameters=KNOWS, **WISH)
    wait()
    ready = alice.get(event["id"])

    again = alice.patch(event["id"], parameters=KNOWS, **WISH)
    new = alice.patch(event["id"], parameters=KNOWS, **OTHER_WISH)

    assert again["conferenceData"] == ready["conferenceData"]
    assert status(new) == "pending"
    assert "hangoutLink" not in new
    wait()
    assert alice.get(event["id"])["hangoutLink"] != ready["hangoutLink"]


@pytest.mark.rule("E-17")
def test_an_update_by_who_knows_nothing_of_conferences_leaves_them(alice, wait):
    event = alice.insert(parameters=KNOWS, **WISH)
    wait()
    ready = alice.get(event["id"])

    updated = alice.update(event["id"], TIMES)

    assert updated["conferenceData"] == ready["conferenceData"]
    assert updated["hangoutLink"] == ready["hangoutLink"]


@pytest.mark.rule("E-17")
def test_an_update_without_a_conference_by_who_knows_of_them_removes_it(alice, wait):
    event = alice.insert(parameters=KNOWS, **WISH)
    wait()

    updated = alice.update(event["id"], TIMES, **KNOWS)

    assert {"conferenceData", "hangoutLink"}.isdisjoint(updated)


def test_a_conference_is_copied_from_another_event(alice, wait):
    event = alice.insert(parameters=KNOWS, **WISH)
    wait()
    ready = alice.get(event["id"])

    copied = alice.insert(parameters=KNOWS, conferenceData=ready["conferenceData"])

    assert copied["hangoutLink"] == ready["hangoutLink"]


@pytest.mark.parametrize("kind", ["eventHangout", "eventNamedHangout", "other"])
def test_only_meet_can_be_asked_for(alice, kind):
    request = {"requestId": "1", "conferenceSolutionKey": {"type": kind}}
    wish = {"conferenceData": {"createRequest": request}}

    assert refusal(alice.insert, parameters=KNOWS, **wish) == (400, "invalid")


def test_guests_get_the_conference_that_came_later(alice, bob, wait):
    event = alice.insert(parameters=KNOWS, **WISH, **guests(BOB))
    assert status(bob.get(event["id"])) == "pending"
    wait()

    seen = bob.get(event["id"])

    assert seen["hangoutLink"] == alice.get(event["id"])["hangoutLink"]


def test_a_guest_may_not_touch_the_conference(alice, bob):
    event = alice.insert(**guests(BOB))

    refused = refusal(bob.patch, event["id"], parameters=KNOWS, **WISH)

    assert refused == (403, "forbiddenForNonOrganizer")


def test_a_guest_who_may_modify_asks_in_the_organizers_place(alice, bob, wait):
    event = alice.insert(**guests(BOB), guestsCanModify=True)
    bob.patch(event["id"], parameters=KNOWS, **WISH)
    wait()

    link = alice.get(event["id"])["hangoutLink"]

    assert bob.get(event["id"])["hangoutLink"] == link


def test_an_instance_changed_in_the_meantime_gets_the_conference_of_its_series(alice, wait):
    series = alice.insert(parameters=KNOWS, **WISH, **DAILY)
    alice.patch(instance_of(series, 21), summary="Different")
    wait()

    link = alice.get(series["id"])["hangoutLink"]

    assert alice.get(instance_of(series, 21))["hangoutLink"] == link
    assert alice.get(instance_of(series, 22))["hangoutLink"] == link


def test_an_event_gets_its_conference_where_it_has_moved(alice, wait):
    event = alice.insert(parameters=KNOWS, **WISH)
    alice.move(event["id"], FAMILY)
    wait()

    assert status(alice.on(FAMILY).get(event["id"])) == "success"
    assert "conferenceData" not in alice.get(event["id"])
