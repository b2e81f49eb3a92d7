"""What an organizer lets guests do: modify, invite others, see each other."""

from tests.emulator.calendar_v3.people import (
    ALICE,
    BOB,
    CAROL,
    DAILY,
    STRANGER,
    at,
    guests,
    instance_of,
    refusal,
    responses,
)

FORBIDDEN = (403, "forbiddenForNonOrganizer")


def test_a_guest_may_invite_others_and_uninvite_nobody(alice, bob, carol):
    meeting = alice.insert(**guests(BOB))

    bob.patch(meeting["id"], **guests(CAROL))

    expected = {BOB: "needsAction", CAROL: "needsAction"}
    for person in (alice, bob, carol):
        assert responses(person.get(meeting["id"])) == expected


def test_who_was_invited_by_a_guest_has_the_organizers_meeting(alice, bob, carol):
    meeting = alice.insert(summary="Talk", **guests(BOB))
    bob.patch(meeting["id"], colorId="4", **guests(BOB, CAROL))

    copy = carol.get(meeting["id"])

    assert (copy["summary"], copy["organizer"]) == ("Talk", {"email": ALICE})
    assert "colorId" not in copy


def test_guests_who_may_not_invite_are_refused(alice, bob):
    meeting = alice.insert(guestsCanInviteOthers=False, **guests(BOB))

    assert refusal(bob.patch, meeting["id"], **guests(BOB, CAROL)) == FORBIDDEN
    bob.respond(meeting["id"], BOB, "accepted")
    assert responses(alice.get(meeting["id"])) == {BOB: "accepted"}


def test_a_guest_does_not_answer_for_another(alice, bob, carol):
    meeting = alice.insert(**guests(BOB, CAROL))
    answers = [{"email": each, "responseStatus": "declined"} for each in (BOB, CAROL)]

    bob.patch(meeting["id"], attendees=answers)

    assert responses(alice.get(meeting["id"])) == {BOB: "declined", CAROL: "needsAction"}
    assert responses(bob.get(meeting["id"])) == {BOB: "declined", CAROL: "needsAction"}


def test_a_guest_who_may_modify_changes_the_meeting_for_all(alice, bob, carol):
    meeting = alice.insert(guestsCanModify=True, **guests(BOB, CAROL))
    answer = [{"email": CAROL, "responseStatus": "accepted"}]
    carol.patch(meeting["id"], attendees=answer, attendeesOmitted=True)

    bob.patch(meeting["id"], summary="Walk", start=at(14), end=at(15))

    for person in (alice, bob, carol):
        seen = person.get(meeting["id"], timeZone="Europe/Berlin")
        assert (seen["summary"], seen["start"], seen["sequence"]) == ("Walk", at(14), 1)
        assert responses(seen) == {BOB: "needsAction", CAROL: "accepted"}


def test_a_guest_who_may_modify_keeps_what_is_personal_apart(alice, bob):
    meeting = alice.insert(guestsCanModify=True, colorId="7", **guests(BOB))

    bob.patch(meeting["id"], summary="Walk", colorId="4", visibility="private")

    seen = alice.get(meeting["id"])
    assert (seen["summary"], seen["colorId"]) == ("Walk", "7")
    assert "visibility" not in seen


def test_a_guest_who_may_modify_takes_others_off_the_list(alice, bob, carol):
    meeting = alice.insert(guestsCanModify=True, **guests(BOB, CAROL))

    bob.patch(meeting["id"], **guests(BOB))

    assert responses(alice.get(meeting["id"])) == {BOB: "needsAction"}
    assert carol.get(meeting["id"])["status"] == "cancelled"


def test_a_guest_who_may_modify_and_leaves_the_list_leaves_the_meeting(alice, bob, carol):
    meeting = alice.insert(guestsCanModify=True, **guests(BOB, CAROL))

    bob.patch(meeting["id"], **guests(CAROL))

    assert list(responses(alice.get(meeting["id"]))) == [CAROL]
    assert bob.get(meeting["id"])["status"] == "cancelled"


def test_a_guest_who_may_modify_can_empty_the_list(alice, bob, carol):
    meeting = alice.insert(guestsCanModify=True, **guests(BOB, CAROL))

    bob.patch(meeting["id"], attendees=[])

    assert "attendees" not in alice.get(meeting["id"])
    assert bob.get(meeting["id"])["status"] == carol.get(meeting["id"])["status"] == "cancelled"


def test_a_guest_who_may_modify_answers_and_changes_at_once(google, alice, bob):
    meeting = alice.insert(guestsCanModify=True, **guests(BOB))
    answer = [{"email": BOB, "responseStatus": "accepted"}]

    bob.patch(meeting["id"], summary="Walk", attendees=answer, parameters={"sendUpdates": "all"})

    seen = alice.get(meeting["id"])
    assert (seen["summary"], responses(seen)) == ("Walk", {BOB: "accepted"})
    assert [mail.kind for mail in google.world.outbox.to(ALICE)] == ["response"]


def test_a_guest_who_may_modify_still_only_declines_by_deleting(alice, bob):
    meeting = alice.insert(guestsCanModify=True, **guests(BOB))

    bob.delete(meeting["id"])

    assert alice.get(meeting["id"])["status"] == "confirmed"


def test_a_guest_who_may_modify_changes_one_instance_for_all(alice, bob, carol):
    series = alice.insert(guestsCanModify=True, **DAILY, **guests(BOB, CAROL))

    bob.patch(instance_of(series, 21), summary="Walk")

    for person in (alice, carol):
        assert person.get(instance_of(series, 21))["summary"] == "Walk"
        assert "summary" not in person.get(series["id"])


def test_guests_who_may_not_see_each_other_see_themselves_and_the_organizer(alice, bob):
    meeting = alice.insert(guestsCanSeeOtherGuests=False, **guests(ALICE, BOB, STRANGER))

    assert list(responses(bob.get(meeting["id"]))) == [ALICE, BOB]
    assert list(responses(alice.get(meeting["id"]))) == [ALICE, BOB, STRANGER]


def test_a_guest_who_sees_nobody_else_writes_back_what_was_read_and_nobody_is_lost(alice, bob):
    meeting = alice.insert(guestsCanSeeOtherGuests=False, **guests(ALICE, BOB, STRANGER))
    copy = bob.get(meeting["id"])
    copy["attendees"][1]["responseStatus"] = "accepted"

    bob.update(meeting["id"], copy)

    assert responses(alice.get(meeting["id"])) == {
        ALICE: "accepted",
        BOB: "accepted",
        STRANGER: "needsAction",
    }


def test_a_guest_who_sees_nobody_else_takes_nobody_off_even_with_the_right_to_modify(alice, bob):
    meeting = alice.insert(
        guestsCanSeeOtherGuests=False, guestsCanModify=True, **guests(BOB, STRANGER)
    )

    bob.update(meeting["id"], bob.get(meeting["id"]) | {"summary": "Walk"})

    seen = alice.get(meeting["id"])
    assert (seen["summary"], list(responses(seen))) == ("Walk", [BOB, STRANGER])


def test_the_sequence_of_a_meeting_is_the_organizers(alice, bob):
    meeting = alice.insert(**guests(BOB))

    bob.patch(meeting["id"], sequence=7, colorId="4")

    assert bob.get(meeting["id"])["sequence"] == alice.get(meeting["id"])["sequence"] == 0
