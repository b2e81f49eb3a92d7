"""What a person can do about guests."""

import datetime as dt

import pytest

from dj_google_calendar.exceptions import EventGoneError, InvalidFieldError, NotAllowedError
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations import events, invitations
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE, BOB, CAROL = "alice@example.com", "bob@example.com", "carol@example.com"
BEGINS = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
UNANSWERED = [{"email": each, "responseStatus": "needsAction"} for each in (ALICE, CAROL)]
TIMES = {"start": BEGINS, "end": BEGINS + dt.timedelta(hours=1)}


@pytest.fixture
def event(calendar, alice, send):
    """A meeting of alice's, without guests."""
    created = events.create_event(calendar, by=alice, summary="Planning", **TIMES)
    send()
    created.refresh_from_db()
    return created


@pytest.fixture
def invitation(calendar, google):
    """A meeting of bob's, to which alice and carol are invited."""
    google.add_event(BOB, id="bobsmeeting0", summary="Review", attendees=UNANSWERED)
    pull_calendar(calendar)
    return calendar.events.get(google_id="bobsmeeting0")


def test_inviting_adds_to_the_list_and_mails_only_whom_it_should(
    event, alice, send, guests, google
):
    invitations.invite(event, [BOB], by=alice, send_updates="all")
    send()
    invitations.invite(event, [BOB.upper(), {"email": CAROL, "optional": True}], by=alice)

    assert set(send()) == {"sent"}
    assert set(guests(event)) == {BOB, CAROL}
    assert guests(event)[CAROL]["optional"] is True
    assert [mail.to for mail in google.mails] == [BOB]


def test_inviting_who_is_invited_is_no_edit(event, alice, send):
    invitations.invite(event, [BOB], by=alice)
    send()

    assert invitations.invite(event, [BOB], by=alice) is None


def test_inviting_keeps_guests_that_a_pull_has_brought(event, alice, send, guests, google):
    invitations.invite(event, [BOB], by=alice)
    stale = Event.objects.get(pk=event.pk)
    send()
    google.edit_event(ALICE, event.google_id, attendees=[{"email": BOB}, {"email": CAROL}])
    pull_calendar(event.calendar)

    invitations.invite(stale, ["dave@example.com"], by=alice)

    assert set(send()) == {"sent"}
    assert set(guests(event)) == {BOB, CAROL, "dave@example.com"}


def test_a_guest_is_removed_whatever_the_answer_was_meanwhile(event, alice, send, guests, google):
    invitations.invite(event, [BOB, CAROL], by=alice)
    send()
    google.edit_event(
        ALICE,
        event.google_id,
        attendees=[{"email": BOB, "responseStatus": "accepted"}, {"email": CAROL}],
    )

    invitations.remove_guest(event, BOB, by=alice)

    assert set(send()) == {"sent"}
    assert set(guests(event)) == {CAROL}


def test_removing_the_last_guest_and_nobody(event, alice, send, guests):
    invitations.invite(event, [BOB], by=alice)
    send()

    assert invitations.remove_guest(event, CAROL, by=alice) is None
    invitations.remove_guest(event, BOB, by=alice)

    assert set(send()) == {"sent"}
    assert guests(event) == {}


def test_an_answer_changes_the_own_entry_alone(invitation, alice, send, guests, google):
    invitations.respond(
        invitation, "tentative", by=alice, comment="If I am back", additional_guests=2
    )

    assert send() == ["sent"]
    own = guests(invitation, BOB)[ALICE]
    assert (own["responseStatus"], own["comment"]) == ("tentative", "If I am back")
    assert own["additionalGuests"] == 2
    assert guests(invitation, BOB)[CAROL]["responseStatus"] == "needsAction"
    assert google.mails == []


def test_an_answer_can_be_changed_and_its_note_taken_away(invitation, alice, send, guests):
    invitations.respond(invitation, "accepted", by=alice, comment="Gladly", additional_guests=1)
    send()
    invitations.respond(invitation, "declined", by=alice, comment="", additional_guests=0)

    assert send() == ["sent"] * 2
    own = guests(invitation, BOB)[ALICE]
    assert own["responseStatus"] == "declined"
    assert not own.get("comment")
    assert not own.get("additionalGuests")


def test_the_organizer_is_told_only_when_asked(invitation, alice, send, google):
    invitations.respond(invitation, "accepted", by=alice, send_updates="all")

    assert send() == ["sent"]
    assert [mail.to for mail in google.mails] == [BOB]


