"""Meetings across accounts: invited, answered, changed, declined, called off."""

import pytest
from tests.emulator.calendar_v3.people import (
    ALICE,
    BOB,
    CAROL,
    STRANGER,
    TIMES,
    at,
    guests,
    refusal,
    responses,
)

from gcal_emulator.demo_seed import FAMILY


@pytest.mark.rule("E-45")
def test_an_invitation_is_in_the_guests_calendar_and_not_yet_answered(alice, bob):
    meeting = alice.insert(summary="Talk", **guests(ALICE, BOB))

    copy = bob.get(meeting["id"])

    assert copy["attendees"] == [
        {"email": ALICE, "organizer": True, "responseStatus": "accepted"},
        {"email": BOB, "self": True, "responseStatus": "needsAction"},
    ]
    assert (copy["summary"], copy["organizer"]) == ("Talk", {"email": ALICE})
    assert copy["id"] in [each["id"] for each in bob.listed()]


@pytest.mark.rule("E-45")
def test_a_guest_is_named_by_an_address(alice):
    assert refusal(alice.insert, attendees=[{"displayName": "Bob"}]) == (400, "invalid")
    assert refusal(alice.insert, attendees=[{"email": "bob"}]) == (400, "invalid")


@pytest.mark.rule("E-45")
def test_whether_a_guest_is_a_resource_is_said_once(alice):
    beamer = {"email": "beamer@example.com", "resource": True}
    meeting = alice.insert(attendees=[beamer, {"email": BOB}])

    changed = alice.patch(
        meeting["id"],
        attendees=[beamer | {"resource": False}, {"email": BOB, "resource": True}],
    )

    assert [guest.get("resource") for guest in changed["attendees"]] == [True, None]


@pytest.mark.rule("E-46")
@pytest.mark.parametrize("answer", ["needsAction", "declined", "tentative"])
def test_who_organizes_has_accepted_whatever_is_written(alice, answer):
    own = [{"email": ALICE, "responseStatus": answer}]
    meeting = alice.insert(attendees=own)

    assert responses(meeting) == {ALICE: "accepted"}
    assert responses(alice.patch(meeting["id"], attendees=own)) == {ALICE: "accepted"}


@pytest.mark.parametrize("answer", ["accepted", "declined", "tentative"])
def test_an_answer_reaches_the_organizer_and_the_other_guests(alice, bob, carol, answer):
    meeting = alice.insert(**guests(BOB, CAROL))
    token = alice.token()

    bob.respond(meeting["id"], BOB, answer)

    expected = {BOB: answer, CAROL: "needsAction"}
    for person in (alice, bob, carol):
        assert responses(person.get(meeting["id"])) == expected
    assert [each["id"] for each in alice.listed(syncToken=token)] == [meeting["id"]]


def test_a_guest_answers_across_time_zones_by_writing_back_what_was_read(alice, bob):
    meeting = alice.insert(**guests(ALICE, BOB))  # in Berlin
    copy = bob.get(meeting["id"])  # in New York
    copy["attendees"][1] |= {"responseStatus": "accepted", "comment": "Gladly"}

    bob.update(meeting["id"], copy)

    seen = alice.get(meeting["id"])
    assert seen["attendees"][1] == {
        "email": BOB,
        "responseStatus": "accepted",
        "comment": "Gladly",
    }
    assert (seen["start"], seen["sequence"]) == (meeting["start"], 0)


def test_an_answer_can_be_taken_back_with_its_comment(alice, bob):
    meeting = alice.insert(**guests(BOB))
    bob.patch(
        meeting["id"],
        attendees=[{"email": BOB, "responseStatus": "accepted", "comment": "Gladly"}],
    )

    bob.patch(meeting["id"], attendees=[{"email": BOB}])

    assert alice.get(meeting["id"])["attendees"] == [
        {"email": BOB, "responseStatus": "needsAction"}
    ]


def test_an_answer_makes_a_new_etag_for_all(alice, bob):
    meeting = alice.insert(**guests(BOB))
    copy = bob.get(meeting["id"])

    bob.respond(meeting["id"], BOB, "accepted")

    assert alice.get(meeting["id"])["etag"] != meeting["etag"]
    assert bob.get(meeting["id"])["etag"] != copy["etag"]


def test_a_change_by_the_organizer_is_in_every_copy(alice, bob):
    meeting = alice.insert(**guests(BOB))
    bob.respond(meeting["id"], BOB, "accepted")
    token = bob.token()

    alice.patch(meeting["id"], summary="Walk", start=at(14), end=at(15), location="Park")

    copy = bob.get(meeting["id"], timeZone="Europe/Berlin")
    assert (copy["summary"], copy["location"]) == ("Walk", "Park")
    assert (copy["start"], copy["sequence"]) == (at(14), 1)
    assert responses(copy) == {BOB: "accepted"}
    assert [each["id"] for each in bob.listed(syncToken=token)] == [meeting["id"]]


