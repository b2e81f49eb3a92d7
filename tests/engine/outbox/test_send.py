"""Edits reach Google once, in order, and show at once on this site."""

import datetime as dt

import pytest
from tests.engine.outbox.conftest import ALICE, FIELDS

from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations import outbox
from dj_google_calendar.outbox.record import (
    new_google_id,
    record_deletion,
    record_edit,
    record_move,
    record_new,
)
from dj_google_calendar.outbox.send import TRIES
from dj_google_calendar.sync.pull_calendar import pull_calendar

State = OutboxEntry.State
WRITES = ("events.insert", "events.patch", "events.delete", "events.move")


def writes(google):
    return sum(google.log.count(method) for method in WRITES)


def test_a_new_event_is_there_at_once_and_then_at_google(calendar, remote, flush, alice):
    _, entry = record_new(calendar, {**FIELDS, "summary": "Fresh"}, by=alice)
    shown = Event.objects.get(pk=entry.event_id)

    assert (shown.summary, shown.in_outbox, shown.etag) == ("Fresh", True, "")
    assert shown.starts_at.isoformat() == "2026-12-01T09:00:00+00:00"
    assert flush(entry) == [State.SENT]
    shown.refresh_from_db()
    assert remote(shown.google_id)["summary"] == "Fresh"
    assert shown.etag == remote(shown.google_id)["etag"]


def test_an_id_is_one_that_google_takes():
    google_id = new_google_id()

    assert len(google_id) == 26
    assert set(google_id) <= set("0123456789abcdefghijklmnopqrstuv")


def test_an_edit_sends_only_what_changed_with_the_etag(event, google, remote, flush, alice):
    before = remote()
    google.log.clear()

    entry = record_edit(event, {"summary": "Moved", "start": event.resource["start"]}, by=alice)

    assert flush(entry) == [State.SENT]
    assert entry.request["if_match"] == before["etag"]
    assert set(entry.request["body"]) == {"summary", "extendedProperties"}
    assert remote()["summary"] == "Moved"


def test_nothing_changed_is_no_edit(event, alice):
    assert record_edit(event, {"summary": "Standup"}, by=alice) is None
    event.refresh_from_db()
    assert not event.in_outbox


def test_edits_that_wait_together_are_one_request(event, google, remote, flush, alice):
    google.log.clear()
    entries = [record_edit(event, {"summary": f"Title {n}"}, by=alice) for n in range(3)]
    entries.append(record_edit(event, {"location": "Room 1"}, by=alice))

    assert flush(*entries) == [State.SENT] * 4
    assert writes(google) == 1
    assert (remote()["summary"], remote()["location"]) == ("Title 2", "Room 1")


def test_created_and_deleted_before_it_was_sent_is_nothing(calendar, google, flush, alice):
    _, entry = record_new(calendar, FIELDS, by=alice)
    google.log.clear()
    gone = record_deletion(Event.objects.get(pk=entry.event_id), by=alice)

    assert flush(entry, gone) == [State.SENT] * 2
    assert writes(google) == 0
    assert Event.objects.get(pk=entry.event_id).status == Event.CANCELLED


def test_deleting_what_was_never_sent_leaves_anothers_event_of_its_id(
    calendar, google, flush, alice
):
    event, entry = record_new(calendar, FIELDS, by=alice)
    record_deletion(event, by=alice)
    google.add_event(ALICE, id=event.google_id, **{**FIELDS, "summary": "Another's"})
    pull_calendar(calendar)

    flush(entry)

    shown = Event.objects.get(google_id=event.google_id)
    assert (shown.status, shown.summary) == ("confirmed", "Another's")


def test_deleting_deletes(event, remote, flush, alice):
    entry = record_deletion(event, by=alice)

    assert event.status == Event.CANCELLED
    assert flush(entry) == [State.SENT]
    assert remote()["status"] == "cancelled"


def test_deleting_what_is_gone_at_google_is_done(event, api, flush, alice):
    api.events().delete(calendarId=ALICE, eventId="standup0").execute()

    entry = record_deletion(event, by=alice)

    assert flush(entry) == [State.SENT]


def test_a_move_takes_the_row_along(event, calendar, remote, flush, alice, google):
    google.add_calendar(id="team@group.calendar.google.com", owner=ALICE, summary="Team")
    team = calendar.account.calendars.create(
        google_id="team@group.calendar.google.com", time_zone="UTC", access_role="owner"
    )

    entry = record_move(event, team, by=alice)

    assert flush(entry) == [State.SENT]
    event.refresh_from_db()
    assert event.calendar == team
    assert remote(calendar_id=team.google_id)["status"] == "confirmed"
    pull_calendar(calendar)
    pull_calendar(team)
    assert Event.objects.filter(google_id="standup0").count() == 1


