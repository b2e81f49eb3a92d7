"""Arithmetic of spans of time."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dj_google_calendar.operations.spans import chunks, gaps, merged, out_of_hours, slots

UTC = ZoneInfo("UTC")
DAY = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = dt.timedelta(hours=1)
SPRING, AUTUMN = (2027, 3, 27), (2027, 10, 30)
"""Days before those on which clocks are put forward, and back."""


def at(*hours):
    return tuple(DAY + dt.timedelta(hours=each) for each in hours)


WITHIN = at(0, 24)
hours = st.integers(-10, 40)
spans = st.lists(st.tuples(hours, hours).map(lambda pair: at(*sorted(pair))), max_size=20)


@given(spans)
def test_busy_and_free_times_make_up_the_window(found):
    busy = merged(found, WITHIN)
    free = list(gaps(busy, WITHIN))

    parts = sorted([*busy, *free])
    assert parts[0][0] == WITHIN[0]
    assert parts[-1][1] == WITHIN[1]
    assert all(one[1] == other[0] for one, other in itertools.pairwise(parts))
    assert all(begin < end for begin, end in parts)
    for hour in range(24):
        middle = DAY + dt.timedelta(hours=hour, minutes=30)
        is_taken = any(begin <= middle < end for begin, end in found)
        assert any(begin <= middle < end for begin, end in busy) == is_taken


@given(st.integers(1, 100), st.integers(1, 30))
def test_parts_of_a_window_are_not_too_long_and_leave_nothing_out(length, longest):
    parts = list(chunks(at(0, length), dt.timedelta(hours=longest)))

    assert parts[0][0] == DAY
    assert parts[-1][1] == DAY + dt.timedelta(hours=length)
    assert all(one[1] == other[0] for one, other in itertools.pairwise(parts))
    assert all(end - begin <= dt.timedelta(hours=longest) for begin, end in parts)


def test_hours_of_work_follow_the_clock_of_their_zone():
    zone = ZoneInfo("Europe/Berlin")
    spring = dt.datetime(2027, 3, 27, tzinfo=zone), dt.datetime(2027, 3, 30, tzinfo=zone)
    within = tuple(each.astimezone(dt.UTC) for each in spring)

    closed = merged(out_of_hours(within, zone, (dt.time(9), dt.time(17)), range(7)), within)

    opened = [each[0].isoformat() for each in gaps(closed, within)]
    assert opened == [
        "2027-03-27T08:00:00+00:00",
        "2027-03-28T07:00:00+00:00",
        "2027-03-29T07:00:00+00:00",
    ]


def test_whole_days_run_into_each_other():
    within = at(0, 72)

    closed = list(out_of_hours(within, UTC, (dt.time.min, dt.time.max), [1, 2]))

    assert closed == [at(48, 72)]


def test_slots_begin_with_the_steps_of_the_clock():
    free = [(DAY + dt.timedelta(minutes=10), DAY + dt.timedelta(minutes=100))]

    found = list(slots(free, dt.timedelta(minutes=45), dt.timedelta(minutes=15), UTC))

    begins = [int((begin - DAY).total_seconds() // 60) for begin, _ in found]
    assert begins == [15, 30, 45]


def test_the_clock_is_that_of_the_zone():
    free = [at(0, 2)]

    (first, *_) = slots(
        free, dt.timedelta(hours=1), dt.timedelta(hours=1), ZoneInfo("Asia/Kolkata")
    )

    assert first[0] == DAY + dt.timedelta(minutes=30)


def begins(first, days, step, zone=BERLIN):
    """Give when slots begin from one midnight to another, as the clock of the zone shows it."""
    begin = dt.datetime(*first, tzinfo=zone)
    free = [tuple(each.astimezone(dt.UTC) for each in (begin, begin + dt.timedelta(days=days)))]
    found = [each.astimezone(zone) for each, _ in slots(free, HOUR, step, zone)]
    return [f"{each.day} {each:%H:%M}" for each in found]


def test_steps_stay_on_the_clock_when_it_is_put_forward_and_back():
    every_six = [f"{hour:02}:00" for hour in (0, 6, 12, 18)]

    for month in (SPRING, AUTUMN):
        days = [month[2] + number for number in range(2)]
        wanted = [f"{day} {time}" for day in days for time in every_six]
        assert begins(month, 2, 6 * HOUR) == wanted


def test_an_hour_that_is_left_out_begins_nothing_and_one_that_comes_twice_two():
    assert begins((2027, 3, 28), 1, HOUR)[:4] == ["28 00:00", "28 01:00", "28 03:00", "28 04:00"]
    assert begins((2027, 10, 31), 1, HOUR)[1:5] == ["31 01:00", "31 02:00", "31 02:00", "31 03:00"]
    assert begins((2027, 3, 28), 1, 2 * HOUR)[:2] == ["28 00:00", "28 04:00"]


def test_a_day_that_begins_late_has_its_first_step():
    beirut = ZoneInfo("Asia/Beirut")  # its clocks are put forward at midnight

    assert begins((2022, 3, 26), 2, 12 * HOUR, beirut)[2:] == ["27 01:00", "27 12:00"]


def test_steps_are_counted_anew_each_day_but_for_longer_ones():
    assert begins(SPRING, 2, 10 * HOUR)[3:] == ["28 00:00", "28 10:00", "28 20:00"]
    assert begins(SPRING, 5, 48 * HOUR) == ["27 00:00", "29 00:00", "31 00:00"]