def test_a_list_of_bare_addresses_forgets_the_answers(alice, bob):
    meeting = alice.insert(**guests(BOB))
    bob.respond(meeting["id"], BOB, "accepted")

    changed = alice.patch(meeting["id"], **guests(BOB, STRANGER))

    assert responses(changed) == {BOB: "needsAction", STRANGER: "needsAction"}


@pytest.mark.rule("E-22")
def test_what_a_guest_sets_for_the_own_copy_stays_there(alice, bob):
    meeting = alice.insert(**guests(BOB))
    own = {"colorId": "4", "transparency": "transparent", "visibility": "private"}

    bob.patch(meeting["id"], **own)
    alice.patch(meeting["id"], summary="Walk", colorId="7")

    assert bob.get(meeting["id"]).items() >= (own | {"summary": "Walk"}).items()
    seen = alice.get(meeting["id"])
    assert seen["colorId"] == "7"
    assert {"transparency", "visibility"}.isdisjoint(seen)


@pytest.mark.rule("E-22")
@pytest.mark.parametrize(
    "change",
    [
        {"summary": "Mine"},
        {"description": "Mine"},
        {"location": "Mine"},
        {"start": at(9)},
        {"status": "tentative"},
        {"recurrence": ["RRULE:FREQ=DAILY"]},
        {"guestsCanModify": True},
    ],
)
def test_what_all_share_is_the_organizers_to_change(alice, bob, change):
    meeting = alice.insert(**guests(BOB))

    refused = refusal(bob.patch, meeting["id"], **change)

    assert refused == (403, "forbiddenForNonOrganizer")
    assert alice.get(meeting["id"]) == meeting


@pytest.mark.rule("E-36")
def test_a_guest_who_deletes_declines_and_the_meeting_goes_on(alice, bob, carol):
    meeting = alice.insert(**guests(BOB, CAROL))

    bob.delete(meeting["id"])

    assert bob.get(meeting["id"])["status"] == "cancelled"
    for person in (alice, carol):
        seen = person.get(meeting["id"])
        assert seen["status"] == "confirmed"
        assert responses(seen) == {BOB: "declined", CAROL: "needsAction"}


@pytest.mark.rule("E-36")
def test_a_guest_who_writes_that_it_is_cancelled_declines_too(alice, bob):
    meeting = alice.insert(guestsCanModify=True, **guests(BOB))

    answer = bob.patch(meeting["id"], status="cancelled")

    assert (answer["status"], responses(answer)) == ("cancelled", {BOB: "declined"})
    assert alice.get(meeting["id"])["status"] == "confirmed"
    assert responses(alice.get(meeting["id"])) == {BOB: "declined"}


@pytest.mark.rule("E-36")
def test_what_a_guest_has_deleted_does_not_come_back_with_a_change(alice, bob):
    meeting = alice.insert(**guests(BOB))
    bob.delete(meeting["id"])
    token = bob.token()

    alice.patch(meeting["id"], start=at(9))

    assert bob.get(meeting["id"])["status"] == "cancelled"
    assert bob.listed(syncToken=token) == []


@pytest.mark.rule("E-36")
def test_a_guest_who_deleted_and_accepts_all_the_same_has_the_meeting_again(alice, bob):
    meeting = alice.insert(**guests(BOB))
    bob.delete(meeting["id"])
    alice.patch(meeting["id"], summary="Walk")

    bob.respond(meeting["id"], BOB, "accepted")

    copy = bob.get(meeting["id"])
    assert (copy["status"], copy["summary"]) == ("confirmed", "Walk")
    assert responses(alice.get(meeting["id"])) == {BOB: "accepted"}


def test_the_organizer_deletes_what_a_guest_has_deleted_before(alice, bob, carol):
    meeting = alice.insert(**guests(BOB, CAROL))
    bob.delete(meeting["id"])
    token = bob.token()

    alice.delete(meeting["id"])

    assert carol.get(meeting["id"])["status"] == "cancelled"
    assert bob.listed(syncToken=token) == []
    assert refusal(bob.delete, meeting["id"]) == (410, "deleted")


def test_who_is_taken_off_the_list_loses_the_copy(alice, bob, carol):
    meeting = alice.insert(**guests(BOB, CAROL))
    token = bob.token()

    alice.patch(meeting["id"], **guests(CAROL))

    stub = bob.listed(syncToken=token)
    assert [(each["id"], each["status"]) for each in stub] == [(meeting["id"], "cancelled")]
    assert list(responses(carol.get(meeting["id"]))) == [CAROL]
    refused = refusal(bob.respond, meeting["id"], BOB, "accepted")
    assert refused == (403, "forbiddenForNonOrganizer")


