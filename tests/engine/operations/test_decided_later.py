"""Series whose edits are sent again, given up or undone after others have been made behind them."""

import datetime as dt
import functools

import pytest
from tests.engine.operations import steps
from tests.engine.operations.steps import ALICE, BOB, SERIES, TEN_DAYS, TIMES, at, remote, send

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import DecidedError, UndoError
from dj_google_calendar.models import Conflict, Event, OutboxEntry
from dj_google_calendar.operations import events, outbox, series

TITLES = {"Standup", "Planning", "Late", "Retro", "Special", "Mine", "Theirs"}
State = OutboxEntry.State


@pytest.fixture
def exchange(calendar, time):
    """Sends what waits and pulls until all of it has settled."""
    return functools.partial(steps.exchange, calendar, time)


@pytest.fixture
def retro(daily, calendar, alice, exchange):
    """The fourth day, with a title and a place of its own."""
    series.edit_this(daily, by=alice, original_start=at(4), summary="Retro", location="Room 9")
    exchange()
    daily.refresh_from_db()
    return calendar.events.get(summary="Retro")


@pytest.fixture
def on(calendar):
    """Reads the titles of what takes place on a day, here and at Google, which are alike."""

    def read(day):
        calendar.refresh_from_db()
        begins, ends = at(day, 0), at(day + 1, 0)
        shown = calendar.occurrences.between(begins, ends)
        here = sorted(each.event.summary for each in shown if each.event.summary in TITLES)
        window = {"timeMin": begins.isoformat(), "timeMax": ends.isoformat()}
        listed = account_client(calendar.account).events()
        found = listed.list(calendarId=ALICE, singleEvents=True, **window).execute()["items"]
        assert here == sorted(each["summary"] for each in found if each["summary"] in TITLES)
        return here

    return read


@pytest.fixture
def refuse(google):
    """Lets Google refuse the next call of a method."""
    return lambda method: google.fail(method=method, status=400, reason="invalid", times=1)


def entry_of(event, kind):
    return event.outbox_entries.get(kind=kind)


@pytest.mark.parametrize("decide", [outbox.keep_theirs, outbox.restore_ours])
def test_a_title_in_conflict_leaves_alone_what_moved_with_the_series(
    daily, retro, alice, google, exchange, on, decide
):
    series.edit_all(daily, by=alice, start=at(1, 11), summary="Mine")
    google.edit_event(ALICE, SERIES, summary="Theirs")
    exchange()

    decide(Conflict.objects.get(), by=alice)

    exchange()
    title = "Theirs" if decide is outbox.keep_theirs else "Mine"
    assert (on(4), on(5)) == ([title], [title])
    (moved,) = Event.objects.filter(resource__location="Room 9", status="confirmed")
    assert moved.starts_at == at(4, 11)


def test_a_series_that_is_moved_late_takes_along_what_was_changed_meanwhile(
    daily, alice, exchange, refuse, on
):
    refuse("events.patch")
    entry = series.edit_all(daily, by=alice, start=at(1, 11))
    send()
    daily.refresh_from_db()
    series.edit_this(daily, by=alice, original_start=at(5), summary="Special")
    exchange()

    outbox.retry(entry, by=alice)

    exchange()
    assert on(5) == ["Special"]
    (special,) = Event.objects.filter(summary="Special", status="confirmed")
    assert special.starts_at == at(5, 11)


def test_a_series_that_recurs_otherwise_now_is_not_ended_late(daily, alice, exchange, refuse, on):
    refuse("events.patch")
    entry = series.delete_following(daily, by=alice, original_start=at(8))
    send()
    daily.refresh_from_db()
    series.edit_all(daily, by=alice, recurrence=["RRULE:FREQ=DAILY;COUNT=4"])
    exchange()

    with pytest.raises(DecidedError, match="changed since"):
        outbox.retry(entry, by=alice)

    exchange()
    assert (on(4), on(5)) == (["Standup"], [])
    outbox.discard(entry)


def test_a_series_is_not_ended_late_over_a_date_that_was_changed_meanwhile(
    daily, alice, exchange, refuse, on
):
    refuse("events.patch")
    tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
    exchange()
    ended = entry_of(daily, "patch")
    assert ended.state == State.REFUSED
    daily.refresh_from_db()
    series.edit_this(daily, by=alice, original_start=at(6), description="Agenda")
    exchange()

    with pytest.raises(DecidedError, match="changed since"):
        outbox.retry(ended, by=alice)

    exchange()
    assert on(6) == ["Planning", "Standup"]
    assert Event.objects.filter(resource__description="Agenda", status="confirmed").exists()
    outbox.undo(entry_of(tail, "insert"), by=alice)
    exchange()
    assert on(6) == ["Standup"]


