"""Events that move to another calendar, and so to another organizer."""

import pytest
from tests.emulator.calendar_v3.people import (
    ALICE,
    BOB,
    CAROL,
    DAILY,
    Person,
    guests,
    instance_of,
    refusal,
    responses,
)

from gcal_emulator.demo_seed import FAMILY, RELEASES


@pytest.mark.rule("E-37")
def test_a_moved_event_has_its_id_on_the_target_and_another_organizer(alice):
    event = alice.insert(summary="Talk")

    alice.move(event["id"], FAMILY)

    moved = alice.on(FAMILY).get(event["id"])
    assert moved["organizer"] == {"email": FAMILY, "displayName": "Family", "self": True}
    assert moved["creator"] == {"email": ALICE}
    kept = ("id", "iCalUID", "summary", "start", "created", "sequence")
    assert {key: moved[key] for key in kept} == {key: event[key] for key in kept}


@pytest.mark.rule("E-37", "Z-7")
def test_the_answer_to_a_move_is_the_sources_view_with_the_new_organizer(alice):
    event = alice.insert(summary="Talk")

    answer = alice.move(event["id"], FAMILY)

    organizer = {"email": FAMILY, "displayName": "Family"}
    assert answer == event | {"status": "cancelled", "organizer": organizer}


@pytest.mark.rule("E-37")
def test_a_stub_stays_on_the_source_where_the_old_organizer_is_no_guest(alice):
    event, token = alice.insert(), alice.token()

    alice.move(event["id"], FAMILY)

    stub = alice.listed(syncToken=token)
    assert [each.keys() for each in stub] == [{"kind", "etag", "id", "status"}]
    assert stub[0]["status"] == "cancelled"


@pytest.mark.rule("E-37")
def test_who_organized_and_is_a_guest_keeps_a_copy(alice):
    event = alice.insert(summary="Talk", **guests(ALICE, BOB))

    alice.move(event["id"], FAMILY)

    copy = alice.get(event["id"])
    assert (copy["status"], copy["organizer"]["email"]) == ("confirmed", FAMILY)
    assert copy["attendees"][0] == {"email": ALICE, "self": True, "responseStatus": "accepted"}
    assert refusal(alice.patch, event["id"], summary="X") == (403, "forbiddenForNonOrganizer")


@pytest.mark.rule("E-37")
def test_both_calendars_must_be_writable(alice):
    event = alice.insert()

    assert refusal(alice.move, event["id"], RELEASES) == (403, "requiredAccessLevel")
    assert refusal(alice.move, event["id"], BOB) == (404, "notFound")
    theirs = alice.on(RELEASES).listed()[0]["id"]
    assert refusal(alice.on(RELEASES).move, theirs, FAMILY) == (403, "requiredAccessLevel")


@pytest.mark.rule("E-37")
@pytest.mark.parametrize("is_stored", [False, True])
def test_an_instance_does_not_move_alone(alice, is_stored):
    series = alice.insert(**DAILY)
    if is_stored:
        alice.patch(instance_of(series, 21), summary="Different")

    refused = refusal(alice.move, instance_of(series, 21), FAMILY)

    assert refused == (400, "cannotChangeOrganizerOfInstance")


@pytest.mark.rule("E-37")
def test_a_series_moves_with_its_instances(alice):
    series = alice.insert(**DAILY)
    alice.patch(instance_of(series, 21), summary="Different")
    alice.delete(instance_of(series, 22))

    alice.move(series["id"], FAMILY)

    found = alice.on(FAMILY).expanded(iCalUID=series["iCalUID"])
    assert sorted(each["id"] for each in found) == [
        instance_of(series, n) for n in (20, 21, 23, 24)
    ]
    assert alice.on(FAMILY).get(instance_of(series, 21))["summary"] == "Different"
    assert alice.expanded(iCalUID=series["iCalUID"]) == []


@pytest.mark.rule("E-37")
def test_an_event_moves_back(alice):
    event = alice.insert(summary="Talk")
    alice.move(event["id"], FAMILY)

    alice.on(FAMILY).move(event["id"], ALICE)

    back = alice.get(event["id"])
    assert (back["status"], back["summary"]) == ("confirmed", "Talk")
    assert back["organizer"] == {"email": ALICE, "self": True}
    assert alice.on(FAMILY).get(event["id"])["status"] == "cancelled"


