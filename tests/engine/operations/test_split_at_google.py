"""Occurrences of a series that was split in Google's own page are those of any other one."""

import datetime as dt

import pytest
from tests.engine.operations.steps import ALICE, at, send

from dj_google_calendar.models import Event, Occurrence
from dj_google_calendar.operations import series
from dj_google_calendar.sync.pull_calendar import pull_calendar

TAIL, SIXTH = "daily0_R20261204T090000", "daily0_20261206T080000Z"


def daily(day, count):
    times = (at(day).isoformat(), (at(day) + dt.timedelta(minutes=30)).isoformat())
    start, end = ({"dateTime": each, "timeZone": "Europe/Berlin"} for each in times)
    rule = f"RRULE:FREQ=DAILY;COUNT={count}"
    return {"summary": "Standup", "start": start, "end": end, "recurrence": [rule]}


@pytest.fixture
def tail(calendar, alice, google, time):
    """The second part of a series, in which an occurrence had been changed before."""
    google.add_event(ALICE, id="daily0", **daily(1, 10))
    pull_calendar(calendar)
    whole = calendar.events.get(google_id="daily0")
    series.edit_this(whole, by=alice, original_start=at(6), summary="Late")
    send()
    google.edit_event(ALICE, "daily0", recurrence=daily(1, 3)["recurrence"])
    google.add_event(ALICE, id=TAIL, **daily(4, 7))
    time.ahead = dt.timedelta(minutes=5)
    pull_calendar(calendar)
    assert calendar.events.get(google_id=SIXTH).status == "cancelled"
    return calendar.events.get(google_id=TAIL)


def instance(google):
    return google.world.calendars[ALICE].events[SIXTH].resource


def test_one_that_its_former_series_had_changed_is_edited(tail, alice, google):
    series.edit_this(tail, by=alice, original_start=at(6), start=at(6, 11))

    assert send()[-1] == "sent"
    assert instance(google)["start"]["dateTime"] == "2026-12-06T11:00:00+01:00"
    assert instance(google)["recurringEventId"] == TAIL
    pull_calendar(tail.calendar)
    shown = Event.objects.get(google_id=SIXTH)
    assert (shown.summary, shown.recurring_event_id) == ("Standup", TAIL)


def test_it_is_shown_where_it_was_moved_to_and_there_alone(tail, alice):
    series.edit_this(tail, by=alice, original_start=at(6), start=at(6, 11))

    starts = Occurrence.objects.filter(event__calendar=tail.calendar).between(at(6, 0), at(7, 0))
    of_series = starts.filter(event__google_id__startswith="daily0")
    assert [each.starts_at for each in of_series] == [at(6, 11)]


def test_it_is_deleted(tail, alice, google):
    series.delete_this(tail, by=alice, original_start=at(6))

    assert send()[-1] == "sent"
    assert (instance(google)["status"], instance(google)["recurringEventId"]) == ("cancelled", TAIL)


def test_an_edit_of_it_that_is_refused_leaves_it_to_its_series(tail, alice, google):
    google.fail(method="events.patch", status=400, reason="invalid", times=1)

    entry = series.edit_this(tail, by=alice, original_start=at(6), summary="Ours")

    assert send()[-1] == "refused"
    entry.refresh_from_db()
    assert entry.event.summary == "Standup"
