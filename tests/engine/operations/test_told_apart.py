"""What looks like a change of others and is none, and what looks like ours and is not."""

import datetime as dt

import pytest
from tests.engine.operations.steps import ALICE, BEGINS, BOB, TIMES, remote, send

from dj_google_calendar.models import Conflict, OutboxEntry
from dj_google_calendar.operations import calendars, conferences, events, outbox
from dj_google_calendar.outbox.fold import MARK
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def place(account, google):
    """Makes a calendar of alice's."""

    def made(google_id, zone="Europe/Berlin"):
        google.add_calendar(id=google_id, owner=ALICE, timeZone=zone)
        pull_calendar_list(account)
        calendar = account.calendars.get(google_id=google_id)
        pull_calendar(calendar)
        return calendar

    return made


@pytest.mark.parametrize("is_sent", [True, False])
def test_an_event_is_moved_to_another_zone_and_edited(event, alice, place, google, is_sent):
    tokyo = place("tokyo", "Asia/Tokyo")
    events.move_event(event, tokyo, by=alice)
    if is_sent:
        send()
    event.refresh_from_db()

    events.edit_event(event, by=alice, start=BEGINS + HOUR, end=BEGINS + 2 * HOUR)

    assert set(send()) == {"sent"}
    found = dt.datetime.fromisoformat(remote(google, event, "tokyo")["start"]["dateTime"])
    assert found == BEGINS + HOUR


def test_both_sides_may_choose_the_same_moment(event, alice, google):
    events.edit_event(event, by=alice, start=BEGINS + HOUR, end=BEGINS + 2 * HOUR)
    shown = {
        name: {**remote(google, event)[name], "dateTime": moment.isoformat()}
        for name, moment in (("start", BEGINS + HOUR), ("end", BEGINS + 2 * HOUR))
    }
    google.edit_event(ALICE, event.google_id, **shown)

    assert set(send()) == {"sent"}


def test_a_time_is_edited_while_its_calendar_gets_another_zone(event, calendar, alice):
    calendars.edit_calendar(calendar, by=alice, time_zone="America/New_York")
    events.edit_event(event, by=alice, start=BEGINS + HOUR, end=BEGINS + 2 * HOUR)

    assert set(send()) == {"sent"}


def test_an_event_is_deleted_whose_meet_has_become_ready(event, alice, google):
    conferences.create_meet(event, by=alice)
    send()
    event.refresh_from_db()
    google.advance(dt.timedelta(minutes=1))
    google.edit_event(ALICE, event.google_id, colorId=None)

    events.delete_event(event, by=alice)

    assert set(send()) == {"sent"}
    assert not Conflict.objects.exists()


def test_an_event_is_moved_and_deleted_whose_owner_is_a_guest(event, alice, place, google):
    events.edit_event(event, by=alice, attendees=[ALICE, BOB])
    send()
    event.refresh_from_db()
    events.move_event(event, place("team"), by=alice)
    events.delete_event(event, by=alice)

    assert set(send()) == {"sent"}
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("status", [404, 410])
def test_a_guests_copy_is_no_moved_event(event, account, calendar, alice, google, status):
    google.share(BOB, ALICE, "writer")
    events.edit_event(event, by=alice, attendees=[BOB])
    send()
    event.refresh_from_db()
    bobs = account.calendars.create(google_id=BOB, time_zone="Europe/Berlin", access_role="writer")
    pull_calendar(bobs)
    reason = "notFound" if status == 404 else "deleted"
    google.fail(method="events.move", status=status, reason=reason, times=1)

    entry = events.move_event(event, bobs, by=alice)

    send()
    entry.refresh_from_db()
    assert entry.state == OutboxEntry.State.REFUSED
    event.refresh_from_db()
    assert (event.calendar, event.status) == (calendar, "confirmed")


@pytest.mark.parametrize("private", [None, {MARK: "another"}])
@pytest.mark.parametrize("first", ["Once", "Before that"])
def test_what_was_made_is_known_though_another_has_taken_the_mark(
    calendar, alice, google, later, private, first
):
    google.fail(method="events.insert", action="cut_after", times=1)
    made = events.create_event(
        calendar, by=alice, summary=first, attendees=[BOB], send_updates="all", **TIMES
    )
    events.edit_event(made, by=alice, summary="Once", send_updates="all")
    send()
    properties = {"private": private} if private else None
    google.edit_event(ALICE, made.google_id, extendedProperties=properties, location="Elsewhere")
    later()

    assert set(send()) == {"sent"}
    there = google.world.calendars[ALICE].events.values()
    assert [e.resource["location"] for e in there if e.resource.get("summary") == "Once"] == [
        "Elsewhere"
    ]
    assert len(google.mails) == 1


def test_restoring_ours_leaves_what_others_have_added(event, alice, google):
    events.edit_event(event, by=alice, private_properties={"a": "1"}, attendees=[BOB])
    send()
    event.refresh_from_db()
    events.edit_event(event, by=alice, private_properties={"a": "2"})
    known = remote(google, event)["extendedProperties"]
    theirs = {"private": {**known["private"], "a": "3", "other": "9"}}
    google.edit_event(ALICE, event.google_id, extendedProperties=theirs)
    send()

    outbox.restore_ours(Conflict.objects.get(), by=alice)

    send()
    found = remote(google, event)["extendedProperties"]["private"]
    assert (found["a"], found["other"]) == ("2", "9")


def test_an_undone_move_goes_back_to_where_the_event_was(event, calendar, alice, place, google):
    first, second = place("first"), place("second")
    google.fail(method="events.move", status=400, reason="invalid", times=1)
    events.move_event(event, first, by=alice)
    entry = events.move_event(event, second, by=alice)
    send()
    send()
    entry.refresh_from_db()
    assert entry.state == OutboxEntry.State.SENT

    outbox.undo(entry, by=alice)

    send()
    event.refresh_from_db()
    assert event.calendar == calendar
