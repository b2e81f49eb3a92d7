"""What an undo puts back: all that nobody has changed since, however Google has written it."""

import datetime as dt

import pytest
from tests.engine.operations.steps import BEGINS, BOB, remote, send

from dj_google_calendar.exceptions import UndoError
from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.operations import conferences, events, outbox, series
from dj_google_calendar.sync.pull_calendar import pull_calendar

HOUR = dt.timedelta(hours=1)
CAROL = "carol@example.com"
THIRD = "third@group.calendar.google.com"
SIDES = pytest.mark.parametrize("is_sent", [True, False])


@pytest.fixture
def team(calendar, google):
    google.add_calendar(id="team@group.calendar.google.com", owner="alice@example.com")
    made = calendar.account.calendars.create(
        google_id="team@group.calendar.google.com", time_zone="UTC", access_role="owner"
    )
    pull_calendar(made)
    return made


@pytest.fixture
def undo(alice):
    """Undoes an edit, before or after it was sent, and sends that."""

    def undone(entry, *, is_sent=True):
        if is_sent:
            send()
            entry.refresh_from_db()
        outbox.undo(entry, by=alice)
        assert set(send()) == {"sent"}

    return undone


def begins(resource):
    return dt.datetime.fromisoformat(resource["start"]["dateTime"])


@SIDES
def test_a_time_is_put_back_that_google_writes_at_another_offset(
    event, alice, google, undo, is_sent
):
    later = {"start": BEGINS + HOUR, "end": BEGINS + 2 * HOUR}
    entry = events.edit_event(event, by=alice, summary="Later", **later)

    undo(entry, is_sent=is_sent)

    found = remote(google, event)
    assert (found["summary"], begins(found)) == ("Standup", BEGINS)
    assert outbox.left_by_undo(entry) == []


@SIDES
def test_guests_are_taken_off_again_who_have_been_added(event, alice, guests, undo, is_sent):
    events.edit_event(event, by=alice, attendees=[CAROL])
    send()
    event.refresh_from_db()
    entry = events.edit_event(event, by=alice, attendees=[CAROL, BOB])

    undo(entry, is_sent=is_sent)

    assert list(guests(event)) == [CAROL]


def test_a_guest_who_has_answered_since_is_taken_off_again(event, alice, google, guests, undo):
    entry = events.edit_event(event, by=alice, attendees=[BOB])
    send()
    answered = [{"email": BOB, "responseStatus": "accepted"}]
    google.edit_event(event.calendar.google_id, event.google_id, attendees=answered)
    pull_calendar(event.calendar)

    undo(entry)

    assert not guests(event)


@SIDES
def test_properties_are_taken_away_again_and_those_of_others_stay(
    event, alice, google, undo, is_sent
):
    events.edit_event(event, by=alice, shared_properties={"b": "2"})
    send()
    event.refresh_from_db()
    entry = events.edit_event(event, by=alice, private_properties={"a": "1"})

    undo(entry, is_sent=is_sent)

    found = remote(google, event)["extendedProperties"]
    assert "a" not in found["private"]
    assert found["shared"] == {"b": "2"}


def test_properties_are_taken_away_again_where_there_were_none(event, alice, google, undo):
    entry = events.edit_event(event, by=alice, private_properties={"a": "1"})

    undo(entry)

    assert "a" not in remote(google, event)["extendedProperties"]["private"]


def test_a_conference_is_taken_away_again(event, alice, google, undo):
    entry = conferences.create_meet(event, by=alice)

    undo(entry)

    assert "conferenceData" not in remote(google, event)


def test_what_others_have_changed_since_stays_and_is_named(event, alice, google, undo):
    later = {"start": BEGINS + HOUR, "end": BEGINS + 2 * HOUR}
    entry = events.edit_event(event, by=alice, summary="Later", **later)
    send()
    theirs = {"dateTime": (BEGINS + 5 * HOUR).isoformat(), "timeZone": "UTC"}
    google.edit_event(event.calendar.google_id, event.google_id, end=theirs)
    pull_calendar(event.calendar)

    undo(entry)

    found = remote(google, event)
    assert (found["summary"], begins(found)) == ("Standup", BEGINS + HOUR)
    assert sorted(outbox.left_by_undo(entry)) == ["end", "start"]


def test_what_others_have_changed_altogether_is_not_undone(event, alice, google):
    entry = events.edit_event(event, by=alice, summary="Renamed")
    send()
    google.edit_event(event.calendar.google_id, event.google_id, summary="Theirs")
    pull_calendar(event.calendar)
    entry.refresh_from_db()

    with pytest.raises(UndoError):
        outbox.undo(entry, by=alice)


