"""Which mails an action sends, and to whom."""

import pytest
from tests.emulator.calendar_v3.people import (
    ALICE,
    BOB,
    CAROL,
    DAILY,
    STRANGER,
    guests,
    instance_of,
)

from gcal_emulator.demo_seed import FAMILY

ALL = {"sendUpdates": "all"}
ROOM = "room-1@resource.calendar.google.com"


@pytest.fixture
def mails(google):
    """Gives the mails sent since it was last asked, as pairs of address and kind."""

    def sent():
        found = [(mail.to, mail.kind) for mail in google.world.outbox]
        google.world.outbox.mails.clear()
        return found

    return sent


@pytest.mark.rule("E-15")
@pytest.mark.parametrize(
    ("parameters", "invited"),
    [
        ({}, []),
        ({"sendUpdates": "none"}, []),
        ({"sendUpdates": "all"}, [BOB, STRANGER]),
        ({"sendUpdates": "externalOnly"}, [STRANGER]),
        ({"sendNotifications": True}, [BOB, STRANGER]),
        ({"sendNotifications": False}, []),
        ({"sendNotifications": True, "sendUpdates": "none"}, []),
    ],
)
def test_who_is_invited_by_mail(alice, mails, parameters, invited):
    alice.insert(parameters=parameters, **guests(ALICE, BOB, STRANGER))

    assert mails() == [(address, "invitation") for address in invited]


@pytest.mark.rule("E-15")
def test_a_change_tells_old_guests_and_new_ones_and_former_ones(alice, mails):
    meeting = alice.insert(**guests(BOB, STRANGER))

    alice.patch(meeting["id"], parameters=ALL, **guests(BOB, CAROL))

    assert sorted(mails()) == [
        (BOB, "update"),
        (CAROL, "invitation"),
        (STRANGER, "cancellation"),
    ]


@pytest.mark.rule("E-15")
@pytest.mark.parametrize("by_patch", [True, False])
def test_a_deletion_tells_all_guests(alice, mails, by_patch):
    meeting = alice.insert(**guests(BOB, STRANGER))

    if by_patch:
        alice.patch(meeting["id"], parameters=ALL, status="cancelled")
    else:
        alice.delete(meeting["id"], **ALL)

    assert mails() == [(BOB, "cancellation"), (STRANGER, "cancellation")]


@pytest.mark.rule("E-15")
def test_an_update_and_the_deletion_of_an_instance_tell_too(alice, mails):
    series = alice.insert(**DAILY, **guests(BOB))

    alice.update(series["id"], series | {"summary": "Renamed"}, **ALL)
    alice.delete(instance_of(series, 21), **ALL)

    assert mails() == [(BOB, "update"), (BOB, "cancellation")]


@pytest.mark.rule("E-15")
def test_an_answer_tells_the_organizer(alice, bob, mails):
    meeting = alice.insert(**guests(BOB, STRANGER))

    bob.respond(meeting["id"], BOB, "accepted", **ALL)
    bob.delete(meeting["id"], **ALL)

    assert mails() == [(ALICE, "response"), (ALICE, "response")]


@pytest.mark.rule("E-15")
def test_the_answer_to_a_meeting_of_a_secondary_calendar_goes_to_its_owner(alice, bob, mails):
    meeting = alice.on(FAMILY).insert(**guests(BOB))

    bob.respond(meeting["id"], BOB, "accepted", **ALL)

    assert mails() == [(ALICE, "response")]


@pytest.mark.rule("E-15")
def test_without_mails_guests_here_know_and_guests_elsewhere_do_not(alice, bob, mails):
    meeting = alice.insert(**guests(BOB, STRANGER))

    assert bob.get(meeting["id"])["status"] == "confirmed"
    assert mails() == []


@pytest.mark.rule("E-15")
def test_who_invites_as_a_guest_tells_for_the_organizer(alice, bob, mails):
    meeting = alice.insert(**guests(BOB))

    bob.patch(meeting["id"], parameters=ALL, **guests(BOB, STRANGER))

    assert mails() == [(STRANGER, "invitation")]


def test_rooms_read_no_mail(alice, mails):
    alice.insert(parameters=ALL, **guests(ROOM, BOB))

    assert mails() == [(BOB, "invitation")]


def test_an_edit_of_what_is_personal_tells_nobody(alice, bob, mails):
    meeting = alice.insert(**guests(BOB))

    bob.patch(meeting["id"], parameters=ALL, colorId="4", transparency="transparent")
    alice.patch(meeting["id"], parameters=ALL, reminders={"useDefault": False})

    assert mails() == []


def test_the_mails_are_kept_and_counted(google, alice):
    meeting = alice.insert(parameters=ALL, summary="Talk", **guests(BOB, STRANGER))

    (mail,) = google.world.outbox.to(BOB, "invitation")

    assert (mail.event_id, mail.summary, mail.calendar_id) == (meeting["id"], "Talk", ALICE)
    assert len(google.world.outbox) == 2
    assert google.world.outbox.to(BOB, "update") == []
