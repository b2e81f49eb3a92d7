"""Both sides change: what can be put together is, and nothing is lost where it cannot."""

import datetime as dt

import pytest
from tests.engine.outbox.conftest import ALICE, FIELDS

from dj_google_calendar import tasks
from dj_google_calendar.credentials.gateways import client_as_read
from dj_google_calendar.mirror.edits import edits_of, lock_event, release, take_answer
from dj_google_calendar.models import Conflict, Event, OutboxEntry
from dj_google_calendar.operations import series
from dj_google_calendar.outbox.deliver import deliver
from dj_google_calendar.outbox.lane import take
from dj_google_calendar.outbox.record import record_deletion, record_edit, record_new
from dj_google_calendar.outbox.settle import answered
from dj_google_calendar.sync.pull_calendar import pull_calendar

State, Kind = OutboxEntry.State, Conflict.Kind


def test_a_pull_does_not_hide_an_edit_that_waits(event, calendar, google, alice):
    record_edit(event, {"summary": "Mine"}, by=alice)
    google.edit_event(ALICE, "standup0", location="Room 7")

    pull_calendar(calendar)

    event.refresh_from_db()
    assert (event.summary, event.resource["location"]) == ("Mine", "Room 7")
    assert event.remote_resource["summary"] == "Standup"


def test_changes_of_other_fields_are_put_together(event, google, remote, flush, alice):
    entry = record_edit(event, {"summary": "Mine"}, by=alice)
    google.edit_event(ALICE, "standup0", location="Room 7")

    assert flush(entry) == [State.SENT]
    assert (remote()["summary"], remote()["location"]) == ("Mine", "Room 7")
    assert not Conflict.objects.exists()


def test_the_same_field_changed_twice_is_a_conflict_that_keeps_both(
    event, google, remote, flush, alice
):
    entry = record_edit(event, {"summary": "Mine", "location": "Room 1"}, by=alice)
    google.edit_event(ALICE, "standup0", summary="Theirs")

    assert flush(entry) == [State.CONFLICT]
    assert (remote()["summary"], remote()["location"]) == ("Theirs", "Room 1")
    (conflict,) = Conflict.objects.all()
    assert conflict.kind == Kind.EDITED
    assert conflict.fields == {
        "summary": {"base": "Standup", "ours": "Mine", "theirs": "Theirs"},
    }
    event.refresh_from_db()
    assert event.summary == "Theirs"


def test_guests_of_both_sides_are_kept(event, google, remote, flush, alice):
    google.edit_event(ALICE, "standup0", attendees=[{"email": "bob@example.com"}])
    pull_calendar(event.calendar)
    event.refresh_from_db()
    guests = [*event.resource["attendees"], {"email": "carol@example.com"}]
    entry = record_edit(event, {"attendees": guests}, by=alice)
    guests = [{"email": "bob@example.com"}, {"email": "dave@example.com"}]
    google.edit_event(ALICE, "standup0", attendees=guests)

    assert flush(entry) == [State.SENT]
    emails = {guest["email"].split("@")[0] for guest in remote()["attendees"]}
    assert {"bob", "carol", "dave"} <= emails


def test_an_event_deleted_at_google_stays_deleted_and_the_edit_is_kept(event, google, flush, alice):
    entry = record_edit(event, {"summary": "Mine"}, by=alice)
    google.delete_event(ALICE, "standup0")

    assert flush(entry) == [State.CONFLICT]
    (conflict,) = Conflict.objects.all()
    assert conflict.kind == Kind.DELETED_THERE
    assert conflict.fields["summary"]["ours"] == "Mine"
    event.refresh_from_db()
    assert event.status == Event.CANCELLED


def test_a_deletion_gives_way_to_a_change_that_nobody_here_has_seen(
    event, google, remote, flush, alice
):
    entry = record_deletion(event, by=alice)
    google.edit_event(ALICE, "standup0", summary="Important now")

    assert flush(entry) == [State.CONFLICT]
    assert remote()["summary"] == "Important now"
    (conflict,) = Conflict.objects.all()
    assert conflict.kind == Kind.DELETED_HERE
    event.refresh_from_db()
    assert (event.summary, event.status) == ("Important now", "confirmed")


