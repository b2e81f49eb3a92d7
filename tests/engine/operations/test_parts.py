"""Edits that were made as one: none of them is sent again, or given up, without the first."""

import pytest
from tests.engine.operations.steps import ALICE, SERIES, TEN_DAYS, at, exchange, remote, send

from dj_google_calendar.exceptions import DecidedError
from dj_google_calendar.models import Conflict, Event, OutboxEntry
from dj_google_calendar.operations import events, outbox, series
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.tasks import push

THREE_DAYS = ["RRULE:FREQ=DAILY;COUNT=3"]
State = OutboxEntry.State


@pytest.fixture
def divide(daily, alice):
    """Divides the series on its fourth day; gives the new one and what ends the old one."""

    def divided():
        tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
        return tail, OutboxEntry.objects.get(event=daily)

    return divided


def test_the_end_of_a_series_is_not_sent_again_without_what_goes_on_from_there(
    divide, daily, alice, google
):
    google.fail(method="events.insert", status=400, reason="invalid")
    _tail, ended = divide()
    send()

    with pytest.raises(DecidedError, match="together"):
        outbox.retry(ended, by=alice)

    send()
    assert remote(google, daily)["recurrence"] == TEN_DAYS
    ended.refresh_from_db()
    assert not ended.can_be_retried
    assert not ended.can_be_given_up


def test_both_halves_are_sent_again_by_the_first(divide, daily, alice, google):
    google.fail(method="events.insert", status=400, reason="invalid")
    tail, _ended = divide()
    send()

    outbox.retry(tail.outbox_entries.get(), by=alice)

    send()
    assert remote(google, tail)["summary"] == "Planning"
    assert remote(google, daily)["recurrence"] == THREE_DAYS


def test_both_halves_are_sent_again_by_an_edit_of_the_draft(divide, daily, alice, google):
    google.fail(method="events.insert", status=400, reason="invalid")
    tail, _ended = divide()
    edit = events.edit_event(tail, by=alice, location="Room 2")
    send()

    outbox.retry(edit, by=alice)

    send()
    assert remote(google, tail)["location"] == "Room 2"
    assert remote(google, daily)["recurrence"] == THREE_DAYS


@pytest.mark.parametrize("is_tail_sent", [False, True])
def test_the_end_of_a_series_that_waits_is_not_given_up_alone(
    divide, daily, google, later, is_tail_sent
):
    _tail, ended = divide()
    if is_tail_sent:
        OutboxEntry.objects.filter(pk=ended.pk).update(not_before=at(31))
        send()

    with pytest.raises(DecidedError, match="together"):
        outbox.discard(ended)

    later()
    assert send() == ["sent", "sent"]
    assert remote(google, daily)["recurrence"] == THREE_DAYS


def test_an_end_that_google_alone_has_refused_is_sent_again_and_undone_with_the_rest(
    divide, daily, alice, google
):
    google.fail(method="events.patch", status=400, reason="invalid")
    tail, ended = divide()
    send()
    ended.refresh_from_db()
    outbox.retry(ended, by=alice)
    send()
    assert remote(google, daily)["recurrence"] == THREE_DAYS

    outbox.undo(tail.outbox_entries.get(), by=alice)

    send()
    assert remote(google, daily)["recurrence"] == TEN_DAYS
    assert google.world.calendars[ALICE].events[tail.google_id].is_cancelled


def test_what_goes_on_from_a_draft_is_given_up_with_the_draft(calendar, alice, google):
    google.fail(method="events.insert", status=400, reason="invalid")
    draft = events.create_event(
        calendar, by=alice, summary="Draft", start=at(1), end=at(1, 10), recurrence=TEN_DAYS
    )
    tail = series.edit_following(draft, by=alice, original_start=at(4), summary="Planning")
    events.edit_event(tail, by=alice, location="Room 2")
    send()

    outbox.discard(draft.outbox_entries.get(kind="insert"))

    send()
    assert not OutboxEntry.objects.waiting().exists()
    assert not Event.objects.filter(pk__in=[draft.pk, tail.pk]).exists()


