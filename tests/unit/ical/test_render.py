"""What is written is what icalendar and recurring-ical-events, which know nothing of it, read."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from dj_google_calendar.ical import render
from dj_google_calendar.ical.content import folded
from dj_google_calendar.ical.zones import vtimezone
from dj_google_calendar.recurrence.anchor import anchor_of
from dj_google_calendar.recurrence.expand import between
from dj_google_calendar.recurrence.lines import read_lines

BERLIN = {"timeZone": "Europe/Berlin"}
SINCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
EVENT = {
    "id": "abc",
    "iCalUID": "abc@google.com",
    "updated": "2026-11-20T08:00:00.123Z",
    "summary": "Plan; budget, and\nmore \\ less",
    "start": {"dateTime": "2026-03-27T09:00:00+01:00", **BERLIN},
    "end": {"dateTime": "2026-03-27T10:00:00+01:00", **BERLIN},
}
SHAPES = [
    "RRULE:FREQ=DAILY;COUNT=20",
    "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=30",
    "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231T080000Z",
    "RRULE:FREQ=MONTHLY;BYDAY=-1FR",
    "RRULE:FREQ=MONTHLY;BYMONTHDAY=27",
    "RRULE:FREQ=YEARLY",
]


def written(*resources, zones=("Europe/Berlin",), since=SINCE, without=()):
    lines = [*render.head(title="T", time_zone="Europe/Berlin", zones=zones, since=since)]
    for resource in resources:
        lines += render.event(
            resource,
            zones=zones,
            time_zone="Europe/Berlin",
            without=without if "recurrence" in resource else (),
            address="alice@example.com",
        )
    return b"".join(map(folded, [*lines, *render.tail()]))


def read(data):
    return icalendar.Calendar.from_ical(data)


def test_a_text_survives_escapes_and_folds():
    title = "ä" * 100 + "; , \\ \n" + "🎉" * 40

    data = written({**EVENT, "summary": title})

    assert read(data).events[0]["SUMMARY"] == title
    assert max(map(len, data.split(b"\r\n"))) <= 75


def test_no_text_begins_a_line_of_its_own():
    evil = "x\r\nEND:VEVENT\nATTENDEE:mailto:mallory@example.com"
    guests = [{"email": "bob@example.com", "displayName": evil, "comment": '"^\n'}]

    calendar = read(written({**EVENT, "summary": evil, "location": evil, "attendees": guests}))

    assert len(calendar.events) == 1
    assert calendar.events[0]["ATTENDEE"] == "mailto:bob@example.com"


@pytest.mark.parametrize("rule", SHAPES)
def test_occurrences_are_those_that_we_count(rule):
    resource = {**EVENT, "recurrence": [rule, "EXDATE;TZID=Europe/Berlin:20260327T090000"]}
    start, end = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2028, 1, 1, tzinfo=dt.UTC)

    found = recurring_ical_events.of(read(written(resource))).between(start, end)

    lines = read_lines(resource["recurrence"], anchor_of(resource["start"], time_zone="UTC"))
    ours = between(lines, int(start.timestamp()), int(end.timestamp()))
    assert sorted(int(each.start.timestamp()) for each in found) == ours


def test_a_cancelled_instance_is_left_out_and_a_moved_one_moved():
    series = {**EVENT, "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"]}
    gone = {"dateTime": "2026-03-28T09:00:00+01:00", **BERLIN}
    moved = {
        **EVENT,
        "originalStartTime": {"dateTime": "2026-03-29T09:00:00+02:00", **BERLIN},
        "start": {"dateTime": "2026-03-29T15:00:00+02:00", **BERLIN},
        "end": {"dateTime": "2026-03-29T16:00:00+02:00", **BERLIN},
    }

    calendar = read(written(series, moved, without=[gone]))

    found = recurring_ical_events.of(calendar).between((2026, 3, 1), (2026, 5, 1))
    assert [each.start.isoformat() for each in sorted(found, key=lambda each: each.start)] == [
        "2026-03-27T09:00:00+01:00",
        "2026-03-29T15:00:00+02:00",
    ]


def test_whole_days_are_dates_and_zones_that_nobody_knows_are_utc():
    day = {**EVENT, "start": {"date": "2026-12-24"}, "end": {"date": "2026-12-27"}}
    odd = {"dateTime": "2026-03-27T09:00:00+02:00", "timeZone": "GMT+02:00"}

    days, moment = read(written(day, {**EVENT, "start": odd})).events

    assert (days.start, days.end) == (dt.date(2026, 12, 24), dt.date(2026, 12, 27))
    assert moment.start == dt.datetime(2026, 3, 27, 7, tzinfo=dt.UTC)


def test_what_takes_no_time_has_no_end():
    data = written({**EVENT, "end": EVENT["start"]})

    assert b"DTEND" not in data


def test_an_hour_that_comes_twice_is_said_in_utc():
    again = {"dateTime": "2026-10-25T02:30:00+01:00", **BERLIN}

    event = read(written({**EVENT, "start": again, "end": again})).events[0]

    assert event.start == dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "name",
    [
        *("Europe/Berlin", "America/New_York", "Asia/Jerusalem", "Asia/Kolkata"),
        *("Africa/Casablanca", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"),
        "Europe/Dublin",
    ],
)
@pytest.mark.parametrize("year", [1975, 2000, 2026])
def test_a_declared_zone_tells_what_its_database_tells(name, year):
    since = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    data = b"".join(map(folded, vtimezone(name, since)))

    zone = icalendar.Timezone.from_ical(data).to_tz(lookup_tzid=False)

    for day in range(0, 365 * 10, 20):
        wall = dt.datetime(year, 1, 2, 12) + dt.timedelta(days=day)  # noqa: DTZ001 - a wall
        expected = wall.replace(tzinfo=ZoneInfo(name)).utcoffset()
        assert wall.replace(tzinfo=zone).utcoffset() == expected, wall
