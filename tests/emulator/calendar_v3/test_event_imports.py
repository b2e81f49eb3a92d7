"""events.import: events of others, and of one's own, by their iCalUID."""

import pytest
from googleapiclient.errors import HttpError
from tests.emulator.calendar_v3.people import (
    ALICE,
    BOB,
    DAILY,
    STRANGER,
    TIMES,
    guests,
    instance_of,
    refusal,
    responses,
)

from gcal_emulator.demo_seed import FAMILY

UID = "6F140ABD@calendar.example.com"
FOREIGN = {
    "iCalUID": UID,
    "organizer": {"email": STRANGER, "displayName": "Kenji"},
    **guests(ALICE, BOB),
}


@pytest.mark.rule("E-39")
@pytest.mark.parametrize(
    "organizer", [{}, {"organizer": {"email": ALICE}}, {"organizer": {"email": ALICE.title()}}]
)
def test_an_event_of_ones_own_becomes_a_normal_one(alice, organizer):
    event = alice.imports(iCalUID=UID, privateCopy=True, **organizer)

    assert "privateCopy" not in event
    assert event["organizer"] == {"email": ALICE, "self": True}
    assert event["iCalUID"] == UID


@pytest.mark.rule("E-39")
def test_an_event_of_somebody_else_becomes_a_private_copy(alice):
    event = alice.imports(**FOREIGN)

    assert event["privateCopy"] is True
    assert event["organizer"] == FOREIGN["organizer"]
    assert event["creator"] == {"email": ALICE, "self": True}


@pytest.mark.rule("E-39")
def test_an_event_that_does_not_concern_the_calendar_is_refused(alice):
    stranger = FOREIGN | guests(BOB)

    with pytest.raises(HttpError) as error:
        alice.imports(**stranger)

    assert error.value.status_code == 400
    assert error.value.error_details[0]["reason"] == "participantIsNeitherOrganizerNorAttendee"
    assert "must either be the organizer or an attendee" in error.value.reason


@pytest.mark.rule("E-39")
def test_on_a_secondary_calendar_its_owner_is_the_one_concerned(alice):
    assert alice.on(FAMILY).imports(**FOREIGN)["privateCopy"] is True
    own = alice.on(FAMILY).imports(iCalUID="own@example.com", organizer={"email": ALICE})
    assert own["organizer"]["email"] == FAMILY


@pytest.mark.rule("E-39")
def test_a_private_copy_concerns_nobody_else(google, alice, bob):
    event = alice.imports(**FOREIGN)
    alice.patch(event["id"], summary="Mine", parameters={"sendUpdates": "all"})
    alice.delete(event["id"], sendUpdates="all")

    assert refusal(bob.get, event["id"]) == (404, "notFound")
    assert len(google.world.outbox) == 0


@pytest.mark.rule("E-40")
def test_a_second_import_writes_over_the_first(alice):
    first = alice.imports(**FOREIGN, location="Here", summary="Talk")

    second = alice.imports(**FOREIGN, summary="Walk")

    assert (second["id"], second["created"]) == (first["id"], first["created"])
    assert second["summary"] == "Walk"
    assert "location" not in second
    assert [each["id"] for each in alice.listed(iCalUID=UID)] == [first["id"]]


@pytest.mark.rule("E-40")
def test_an_import_can_say_what_others_have_answered(alice):
    alice.imports(**FOREIGN)
    answered = [{"email": ALICE}, {"email": BOB, "responseStatus": "accepted"}]

    event = alice.imports(**FOREIGN | {"attendees": answered})

    assert responses(event) == {ALICE: "needsAction", BOB: "accepted"}


@pytest.mark.rule("E-40")
def test_an_import_brings_back_what_was_deleted(alice):
    event = alice.imports(**FOREIGN)
    alice.delete(event["id"])

    assert alice.imports(**FOREIGN)["id"] == event["id"]
    assert alice.get(event["id"])["status"] == "confirmed"


@pytest.mark.rule("E-41")
def test_an_import_takes_no_id(alice):
    with pytest.raises(HttpError, match="Invalid resource id value"):
        alice.imports(**FOREIGN, id="chosen1")


@pytest.mark.rule("E-42")
def test_a_patch_of_a_private_copy_changes_the_own_answer_only(alice):
    event = alice.imports(**FOREIGN)
    answers = [{"email": each, "responseStatus": "accepted"} for each in (ALICE, BOB, STRANGER)]

    changed = alice.patch(event["id"], attendees=answers)

    assert responses(changed) == {ALICE: "accepted", BOB: "needsAction"}


def test_an_answer_on_a_private_copy_does_not_reach_an_organizer_here(google, alice, bob):
    meeting = bob.insert(**guests(STRANGER))
    theirs = {"iCalUID": meeting["iCalUID"], "organizer": {"email": BOB}}
    copy = alice.imports(**theirs, **guests(ALICE))

    alice.respond(copy["id"], ALICE, "accepted", sendUpdates="all")

    assert bob.get(meeting["id"]) == meeting
    assert len(google.world.outbox) == 0


def test_an_invitation_that_is_imported_again_stays_an_invitation(alice, bob):
    meeting = bob.insert(summary="Talk", **guests(ALICE))
    theirs = {"iCalUID": meeting["iCalUID"], "organizer": {"email": BOB}}

    again = alice.imports(**theirs, **guests(ALICE))
    bob.patch(meeting["id"], summary="Walk")

    assert again["id"] == meeting["id"]
    assert "privateCopy" not in again
    assert alice.get(meeting["id"])["summary"] == "Walk"


def test_an_event_that_was_moved_away_is_imported_anew(alice):
    event = alice.insert()
    alice.move(event["id"], FAMILY)

    again = alice.imports(iCalUID=event["iCalUID"])

    assert again["status"] == "confirmed"
    assert again["id"] != event["id"]
    assert alice.on(FAMILY).get(event["id"])["status"] == "confirmed"


def test_a_meeting_of_ones_own_is_imported_with_its_guests(alice, bob):
    event = alice.imports(iCalUID=UID, **guests(BOB))

    bob.respond(event["id"], BOB, "accepted")

    assert responses(alice.get(event["id"])) == {BOB: "accepted"}


def test_an_imported_series_has_instances(alice):
    series = alice.imports(**FOREIGN, **DAILY)

    assert len(alice.expanded(iCalUID=UID)) == 5
    assert alice.patch(instance_of(series, 21), summary="X")["recurringEventId"] == series["id"]


def test_the_organizer_of_an_import_has_accepted(alice):
    event = alice.imports(**FOREIGN | guests(ALICE, STRANGER))

    assert responses(event) == {ALICE: "needsAction", STRANGER: "accepted"}


def test_a_private_event_is_not_written_over_by_who_may_not_see_it(google, alice, bob):
    google.share(FAMILY, BOB, "writerWithoutPrivateAccess")
    alice.on(FAMILY).imports(iCalUID=UID, visibility="private")

    assert refusal(bob.on(FAMILY).imports, iCalUID=UID, **TIMES) == (403, "requiredAccessLevel")