def test_an_edit_whose_answer_is_lost_is_recognised(event, google, remote, flush, alice, time):
    google.fail(method="events.patch", action="cut_after", times=1)
    entry = record_edit(event, {"summary": "Mine"}, by=alice)
    assert flush(entry) == [State.QUEUED]
    google.edit_event(ALICE, "standup0", summary="Theirs, later")
    time.ahead = dt.timedelta(seconds=20)

    assert flush(entry) == [State.SENT]
    assert remote()["summary"] == "Theirs, later"
    assert not Conflict.objects.exists()


def test_a_conflict_is_kept_though_the_answer_to_the_rest_of_the_edit_is_lost(
    event, google, remote, flush, alice, time
):
    ours = record_edit(event, {"summary": "Ours", "location": "Here"}, by=alice)
    google.edit_event(ALICE, "standup0", summary="Theirs")
    google.fail(method="events.patch", action="cut_after", skip=1)  # the first one meets theirs

    assert flush(ours) == [State.QUEUED]
    time.ahead += time.ahead.resolution * 20_000_000
    assert flush(ours) == [State.CONFLICT]
    assert (remote()["summary"], remote()["location"]) == ("Theirs", "Here")
    assert Conflict.objects.get().fields["summary"]["ours"] == "Ours"


def test_an_edit_made_while_another_is_under_way_is_sent_after_it(
    event, google, remote, flush, alice, time
):
    google.fail(method="events.patch", action="cut_after", times=1)
    first = record_edit(event, {"summary": "First"}, by=alice)
    flush(first)
    second = record_edit(event, {"summary": "Second"}, by=alice)
    time.ahead = dt.timedelta(seconds=20)

    assert flush(first, second) == [State.SENT] * 2
    event.refresh_from_db()
    assert remote()["summary"] == event.summary == "Second"


def test_a_full_pull_does_not_sweep_an_event_that_waits(calendar, google, alice):
    _, entry = record_new(calendar, FIELDS, by=alice)
    google.expire_sync_tokens()

    pull_calendar(calendar)

    assert Event.objects.get(pk=entry.event_id).status == "confirmed"


def test_a_list_from_before_the_edit_does_not_bring_the_old_version_back(
    event, calendar, google, flush, alice
):
    google.fail(method="events.list", action="stale", times=1, seconds=60)
    flush(record_edit(event, {"summary": "Mine"}, by=alice))

    google.expire_sync_tokens()
    pull_calendar(calendar)

    event.refresh_from_db()
    assert event.summary == "Mine"


def test_what_google_refuses_is_told_and_its_version_shown(event, google, flush, alice):
    entry = record_edit(event, {"summary": "Mine"}, by=alice)
    google.fail(method="events.patch", status=403, reason="forbiddenForNonOrganizer")

    assert flush(entry) == [State.REFUSED]
    assert (entry.code, entry.reply["reason"]) == ("E129", "forbiddenForNonOrganizer")
    event.refresh_from_db()
    assert (event.summary, event.in_outbox) == ("Standup", False)


def test_a_refused_event_stays_as_a_draft(calendar, google, flush, alice):
    google.fail(method="events.insert", status=400, reason="invalid")

    _, entry = record_new(calendar, FIELDS, by=alice)

    assert flush(entry) == [State.REFUSED]
    assert Event.objects.get(pk=entry.event_id).in_outbox


def test_a_rate_limit_after_a_lost_answer_does_not_make_an_event_twice(
    calendar, google, flush, alice, time
):
    google.fail(method="events.insert", action="cut_after", times=1)
    _, entry = record_new(calendar, {**FIELDS, "summary": "Once"}, by=alice)
    flush(entry)
    google.fail(method="events.insert", status=403, reason="rateLimitExceeded")
    time.ahead = dt.timedelta(seconds=30)
    assert flush(entry) == [State.QUEUED]
    time.ahead = dt.timedelta(minutes=10)

    assert flush(entry) == [State.SENT]
    events = google.world.calendars[ALICE].events.values()
    assert sum(each.resource.get("summary") == "Once" for each in events) == 1


