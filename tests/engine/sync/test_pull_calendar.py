"""A pull brings the mirror of one calendar's events up to date."""

import random

import pytest

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import GatewayError, TransientError
from dj_google_calendar.models import Calendar, Event, Notification, SyncRun
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"
TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00+01:00"},
    "end": {"dateTime": "2026-11-20T11:00:00+01:00"},
}


@pytest.fixture
def api(calendar):
    """Google's own client, acting as alice beside the site."""
    return account_client(calendar.account)


def remote_ids(google):
    events = google.world.calendars[ALICE].events
    return {key for key, event in events.items() if not event.is_cancelled}


def mirrored_ids(calendar):
    return set(calendar.events.not_cancelled().values_list("google_id", flat=True))


def test_the_first_pull_mirrors_every_event(calendar, google):
    assert mirrored_ids(calendar) == remote_ids(google)
    assert calendar.state == Calendar.State.LIVE


def test_a_second_pull_asks_only_for_changes(calendar, google):
    google.log.clear()
    google.add_event(ALICE, summary="New", **TIMES)

    run = pull_calendar(calendar)

    assert (run.kind, run.changed) == (SyncRun.Kind.INCREMENTAL, 1)
    assert google.log.count("events.list", having="syncToken") == 1
    assert calendar.events.filter(summary="New").exists()


def test_a_deleted_event_is_cancelled_and_keeps_its_row(calendar, api):
    event = calendar.events.filter(recurring_event_id="").exclude(resource__has_key="recurrence")[0]
    api.events().delete(calendarId=ALICE, eventId=event.google_id).execute()

    pull_calendar(calendar)

    event.refresh_from_db()
    assert event.status == Event.CANCELLED
    assert event.resource["summary"]


def test_a_deleted_series_takes_its_instances_with_it(calendar, api):
    instance = calendar.events.not_cancelled().exclude(recurring_event_id="")[0]
    api.events().delete(calendarId=ALICE, eventId=instance.recurring_event_id).execute()

    pull_calendar(calendar)

    instance.refresh_from_db()
    assert instance.status == Event.CANCELLED


def test_a_cancelled_instance_is_kept_for_its_series(calendar):
    cancelled = calendar.events.get(status=Event.CANCELLED)

    assert cancelled.is_instance
    assert cancelled.starts_at is None


def test_an_expired_token_starts_a_full_pull(calendar, google):
    google.log.clear()
    google.expire_sync_tokens()
    google.add_event(ALICE, summary="Standup", **TIMES)

    run = pull_calendar(calendar)

    assert run.kind == SyncRun.Kind.FULL
    assert run.unchanged > 100
    assert run.changed == 1
    assert google.log.count("events.list", without="syncToken") == 1


def test_what_was_deleted_while_the_token_was_dead_is_swept(calendar, google, api):
    event = calendar.events.filter(recurring_event_id="").exclude(resource__has_key="recurrence")[0]
    api.events().delete(calendarId=ALICE, eventId=event.google_id).execute()
    google.expire_sync_tokens()

    pull_calendar(calendar)

    assert mirrored_ids(calendar) == remote_ids(google)
    event.refresh_from_db()
    assert event.status == Event.CANCELLED


def test_a_full_pull_that_fails_half_way_removes_nothing(calendar, google):
    before = mirrored_ids(calendar)
    google.expire_sync_tokens()
    google.page_size(20)
    google.fail(method="events.list", skip=4, status=400, reason="invalid")

    with pytest.raises(GatewayError):
        pull_calendar(calendar)

    calendar.refresh_from_db()
    assert mirrored_ids(calendar) == before
    assert calendar.state == Calendar.State.BACKOFF
    assert calendar.sync_runs.first().status == SyncRun.Status.FAILED


def test_the_pull_after_a_failed_one_completes(calendar, google):
    google.expire_sync_tokens()
    google.page_size(20)
    google.fail(method="events.list", skip=4, status=400, reason="invalid")
    with pytest.raises(GatewayError):
        pull_calendar(calendar)

    pull_calendar(calendar)

    assert calendar.state == Calendar.State.LIVE
    assert mirrored_ids(calendar) == remote_ids(google)


def test_a_pull_that_goes_on_leaves_what_was_told_meanwhile_to_the_next(calendar, google):
    google.expire_sync_tokens()
    google.page_size(20)
    google.fail(method="events.list", skip=3, status=200, body="<html>", times=1)
    with pytest.raises(TransientError):
        pull_calendar(calendar)
    read = calendar.events.not_cancelled().filter(seen_generation=calendar.pull_generation)
    google.delete_event(ALICE, read[0].google_id)
    Notification.objects.create(calendar=calendar, state="exists")

    second, third = pull_calendar(calendar), pull_calendar(calendar)

    assert (second.wants_more, third.wants_more) == (True, False)
    assert mirrored_ids(calendar) == remote_ids(google)