def test_who_is_invited_again_has_the_copy_again_and_is_asked_anew(alice, bob):
    meeting = alice.insert(**guests(BOB))
    bob.patch(meeting["id"], colorId="4")
    bob.delete(meeting["id"])
    alice.patch(meeting["id"], attendees=[])

    alice.patch(meeting["id"], summary="Walk", **guests(BOB))

    copy = bob.get(meeting["id"])
    assert (copy["status"], copy["summary"], copy["colorId"]) == ("confirmed", "Walk", "4")
    assert responses(copy) == {BOB: "needsAction"}


def test_a_meeting_on_a_secondary_calendar_invites_its_own_creator_too(alice, bob):
    family = alice.on(FAMILY)
    meeting = family.insert(**guests(ALICE, BOB))

    alice.respond(meeting["id"], ALICE, "tentative")

    assert responses(family.get(meeting["id"])) == {ALICE: "tentative", BOB: "needsAction"}
    assert responses(bob.get(meeting["id"])) == {ALICE: "tentative", BOB: "needsAction"}
    refused = refusal(alice.patch, meeting["id"], summary="X")
    assert refused == (403, "forbiddenForNonOrganizer")


def test_people_without_an_account_here_are_guests_all_the_same(alice, bob):
    meeting = alice.insert(**guests(BOB, STRANGER))

    assert responses(bob.get(meeting["id"])) == {BOB: "needsAction", STRANGER: "needsAction"}


def test_an_invitation_from_elsewhere_is_answered_and_deleted_here(google, alice):
    theirs = {"organizer": {"email": STRANGER}, **guests(STRANGER, ALICE)}
    meeting = google.add_event(ALICE, guestsCanModify=True, **theirs)

    answered = alice.respond(meeting["id"], ALICE, "accepted", sendUpdates="all")
    alice.delete(meeting["id"])

    assert responses(answered)[ALICE] == "accepted"
    assert [mail.kind for mail in google.world.outbox.to(STRANGER)] == ["response"]
    assert alice.get(meeting["id"])["status"] == "cancelled"
    assert alice.patch(meeting["id"], status="confirmed")["status"] == "confirmed"


def test_an_answer_that_is_none_is_refused(alice):
    attendees = [{"email": BOB, "responseStatus": "perhaps"}]

    assert refusal(alice.insert, attendees=attendees) == (400, "invalid")


def test_an_address_is_one_guest_however_it_is_written(alice, bob):
    meeting = alice.insert(**guests("Bob@Example.com", BOB))

    assert [guest["email"] for guest in meeting["attendees"]] == [BOB]
    assert bob.get(meeting["id"])["status"] == "confirmed"


def test_a_writer_on_a_guests_calendar_answers_in_the_guests_name(google, alice, bob, carol):
    google.share(BOB, CAROL, "writer")
    meeting = alice.insert(**guests(BOB))

    carol.on(BOB).respond(meeting["id"], BOB, "accepted")

    assert responses(alice.get(meeting["id"])) == {BOB: "accepted"}


@pytest.mark.rule("E-54")
def test_hidden_invitations_are_listed_when_asked_for(google, alice, bob):
    google.set_setting(BOB, "hideInvitations", "true")
    meeting = alice.insert(**guests(BOB))

    def names(**query):
        return [each["id"] for each in bob.listed(**query)]

    assert meeting["id"] not in names()
    assert meeting["id"] not in names(showHiddenInvitations=False)
    assert meeting["id"] in names(showHiddenInvitations=True)
    bob.respond(meeting["id"], BOB, "accepted")
    assert meeting["id"] in names()


def test_an_update_of_a_guests_copy_that_says_nothing_of_guests_takes_none_away(alice, bob):
    meeting = alice.insert(**guests(BOB))

    bob.update(meeting["id"], TIMES | {"colorId": "4"})

    assert alice.get(meeting["id"]) == meeting
    assert responses(bob.get(meeting["id"])) == {BOB: "needsAction"}


@pytest.mark.rule("E-36")
def test_who_deletes_a_copy_on_googles_page_declines(google, alice, bob):
    meeting = alice.insert(**guests(BOB))

    google.delete_event(BOB, meeting["id"])

    assert responses(alice.get(meeting["id"]))[BOB] == "declined"


@pytest.mark.rule("E-36", "C-14")
def test_who_clears_a_calendar_declines_its_invitations(service_for, alice):
    meeting = alice.insert(**guests(BOB))

    service_for(BOB).calendars().clear(calendarId="primary").execute()

    assert responses(alice.get(meeting["id"]))[BOB] == "declined"
    assert alice.get(meeting["id"])["status"] == "confirmed"