def test_what_google_has_surely_not_done_goes_with_edits_that_came_since(
    event, google, remote, flush, alice, time
):
    google.fail(method="events.patch", status=403, reason="rateLimitExceeded")
    first = record_edit(event, {"summary": "Title"}, by=alice)
    assert flush(first) == [State.QUEUED]
    second = record_edit(event, {"location": "Room 1"}, by=alice)
    google.log.clear()
    time.ahead = dt.timedelta(minutes=10)

    assert flush(first, second) == [State.SENT] * 2
    assert google.log.count("events.patch") == 1
    assert (remote()["summary"], remote()["location"]) == ("Title", "Room 1")


def test_an_edit_of_a_calendar_that_is_away_is_refused_not_taken_for_a_deletion(
    event, google, flush, alice
):
    entry = record_deletion(event, by=alice)
    google.fail(method="events.delete", status=404, reason="notFound")
    google.fail(method="calendars.get", status=404, reason="notFound")

    assert flush(entry) == [State.REFUSED]
    event.refresh_from_db()
    assert (event.status, event.in_outbox) == ("confirmed", False)


def record_title(event, *, by):
    return record_edit(event, {"summary": "Title"}, by=by)


def test_an_event_is_deleted_after_all_whose_calendar_was_away_for_a_moment(
    event, google, flush, alice, remote
):
    entry = record_deletion(event, by=alice)
    google.fail(method="events.delete", status=404, reason="notFound")

    assert flush(entry) == [State.QUEUED]
    OutboxEntry.objects.update(not_before="2020-01-01T00:00:00Z")
    assert flush(entry) == [State.SENT]
    assert remote()["status"] == "cancelled"


@pytest.mark.parametrize("record", [record_deletion, record_title])
def test_what_cannot_be_seen_just_after_google_has_had_another_version_is_not_gone(
    record, event, google, flush, alice
):
    google.edit_event(ALICE, event.google_id, location="Room 1")
    entry = record(event, by=alice)
    google.fail(method="events.get", status=404, reason="notFound")

    assert flush(entry) == [State.QUEUED]


def test_a_date_is_deleted_after_all_whose_calendar_was_away_for_a_moment(
    calendar, google, flush, alice
):
    rule = ["RRULE:FREQ=DAILY;COUNT=9"]
    google.add_event(ALICE, id="daily0", **{**FIELDS, "recurrence": rule})
    pull_calendar(calendar)
    daily = calendar.events.get(google_id="daily0")
    second, third = (dt.datetime(2026, 12, day, 9, tzinfo=dt.UTC) for day in (2, 3))
    series.edit_this(daily, by=alice, original_start=second, location="Room 1")
    entry = series.delete_this(daily, by=alice, original_start=third)
    google.fail(method="events.get", status=404, reason="notFound")

    assert flush(entry) == [State.QUEUED]
    OutboxEntry.objects.update(not_before="2020-01-01T00:00:00Z")
    assert flush(entry) == [State.SENT]
    assert google.world.calendars[ALICE].events["daily0_20261203T090000Z"].is_cancelled


def test_what_was_made_and_cannot_be_seen_yet_is_waited_for(calendar, google, flush, alice, remote):
    _, entry = record_new(calendar, FIELDS, by=alice)
    google.fail(method="events.insert", action="cut_after")
    assert flush(entry) == [State.QUEUED]
    OutboxEntry.objects.update(not_before="2020-01-01T00:00:00Z")
    google.fail(method="events.get", status=404, reason="notFound")

    assert flush(entry) == [State.QUEUED]
    OutboxEntry.objects.update(not_before="2020-01-01T00:00:00Z")
    assert flush(entry) == [State.SENT]
    assert remote(entry.changes["id"])["summary"] == "Standup"