def test_the_echo_of_an_edit_changes_nothing(event, calendar, google, flush, alice):
    flush(record_edit(event, {"summary": "Moved"}, by=alice))
    google.log.clear()

    pulled = pull_calendar(calendar)

    event.refresh_from_db()
    assert (event.summary, event.in_outbox, event.remote_resource) == ("Moved", False, None)
    assert pulled.pages == 1
    assert writes(google) == 0


@pytest.mark.parametrize("action", ["cut_before", "cut_after"])
def test_an_insert_whose_answer_is_lost_is_made_once(calendar, google, flush, alice, action, time):
    google.fail(method="events.insert", action=action, times=1)
    _, entry = record_new(calendar, {**FIELDS, "summary": "Once"}, by=alice)

    assert flush(entry) == [State.QUEUED]
    time.ahead += time.ahead.resolution * 20_000_000
    assert flush(entry) == [State.SENT]
    events = google.world.calendars[ALICE].events.values()
    assert sum(each.resource.get("summary") == "Once" for each in events) == 1


def test_a_move_that_a_pull_has_seen_first_keeps_what_it_brought(
    event, calendar, remote, flush, alice, google, time
):
    google.add_calendar(id="team@group.calendar.google.com", owner=ALICE, summary="Team")
    team = calendar.account.calendars.create(
        google_id="team@group.calendar.google.com", time_zone="UTC", access_role="owner"
    )
    google.fail(method="events.move", action="cut_after", times=1)
    entry = record_move(event, team, by=alice)
    flush(entry)
    pull_calendar(team)
    time.ahead += time.ahead.resolution * 20_000_000

    assert flush(entry) == [State.SENT]
    event.refresh_from_db()
    assert (event.calendar, event.status) == (team, "confirmed")
    assert Event.objects.filter(google_id="standup0", calendar=team).count() == 1


def test_an_import_whose_answer_is_lost_is_not_written_over_what_came_after(
    calendar, google, flush, alice, time
):
    google.fail(method="events.import", action="cut_after", times=1)
    fields = {**FIELDS, "summary": "Imported", "iCalUID": "one@elsewhere.example"}
    _, entry = record_new(calendar, fields, by=alice, kind="import")
    flush(entry)
    (made,) = (
        each.resource["id"]
        for each in google.world.calendars[ALICE].events.values()
        if each.resource.get("summary") == "Imported"
    )
    google.edit_event(ALICE, made, summary="Theirs, later")
    time.ahead += time.ahead.resolution * 20_000_000

    assert flush(entry) == [State.SENT]
    assert google.world.calendars[ALICE].events[made].resource["summary"] == "Theirs, later"


@pytest.mark.parametrize(
    ("fault", "state"), [({"status": 500}, State.REFUSED), ({"action": "cut_before"}, State.QUEUED)]
)
def test_what_google_itself_fails_at_for_a_day_is_given_up(
    event, google, flush, alice, time, fault, state
):
    google.fail(method="events.patch", times=100, **fault)
    entry = record_edit(event, {"summary": "Ours"}, by=alice)
    for _ in range(TRIES):
        time.ahead += dt.timedelta(minutes=20)
        assert flush(entry) == [State.QUEUED]

    time.ahead += dt.timedelta(days=1)

    assert flush(entry) == [state]
    event.refresh_from_db()
    assert event.summary == ("Standup" if state == State.REFUSED else "Ours")


def test_a_mistake_in_the_settings_keeps_edits_waiting(event, remote, flush, alice, time, settings):
    entry = record_edit(event, {"summary": "Ours"}, by=alice)
    sound = settings.GOOGLE_CALENDAR
    settings.GOOGLE_CALENDAR = {**sound, "CLIENT_SECRETS": "/nowhere/client_secret.json"}
    assert flush(entry) == [State.QUEUED]
    assert "/nowhere/client_secret.json" in entry.reason

    settings.GOOGLE_CALENDAR = sound
    time.ahead += dt.timedelta(minutes=2)

    assert flush(entry) == [State.SENT]
    assert remote()["summary"] == "Ours"


def test_an_edit_that_is_discarded_as_its_lane_is_taken_is_not_sent(
    event, remote, flush, just_before, alice
):
    renamed = record_edit(event, {"summary": "Renamed"}, by=alice)
    placed = record_edit(event, {"location": "Paris"}, by=alice)
    described = record_edit(event, {"description": "All of it"}, by=alice)

    with just_before(lambda sql: 'SET "batch"' in sql, lambda: outbox.discard(placed)):
        states = flush(renamed, placed, described)

    assert states == [State.SENT, State.DISCARDED, State.SENT]
    assert (remote()["summary"], remote()["description"]) == ("Renamed", "All of it")
    assert "location" not in remote()
