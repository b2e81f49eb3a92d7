"""When an event is, as the list says it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from dj_google_calendar.web.event_times import Span, read_zone, said_elsewhere

BERLIN = ZoneInfo("Europe/Berlin")
DAY = dt.date(2026, 11, 24)


def timed(start, end, zone="Europe/Berlin"):
    return {
        "start": {"dateTime": f"2026-11-{start}:00+01:00", "timeZone": zone},
        "end": {"dateTime": f"2026-11-{end}:00+01:00", "timeZone": zone},
    }


def all_day(start, end):
    return {"start": {"date": f"2026-11-{start}"}, "end": {"date": f"2026-11-{end}"}}


def said(event, day=DAY):
    return Span.of(event, BERLIN).said_on(day)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (timed("24T09:30", "24T10:00"), "9:30 – 10:00 AM"),
        (timed("24T11:30", "24T12:15"), "11:30 AM – 12:15 PM"),
        (timed("24T00:00", "24T12:00"), "12:00 AM – 12:00 PM"),
        (timed("24T22:00", "25T02:00"), "10:00 PM – 2:00 AM"),
        (timed("24T22:00", "25T00:00"), "10:00 PM – 12:00 AM"),
        (timed("24T10:20", "27T17:00"), "10:20 AM – November 27, 5:00 PM"),
        (timed("24T09:00", "24T09:00"), "9:00 AM"),
        (all_day("24", "25"), "All day"),
        (all_day("24", "24"), "All day"),
        (all_day("24", "28"), "All day, until November 27"),
        ({"start": {"date": "2026-11-24"}}, "All day"),
        ({}, ""),
    ],
)
def test_each_kind_of_span_has_its_words(event, words):
    assert said(event) == words


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (all_day("20", "28"), "All day, until November 27"),
        (all_day("20", "25"), "All day"),
        (timed("20T10:00", "24T17:00"), "until 5:00 PM"),
        (timed("20T10:00", "27T17:00"), "until November 27, 5:00 PM"),
        (timed("23T22:00", "24T02:00"), "until 2:00 AM"),
    ],
)
def test_under_a_later_day_only_the_end_is_said(event, words):
    assert said(event) == words


def test_the_clock_is_that_of_the_language():
    with translation.override("de"):
        assert said(timed("24T09:30", "24T22:00")) == "09:30 – 22:00"


def test_times_are_those_of_the_calendar():
    event = {
        "start": {"dateTime": "2026-11-24T23:30:00Z"},
        "end": {"dateTime": "2026-11-25T01:00Z"},
    }

    span = Span.of(event, BERLIN)

    assert span.first_day == span.last_day == dt.date(2026, 11, 25)
    assert span.said_on(span.first_day) == "12:30 – 2:00 AM"


def test_a_wall_time_is_read_in_its_own_zone():
    event = {"start": {"dateTime": "2026-11-24T09:00:00", "timeZone": "Asia/Tokyo"}}

    assert said(event) == "1:00 AM"


def test_an_end_at_midnight_belongs_to_the_day_before():
    assert Span.of(timed("24T20:00", "25T00:00"), BERLIN).last_day == DAY
    assert Span.of(all_day("24", "26"), BERLIN).last_day == dt.date(2026, 11, 25)


def test_a_start_in_another_zone_is_said_there_too():
    event = {"start": {"dateTime": "2026-12-01T09:00:00+09:00", "timeZone": "Asia/Tokyo"}}
    same_offset = timed("24T09:00", "24T10:00", zone="Europe/Paris")

    assert said_elsewhere(event, BERLIN) == "9:00 AM in Tokyo"
    assert said_elsewhere(same_offset, BERLIN) == ""


@pytest.mark.parametrize(
    "value", [None, "x", [], {}, {"dateTime": "no"}, {"date": 7}, {"date": "2026-02-30"}]
)
def test_what_is_no_moment_is_left_out(value):
    span = Span.of({"start": value}, BERLIN)

    assert span.start is None
    assert span.said_on(DAY) == ""


@pytest.mark.parametrize("name", ["", "Europe", "Mars/Olympus", "../etc/passwd", "x" * 500])
def test_an_unknown_zone_is_read_as_utc(name):
    assert read_zone(name) is dt.UTC
