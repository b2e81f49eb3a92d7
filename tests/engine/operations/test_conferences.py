"""What a person can do about the conference of an event."""

import datetime as dt

import pytest

from dj_google_calendar.exceptions import EventGoneError, NotAllowedError
from dj_google_calendar.models import Event
from dj_google_calendar.operations import conferences, events
from dj_google_calendar.sync.pull_calendar import pull_calendar

BEGINS = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TIMES = {"start": BEGINS, "end": BEGINS + dt.timedelta(hours=1)}


@pytest.fixture
def event(calendar, alice, send):
    created = events.create_event(calendar, by=alice, summary="Standup", **TIMES)
    send()
    created.refresh_from_db()
    return created


def status(event):
    event.refresh_from_db()
    return event.resource["conferenceData"]["createRequest"]["status"]["statusCode"]


def test_a_meet_is_pending_and_then_there(event, alice, send, google):
    conferences.create_meet(event, by=alice)

    assert set(send()) == {"sent"}
    assert status(event) == "pending"
    assert conferences.create_meet(event, by=alice) is None
    google.advance(dt.timedelta(seconds=5))
    pull_calendar(event.calendar)
    assert status(event) == "success"
    assert event.resource["hangoutLink"].startswith("https://meet.google.com/")
    assert conferences.create_meet(event, by=alice) is None


def test_a_meet_is_asked_for_once_by_two_who_see_none(event, alice):
    other = Event.objects.get(pk=event.pk)

    assert conferences.create_meet(event, by=alice) is not None
    assert conferences.create_meet(other, by=alice) is None


def test_a_meet_that_is_there_is_not_replaced_by_who_has_not_seen_it(event, alice, send, google):
    stale = Event.objects.get(pk=event.pk)
    conferences.create_meet(event, by=alice)
    send()
    google.advance(dt.timedelta(seconds=5))
    pull_calendar(event.calendar)

    assert conferences.create_meet(stale, by=alice) is None
    assert status(event) == "success"


def test_no_meet_for_an_event_whose_row_is_gone(event, alice):
    Event.objects.filter(pk=event.pk).delete()

    with pytest.raises(EventGoneError):
        conferences.create_meet(event, by=alice)


def test_a_meet_comes_with_a_new_event_in_one_request(calendar, alice, send, google):
    google.log.clear()
    event = events.create_event(calendar, by=alice, summary="Fresh", **TIMES)
    conferences.create_meet(event, by=alice)

    assert send() == ["sent"] * 2
    assert status(event) == "pending"
    assert google.log.count("events.patch") == 0


@pytest.mark.parametrize("action", ["cut_before", "cut_after"])
def test_a_meet_whose_answer_is_lost_is_asked_for_once(event, alice, send, later, google, action):
    google.fail(method="events.patch", action=action, times=1)
    entry = conferences.create_meet(event, by=alice)
    send()
    later()

    assert set(send()) == {"sent"}
    event.refresh_from_db()
    asked = event.resource["conferenceData"]["createRequest"]["requestId"]
    assert asked == entry.changes["conferenceData"]["createRequest"]["requestId"]


def test_what_has_failed_can_be_asked_for_again(event, alice, send, google):
    google.switch(conferences_fail=True)
    conferences.create_meet(event, by=alice)
    send()
    google.advance(dt.timedelta(seconds=5))
    pull_calendar(event.calendar)
    assert status(event) == "failure"
    google.switch(conferences_fail=False)

    conferences.create_meet(event, by=alice)

    assert set(send()) == {"sent"}
    google.advance(dt.timedelta(seconds=5))
    pull_calendar(event.calendar)
    assert status(event) == "success"


def test_a_meet_is_removed_at_once_and_at_google(event, alice, send, remote, google):
    conferences.create_meet(event, by=alice)
    send()
    google.advance(dt.timedelta(seconds=5))
    pull_calendar(event.calendar)
    event.refresh_from_db()

    conferences.remove_meet(event, by=alice)

    assert not {"conferenceData", "hangoutLink"} & set(event.resource)
    assert set(send()) == {"sent"}
    assert not {"conferenceData", "hangoutLink"} & set(remote(event))
    assert conferences.remove_meet(event, by=alice) is None


def test_other_edits_leave_the_meet_alone(event, alice, send, remote, google):
    conferences.create_meet(event, by=alice)
    send()
    google.advance(dt.timedelta(seconds=5))

    events.edit_event(event, by=alice, summary="Renamed")

    assert set(send()) == {"sent"}
    assert remote(event)["conferenceData"]["conferenceId"]


def test_a_calendar_without_meet_says_so(event, alice):
    calendar = event.calendar
    offered = {"allowedConferenceSolutionTypes": ["eventHangout"]}
    calendar.resource = {**calendar.resource, "conferenceProperties": offered}
    calendar.save()

    with pytest.raises(NotAllowedError, match="does not offer Google Meet"):
        conferences.create_meet(event, by=alice)


def test_guests_leave_the_conference_to_the_organizer(event, alice):
    event.resource["organizer"] = {"email": "bob@example.com"}
    event.save()

    with pytest.raises(NotAllowedError, match="by the organizer"):
        conferences.create_meet(event, by=alice)
