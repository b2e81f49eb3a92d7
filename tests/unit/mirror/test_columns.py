"""Which columns a resource fills."""

import datetime as dt
import json

import pytest

from dj_google_calendar.mirror.columns import (
    MalformedResourceError,
    calendar_columns,
    check_resource,
    event_row,
)


def columns(**fields):
    sent = json.dumps({"id": "a"} | fields).encode()
    return event_row(sent, time_zone="America/New_York")


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_a_timed_event_has_instants():
    got = columns(
        start={"dateTime": "2026-11-16T10:00:00+01:00"}, end={"dateTime": "2026-11-16T11:00:00Z"}
    )

    assert (got.starts_at, got.starts_on) == (utc(2026, 11, 16, 9), None)
    assert got.ends_at == utc(2026, 11, 16, 11)


def test_an_all_day_event_has_dates_and_midnight_in_the_calendars_zone():
    got = columns(start={"date": "2026-07-01"}, end={"date": "2026-07-02"})

    assert (got.starts_on, got.ends_on) == (dt.date(2026, 7, 1), dt.date(2026, 7, 2))
    assert got.starts_at == utc(2026, 7, 1, 4)


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Asia/Tokyo", 1), ("", 15), ("Custom/Zone", 10), ("Europe", 10), ("../x", 10)],
)
def test_a_wall_time_is_read_in_its_own_zone_else_the_calendars_else_utc(zone, hour):
    got = columns(start={"dateTime": "2026-11-16T10:00:00", "timeZone": zone})

    assert got.starts_at == utc(2026, 11, 16, hour)


@pytest.mark.parametrize(
    "start",
    [
        {"dateTime": "0000-12-31T00:00:00Z"},
        {"dateTime": "0001-01-01T00:00:00+14:00"},
        {"dateTime": "9999-12-31T23:59:59-12:00"},
        {"date": "0000-01-01"},
        {},
        None,
    ],
)
def test_a_time_outside_of_pythons_is_unknown_and_not_refused(start):
    assert columns(start=start).starts_at is None


def test_a_leap_second_is_the_second_before():
    got = columns(start={"dateTime": "2016-12-31T23:59:60Z"})

    assert got.starts_at == utc(2016, 12, 31, 23, 59, 59)


@pytest.mark.parametrize(
    "fields",
    [
        {"start": "2026-11-16"},
        {"start": {"date": 20261116}},
        {"start": {"date": "16.11.2026"}},
        {"summary": ["a"]},
        {"etag": 1},
        {"recurringEventId": "x" * 1025},
        {"summary": "a\u0000b"},
        {"summary": "\ud800"},
        {"sequence": float("nan")},
    ],
)
def test_what_no_database_could_keep_is_malformed(fields):
    with pytest.raises(MalformedResourceError):
        columns(**fields)


@pytest.mark.parametrize("resource", [None, [], "a", {}, {"id": ""}, {"id": 7}, {"id": "x" * 1025}])
def test_a_resource_needs_an_id(resource):
    with pytest.raises(MalformedResourceError):
        check_resource(resource)


def test_a_calendar_keeps_its_resource():
    entry = {"id": "a", "summary": "Work", "accessRole": "owner", "primary": True}

    got = calendar_columns(entry)

    assert got["resource"] is entry
    assert (got["summary"], got["access_role"], got["is_primary"]) == ("Work", "owner", True)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b'"nonsense"', "Expected `object`, got `str`"),
        (b'{"id": "a", "summary": "\xff"}', "utf-8"),
        (b"{}", "missing required field `id`"),
        (b'{"id": "a", "description": "\\uD800"}', "outside of JSON"),
    ],
)
def test_a_malformed_event_says_why(sent, said):
    with pytest.raises(MalformedResourceError, match=said):
        event_row(sent, time_zone="UTC")
