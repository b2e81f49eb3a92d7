"""Who sees the details of an event, by its visibility and the reader's role."""

import pytest
from tests.emulator.calendar_v3.people import (
    ALICE,
    BOB,
    DAILY,
    Person,
    guests,
    instance_of,
    refusal,
)

from gcal_emulator.demo_seed import FAMILY

DETAILS = {"summary": "Doctor", "description": "Knee", "location": "Main street"}


@pytest.fixture
def alice(service_for):
    return Person(service_for(ALICE)).on(FAMILY)


@pytest.fixture
def bob(service_for):
    return Person(service_for(BOB)).on(FAMILY)


@pytest.mark.rule("E-31")
@pytest.mark.parametrize("visibility", ["private", "confidential"])
def test_readers_see_private_events_as_busy(google, alice, bob, visibility):
    google.share(FAMILY, BOB, "reader")
    event = alice.insert(visibility=visibility, **DETAILS)

    seen = bob.get(event["id"])

    assert not {*DETAILS, "creator", "organizer", "reminders"} & seen.keys()
    assert (seen["start"], seen["end"]) == (event["start"], event["end"])
    assert bob.listed(iCalUID=event["iCalUID"]) == [seen]


@pytest.mark.rule("E-31")
@pytest.mark.parametrize("visibility", ["default", "public"])
def test_readers_see_other_events_whole(google, alice, bob, visibility):
    google.share(FAMILY, BOB, "reader")
    event = alice.insert(visibility=visibility, **DETAILS)

    assert bob.get(event["id"]).items() >= DETAILS.items()


@pytest.mark.rule("E-31")
def test_a_reader_who_is_a_guest_sees_what_is_private(google, alice, bob):
    google.share(FAMILY, BOB, "reader")
    event = alice.insert(visibility="private", **DETAILS, **guests(BOB))

    assert bob.get(event["id"]).items() >= DETAILS.items()


@pytest.mark.rule("E-31")
def test_there_are_no_other_visibilities(alice):
    assert refusal(alice.insert, visibility="secret") == (400, "invalid")


@pytest.mark.rule("E-31")
def test_the_instances_of_a_private_series_are_private(google, alice, bob):
    google.share(FAMILY, BOB, "reader")
    series = alice.insert(visibility="private", **DETAILS, **DAILY)

    assert "summary" not in bob.get(instance_of(series, 21))
    expanded = bob.expanded(iCalUID=series["iCalUID"])
    assert len(expanded) == 5
    assert not any("summary" in each for each in expanded)


@pytest.mark.parametrize("visibility", ["default", "public"])
def test_who_sees_free_and_busy_sees_no_details_of_any_event(google, alice, bob, visibility):
    google.share(FAMILY, BOB, "freeBusyReader")
    event = alice.insert(visibility=visibility, **DETAILS, **guests(BOB))

    assert not {*DETAILS, "attendees", "creator"} & bob.get(event["id"]).keys()


@pytest.mark.rule("E-55")
@pytest.mark.parametrize("visibility", ["private", "confidential"])
def test_a_stricter_visibility_of_one_instance_is_that_of_all(alice, visibility):
    series = alice.insert(**DAILY)
    alice.patch(instance_of(series, 22), summary="Different")

    alice.patch(instance_of(series, 21), visibility=visibility)

    assert alice.get(series["id"])["visibility"] == visibility
    found = alice.expanded(iCalUID=series["iCalUID"])
    assert {each["visibility"] for each in found} == {visibility}


@pytest.mark.rule("E-55")
def test_a_looser_visibility_of_one_instance_is_ignored(alice):
    series = alice.insert(visibility="private", **DAILY)

    answer = alice.patch(instance_of(series, 21), visibility="public", summary="Different")

    assert (answer["visibility"], answer["summary"]) == ("private", "Different")
    assert alice.get(instance_of(series, 21))["visibility"] == "private"


@pytest.mark.rule("E-55")
def test_a_series_itself_may_be_loosened(alice):
    series = alice.insert(visibility="private", **DAILY)
    alice.patch(instance_of(series, 21), summary="Different")

    alice.patch(series["id"], visibility="public")

    found = alice.expanded(iCalUID=series["iCalUID"])
    assert {each["visibility"] for each in found} == {"public"}