def test_short_pages_are_read_to_the_end(calendar, google):
    google.expire_sync_tokens()
    google.page_size(7)

    run = pull_calendar(calendar)

    assert run.pages > 20
    assert mirrored_ids(calendar) == remote_ids(google)


def test_rate_limits_are_tried_again(calendar, google):
    google.fail(method="events.list", status=403, reason="rateLimitExceeded", times=1)

    assert pull_calendar(calendar).is_finished


@pytest.mark.parametrize(
    "body", ["", "<html>Bad Gateway</html>", '{"items": [', "[]", '{"items": 3}']
)
def test_an_unreadable_answer_changes_nothing(calendar, google, body):
    before = mirrored_ids(calendar)
    google.fail(method="events.list", status=200, body=body, times=5)

    with pytest.raises(TransientError):
        pull_calendar(calendar)

    assert mirrored_ids(calendar) == before


@pytest.mark.parametrize(("status", "reason"), [(404, "notFound"), (403, "forbidden")])
def test_lost_access_hides_and_never_wipes(calendar, google, status, reason):
    before = mirrored_ids(calendar)
    google.fail(method="events.list", status=status, reason=reason)

    with pytest.raises(GatewayError):
        pull_calendar(calendar)

    calendar.refresh_from_db()
    assert calendar.state == Calendar.State.UNREACHABLE
    assert mirrored_ids(calendar) == before


def test_the_title_follows_the_list_of_events(calendar, google):
    google.world.calendars[ALICE].summary = "Renamed"

    pull_calendar(calendar)

    calendar.refresh_from_db()
    assert calendar.summary == "Renamed"


def test_a_zone_that_changes_between_pages_is_noticed(calendar, google):
    google.expire_sync_tokens()
    body = '{"items": [], "timeZone": "Asia/Tokyo", "nextPageToken": "next"}'
    google.fail(method="events.list", skip=1, status=200, body=body, times=1)

    first = pull_calendar(calendar)
    in_another_zone, state = calendar.time_zone, calendar.state
    pull_calendar(calendar)
    pull_calendar(calendar)

    assert (in_another_zone, state, first.wants_more) == ("Asia/Tokyo", "resync", True)
    assert (calendar.time_zone, calendar.state) == ("Europe/Berlin", "live")


def test_an_event_of_an_unknown_type_is_kept(calendar, google):
    google.add_event(ALICE, summary="Future", eventType="teleport", **TIMES)

    pull_calendar(calendar)

    assert calendar.events.get(summary="Future").event_type == "teleport"


def test_an_instance_without_its_series_is_kept(calendar, google):
    google.add_event(ALICE, id="abcde_20261120T090000Z", recurringEventId="abcde", **TIMES)

    pull_calendar(calendar)

    assert calendar.events.get(recurring_event_id="abcde").is_instance


def test_an_increment_is_believed_even_where_the_etag_stays(calendar, google):
    # H-16: a change of reminders may not move the ETag
    event = next(e for e in google.world.calendars[ALICE].events.values() if not e.is_cancelled)
    old_etag = event.micros
    google.world.calendars[ALICE].touch(event, micros=google.world.clock.tick())
    event.resource = event.resource | {"reminders": {"useDefault": False}}
    calendar.events.filter(google_id=event.resource["id"]).update(etag=f'"{event.micros * 2}"')
    assert old_etag != event.micros

    pull_calendar(calendar)

    mirrored = calendar.events.get(google_id=event.resource["id"])
    assert mirrored.resource["reminders"] == {"useDefault": False}


def test_a_mirror_by_tokens_equals_a_full_list_after_many_changes(calendar, google, api):
    chance = random.Random(7)
    for step in range(40):
        ids = sorted(remote_ids(google))
        kind = chance.random()
        if kind < 0.4:
            api.events().insert(calendarId=ALICE, body={"summary": f"n{step}", **TIMES}).execute()
        elif kind < 0.7:
            body = {"summary": f"changed {step}"}
            chosen = chance.choice([i for i in ids if "_R" not in i])
            api.events().patch(calendarId=ALICE, eventId=chosen, body=body).execute()
        else:
            api.events().delete(calendarId=ALICE, eventId=chance.choice(ids)).execute()
        if chance.random() < 0.3:
            pull_calendar(calendar)

    pull_calendar(calendar)

    assert mirrored_ids(calendar) == remote_ids(google)
    for event in calendar.events.not_cancelled():
        remote = google.world.calendars[ALICE].events[event.google_id]
        assert event.etag == f'"{remote.micros * 2}"'
