"""Rooms: they accept where they are free, and decline where they are taken."""

import datetime as dt

import pytest
from tests.emulator.calendar_v3.people import (
    ALICE,
    BOB,
    DAILY,
    Person,
    at,
    guests,
    instance_of,
    responses,
)

ROOM = "room-1@resource.calendar.google.com"


@pytest.fixture
def alice(google, service_for):
    google.add_calendar(id=ROOM, owner=None, summary="Room 1", timeZone="Europe/Berlin")
    return Person(service_for(ALICE))


def answer(person, event):
    return responses(person.get(event["id"]))[ROOM]


def test_a_room_is_a_resource_that_answers_after_the_invitation(alice):
    meeting = alice.insert(**guests(ROOM))
    assert meeting["attendees"] == [
        {"email": ROOM, "resource": True, "responseStatus": "needsAction"}
    ]

    assert answer(alice, meeting) == "accepted"


def test_sync_tells_of_a_rooms_answer(alice):
    meeting = alice.insert(**guests(ROOM))
    token = alice.token()  # by now it has answered

    other = alice.insert(**guests(ROOM))

    assert [each["id"] for each in alice.listed(syncToken=token)] == [other["id"]]
    assert alice.get(meeting["id"])["etag"] != meeting["etag"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (at(9), at(10), "accepted"),
        (at(11), at(12), "accepted"),
        (at(9), at(11), "declined"),
        (at(10), at(12), "declined"),
        ({"date": "2026-11-20"}, {"date": "2026-11-21"}, "declined"),
        ({"date": "2026-11-21"}, {"date": "2026-11-22"}, "accepted"),
    ],
)
def test_a_room_declines_what_overlaps_with_another_meeting(alice, bob, start, end, expected):
    first = alice.insert(**guests(ROOM))

    second = bob.insert(start=start, end=end, **guests(ROOM))

    assert answer(bob, second) == expected
    assert answer(alice, first) == "accepted"


@pytest.mark.parametrize(
    "change",
    [{"status": "cancelled"}, {"start": at(8), "end": at(9)}, {"attendees": []}],
    ids=["deleted", "moved", "uninvited"],
)
def test_a_room_is_free_again(alice, bob, change):
    first = alice.insert(**guests(ROOM))
    assert answer(alice, first) == "accepted"

    alice.patch(first["id"], **change)

    assert answer(bob, bob.insert(**guests(ROOM))) == "accepted"


def test_a_meeting_that_moves_asks_its_room_again(alice, bob):
    first = alice.insert(**guests(ROOM))
    second = bob.insert(start=at(14), end=at(15), **guests(ROOM))
    assert (answer(alice, first), answer(bob, second)) == ("accepted", "accepted")

    bob.patch(second["id"], start=at(10), end=at(11))
    assert answer(bob, second) == "declined"

    bob.patch(second["id"], start=at(16), end=at(17))
    assert answer(bob, second) == "accepted"


def test_a_room_that_has_declined_is_not_taken(alice, bob):
    alice.insert(**guests(ROOM))
    declined = bob.insert(start=at(10), end=at(13), **guests(ROOM))
    assert answer(bob, declined) == "declined"

    third = alice.insert(start=at(12), end=at(13), **guests(ROOM))

    assert answer(alice, third) == "accepted"


@pytest.mark.parametrize("lines", [DAILY["recurrence"], ["RRULE:FREQ=DAILY"]])
def test_a_series_is_declined_where_the_room_is_taken_once(alice, bob, lines):
    alice.insert(start=at(10, day=23), end=at(11, day=23), **guests(ROOM))

    taken = bob.insert(recurrence=lines, **guests(ROOM))
    free = bob.insert(recurrence=lines, start=at(12), end=at(13), **guests(ROOM))

    assert (answer(bob, taken), answer(bob, free)) == ("declined", "accepted")


def test_an_instance_that_moves_asks_for_itself(alice, bob):
    alice.insert(start=at(14, day=21), end=at(15, day=21), **guests(ROOM))
    series = bob.insert(**DAILY, **guests(ROOM))

    bob.patch(instance_of(series, 21), start=at(14, day=21), end=at(15, day=21))

    assert responses(bob.get(instance_of(series, 21)))[ROOM] == "declined"
    assert answer(bob, series) == "accepted"


def test_a_room_that_does_not_accept_by_itself_waits(google, service_for):
    google.add_calendar(id=ROOM, owner=None, summary="Hall", autoAcceptInvitations=False)
    alice = Person(service_for(ALICE))

    meeting = alice.insert(**guests(ROOM))

    assert answer(alice, meeting) == "needsAction"


def test_a_guest_sees_the_rooms_answer(alice, bob):
    meeting = alice.insert(**guests(ROOM, BOB))

    assert answer(bob, meeting) == "accepted"


def test_the_rooms_own_calendar_shows_when_it_is_taken(google, alice):
    google.share(ROOM, ALICE, "freeBusyReader")
    alice.insert(**guests(ROOM))
    query = {
        "timeMin": "2026-11-20T00:00:00Z",
        "timeMax": "2026-11-21T00:00:00Z",
        "items": [{"id": ROOM}],
    }

    answered = alice.service.freebusy().query(body=query).execute()

    busy = answered["calendars"][ROOM]["busy"]
    assert busy == [{"start": "2026-11-20T09:00:00Z", "end": "2026-11-20T10:00:00Z"}]


def test_an_unknown_room_never_answers(alice):
    meeting = alice.insert(**guests("room-2@resource.calendar.google.com"))

    assert list(responses(alice.get(meeting["id"])).values()) == ["needsAction"]


def test_a_meeting_from_googles_own_page_gets_an_answer_too(google, alice):
    start = google.world.clock.now() + dt.timedelta(days=1)
    meeting = google.add_event(
        ALICE, start={"dateTime": start.isoformat()}, attendees=[{"email": ROOM}]
    )

    assert answer(alice, meeting) == "accepted"
