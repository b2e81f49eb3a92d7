"""An answer of Google's that comes after a pull has brought what happened behind the edit."""

import datetime as dt

import pytest
from tests.engine.outbox.conftest import ALICE, FIELDS

from dj_google_calendar import clock
from dj_google_calendar.credentials.gateways import client_as_read
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations import series
from dj_google_calendar.outbox import settle
from dj_google_calendar.outbox.deliver import deliver
from dj_google_calendar.outbox.lane import take
from dj_google_calendar.outbox.record import record_deletion, record_edit, record_move, record_new
from dj_google_calendar.sync.pull_calendar import pull_calendar

AT = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TEAM = "team@group.calendar.google.com"


@pytest.fixture
def late(calendar, google):
    """Lets Google do an edit, then something that is pulled; gives what is shown in the end."""

    def answered(entry, behind, pulled=calendar):
        batch = take(entry.pk)
        outcome = deliver(client_as_read(entry.account), batch, batch.head.event)
        behind(outcome.google_id or entry.event.google_id)
        pull_calendar(pulled)
        settle.answered(batch, outcome)
        pull_calendar(pulled)
        return Event.objects.get(pk=entry.event_id)

    return answered


@pytest.fixture
def delete(google):
    return lambda google_id: google.delete_event(ALICE, google_id)


@pytest.fixture
def edit(google):
    return lambda google_id: google.edit_event(
        ALICE, google_id, summary="Theirs", status="confirmed"
    )


@pytest.fixture
def team(calendar, google):
    google.add_calendar(id=TEAM, owner=ALICE, summary="Team")
    of = {"google_id": TEAM, "time_zone": "UTC", "access_role": "owner"}
    team = calendar.account.calendars.create(**of)
    pull_calendar(team)
    return team


def test_an_answer_that_a_pull_has_brought_already_has_nothing_to_wait_for(event, late, alice):
    entry = record_edit(event, {"summary": "Ours"}, by=alice)

    shown = late(entry, lambda google_id: None)

    assert (shown.summary, shown.in_outbox) == ("Ours", False)


def test_an_edit_does_not_bring_back_what_was_deleted_behind_it(event, late, delete, alice):
    entry = record_edit(event, {"summary": "Ours"}, by=alice)

    assert late(entry, delete).status == Event.CANCELLED


def test_a_new_event_that_was_deleted_at_once_stays_deleted(calendar, late, delete, alice):
    _, entry = record_new(calendar, FIELDS, by=alice)

    assert late(entry, delete).status == Event.CANCELLED


def test_an_edit_does_not_hide_the_one_behind_it(event, late, edit, alice):
    entry = record_edit(event, {"summary": "Ours"}, by=alice)

    assert late(entry, edit).summary == "Theirs"


def test_an_edit_does_not_hide_other_reminders_which_move_no_time(event, late, google, alice):
    entry = record_edit(event, {"summary": "Ours"}, by=alice)
    reminders = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 7}]}

    shown = late(entry, lambda google_id: google.edit_event(ALICE, google_id, reminders=reminders))

    assert shown.resource["reminders"] == reminders


def test_a_deletion_does_not_hide_that_the_event_is_back(event, late, edit, alice):
    shown = late(record_deletion(event, by=alice), edit)

    assert (shown.status, shown.summary) == ("confirmed", "Theirs")


