"""Expansion, checked against libraries that share nothing with it."""

import datetime as dt
import itertools
import random
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from tests.emulator.recurrence.random_rules import (
    HOUR,
    ZONES,
    cases,
    random_rule,
    random_start,
    series,
)

from gcal_emulator.recurrence import (
    InvalidRecurrenceError,
    check_recurrence,
    occurrences,
)
from gcal_emulator.recurrence.rule import parse_rule, walls

RULES = 1000


def starts(event, zone="Europe/Berlin", **window):
    return [each.start for each in occurrences(event, time_zone=zone, **window)]


@pytest.mark.slow
@pytest.mark.rule("R-22")
def test_a_thousand_random_rules_equal_dateutil():
    for case in itertools.islice(cases(seed=2026), RULES):
        assert case.starts() == judged(case), case


def judged(case):
    """What dateutil says, its wall times brought into the zone."""
    margin = dt.timedelta(days=3)
    opens, closes = (each.replace(tzinfo=None) for each in (case.opens, case.closes))
    found = rrulestr(case.rule, dtstart=case.first).between(opens - margin, closes + margin)
    moments = (wall.replace(tzinfo=ZoneInfo(case.zone)).astimezone(dt.UTC) for wall in found)
    return [each for each in dict.fromkeys(moments) if case.opens <= each < case.closes]


def test_a_rule_that_never_comes_true_never_does_for_dateutil_either():
    chance = random.Random(2026)
    for _ in range(300):
        rule, begun = random_rule(chance), random_start(chance)
        if next(walls(parse_rule(rule), begun), None) is None:
            # dateutil walks to the year 9999 for such a rule, so start it late
            late = begun.replace(year=9888 + begun.year % 12)  # the same in every interval
            assert next(iter(rrulestr(rule, dtstart=late)), None) is None


@pytest.mark.parametrize("seed", range(20))
def test_random_rules_equal_recurring_ical_events(seed):
    chance = random.Random(seed)
    rule, zone = random_rule(chance), chance.choice(ZONES)
    first = next(iter(rrulestr(rule, dtstart=dt.datetime(2024, 3, 10, 9, 30))), None)  # noqa: DTZ001 - a wall time
    if first is None:
        return
    event = icalendar.Event()
    event.add("uid", "x")
    event.add("dtstart", first.replace(tzinfo=ZoneInfo(zone)))
    event.add("dtend", (first + HOUR).replace(tzinfo=ZoneInfo(zone)))
    event.add("rrule", icalendar.vRecur.from_ical(rule))
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    opens = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
    closes = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)

    theirs = recurring_ical_events.of(calendar).between(opens, closes)

    ours = starts(series(first, zone, f"RRULE:{rule}"), zone, time_min=opens, time_max=closes)
    assert sorted(each["dtstart"].dt for each in theirs) == ours


WALL = dt.datetime(2026, 3, 28, 2, 30)  # noqa: DTZ001 - a wall time


@pytest.mark.rule("R-22")
def test_a_series_keeps_its_wall_time_across_daylight_saving_time():
    event = series(dt.datetime(2026, 3, 28, 10, 0), "Europe/Berlin", "RRULE:FREQ=DAILY;COUNT=3")  # noqa: DTZ001 - a wall time

    assert [each.isoformat() for each in starts(event)] == [
        "2026-03-28T10:00:00+01:00",
        "2026-03-29T10:00:00+02:00",
        "2026-03-30T10:00:00+02:00",
    ]


def test_a_time_in_a_gap_moves_forward():
    event = series(WALL, "Europe/Berlin", "RRULE:FREQ=DAILY;COUNT=2")

    assert starts(event)[1].isoformat() == "2026-03-29T03:30:00+02:00"


def test_all_day_series_count_by_date():
    event = {
        "start": {"date": "2026-01-31"},
        "end": {"date": "2026-02-01"},
        "recurrence": ["RRULE:FREQ=MONTHLY;COUNT=3"],
    }

    assert starts(event) == [dt.date(2026, 1, 31), dt.date(2026, 3, 31), dt.date(2026, 5, 31)]


def test_dates_are_added_and_left_out():
    event = series(
        dt.datetime(2026, 11, 2, 10, 0),  # noqa: DTZ001 - a wall time
        "Europe/Berlin",
        "RRULE:FREQ=DAILY;COUNT=3",
        "EXDATE;TZID=Europe/Berlin:20261103T100000",
        "RDATE:20261110T090000Z,20261111T090000Z",
        "EXDATE:20261111T090000Z",
    )

    assert [each.day for each in starts(event)] == [2, 4, 10]


def test_until_is_compared_in_utc():
    event = series(
        dt.datetime(2026, 11, 2, 23, 30),  # noqa: DTZ001 - a wall time
        "America/New_York",
        "RRULE:FREQ=DAILY;UNTIL=20261104T043000Z",
    )

    assert [each.day for each in starts(event, "America/New_York")] == [2, 3]


def test_an_endless_series_ends_and_a_barren_one_too():
    endless = series(WALL, "UTC", "RRULE:FREQ=DAILY")
    barren = series(WALL, "UTC", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")

    assert len(starts(endless)) < 4000
    assert len(starts(barren)) == 1


def test_an_old_series_is_entered_near_the_window():
    event = series(dt.datetime(1926, 1, 1, 9, 0), "Europe/Berlin", "RRULE:FREQ=DAILY")  # noqa: DTZ001 - a wall time
    opens = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    found = occurrences(event, time_zone="Europe/Berlin", time_min=opens, time_max=None)

    assert next(found).start.year == 2026


TIMED, ALL_DAY = {"dateTime": "2026-11-20T10:00:00Z"}, {"date": "2026-11-20"}


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=DAILY",
        "rrule:freq=weekly;byday=mo, tu",
        "RRULE:FREQ=DAILY;UNTIL=20261231T000000Z",
        "EXDATE;TZID=Europe/Berlin:20261120T100000",
        "RDATE;VALUE=DATE:20261120,20261121",
    ],
)
def test_these_lines_are_accepted(line):
    check_recurrence([line], start=TIMED)


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART:20261120T100000Z",
        "RRULE:FREQ=HOURLY",
        "RRULE:FREQ=SECONDLY",
        "RRULE:INTERVAL=2",
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RRULE:FREQ=DAILY;COUNT=0",
        "RRULE:FREQ=DAILY;COUNT=3;UNTIL=20261231T000000Z",
        "RRULE:FREQ=DAILY;UNTIL=20261231",
        "RRULE:FREQ=DAILY;UNTIL=20261231T000000",
        "RRULE:FREQ=DAILY;BYDAY=XX",
        "RRULE:FREQ=DAILY;BYMONTH=13",
        "RRULE:FREQ=DAILY;FREQ=DAILY",
        "RRULE:FREQ=DAILY;NONSENSE=1",
        "RRULE",
        "",
        "RRULE:FREQ=DAILY;COUNT=9999999999",
        "EXDATE:nonsense",
        "RDATE:" + ",".join(["20261120T100000Z"] * 10_001),
    ],
)
@pytest.mark.rule("R-4")
def test_these_lines_are_refused(line):
    with pytest.raises(InvalidRecurrenceError):
        check_recurrence([line], start=TIMED)


def test_until_of_an_all_day_series_is_a_date():
    check_recurrence(["RRULE:FREQ=DAILY;UNTIL=20261231"], start=ALL_DAY)
    with pytest.raises(InvalidRecurrenceError):
        check_recurrence(["RRULE:FREQ=DAILY;UNTIL=20261231T000000Z"], start=ALL_DAY)
