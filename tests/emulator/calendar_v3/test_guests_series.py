"""Recurring meetings across accounts: single instances answered, changed, left and lost."""

import pytest
from tests.emulator.calendar_v3.people import (
    ALICE,
    BOB,
    CAROL,
    DAILY,
    at,
    guests,
    instance_of,
    refusal,
    responses,
)

from gcal_emulator.demo_seed import FAMILY


@pytest.fixture
def series(alice):
    return alice.insert(summary="Daily", **DAILY, **guests(BOB))


def days(person, series):
    """Give on which days a person has the series."""
    found = person.expanded(iCalUID=series["iCalUID"])
    return sorted(int(each["id"][-10:-8]) for each in found)


def test_a_guest_has_the_whole_series(bob, series):
    assert bob.get(series["id"])["recurrence"] == series["recurrence"]
    assert days(bob, series) == [20, 21, 22, 23, 24]


def test_an_answer_to_one_instance_is_about_that_one(alice, bob, series):
    bob.respond(instance_of(series, 21), BOB, "declined")

    assert responses(alice.get(instance_of(series, 21))) == {BOB: "declined"}
    assert responses(alice.get(instance_of(series, 22))) == {BOB: "needsAction"}
    assert responses(alice.get(series["id"])) == {BOB: "needsAction"}


def test_an_answer_to_the_series_is_that_of_changed_instances_not_yet_answered(alice, bob, series):
    alice.patch(instance_of(series, 21), summary="Different")
    bob.respond(instance_of(series, 22), BOB, "declined")

    bob.respond(series["id"], BOB, "accepted")

    assert responses(alice.get(instance_of(series, 21))) == {BOB: "accepted"}
    assert responses(bob.get(instance_of(series, 21))) == {BOB: "accepted"}
    assert responses(alice.get(instance_of(series, 22))) == {BOB: "declined"}


@pytest.mark.rule("E-36")
def test_a_guest_deletes_one_instance_and_declines_that_one(alice, bob, series):
    bob.delete(instance_of(series, 21))

    assert days(bob, series) == [20, 22, 23, 24]
    assert days(alice, series) == [20, 21, 22, 23, 24]
    assert responses(alice.get(instance_of(series, 21))) == {BOB: "declined"}


@pytest.mark.rule("E-36")
def test_a_guest_deletes_the_series_with_its_changed_instances(alice, bob, series):
    alice.patch(instance_of(series, 21), summary="Different")

    bob.delete(series["id"])

    assert days(bob, series) == []
    assert responses(alice.get(instance_of(series, 21))) == {BOB: "declined"}
    alice.patch(instance_of(series, 21), summary="Still different")
    alice.patch(series["id"], location="Here")
    assert days(bob, series) == []


@pytest.mark.rule("E-36")
def test_a_guest_who_deletes_the_series_declines_what_was_accepted_alone(alice, bob, series):
    bob.respond(instance_of(series, 21), BOB, "accepted")

    bob.delete(series["id"])

    assert responses(alice.get(instance_of(series, 21))) == {BOB: "declined"}
    assert days(bob, series) == []


def test_the_organizer_moves_one_instance(alice, bob, series):
    token = bob.token()

    alice.patch(instance_of(series, 21), start=at(14, day=21), end=at(15, day=21))

    copy = bob.get(instance_of(series, 21), timeZone="Europe/Berlin")
    assert copy["start"] == at(14, day=21)
    assert copy["originalStartTime"] == at(10, day=21)
    names = [series["id"], instance_of(series, 21)]
    assert [each["id"] for each in bob.listed(syncToken=token)] == names


def test_the_organizer_deletes_one_instance(alice, bob, series):
    token = bob.token()

    alice.delete(instance_of(series, 21))

    assert days(bob, series) == [20, 22, 23, 24]
    stub = bob.listed(syncToken=token)[-1]
    assert (stub["id"], stub["status"]) == (instance_of(series, 21), "cancelled")


def test_a_shorter_series_is_shorter_for_all(alice, bob, series):
    bob.respond(instance_of(series, 24), BOB, "accepted")

    alice.patch(series["id"], recurrence=["RRULE:FREQ=DAILY;COUNT=2"])

    assert days(alice, series) == days(bob, series) == [20, 21]
    assert refusal(bob.get, instance_of(series, 24)) == (404, "notFound")


def test_a_series_at_another_hour_is_so_for_all(alice, bob, series):
    alice.patch(instance_of(series, 21), summary="Different")

    alice.patch(series["id"], start=at(14), end=at(15))

    found = bob.expanded(iCalUID=series["iCalUID"], timeZone="Europe/Berlin")
    assert {each["start"]["dateTime"][11:16] for each in found} == {"14:00"}
    assert len(found) == 5


def test_who_is_invited_to_one_instance_has_that_one_alone(alice, carol, series):
    alice.patch(instance_of(series, 21), **guests(BOB, CAROL))

    copy = carol.get(instance_of(series, 21))

    assert copy["recurringEventId"] == series["id"]
    assert refusal(carol.get, series["id"]) == (404, "notFound")
    assert days(carol, series) == [21]


