"""What becomes of edits that were refused, taken back, or met another one."""

import datetime as dt

import pytest
from tests.engine.operations.steps import BOB, TIMES, remote, send

from dj_google_calendar.exceptions import DecidedError, UndoError
from dj_google_calendar.models import Conflict, Event, OutboxEntry
from dj_google_calendar.operations import events, outbox
from dj_google_calendar.sync.pull_calendar import pull_calendar

State = OutboxEntry.State
TEAM = "team@group.calendar.google.com"


def newest():
    return OutboxEntry.objects.first()


def test_an_edit_is_undone_after_it_was_sent(event, alice, google):
    events.edit_event(event, by=alice, summary="Renamed", location="Room 1")
    send()

    outbox.undo(newest(), by=alice)

    send()
    assert remote(google, event)["summary"] == "Standup"
    assert "location" not in remote(google, event)


def test_an_edit_is_undone_before_it_was_sent_and_google_hears_nothing(event, alice, google):
    google.log.clear()
    events.edit_event(event, by=alice, summary="Renamed")

    outbox.undo(newest(), by=alice)

    assert set(send()) == {"sent"}
    assert google.log.count("events.patch") == 0
    event.refresh_from_db()
    assert event.summary == "Standup"


@pytest.mark.parametrize("is_sent", [True, False])
def test_extended_properties_are_undone_whatever_the_mark(event, alice, google, is_sent):
    events.edit_event(event, by=alice, private_properties={"a": "1"})
    send()
    event.refresh_from_db()
    entry = events.edit_event(event, by=alice, private_properties={"a": "2"})
    if is_sent:
        send()

    outbox.undo(entry, by=alice)

    assert set(send()) == {"sent"}
    assert remote(google, event)["extendedProperties"]["private"]["a"] == "1"


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_deletion_is_undone(event, alice, google, is_sent):
    deleted = events.delete_event(event, by=alice)
    if is_sent:
        send()

    outbox.undo(deleted, by=alice)

    assert set(send()) == {"sent"}
    event.refresh_from_db()
    assert (event.status, event.summary) == ("confirmed", "Standup")
    assert not google.world.calendars[event.calendar.google_id].events[event.google_id].is_cancelled
    pull_calendar(event.calendar)
    event.refresh_from_db()
    assert event.status == "confirmed"


def test_an_edit_stays_where_a_deletion_behind_it_is_undone_before_either_was_sent(
    event, alice, google
):
    events.edit_event(event, by=alice, summary="Renamed")
    deleted = events.delete_event(event, by=alice)

    outbox.undo(deleted, by=alice)

    assert set(send()) == {"sent"}
    assert remote(google, event)["summary"] == "Renamed"


def test_creating_is_undone_by_deleting(event, alice):
    outbox.undo(newest(), by=alice)
    send()

    event.refresh_from_db()
    assert event.status == Event.CANCELLED


def test_nothing_is_undone_twice(event, alice):
    entry = events.edit_event(event, by=alice, summary="Renamed")
    outbox.undo(entry, by=alice)

    with pytest.raises(UndoError):
        outbox.undo(entry, by=alice)


def test_what_was_edited_over_is_not_undone(event, alice):
    first = events.edit_event(event, by=alice, summary="Renamed")
    event.refresh_from_db()
    events.edit_event(event, by=alice, summary="Renamed again")

    with pytest.raises(UndoError):
        outbox.undo(first, by=alice)


def test_the_last_edits_are_ones_own_and_open_to_undo(event, alice, bob):
    events.edit_event(event, by=alice, summary="Renamed")
    outbox.undo(newest(), by=alice)

    assert [each.kind for each in outbox.last_edits(alice)] == ["insert"]
    assert not outbox.last_edits(bob).exists()


def test_a_refused_edit_is_sent_again(event, alice, google):
    google.fail(method="events.patch", status=400, reason="invalid")
    entry = events.edit_event(event, by=alice, summary="Renamed")
    send()

    outbox.retry(entry, by=alice)

    send()
    assert remote(google, event)["summary"] == "Renamed"
    with pytest.raises(DecidedError):
        outbox.retry(entry, by=alice)


def test_a_draft_is_mended_and_sent_again(calendar, alice, google):
    google.fail(method="events.insert", status=400, reason="invalid")
    draft = events.create_event(calendar, by=alice, summary="Bad", **TIMES)
    entry = newest()
    send()
    events.edit_event(draft, by=alice, summary="Good")

    outbox.retry(entry, by=alice)

    assert set(send()) == {"sent"}
    assert remote(google, draft)["summary"] == "Good"