def test_what_goes_on_from_a_draft_is_undone_by_itself(calendar, alice, google):
    google.fail(method="events.insert", status=503, times=1)
    draft = events.create_event(
        calendar, by=alice, summary="Draft", start=at(1), end=at(1, 10), recurrence=TEN_DAYS
    )
    tail = series.edit_following(draft, by=alice, original_start=at(4), summary="Planning")
    send()
    (made,) = outbox.last_edits(alice).filter(event=tail)

    outbox.undo(made, by=alice)

    draft.refresh_from_db()
    assert draft.resource["recurrence"] == TEN_DAYS
    OutboxEntry.objects.update(not_before="2020-01-01T00:00:00Z")
    for _ in range(3):
        send()
    assert not OutboxEntry.objects.waiting().exists()
    assert remote(google, draft)["recurrence"] == TEN_DAYS
    assert not Event.objects.not_cancelled().filter(summary="Planning").exists()


def test_a_draft_is_shown_whole_again_where_what_was_to_go_on_from_it_is_given_up(
    calendar, alice, google
):
    google.fail(method="events.insert", status=400, reason="invalid")
    draft = events.create_event(
        calendar, by=alice, summary="Draft", start=at(1), end=at(1, 10), recurrence=TEN_DAYS
    )
    send()
    tail = series.edit_following(draft, by=alice, original_start=at(4), summary="Planning")

    outbox.discard(tail.outbox_entries.get())

    draft.refresh_from_db()
    assert draft.resource["recurrence"] == TEN_DAYS


@pytest.mark.parametrize("is_sent", [True, False])
def test_what_was_changed_since_goes_along_where_a_series_is_put_back(
    daily, calendar, alice, google, time, is_sent
):
    entry = series.edit_all(daily, by=alice, start=at(1, 11))
    if is_sent:
        exchange(calendar, time)
        daily.refresh_from_db()
    series.edit_this(daily, by=alice, original_start=at(5, 11), summary="Special")
    series.delete_this(daily, by=alice, original_start=at(6, 11))
    if is_sent:
        exchange(calendar, time)
        entry.refresh_from_db()

    outbox.undo(entry, by=alice)

    send()
    exchange(calendar, time)
    found = calendar.occurrences.between(at(4), at(8)).filter(event__google_id__startswith=SERIES)
    found = found.values_list("event__summary", "starts_at")
    assert sorted(found, key=lambda each: each[1]) == [
        ("Standup", at(4)),
        ("Special", at(5)),
        ("Standup", at(7)),
    ]
    assert not OutboxEntry.objects.filter(state__in=(State.REFUSED, State.CONFLICT)).exists()


def test_a_series_that_was_changed_at_google_is_deleted_all_the_same_with_its_instances(
    daily, calendar, alice, google, time
):
    series.edit_this(daily, by=alice, original_start=at(6), summary="Late")
    exchange(calendar, time)
    daily.refresh_from_db()
    series.delete_all(daily, by=alice)
    google.edit_event(ALICE, SERIES, summary="Theirs")
    send()

    outbox.restore_ours(Conflict.objects.get(), by=alice)

    send()
    shown = calendar.events.filter(google_id__startswith=SERIES).not_cancelled()
    assert not shown.exists()
    assert not OutboxEntry.objects.filter(state=State.REFUSED).exists()
    exchange(calendar, time)
    assert not shown.exists()