def test_a_new_event_whose_id_is_taken_leaves_that_row_to_its_owner(
    calendar, google, remote, flush, alice
):
    _, entry = record_new(calendar, {**FIELDS, "summary": "Mine"}, by=alice)
    taken = entry.changes["id"]
    google.add_event(ALICE, id=taken, summary="Theirs")
    pull_calendar(calendar)

    assert flush(entry) == [State.SENT]
    mine = Event.objects.get(pk=entry.event_id)
    assert mine.google_id != taken
    assert (mine.summary, remote(mine.google_id)["summary"]) == ("Mine", "Mine")
    assert Event.objects.get(google_id=taken).summary == "Theirs"


def test_a_new_event_that_gets_another_id_is_made_once_also_where_that_answer_is_lost(
    calendar, google, api, flush, alice, time
):
    _, entry = record_new(calendar, {**FIELDS, "summary": "Onceonly"}, by=alice)
    google.add_event(ALICE, id=entry.changes["id"], summary="Theirs")
    google.fail(method="events.insert", action="cut_after", skip=1, times=1)
    flush(entry)
    time.ahead += dt.timedelta(hours=1)

    assert flush(entry) == [State.SENT]
    found = api.events().list(calendarId=ALICE, q="Onceonly").execute()["items"]
    assert [each["id"] for each in found] == [Event.objects.get(pk=entry.event_id).google_id]


def test_an_import_that_a_full_list_has_met_before_its_answer_stays(calendar, google, flush, alice):
    fields = {**FIELDS, "iCalUID": "met@elsewhere.example"}
    event, entry = record_new(calendar, fields, by=alice, kind=OutboxEntry.Kind.IMPORT)
    batch = take(entry.pk)
    client = client_as_read(entry.account)
    outcome = deliver(client, batch, Event.objects.get(pk=event.pk))
    google.expire_sync_tokens()
    pull_calendar(calendar)

    answered(batch, outcome)

    release(lock_event(event.pk))
    event.refresh_from_db()
    assert (event.status, event.summary) == ("confirmed", "Standup")


def test_a_tombstone_of_an_id_that_a_new_event_will_have_is_not_believed(calendar, google, alice):
    _, entry = record_new(calendar, {**FIELDS, "summary": "Mine"}, by=alice)
    google.add_event(ALICE, id=entry.changes["id"], summary="Theirs")
    google.delete_event(ALICE, entry.changes["id"])

    pull_calendar(calendar)

    event = Event.objects.get(pk=entry.event_id)
    assert (event.status, event.remote_resource) == ("confirmed", None)


def test_what_a_full_list_has_not_met_is_gone_when_the_edit_is_over(
    event, calendar, google, flush, alice, time
):
    flush(record_edit(event, {"summary": "Mine"}, by=alice))
    google.delete_event(ALICE, "standup0")
    google.expire_sync_tokens()
    time.ahead = dt.timedelta(minutes=5)

    assert tasks.pull(calendar.pk, only_if_wanted=False)

    event.refresh_from_db()
    assert (event.status, event.in_outbox) == (Event.CANCELLED, False)


def test_edits_that_come_to_nothing_do_not_hide_what_google_has(
    event, calendar, google, flush, alice
):
    entries = [record_edit(event, {"summary": title}, by=alice) for title in ("Mine", "Standup")]
    google.log.clear()

    assert flush(*entries) == [State.SENT] * 2
    event.refresh_from_db()
    assert (event.summary, event.in_outbox) == ("Standup", False)
    assert google.log.count("events.patch") == 0


def test_an_answer_that_cannot_be_kept_changes_nothing(event, alice):
    record_edit(event, {"summary": "Mine"}, by=alice)
    held = lock_event(event.pk)
    answer = {**held.resource, "start": {"dateTime": "the day after tomorrow"}}

    take_answer(held, answer, edits_of(held), before=held.remote_resource)

    event.refresh_from_db()
    assert (event.summary, event.resource["start"]) == ("Mine", FIELDS["start"])