def test_of_a_deleted_instance_stays_what_google_tells_of_it(calendar, google, late, alice):
    instance = "daily0_20261202T090000Z"
    google.add_event(ALICE, **FIELDS, id="daily0", recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    google.edit_event(ALICE, instance, summary="Theirs")
    pull_calendar(calendar)

    shown = late(record_deletion(calendar.events.get(google_id=instance), by=alice), lambda _: None)

    assert shown.status == Event.CANCELLED
    assert "summary" not in shown.resource


def test_a_new_event_under_another_id_that_was_deleted_at_once_stays_deleted(
    calendar, google, late, delete, alice
):
    event, entry = record_new(calendar, FIELDS, by=alice)
    google.add_event(ALICE, id=event.google_id, summary="Another")

    shown = late(entry, delete)

    assert shown.google_id != event.google_id
    assert (shown.status, shown.summary) == (Event.CANCELLED, FIELDS["summary"])


def test_an_import_that_was_deleted_at_once_stays_deleted(calendar, late, delete, alice):
    fields = {**FIELDS, "iCalUID": "one@elsewhere.example"}
    _, entry = record_new(calendar, fields, by=alice, kind=OutboxEntry.Kind.IMPORT)

    shown = late(entry, delete)

    assert (shown.status, shown.summary) == (Event.CANCELLED, FIELDS["summary"])


def test_an_event_that_was_moved_and_deleted_at_once_stays_deleted(
    event, team, google, late, alice
):
    entry = record_move(event, team, by=alice)

    shown = late(entry, lambda google_id: google.delete_event(TEAM, google_id), pulled=team)

    assert (shown.calendar, shown.status) == (team, Event.CANCELLED)


@pytest.mark.parametrize("status", ["confirmed", "tentative"])
def test_what_a_move_leaves_behind_is_no_deletion(
    event, calendar, team, google, late, alice, status
):
    google.edit_event(ALICE, event.google_id, status=status)
    pull_calendar(calendar)
    entry = record_move(event, team, by=alice)

    shown = late(entry, lambda _google_id: None)

    assert (shown.calendar, shown.status) == (team, status)


def test_what_a_move_leaves_behind_is_no_deletion_also_where_its_answer_is_lost(
    event, calendar, team, google, flush, alice, time
):
    google.fail(method="events.move", action="cut_after", times=1)
    entry = record_move(event, team, by=alice)
    flush(entry)
    pull_calendar(calendar)
    time.ahead += dt.timedelta(seconds=20)

    assert flush(entry) == ["sent"]
    pull_calendar(team)
    event.refresh_from_db()
    assert (event.calendar, event.status) == (team, "confirmed")


@pytest.fixture
def moved(event, team, google, flush, alice, time):
    """An event whose move is not answered yet; an edit of the row that a pull has made of it."""
    google.fail(method="events.move", action="cut_after", times=1)
    flush(record_move(event, team, by=alice))
    pull_calendar(team)
    pulled = team.events.get(google_id=event.google_id)
    edit = record_edit(pulled, {"summary": "Ours"}, by=alice)
    OutboxEntry.objects.filter(pk=edit.pk).update(not_before=clock.now() + dt.timedelta(days=1))
    time.ahead += dt.timedelta(seconds=20)
    flush()
    event.refresh_from_db()
    return event


def test_what_waits_for_the_row_that_a_pull_has_made_is_shown_of_the_moved_event(moved):
    assert (moved.summary, moved.remote_resource["summary"]) == ("Ours", "Standup")


def test_what_waits_for_the_row_that_a_pull_has_made_is_not_overtaken(moved, flush, alice, time):
    first = moved.outbox_entries.waiting().get()

    second = record_edit(moved, {"summary": "Ours, later"}, by=alice)

    assert flush(first, second) == ["queued", "queued"]
    time.ahead += dt.timedelta(days=1)
    assert flush(first, second) == ["sent", "sent"]


def test_an_edit_of_an_instance_is_made_though_its_moved_series_has_left_a_tombstone(
    calendar, team, google, flush, alice, time
):
    google.add_event(ALICE, **FIELDS, id="daily0", recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    pull_calendar(calendar)
    daily = calendar.events.get(google_id="daily0")
    flush(series.edit_this(daily, original_start=AT, by=alice, summary="Once"))
    google.fail(method="events.move", action="cut_after", times=1)
    flush(record_move(daily, team, by=alice))
    entry = series.edit_this(daily, original_start=AT, by=alice, summary="Twice")
    pull_calendar(calendar)
    time.ahead += dt.timedelta(seconds=20)

    assert flush(entry) == ["sent"]
    assert google.world.calendars[TEAM].events[entry.event.google_id].resource["summary"] == "Twice"


def test_what_a_pull_has_found_deleted_can_be_restored(
    event, calendar, google, remote, flush, alice
):
    google.delete_event(ALICE, event.google_id)
    pull_calendar(calendar)
    event.refresh_from_db()

    flush(record_edit(event, {"status": "confirmed"}, by=alice))

    assert remote()["status"] == "confirmed"


def test_an_event_that_is_restored_is_there_though_its_deletion_was_pulled(
    event, calendar, late, flush, alice
):
    flush(record_deletion(event, by=alice))
    pull_calendar(calendar)
    event.refresh_from_db()
    entry = record_edit(event, {"status": "confirmed"}, by=alice)

    assert late(entry, lambda _google_id: None).status == "confirmed"