def test_a_series_that_was_not_sent_yet_stays_whole_where_its_other_half_is_refused(
    calendar, alice, google
):
    times = {"start": at(1), "end": at(1, minute=30), "recurrence": TEN_DAYS}
    daily = events.create_event(calendar, by=alice, summary="Standup", **times)
    tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
    google.fail(method="events.insert", status=400, reason="invalid", skip=1, times=1)
    push(daily.outbox_entries.get(kind="insert").pk)

    push(tail.outbox_entries.get().pk)

    daily.refresh_from_db()
    assert daily.resource["recurrence"] == TEN_DAYS
    send()
    daily.refresh_from_db()
    assert daily.resource["recurrence"] == remote(google, daily)["recurrence"] == TEN_DAYS


def test_our_side_of_a_series_takes_along_at_once_what_was_changed_of_it(daily, alice, google):
    series.edit_this(daily, by=alice, original_start=at(4), summary="Retro")
    send()
    pull_calendar(daily.calendar)
    daily.refresh_from_db()
    series.edit_all(daily, by=alice, recurrence=["RRULE:FREQ=DAILY;INTERVAL=2;COUNT=5"])
    google.edit_event(ALICE, SERIES, recurrence=["RRULE:FREQ=DAILY;COUNT=8"])
    send()
    retro = Event.objects.not_cancelled().get(summary="Retro")

    outbox.restore_ours(Conflict.objects.get(), by=alice)

    retro.refresh_from_db()
    assert retro.status == "cancelled"
    assert send()[-2:] == ["sent", "sent"]
    assert remote(google, daily)["recurrence"] == ["RRULE:FREQ=DAILY;INTERVAL=2;COUNT=5"]


def test_both_halves_are_restored_where_the_new_one_was_deleted_at_google(
    divide, daily, alice, google, later
):
    google.fail(method="events.insert", action="cut_after", times=1)
    tail, ended = divide()
    send()
    google.delete_event(ALICE, tail.google_id)
    later()
    send()
    ended.refresh_from_db()
    assert ended.state == State.REFUSED

    outbox.restore_ours(Conflict.objects.get(), by=alice)

    send()
    assert remote(google, tail)["status"] == "confirmed"
    assert remote(google, daily)["recurrence"] == THREE_DAYS


def test_a_series_that_is_restored_has_the_dates_that_were_changed_with_it(
    daily, alice, google, later
):
    series.edit_this(daily, by=alice, original_start=at(4), summary="Retro")
    send()
    pull_calendar(daily.calendar)
    daily.refresh_from_db()
    events.edit_event(daily, by=alice, start=at(1, 11), end=at(1, 12))
    google.delete_event(ALICE, SERIES)
    pull_calendar(daily.calendar)
    assert "conflict" in send()

    outbox.restore_ours(Conflict.objects.get(), by=alice)

    send()
    later()
    send()
    found = remote(google, daily)
    assert (found["status"], found["recurrence"]) == ("confirmed", TEN_DAYS)
    there = google.world.calendars[ALICE].events
    assert there[f"{SERIES}_20261204T100000Z"].resource["summary"] == "Retro"
    assert not there[f"{SERIES}_20261204T100000Z"].is_cancelled


def test_what_is_known_only_to_be_gone_is_restored(daily, alice, google, later):
    google.delete_event(ALICE, SERIES)
    entry = events.edit_event(daily, by=alice, summary="Ours")
    assert "conflict" in send()
    stub = {"id": SERIES, "status": "cancelled"}
    Event.objects.filter(pk=daily.pk).update(resource=stub, remote_resource=stub)

    outbox.restore_ours(Conflict.objects.get(entry=entry), by=alice)

    later()
    send()
    assert remote(google, daily)["status"] == "confirmed"


def test_a_date_is_moved_with_what_was_changed_of_it_alone(daily, alice, google):
    series.edit_this(daily, by=alice, original_start=at(4), location="Room 1")
    series.edit_all(daily, by=alice, summary="Renamed")
    series.edit_all(daily, by=alice, start=at(1, 11), end=at(1, 12))

    moved = OutboxEntry.objects.get(event__google_id=f"{SERIES}_20261204T100000Z")

    assert moved.changes == {"location": "Room 1"}