def test_an_answer_to_a_part_of_the_list_leaves_the_others(invitation, alice, send, guests):
    own = next(each for each in invitation.resource["attendees"] if each["email"] == ALICE)
    part = {**invitation.resource, "attendees": [own], "attendeesOmitted": True}
    Event.objects.filter(pk=invitation.pk).update(resource=part)

    entry = invitations.respond(invitation, "accepted", by=alice)

    assert send() == ["sent"]
    entry.refresh_from_db()
    assert entry.request["body"]["attendeesOmitted"] is True
    assert set(guests(invitation, BOB)) == {ALICE, CAROL}
    assert guests(invitation, BOB)[ALICE]["responseStatus"] == "accepted"


def test_a_part_of_the_list_is_no_list_to_change(event, alice):
    event.resource = {**event.resource, "attendeesOmitted": True}
    event.save()

    with pytest.raises(NotAllowedError, match="only a part of the guests"):
        invitations.invite(event, [BOB], by=alice)
    with pytest.raises(NotAllowedError, match="only a part of the guests"):
        invitations.remove_guest(event, BOB, by=alice)
    with pytest.raises(NotAllowedError, match="only a part of the guests"):
        events.edit_event(event, by=alice, attendees=[BOB])


def test_guests_invite_others_unless_the_organizer_forbids_it(
    invitation, alice, send, guests, google
):
    invitations.invite(invitation, ["dave@example.com"], by=alice)

    assert send() == ["sent"]
    assert "dave@example.com" in guests(invitation, BOB)
    google.edit_event(BOB, invitation.google_id, guestsCanInviteOthers=False)
    pull_calendar(invitation.calendar)
    with pytest.raises(NotAllowedError, match="by the organizer"):
        invitations.invite(invitation, ["erin@example.com"], by=alice)


def test_guests_take_nobody_off_the_list(invitation, alice):
    with pytest.raises(NotAllowedError, match="by the organizer"):
        invitations.remove_guest(invitation, CAROL, by=alice)

    assert not OutboxEntry.objects.exists()


def test_who_is_not_invited_cannot_answer(event, alice):
    with pytest.raises(NotAllowedError, match="not among the guests"):
        invitations.respond(event, "accepted", by=alice)


def test_an_event_that_is_gone_has_no_guests(event, alice):
    events.delete_event(event, by=alice)

    with pytest.raises(EventGoneError):
        invitations.invite(event, [BOB], by=alice)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"response": "maybe"}, "responseStatus"),
        ({"response": None}, "responseStatus"),
        ({"response": "accepted", "comment": "x" * 1025}, "comment"),
        ({"response": "accepted", "comment": "\x00"}, "comment"),
        ({"response": "accepted", "comment": 7}, "comment"),
        ({"response": "accepted", "additional_guests": -1}, "additionalGuests"),
        ({"response": "accepted", "additional_guests": True}, "additionalGuests"),
        ({"response": "accepted", "additional_guests": 10**9}, "additionalGuests"),
        ({"response": "accepted", "send_updates": "everyone"}, "sendUpdates"),
    ],
)
def test_an_answer_that_google_would_not_take_is_not_given(invitation, alice, said, field):
    with pytest.raises(InvalidFieldError) as raised:
        invitations.respond(invitation, said.pop("response"), by=alice, **said)

    assert raised.value.field == field
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize(
    "wanted",
    [
        "bob@example.com",
        ["no address"],
        [None],
        [{"email": 7}],
        [f"a{n}@b.c" for n in range(3000)],
        [{"email": BOB, "comment": object()}],
        [{"email": BOB, "displayName": "\x00"}],
        [{"email": BOB, 7: "x"}],
    ],
)
def test_a_list_that_google_would_not_take_is_not_sent(event, alice, wanted):
    with pytest.raises(InvalidFieldError) as raised:
        invitations.invite(event, wanted, by=alice)

    assert raised.value.field.partition(".")[0] == "attendees"
    assert not OutboxEntry.objects.waiting().exists()


def test_more_guests_than_google_takes_in_all_are_refused(event, alice):
    invitations.invite(event, [f"a{n}@example.com" for n in range(300)], by=alice)

    with pytest.raises(InvalidFieldError, match="more than 300"):
        invitations.invite(event, [BOB], by=alice)