@pytest.mark.rule("E-37")
def test_an_event_does_not_move_where_another_has_its_id(alice):
    alice.insert(id="chosen1", summary="Here")
    alice.on(FAMILY).insert(id="chosen1", summary="There")

    assert refusal(alice.move, "chosen1", FAMILY) == (409, "duplicate")
    assert alice.on(FAMILY).get("chosen1")["summary"] == "There"


@pytest.mark.rule("E-37")
def test_a_deleted_event_does_not_move(alice):
    event = alice.insert()
    alice.delete(event["id"])

    assert refusal(alice.move, event["id"], FAMILY) == (410, "deleted")
    assert refusal(alice.move, "nothing1", FAMILY) == (404, "notFound")


@pytest.mark.rule("E-37")
def test_a_meeting_is_moved_by_its_organizer_only(alice, bob):
    meeting = alice.insert(**guests(BOB))
    own = bob.service.calendars().insert(body={"summary": "Bob's other"}).execute()["id"]

    assert refusal(bob.move, meeting["id"], own) == (400, "cannotChangeOrganizer")


def test_guests_keep_their_copies_with_their_answers(google, alice, bob):
    meeting = alice.insert(**guests(BOB))
    bob.respond(meeting["id"], BOB, "accepted")
    bob.patch(meeting["id"], colorId="4")

    alice.move(meeting["id"], FAMILY)
    alice.on(FAMILY).patch(meeting["id"], summary="Renamed")

    copy = bob.get(meeting["id"])
    assert (copy["organizer"]["email"], copy["summary"]) == (FAMILY, "Renamed")
    assert (copy["colorId"], responses(copy)) == ("4", {BOB: "accepted"})


def test_an_answer_after_a_move_reaches_the_new_organizer(alice, bob):
    meeting = alice.insert(**guests(BOB))
    alice.move(meeting["id"], FAMILY)

    bob.respond(meeting["id"], BOB, "tentative")

    assert responses(alice.on(FAMILY).get(meeting["id"])) == {BOB: "tentative"}


def test_an_answer_after_a_deleted_copy_and_a_move_reaches_the_new_organizer(alice, bob):
    meeting = alice.insert(**guests(ALICE, BOB))
    bob.delete(meeting["id"])
    alice.move(meeting["id"], FAMILY)

    bob.respond(meeting["id"], BOB, "tentative")

    assert responses(alice.on(FAMILY).get(meeting["id"]))[BOB] == "tentative"
    assert responses(alice.get(meeting["id"]))[BOB] == "tentative"


def test_a_guest_to_whose_calendar_a_meeting_moves_becomes_its_organizer(google, alice, bob):
    google.share(BOB, ALICE, "writer")
    meeting = alice.insert(**guests(ALICE, BOB))

    alice.move(meeting["id"], BOB)

    moved = bob.get(meeting["id"])
    assert moved["organizer"] == {"email": BOB, "self": True}
    assert moved["attendees"] == [
        {"email": ALICE, "responseStatus": "accepted"},
        {"email": BOB, "organizer": True, "self": True, "responseStatus": "accepted"},
    ]
    assert bob.patch(meeting["id"], summary="Mine")["summary"] == "Mine"
    assert alice.get(meeting["id"])["summary"] == "Mine"


def test_who_is_invited_to_one_instance_keeps_it_through_a_move(google, service_for, alice):
    google.add_user(CAROL)
    carol = Person(service_for(CAROL))
    series = alice.insert(**DAILY)
    alice.patch(instance_of(series, 21), **guests(CAROL))

    alice.move(series["id"], FAMILY)

    assert carol.get(instance_of(series, 21))["organizer"]["email"] == FAMILY


def test_guests_are_told_of_a_move_where_that_is_wanted(google, alice):
    meeting = alice.insert(**guests(BOB))

    alice.move(meeting["id"], FAMILY, sendUpdates="all")

    assert [mail.kind for mail in google.world.outbox.to(BOB)] == ["update"]


def test_a_private_event_is_not_moved_by_who_may_not_see_it(google, alice, bob):
    google.share(FAMILY, BOB, "writerWithoutPrivateAccess")
    event = alice.on(FAMILY).insert(visibility="private")

    assert refusal(bob.on(FAMILY).move, event["id"], BOB) == (403, "requiredAccessLevel")