def test_a_series_is_ended_late(daily, retro, alice, google, exchange, on):
    google.fail(method="events.patch", status=400, reason="invalid", times=2)
    tail = series.edit_following(daily, by=alice, original_start=at(3), location="Room 2")
    exchange()

    for entry in OutboxEntry.objects.filter(state=State.REFUSED, kind="patch"):
        outbox.retry(entry, by=alice)

    exchange()
    assert [on(day) for day in (2, 3, 4, 5)] == [["Standup"], ["Standup"], ["Retro"], ["Standup"]]
    assert remote(google, tail)["location"] == "Room 2"


def test_a_part_of_a_part_waits_until_that_is_there(daily, alice, exchange, refuse, on):
    refuse("events.insert")
    tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
    series.edit_following(tail, by=alice, original_start=at(7), summary="Late")
    exchange()

    outbox.discard(entry_of(tail, "insert"))

    exchange()
    assert [on(day) for day in (3, 5, 8)] == [["Standup"]] * 3


def test_a_part_of_a_part_comes_with_it(daily, alice, exchange, refuse, on):
    refuse("events.insert")
    tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
    series.edit_following(tail, by=alice, original_start=at(7), summary="Late")
    exchange()

    outbox.retry(entry_of(tail, "insert"), by=alice)

    for _ in range(3):
        exchange()
    assert [on(day) for day in (3, 5, 8)] == [["Standup"], ["Planning"], ["Late"]]


def test_parts_of_a_part_are_undone_one_after_the_other(daily, alice, exchange, on):
    tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
    exchange()
    tail.refresh_from_db()
    late = series.edit_following(tail, by=alice, original_start=at(7), summary="Late")
    exchange()

    with pytest.raises(UndoError, match="changed again"):
        outbox.undo(entry_of(tail, "insert"), by=alice)

    outbox.undo(entry_of(late, "insert"), by=alice)
    exchange()
    outbox.undo(entry_of(tail, "insert"), by=alice)
    exchange()
    assert [on(day) for day in (3, 5, 8)] == [["Standup"]] * 3


def test_with_a_part_its_refused_end_is_undone(daily, alice, google, exchange, refuse, on):
    refuse("events.patch")
    tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
    exchange()

    outbox.undo(entry_of(tail, "insert"), by=alice)

    exchange()
    ended = entry_of(daily, "patch")
    assert ended.state == State.DISCARDED
    with pytest.raises(DecidedError):
        outbox.retry(ended, by=alice)
    assert remote(google, daily)["recurrence"] == TEN_DAYS
    assert on(5) == ["Standup"]


def test_with_a_part_the_conflict_of_its_end_is_decided(daily, alice, google, exchange, on):
    tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
    google.edit_event(ALICE, SERIES, recurrence=["RRULE:FREQ=DAILY;COUNT=9"])
    exchange()
    conflict = Conflict.objects.get()

    outbox.undo(entry_of(tail, "insert"), by=alice)

    exchange()
    conflict.refresh_from_db()
    assert conflict.state == Conflict.State.THEIRS
    assert [on(day) for day in (5, 9, 10)] == [["Standup"], ["Standup"], []]


def test_a_series_made_single_comes_back_without_what_was_deleted(daily, alice, exchange, on):
    series.delete_this(daily, by=alice, original_start=at(5))
    exchange()
    daily.refresh_from_db()
    entry = series.make_single(daily, by=alice)
    exchange()
    assert (on(1), on(4), on(5)) == (["Standup"], [], [])
    entry.refresh_from_db()

    outbox.undo(entry, by=alice)

    exchange()
    assert (on(4), on(5)) == (["Standup"], [])


def test_a_date_that_was_brought_back_is_deleted_again_by_undo(daily, alice, exchange, on):
    series.delete_this(daily, by=alice, original_start=at(4))
    exchange()
    daily.refresh_from_db()
    (entry,) = series.add_dates(daily, [at(4)], by=alice)
    exchange()
    assert on(4) == ["Standup"]
    entry.refresh_from_db()

    outbox.undo(entry, by=alice)

    exchange()
    assert on(4) == []


@pytest.mark.parametrize("days", [(4, 20), (4, 5)])
def test_guests_are_told_once_of_dates_that_are_added(
    calendar, daily, alice, google, exchange, days
):
    events.edit_event(daily, by=alice, attendees=[BOB])
    for day in (4, 5):
        exchange()
        daily.refresh_from_db()
        series.delete_this(daily, by=alice, original_start=at(day))
    exchange()
    daily.refresh_from_db()
    before = len(google.mails)

    series.add_dates(daily, [at(day) for day in days], by=alice, send_updates="all")

    exchange()
    assert len(google.mails) - before == 1


def test_guests_are_told_once_of_dates_that_are_taken_out(calendar, daily, alice, google, exchange):
    events.edit_event(daily, by=alice, attendees=[BOB])
    for day in (4, 5):
        exchange()
        daily.refresh_from_db()
        series.edit_this(daily, by=alice, original_start=at(day), summary="Other")
    exchange()
    daily.refresh_from_db()
    before = len(google.mails)

    series.remove_dates(daily, [at(4), at(5), at(8)], by=alice, send_updates="all")

    exchange()
    assert len(google.mails) - before == 1


