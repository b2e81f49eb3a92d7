"""Long lists of guests: cut to oneself when read, and answered without telling the others."""

import pytest
from tests.emulator.calendar_v3.people import (
    ALICE,
    BOB,
    CAROL,
    DAILY,
    STRANGER,
    guests,
    instance_of,
    responses,
)

MANY = [f"guest{number}@example.org" for number in range(199)]


@pytest.mark.rule("E-19")
def test_a_list_longer_than_asked_for_is_cut_to_ones_own_entry(alice, bob):
    meeting = alice.insert(**guests(ALICE, BOB, STRANGER))

    cut = bob.get(meeting["id"], maxAttendees=2)

    assert cut["attendees"] == [{"email": BOB, "self": True, "responseStatus": "needsAction"}]
    assert cut["attendeesOmitted"] is True
    listed = bob.listed(maxAttendees=2, iCalUID=meeting["iCalUID"])
    assert listed == [cut]


@pytest.mark.rule("E-19")
def test_a_list_as_long_as_asked_for_is_whole(alice, bob):
    meeting = alice.insert(**guests(ALICE, BOB, STRANGER))

    assert bob.get(meeting["id"], maxAttendees=3) == bob.get(meeting["id"])


@pytest.mark.rule("E-19")
def test_who_is_no_guest_sees_nobody_on_a_cut_list(alice):
    meeting = alice.insert(**guests(BOB, STRANGER))

    cut = alice.get(meeting["id"], maxAttendees=1)

    assert "attendees" not in cut
    assert cut["attendeesOmitted"] is True


@pytest.mark.rule("E-19")
def test_the_answers_to_writes_are_cut_too(alice):
    parameters = {"maxAttendees": 1}
    meeting = alice.insert(parameters=parameters, **guests(ALICE, BOB))

    changed = alice.patch(meeting["id"], parameters=parameters, summary="Walk")

    assert list(responses(meeting)) == list(responses(changed)) == [ALICE]
    assert list(responses(alice.get(meeting["id"]))) == [ALICE, BOB]


@pytest.mark.rule("E-19")
@pytest.mark.parametrize("is_patch", [True, False])
def test_a_guest_who_writes_back_a_cut_list_changes_the_own_answer_only(alice, bob, is_patch):
    meeting = alice.insert(**guests(ALICE, BOB, STRANGER))
    cut = bob.get(meeting["id"], maxAttendees=1)
    cut["attendees"][0]["responseStatus"] = "tentative"

    if is_patch:
        bob.patch(meeting["id"], attendees=cut["attendees"], attendeesOmitted=True)
    else:
        bob.update(meeting["id"], cut)

    expected = {ALICE: "accepted", BOB: "tentative", STRANGER: "needsAction"}
    assert responses(alice.get(meeting["id"])) == expected
    assert responses(bob.get(meeting["id"])) == expected


@pytest.mark.rule("E-19")
def test_an_organizer_who_writes_back_a_cut_list_loses_no_guest(alice):
    meeting = alice.insert(**guests(ALICE, BOB))
    cut = alice.get(meeting["id"], maxAttendees=1)
    cut["attendees"][0]["comment"] = "Mine"

    changed = alice.update(meeting["id"], cut | {"summary": "Walk"})

    assert responses(changed) == {ALICE: "accepted", BOB: "needsAction"}
    assert changed["attendees"][0]["comment"] == "Mine"
    assert changed["summary"] == "Walk"
    assert "attendeesOmitted" not in changed


@pytest.mark.rule("E-19")
def test_that_guests_are_omitted_is_not_stored_with_a_new_event(alice):
    assert "attendeesOmitted" not in alice.insert(attendeesOmitted=True, **guests(BOB))


@pytest.mark.rule("E-45")
def test_answers_to_more_than_200_guests_reach_the_organizer_alone(alice, bob, carol):
    meeting = alice.insert(**guests(*MANY, BOB, CAROL))
    bob.respond(meeting["id"], BOB, "accepted")
    alice.patch(meeting["id"], summary="Walk")

    copy = carol.get(meeting["id"])

    assert responses(alice.get(meeting["id"]))[BOB] == "accepted"
    assert responses(bob.get(meeting["id"]))[BOB] == "accepted"
    assert responses(copy)[BOB] == "needsAction"
    assert copy["summary"] == "Walk"


@pytest.mark.rule("E-45")
def test_answers_to_200_guests_reach_all(alice, bob, carol):
    meeting = alice.insert(**guests(*MANY[1:], BOB, CAROL))

    bob.respond(meeting["id"], BOB, "accepted")

    assert len(meeting["attendees"]) == 200
    assert responses(carol.get(meeting["id"]))[BOB] == "accepted"


@pytest.mark.rule("E-45")
def test_a_guest_who_knows_of_no_answers_does_not_undo_them(alice, bob, carol):
    meeting = alice.insert(**guests(*MANY, BOB, CAROL))
    bob.respond(meeting["id"], BOB, "accepted")

    carol.patch(meeting["id"], **guests(CAROL, STRANGER))

    known = responses(alice.get(meeting["id"]))
    assert (known[BOB], known[STRANGER]) == ("accepted", "needsAction")


def test_the_instances_of_a_series_are_cut_like_it(alice):
    series = alice.insert(**DAILY, **guests(ALICE, BOB))

    cut = alice.get(instance_of(series, 21), maxAttendees=1)

    assert list(responses(cut)) == [ALICE]