@SIDES
def test_a_move_is_undone(event, calendar, team, alice, google, undo, is_sent):
    entry = events.move_event(event, team, by=alice)

    undo(entry, is_sent=is_sent)

    event.refresh_from_db()
    assert (event.calendar, event.status) == (calendar, "confirmed")
    assert not google.world.calendars[calendar.google_id].events[event.google_id].is_cancelled


def test_a_move_that_was_refused_and_made_again_is_undone(event, calendar, team, alice, google):
    google.fail(method="events.move", status=403, reason="forbidden")
    entry = events.move_event(event, team, by=alice)
    send()
    entry.refresh_from_db()
    again = outbox.retry(entry, by=alice)
    send()

    outbox.undo(again, by=alice)
    send()

    event.refresh_from_db()
    assert (event.calendar, event.status) == (calendar, "confirmed")


def test_a_move_that_is_undone_and_was_refused_leaves_the_event(
    event, calendar, team, alice, google
):
    google.fail(method="events.move", status=403, reason="forbidden")
    entry = events.move_event(event, team, by=alice)
    outbox.undo(entry, by=alice)

    assert send()[-2:] == ["refused", "sent"]

    event.refresh_from_db()
    assert (event.calendar, event.status) == (calendar, "confirmed")
    pull_calendar(calendar)
    assert calendar.events.get(google_id=event.google_id).status == "confirmed"


def test_an_undo_that_was_given_up_can_be_repeated(event, alice, google):
    entry = events.edit_event(event, by=alice, summary="Renamed")
    send()
    entry.refresh_from_db()
    outbox.discard(outbox.undo(entry, by=alice))
    assert entry in outbox.last_edits(alice)

    outbox.undo(entry, by=alice)

    send()
    assert remote(google, event)["summary"] == "Standup"


def test_an_undo_that_is_sent_again_stays_the_undo(event, alice, google):
    entry = events.edit_event(event, by=alice, summary="Renamed")
    send()
    entry.refresh_from_db()
    google.fail(method="events.patch", status=400, reason="invalid")
    undone = outbox.undo(entry, by=alice)
    send()

    again = outbox.retry(undone, by=alice)

    assert OutboxEntry.objects.get(undoes=entry) == again
    with pytest.raises(UndoError):
        outbox.undo(entry, by=alice)


def test_of_two_undos_at_one_moment_one_is_made(event, alice, just_before):
    entry = events.edit_event(event, by=alice, summary="Renamed")
    other = events.edit_event(event, by=alice, location="Elsewhere")

    def undo_as_well():
        OutboxEntry.objects.filter(pk=other.pk).update(undoes=entry)

    with just_before(lambda sql: '"undoes_id" = ' in sql, undo_as_well), pytest.raises(UndoError):
        outbox.undo(entry, by=alice)

    event.refresh_from_db()
    assert event.summary == "Renamed"


def test_of_two_moves_that_wait_the_second_alone_is_undone(event, calendar, team, alice, google):
    third = calendar.account.calendars.create(
        google_id=THIRD, time_zone="UTC", access_role="owner", state="live"
    )
    google.add_calendar(id=THIRD, owner="alice@example.com")
    events.move_event(event, team, by=alice)
    second = events.move_event(event, third, by=alice)

    outbox.undo(second, by=alice)

    assert set(send()) == {"sent"}
    event.refresh_from_db()
    assert event.calendar == team
    assert remote(google, event, team.google_id)["status"] == "confirmed"


def test_a_change_of_a_series_is_not_undone_where_that_loses_a_later_one(calendar, alice, google):
    rule = ["RRULE:FREQ=DAILY;COUNT=5"]
    times = {"start": BEGINS, "end": BEGINS + HOUR, "recurrence": rule}
    daily = events.create_event(calendar, by=alice, summary="Standup", **times)
    first, moved = BEGINS + dt.timedelta(days=1), BEGINS + dt.timedelta(days=1, hours=1)
    series.edit_this(daily, by=alice, original_start=first, summary="Retro")
    later = {"start": BEGINS + HOUR, "end": BEGINS + 2 * HOUR}
    entry = series.edit_all(daily, by=alice, **later)
    send()
    hers = series.edit_this(daily, by=alice, original_start=moved, location="Room 1")
    send()

    with pytest.raises(UndoError, match="by itself"):
        outbox.undo(entry, by=alice)

    outbox.undo(hers, by=alice)
    send()
    outbox.undo(entry, by=alice)
    assert set(send()) == {"sent"}
    daily.refresh_from_db()
    assert begins(remote(google, daily)) == BEGINS
