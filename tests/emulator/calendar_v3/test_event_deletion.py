"""Deleted events: how they are deleted, what is left of them, and how they come back."""

import pytest
from tests.emulator.calendar_v3.people import (
    BOB,
    CAROL,
    DAILY,
    TIMES,
    guests,
    instance_of,
    refusal,
    responses,
)

from gcal_emulator.demo_seed import FAMILY, RUNNING

BY = {
    "delete": lambda person, event_id: person.delete(event_id),
    "patch": lambda person, event_id: person.patch(event_id, status="cancelled"),
    "update": lambda person, event_id: person.update(event_id, TIMES | {"status": "cancelled"}),
}


@pytest.mark.rule("E-32", "E-33")
@pytest.mark.parametrize("way", BY)
def test_a_deleted_event_is_given_as_cancelled(alice, way):
    event = alice.insert(summary="Talk")

    BY[way](alice, event["id"])

    assert alice.get(event["id"])["status"] == "cancelled"
    assert event["id"] not in [each["id"] for each in alice.listed()]


@pytest.mark.rule("E-32")
@pytest.mark.parametrize("way", BY)
def test_an_event_is_deleted_once(alice, way):
    event = alice.insert()
    BY[way](alice, event["id"])

    assert refusal(alice.delete, event["id"]) == (410, "deleted")


@pytest.mark.rule("E-32")
def test_what_never_was_cannot_be_deleted(alice):
    assert refusal(alice.delete, "nothing1") == (404, "notFound")


@pytest.mark.rule("E-35")
def test_on_the_organizers_calendar_a_deleted_event_keeps_its_details(alice):
    event = alice.insert(summary="Talk", location="Here", **guests(BOB))
    alice.delete(event["id"])

    left = alice.get(event["id"])

    changed = {"status", "etag", "updated"}
    assert {key: left[key] for key in left.keys() - changed} == {
        key: event[key] for key in event.keys() - changed
    }


@pytest.mark.rule("E-35")
def test_elsewhere_hardly_more_than_its_id_is_left(alice, bob):
    event = alice.insert(summary="Talk", **guests(BOB))
    alice.delete(event["id"])

    assert bob.get(event["id"]).keys() == {"kind", "etag", "id", "status"}


@pytest.mark.rule("E-35")
def test_what_a_guest_has_deleted_keeps_its_details_there(alice, bob):
    event = alice.insert(summary="Talk", **guests(BOB))
    bob.delete(event["id"])

    left = bob.get(event["id"])

    assert (left["status"], left["summary"]) == ("cancelled", "Talk")


@pytest.mark.rule("E-35")
def test_lists_tell_the_details_of_deleted_events_to_who_asks_for_these(alice, bob):
    event = alice.insert(summary="Talk", **guests(BOB))
    token = alice.token()
    alice.delete(event["id"])

    def listed(person, **query):
        found = person.listed(**query)
        return next(each for each in found if each["id"] == event["id"])

    stub = {"kind", "etag", "id", "status"}
    assert listed(alice, showDeleted=True) == alice.get(event["id"])
    assert listed(alice, syncToken=token).keys() == stub
    assert listed(bob, showDeleted=True).keys() == stub


@pytest.mark.rule("E-5")
@pytest.mark.parametrize("is_patch", [True, False])
def test_a_deleted_event_keeps_its_id_and_is_restored_under_it(alice, is_patch):
    event = alice.insert(id="chosen1", summary="Talk")
    alice.delete("chosen1")
    assert refusal(alice.insert, id="chosen1") == (409, "duplicate")

    if is_patch:
        restored = alice.patch("chosen1", status="confirmed")
    else:
        restored = alice.update("chosen1", event)

    assert (restored["id"], restored["status"], restored["summary"]) == (
        "chosen1",
        "confirmed",
        "Talk",
    )
    assert "chosen1" in [each["id"] for each in alice.listed()]


@pytest.mark.rule("E-5")
def test_a_restored_meeting_is_back_in_its_guests_calendars(alice, bob):
    meeting = alice.insert(**guests(BOB))
    bob.respond(meeting["id"], BOB, "accepted")
    alice.delete(meeting["id"])
    token = bob.token()

    alice.patch(meeting["id"], status="confirmed")

    assert bob.get(meeting["id"])["status"] == "confirmed"
    assert responses(alice.get(meeting["id"])) == {BOB: "accepted"}
    assert [each["id"] for each in bob.listed(syncToken=token)] == [meeting["id"]]


@pytest.mark.rule("E-5")
def test_a_guest_cannot_restore_what_the_organizer_has_deleted(alice, bob):
    meeting = alice.insert(guestsCanModify=True, **guests(BOB))
    alice.delete(meeting["id"])

    refused = refusal(bob.patch, meeting["id"], status="confirmed")

    assert refused == (403, "forbiddenForNonOrganizer")
    assert alice.get(meeting["id"])["status"] == "cancelled"


@pytest.mark.rule("E-5")
def test_what_a_guest_has_deleted_stays_deleted_there_through_a_restoration(alice, bob):
    meeting = alice.insert(**guests(BOB, CAROL))
    bob.delete(meeting["id"])
    alice.delete(meeting["id"])

    alice.patch(meeting["id"], status="confirmed")

    assert bob.get(meeting["id"])["status"] == "cancelled"
    assert responses(alice.get(meeting["id"])) == {BOB: "declined", CAROL: "needsAction"}


@pytest.mark.rule("E-5")
def test_a_restored_series_has_its_changed_and_its_deleted_instances_as_before(alice, bob):
    series = alice.insert(**DAILY, **guests(BOB))
    alice.patch(instance_of(series, 21), summary="Different")
    alice.delete(instance_of(series, 22))
    before = shown(alice, series), shown(bob, series)
    alice.delete(series["id"])
    assert shown(alice, series) == shown(bob, series) == []

    alice.patch(series["id"], status="confirmed")

    assert (shown(alice, series), shown(bob, series)) == before


def shown(person, series):
    found = person.expanded(iCalUID=series["iCalUID"])
    return sorted((each["id"], each.get("summary")) for each in found)


@pytest.mark.rule("E-5")
def test_a_deleted_instance_is_restored(alice, bob):
    series = alice.insert(summary="Daily", **DAILY, **guests(BOB))
    alice.delete(instance_of(series, 21))
    assert len(shown(bob, series)) == 4

    restored = alice.patch(instance_of(series, 21), status="confirmed")

    assert restored["summary"] == "Daily"
    assert len(shown(alice, series)) == len(shown(bob, series)) == 5


@pytest.mark.rule("E-5")
def test_a_deleted_instance_of_which_little_is_known_is_restored_from_its_series(alice):
    club = alice.on(RUNNING)
    stub = next(each for each in club.listed() if each["status"] == "cancelled")
    assert "start" not in club.get(stub["id"])

    restored = club.patch(stub["id"], status="confirmed")

    assert restored["summary"] == club.get(stub["recurringEventId"])["summary"]
    assert restored["start"]["dateTime"] == stub["originalStartTime"]["dateTime"]


def test_a_writer_deletes_on_a_shared_calendar_like_its_owner(google, alice, bob):
    google.share(FAMILY, BOB, "writer")
    event = alice.on(FAMILY).insert()

    bob.on(FAMILY).delete(event["id"])

    assert alice.on(FAMILY).get(event["id"])["status"] == "cancelled"