def test_to_send_an_edit_of_a_draft_again_is_to_send_the_draft(calendar, alice, google):
    google.fail(method="events.insert", status=400, reason="invalid")
    draft = events.create_event(calendar, by=alice, summary="Bad", **TIMES)
    edit = events.edit_event(draft, by=alice, summary="Good")
    send()

    outbox.retry(edit, by=alice)

    draft.refresh_from_db()
    assert draft.summary == "Good"
    assert set(send()) == {"sent"}
    assert remote(google, draft)["summary"] == "Good"


def test_a_draft_is_given_up(calendar, alice, google):
    google.fail(method="events.insert", status=400, reason="invalid")
    draft = events.create_event(calendar, by=alice, summary="Bad", **TIMES)
    entry = newest()
    send()

    outbox.discard(entry)

    assert not Event.objects.filter(pk=draft.pk).exists()
    entry.refresh_from_db()
    assert entry.state == State.DISCARDED


def test_an_edit_that_waits_is_given_up(event, alice, google):
    entry = events.edit_event(event, by=alice, summary="Renamed")

    outbox.discard(entry)

    event.refresh_from_db()
    assert event.summary == "Standup"
    assert send()[-1] == State.DISCARDED
    assert remote(google, event)["summary"] == "Standup"


def test_what_was_sent_cannot_be_given_up(event, alice):
    with pytest.raises(DecidedError):
        outbox.discard(newest())


@pytest.fixture
def conflict(event, alice, google):
    events.edit_event(event, by=alice, summary="Mine")
    google.edit_event(event.calendar.google_id, event.google_id, summary="Theirs")
    send()
    return Conflict.objects.get()


def test_googles_side_is_kept(conflict, alice, event, google):
    outbox.keep_theirs(conflict, by=alice)

    assert (conflict.state, conflict.decided_by) == (Conflict.State.THEIRS, alice)
    assert set(send()) <= {"sent", "conflict"}
    assert remote(google, event)["summary"] == "Theirs"


def test_our_side_is_restored_once(conflict, alice, event, google):
    outbox.restore_ours(conflict, by=alice)

    send()
    assert remote(google, event)["summary"] == "Mine"
    with pytest.raises(DecidedError):
        outbox.restore_ours(conflict, by=alice)


def test_an_event_deleted_at_google_is_restored_with_our_edit(event, alice, google):
    events.edit_event(event, by=alice, summary="Mine")
    google.delete_event(event.calendar.google_id, event.google_id)
    send()

    outbox.restore_ours(Conflict.objects.get(), by=alice)

    assert send()[-1] == "sent"
    assert remote(google, event)["summary"] == "Mine"
    assert remote(google, event)["status"] == "confirmed"


def test_undoing_tells_the_guests_only_when_asked(calendar, alice, google):
    events.create_event(
        calendar, by=alice, summary="Party", attendees=[BOB], send_updates="all", **TIMES
    )
    send()
    entry = newest()

    outbox.undo(entry, by=alice)

    send()
    assert len(google.mails) == 1


def test_giving_up_an_event_that_has_reached_google_all_the_same_shows_it(
    calendar, alice, google, time
):
    google.fail(method="events.insert", action="cut_after")
    draft = events.create_event(calendar, by=alice, summary="There", **TIMES)
    entry = newest()
    send()
    pull_calendar(calendar)
    google.fail(method="events.insert", status=403, reason="forbidden")
    time.ahead += dt.timedelta(minutes=1)
    send()
    entry.refresh_from_db()
    assert entry.state == OutboxEntry.State.REFUSED

    outbox.discard(entry)

    draft.refresh_from_db()
    assert (draft.status, draft.in_outbox) == ("confirmed", False)


def test_an_event_deleted_at_google_is_restored_where_it_was_to_be_moved(
    event, calendar, alice, google
):
    google.add_calendar(id=TEAM, owner="alice@example.com")
    team = calendar.account.calendars.create(google_id=TEAM, time_zone="UTC", access_role="owner")
    events.move_event(event, team, by=alice)
    google.delete_event(calendar.google_id, event.google_id)
    send()

    outbox.restore_ours(Conflict.objects.get(), by=alice)

    assert send()[-2:] == ["sent", "sent"]
    event.refresh_from_db()
    assert (event.calendar, event.status) == (team, "confirmed")
    assert remote(google, event, TEAM)["status"] == "confirmed"


def test_an_edit_whose_event_is_deleted_as_an_undo_was_given_up_is_in_conflict(event, alice):
    deleted = events.delete_event(event, by=alice)
    undone = outbox.undo(deleted, by=alice)
    event.refresh_from_db()
    edited = events.edit_event(event, by=alice, summary="Retro")
    outbox.discard(undone)

    send()

    for entry in (deleted, edited):
        entry.refresh_from_db()
    assert (deleted.state, edited.state) == ("sent", "conflict")
    conflict = Conflict.objects.get()
    assert (conflict.kind, conflict.fields["summary"]["ours"]) == ("deleted_there", "Retro")