def test_an_undo_of_a_division_is_given_up_as_a_whole(daily, retro, alice, google, exchange, on):
    tail = series.edit_following(daily, by=alice, original_start=at(3), summary="Planning")
    exchange()
    undone = outbox.undo(entry_of(tail, "insert"), by=alice)
    first = OutboxEntry.objects.waiting().filter(follows=None).first()
    assert undone.is_open

    outbox.discard(first)

    exchange()
    assert not Conflict.objects.exists()
    assert on(5) == ["Planning"]


def test_a_draft_is_mended_in_the_request_that_makes_it(calendar, alice, google):
    long = {**TIMES, "end": TIMES["start"] + dt.timedelta(days=365 * 50)}
    draft = events.create_event(
        calendar, by=alice, summary="Bad", attendees=[BOB], send_updates="all", **long
    )
    entry = entry_of(draft, "insert")
    assert send() == ["refused"]
    events.edit_event(draft, by=alice, summary="Good", **TIMES)

    outbox.retry(entry, by=alice)

    send()
    assert set(send()) == {"sent"}
    assert remote(google, draft)["summary"] == "Good"
    assert len(google.mails) == 1


def test_a_series_that_is_moved_there_and_back_takes_along_its_changed_dates(
    daily, retro, alice, exchange, on
):
    series.delete_this(daily, by=alice, original_start=at(6))
    for hour in (11, 9):
        daily.refresh_from_db()
        series.edit_all(daily, by=alice, start=at(1, hour))
        exchange()

    assert (on(4), on(5), on(6)) == (["Retro"], ["Standup"], [])


def test_a_date_that_changes_nothing_any_more_is_shown_where_its_series_comes_back(
    daily, retro, alice, exchange, on
):
    daily.refresh_from_db()
    series.edit_all(daily, by=alice, start=at(1, 11))
    exchange()
    moved = Event.objects.get(summary="Retro", status="confirmed")
    events.edit_event(moved, by=alice, summary="Standup", location=None)
    exchange()
    daily.refresh_from_db()

    series.edit_all(daily, by=alice, start=at(1, 9))
    exchange()

    assert (on(4), on(5)) == (["Standup"], ["Standup"])


@pytest.mark.parametrize("is_sent", [False, True])
def test_an_undo_brings_back_a_date_that_was_changed_just_before(
    daily, alice, exchange, on, is_sent
):
    series.edit_this(daily, by=alice, original_start=at(4), summary="Retro")
    if is_sent:
        exchange()
    daily.refresh_from_db()
    entry = series.delete_following(daily, by=alice, original_start=at(2))

    outbox.undo(entry, by=alice)

    exchange()
    assert (on(4), on(5)) == (["Retro"], ["Standup"])


@pytest.mark.parametrize("is_sent", [False, True])
def test_an_undo_leaves_out_a_date_that_was_deleted_just_before(
    daily, alice, exchange, on, is_sent
):
    series.delete_this(daily, by=alice, original_start=at(6))
    if is_sent:
        exchange()
    daily.refresh_from_db()
    entry = series.edit_all(daily, by=alice, start=at(1, 11))

    outbox.undo(entry, by=alice)

    exchange()
    assert (on(5), on(6)) == (["Standup"], [])


def test_what_google_writes_in_its_way_is_no_change_that_keeps_an_undo(daily, alice, exchange, on):
    guests = {"attendees": ["Bob@Example.com"]}
    series.edit_this(daily, by=alice, original_start=at(4), summary="Retro", **guests)
    daily.refresh_from_db()
    entry = series.edit_all(daily, by=alice, start=at(1, 11))
    exchange()
    entry.refresh_from_db()

    outbox.undo(entry, by=alice)

    exchange()
    assert on(4) == ["Retro"]


FIFTH = f"{SERIES}_20261205T080000Z"


def test_googles_side_of_a_division_is_the_whole_series(daily, alice, google, exchange, on):
    series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
    google.edit_event(ALICE, FIFTH, summary="Retro")
    exchange()

    outbox.keep_theirs(Conflict.objects.get(), by=alice)

    exchange()
    assert (on(3), on(5), on(6)) == (["Standup"], ["Retro"], ["Standup"])
    assert not Conflict.objects.unresolved().exists()


def test_googles_side_of_an_undone_division_is_divided(daily, alice, google, exchange, on):
    tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
    exchange()
    outbox.undo(entry_of(tail, "insert"), by=alice)
    google.edit_event(ALICE, f"{tail.google_id}_20261205T080000Z", summary="Retro")
    exchange()

    outbox.keep_theirs(Conflict.objects.get(), by=alice)

    exchange()
    assert (on(3), on(5), on(6)) == (["Standup"], ["Retro"], ["Planning"])