def test_who_is_invited_to_one_instance_answers_it(alice, carol, series):
    alice.patch(instance_of(series, 21), **guests(BOB, CAROL))

    carol.respond(instance_of(series, 21), CAROL, "accepted")

    assert responses(alice.get(instance_of(series, 21)))[CAROL] == "accepted"
    assert CAROL not in responses(alice.get(series["id"]))


@pytest.mark.parametrize("loss", ["shorter", "deleted", "uninvited"])
def test_who_is_invited_to_one_instance_loses_it_with_the_series(alice, carol, series, loss):
    alice.patch(instance_of(series, 24), **guests(BOB, CAROL))

    if loss == "shorter":
        alice.patch(series["id"], recurrence=["RRULE:FREQ=DAILY;COUNT=2"])
    elif loss == "deleted":
        alice.delete(series["id"])
    else:
        alice.patch(instance_of(series, 24), **guests(BOB))

    assert days(carol, series) == []


def test_who_is_taken_off_one_instance_keeps_the_others(alice, bob, series):
    alice.patch(instance_of(series, 21), attendees=[])

    assert days(bob, series) == [20, 22, 23, 24]


def test_who_is_taken_off_one_instance_can_be_invited_to_it_again(alice, bob, series):
    alice.patch(instance_of(series, 21), attendees=[])

    alice.patch(instance_of(series, 21), **guests(BOB))

    assert days(bob, series) == [20, 21, 22, 23, 24]


def test_who_is_taken_off_the_series_loses_all_of_it(alice, bob, series):
    alice.patch(instance_of(series, 21), summary="Different")

    alice.patch(series["id"], attendees=[])

    assert days(bob, series) == []
    assert "attendees" not in alice.get(instance_of(series, 21))


def test_who_is_invited_later_has_all_of_it_as_it_is_now(alice, carol, series):
    alice.patch(instance_of(series, 21), summary="Different")
    alice.delete(instance_of(series, 22))

    alice.patch(series["id"], **guests(BOB, CAROL))

    assert days(carol, series) == [20, 21, 23, 24]
    assert carol.get(instance_of(series, 21))["summary"] == "Different"


@pytest.mark.rule("E-22")
def test_what_a_guest_sets_for_one_instance_lasts_through_a_change_of_the_series(
    alice, bob, series
):
    bob.patch(instance_of(series, 21), colorId="4")

    alice.patch(series["id"], summary="Renamed", end=at(12))

    copy = bob.get(instance_of(series, 21), timeZone="Europe/Berlin")
    assert (copy["summary"], copy["colorId"], copy["end"]) == ("Renamed", "4", at(12, day=21))
    assert "colorId" not in alice.get(instance_of(series, 21))


def test_an_instance_that_differs_for_a_guest_alone_hears_of_others_answers(
    alice, bob, carol, series
):
    alice.patch(series["id"], **guests(BOB, CAROL))
    bob.patch(instance_of(series, 21), colorId="4")

    carol.respond(series["id"], CAROL, "accepted")

    assert responses(bob.get(instance_of(series, 21)))[CAROL] == "accepted"


def test_a_meeting_made_recurring_recurs_for_its_guests(alice, bob):
    meeting = alice.insert(**guests(BOB))

    alice.patch(meeting["id"], **DAILY)
    assert len(days(bob, meeting)) == 5

    alice.patch(meeting["id"], recurrence=[])
    assert "recurrence" not in bob.get(meeting["id"])


def test_the_organizer_of_a_moved_series_changes_an_instance(alice, bob, series):
    alice.move(series["id"], FAMILY)

    alice.on(FAMILY).patch(instance_of(series, 21), summary="Different")

    assert bob.get(instance_of(series, 21))["summary"] == "Different"
    assert bob.get(instance_of(series, 22))["organizer"]["email"] == FAMILY


def test_a_guest_who_becomes_the_organizer_keeps_what_was_set_for_one_instance(alice):
    series = alice.on(FAMILY).insert(**DAILY, **guests(ALICE))
    alice.patch(instance_of(series, 21), colorId="4")

    alice.on(FAMILY).move(series["id"], ALICE)

    instance = alice.get(instance_of(series, 21))
    assert (instance["organizer"]["email"], instance["colorId"]) == (ALICE, "4")
    assert alice.patch(instance["id"], summary="Mine")["summary"] == "Mine"


def test_this_and_following_of_a_meeting_is_changed_for_all_who_have_a_part_in_it(
    google, alice, bob, carol, series
):
    alice.patch(instance_of(series, 23), **guests(BOB, CAROL))
    bob.patch(instance_of(series, 24), colorId="4")

    google.split_series(ALICE, instance_of(series, 22), {"summary": "Renamed"})

    assert [bob.get(instance_of(series, day))["summary"] for day in (21, 22, 23, 24)] == [
        "Daily",
        "Renamed",
        "Renamed",
        "Renamed",
    ]
    assert carol.get(instance_of(series, 23))["summary"] == "Renamed"


def test_this_and_following_of_a_meeting_is_called_off_for_all(google, alice, bob, carol, series):
    alice.patch(instance_of(series, 23), **guests(BOB, CAROL))

    google.split_series(ALICE, instance_of(series, 22))

    assert days(alice, series) == days(bob, series) == [20, 21]
    assert days(carol, series) == []
