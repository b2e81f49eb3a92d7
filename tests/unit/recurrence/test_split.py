"""Series divided, moved, and with dates added: nothing is lost and nothing doubled."""

import contextlib
import datetime as dt
import itertools
import random
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr

from dj_google_calendar.recurrence.anchor import anchor_of
from dj_google_calendar.recurrence.change import moved, moved_moment, with_added, with_removed
from dj_google_calendar.recurrence.check import RecurrenceError
from dj_google_calendar.recurrence.expand import Budget
from dj_google_calendar.recurrence.instance import instance_of, original_start
from dj_google_calendar.recurrence.lines import fitted, read_lines
from dj_google_calendar.recurrence.occurrences import first_start, occurs, starts
from dj_google_calendar.recurrence.split import split
from gcal_emulator.recurrence import occurrences as by_the_emulator

ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"),
    *("Africa/Casablanca", "America/Santiago", "Pacific/Apia", "UTC"),
)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FAR = 40
HORIZON = dt.datetime(2035, 1, 1, tzinfo=dt.UTC)
"""Google's lists, and so the emulator's, end an endless series after some years."""


def series(start, *lines, zone="Europe/Berlin"):
    given = {"date": start} if len(start) == 10 else {"dateTime": start, "timeZone": zone}
    return read_lines(lines, anchor_of(given, time_zone=zone))


def berlin(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


def at(lines, number):
    return next(itertools.islice(starts(lines), number, None))


def taken(lines, most=FAR):
    return list(itertools.islice(starts(lines), most))


def halves(lines, number):
    divided = split(lines, at(lines, number))
    return divided.head.written(), divided.tail.written()


@pytest.mark.parametrize(
    ("lines", "head", "tail"),
    [
        (["RRULE:FREQ=DAILY"], ["RRULE:FREQ=DAILY;UNTIL=20260303T225959Z"], ["RRULE:FREQ=DAILY"]),
        (
            ["RRULE:FREQ=DAILY;COUNT=10"],
            ["RRULE:FREQ=DAILY;COUNT=3"],
            ["RRULE:FREQ=DAILY;COUNT=7"],
        ),
        (
            ["RRULE:FREQ=DAILY;UNTIL=20260320T080000Z"],
            ["RRULE:FREQ=DAILY;UNTIL=20260303T225959Z"],
            ["RRULE:FREQ=DAILY;UNTIL=20260320T080000Z"],
        ),
        (
            [
                "RRULE:FREQ=DAILY;COUNT=9",
                "EXDATE;TZID=Europe/Berlin:20260302T090000,20260308T090000",
            ],
            ["RRULE:FREQ=DAILY;COUNT=4", "EXDATE;TZID=Europe/Berlin:20260302T090000"],
            ["RRULE:FREQ=DAILY;COUNT=5", "EXDATE;TZID=Europe/Berlin:20260308T090000"],
        ),
        (
            ["RDATE:20260305T080000Z,20260303T080000Z,20260309T080000Z,20260310T080000Z"],
            ["RDATE:20260305T080000Z,20260303T080000Z"],
            ["RDATE:20260309T080000Z,20260310T080000Z"],
        ),
    ],
)
def test_each_half_keeps_what_is_its_own(lines, head, tail):
    assert halves(series("2026-03-01T09:00:00+01:00", *lines), 3) == (head, tail)


def test_a_series_of_whole_days_ends_at_a_date():
    whole = series("2026-03-01", "RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20260308,20260329")

    head, tail = halves(whole, 2)

    assert head == ["RRULE:FREQ=WEEKLY;UNTIL=20260321", "EXDATE;VALUE=DATE:20260308"]
    assert tail == ["RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20260329"]


def test_a_start_alone_stays_a_series():
    whole = series("2026-03-01T09:00:00+01:00", "RDATE:20260305T080000Z")

    assert halves(whole, 1)[0] == ["RRULE:FREQ=DAILY;COUNT=1"]


def test_several_rules_are_each_divided():
    whole = series(
        "2026-03-02T09:00:00+01:00",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4",
        "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=6",
    )

    head, tail = halves(whole, 5)

    assert head == [
        "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3",
        "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=2",
    ]
    assert tail == [
        "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=1",
        "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=4",
    ]


def test_a_rule_out_of_step_with_the_pivot_is_listed():
    whole = series(
        "2026-03-02T09:00:00+01:00",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4",
        "RDATE;TZID=Europe/Berlin:20260311T090000",
    )

    divided = split(whole, berlin("2026-03-11T09:00:00"))

    assert divided.tail.of("RRULE") == []
    assert taken(divided.head) + taken(divided.tail) == taken(whole)


def test_an_endless_rule_out_of_step_cannot_be_divided():
    whole = series(
        "2026-03-02T09:00:00+01:00",
        "RRULE:FREQ=WEEKLY;INTERVAL=2",
        "RDATE;TZID=Europe/Berlin:20260311T090000",
    )

    with pytest.raises(RecurrenceError, match="no common start"):
        split(whole, berlin("2026-03-11T09:00:00"))


@pytest.mark.parametrize("moment", ["2026-03-01T09:00:00", "2026-03-02T10:00:00"])
def test_a_series_is_divided_only_within(moment):
    whole = series("2026-03-01T09:00:00+01:00", "RRULE:FREQ=DAILY")

    with pytest.raises(RecurrenceError):
        split(whole, berlin(moment))


def test_a_pivot_in_a_gap_of_the_clock_does_not_move_what_follows():
    whole = series("2026-03-27T02:30:00+01:00", "RRULE:FREQ=DAILY;COUNT=6")

    divided = split(whole, berlin("2026-03-29T03:30:00"))

    assert taken(divided.head) + taken(divided.tail) == taken(whole)
    assert divided.tail.anchor.wall_of(at(divided.tail, 1)).time() == dt.time(2, 30)


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "RRULE:FREQ=WEEKLY;BYMONTH=13",
        "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU",
    ],
)
def test_a_rule_that_never_recurs_ends_by_its_budget(line):
    whole = series("2026-03-02T09:00:00+01:00", line)

    with pytest.raises(RecurrenceError, match="too long"):
        list(starts(whole, Budget(steps=3000)))


@pytest.mark.parametrize(
    "part", ["BYDAY=0MO", "BYHOUR=1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=1,2,3,4,5,6,7,8,9,10"]
)
def test_lines_that_nobody_can_count_are_refused(part):
    with pytest.raises(RecurrenceError):
        taken(series("2026-03-02T09:00:00+01:00", f"RRULE:FREQ=MONTHLY;{part}"))


@pytest.mark.parametrize(
    ("start", "until", "fit"),
    [
        ("2026-03-01T09:00:00+01:00", "20260401", "20260401T215959Z"),
        ("2026-03-01T09:00:00+01:00", "20260401T090000", "20260401T070000Z"),
        ("2026-03-01T09:00:00+01:00", "20260401T070000Z", "20260401T070000Z"),
        ("2026-03-01", "20260401T070000Z", "20260401"),
    ],
)
def test_an_end_is_brought_into_googles_form(start, until, fit):
    lines = fitted(series(start, f"RRULE:FREQ=DAILY;UNTIL={until}"))

    assert lines.written() == [f"RRULE:FREQ=DAILY;UNTIL={fit}"]


# moving


def move(lines, start, zone="Europe/Berlin"):
    given = {"date": start} if len(start) == 10 else {"dateTime": start, "timeZone": zone}
    return moved(lines, anchor_of(given, time_zone=zone))


@pytest.mark.parametrize(
    ("line", "start", "expected"),
    [
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE", "2026-03-03T09:00:00+01:00", "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("RRULE:FREQ=MONTHLY;BYDAY=1MO", "2026-03-10T09:00:00+01:00", "FREQ=MONTHLY;BYDAY=2TU"),
        ("RRULE:FREQ=MONTHLY;BYDAY=-5MO", "2026-03-27T09:00:00+01:00", "FREQ=MONTHLY;BYDAY=-1FR"),
        (
            "RRULE:FREQ=MONTHLY;BYMONTHDAY=2",
            "2026-03-05T09:00:00+01:00",
            "FREQ=MONTHLY;BYMONTHDAY=5",
        ),
        (
            "RRULE:FREQ=DAILY;UNTIL=20260310T225959Z",
            "2026-03-02T21:00:00+01:00",
            "FREQ=DAILY;UNTIL=20260310T225959Z",
        ),
        (
            "RRULE:FREQ=DAILY;UNTIL=20260310T080000Z",
            "2026-03-03T10:00:00+01:00",
            "FREQ=DAILY;UNTIL=20260311T090000Z",
        ),
        ("RRULE:FREQ=DAILY;UNTIL=20260310T080000Z", "2026-03-02", "FREQ=DAILY;UNTIL=20260310"),
    ],
)
def test_a_rule_goes_with_its_start(line, start, expected):
    lines = move(series("2026-03-02T09:00:00+01:00", line), start)

    assert lines.written() == [f"RRULE:{expected}"]


def test_whole_days_become_hours_and_dates_go_with_them():
    lines = series("2026-03-02", "RRULE:FREQ=DAILY;UNTIL=20260306", "EXDATE;VALUE=DATE:20260303")

    timed = move(lines, "2026-03-02T08:00:00+01:00")

    assert timed.written() == [
        "RRULE:FREQ=DAILY;UNTIL=20260306T225959Z",
        "EXDATE;TZID=Europe/Berlin:20260303T080000",
    ]


def test_a_rule_whose_days_cannot_be_moved_is_refused():
    lines = series("2026-03-02T09:00:00+01:00", "RRULE:FREQ=MONTHLY;BYMONTHDAY=2,15")

    with pytest.raises(RecurrenceError, match="say how it recurs"):
        move(lines, "2026-03-03T09:00:00+01:00")


# single dates


def test_a_date_is_left_out_and_taken_back():
    whole = series("2026-03-01T09:00:00+01:00", "RRULE:FREQ=DAILY;COUNT=3")
    second = at(whole, 1)

    less = with_removed(whole, [second])
    again = with_added(less, [second])

    assert less.written()[1] == "EXDATE;TZID=Europe/Berlin:20260302T090000"
    assert taken(less) == [moment for moment in taken(whole) if moment != second]
    assert again.written() == whole.written()


def test_an_added_date_is_taken_away_as_it_came():
    whole = series("2026-03-01T09:00:00+01:00", "RRULE:FREQ=DAILY;COUNT=3")
    extra = berlin("2026-03-20T17:00:00")

    more = with_added(whole, [extra])

    assert occurs(more, extra)
    assert with_removed(more, [extra]).written() == whole.written()


def test_what_does_not_take_place_cannot_be_left_out():
    with pytest.raises(RecurrenceError):
        with_removed(
            series("2026-03-01T09:00:00+01:00", "RRULE:FREQ=DAILY"), [berlin("2026-03-02T10:00:00")]
        )


# instances


def test_an_instance_is_named_after_its_start_and_its_base():
    resource = {
        "id": "base_R20260301T080000",
        "start": {"dateTime": "2026-03-01T09:00:00+01:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": "2026-03-01T10:00:00+01:00", "timeZone": "Europe/Berlin"},
        "recurrence": ["RRULE:FREQ=DAILY"],
    }
    anchor = anchor_of(resource["start"], time_zone="UTC")

    instance = instance_of(resource, berlin("2026-04-01T09:00:00"), anchor)

    assert instance["id"] == "base_20260401T070000Z"
    assert instance["recurringEventId"] == "base_R20260301T080000"
    assert instance["end"]["dateTime"] == "2026-04-01T10:00:00+02:00"
    assert "recurrence" not in instance
    assert original_start({}, instance["id"], anchor) == berlin("2026-04-01T09:00:00")


# by chance


def random_rule(draw, start):
    freq = draw.choice(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
    parts = [f"FREQ={freq}"]
    if draw.random() < 0.5:
        parts.append(f"INTERVAL={draw.randint(1, 4)}")
    if freq == "WEEKLY" and draw.random() < 0.6:
        parts.append(f"BYDAY={','.join(draw.sample(DAYS, draw.randint(1, 4)))}")
        parts.append(f"WKST={draw.choice(DAYS)}")
    if freq == "MONTHLY":
        parts += draw.choice(
            (
                [],
                [f"BYMONTHDAY={draw.choice((1, 15, 28, 31, -1))}"],
                [f"BYDAY={draw.choice((1, 2, -1))}{draw.choice(DAYS)}"],
                ["BYDAY=MO,TU,WE,TH,FR", f"BYSETPOS={draw.choice((1, -1, 3))}"],
            )
        )
    if freq == "YEARLY" and draw.random() < 0.3:
        parts.append(f"BYMONTH={start.month},{start.month % 12 + 1}")
    return f"RRULE:{';'.join([*parts, *random_end(draw, start)])}"


def random_end(draw, start):
    chance = draw.random()
    if chance < 0.4:
        return [f"COUNT={draw.randint(2, 60)}"]
    if chance < 0.7:
        until = start + dt.timedelta(days=draw.randint(20, 900))
        if start.tzinfo is None:
            return [f"UNTIL={until:%Y%m%d}"]
        return [f"UNTIL={until.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"]
    return []


def random_series(draw):
    """Draw a start near a change of the clock, one or two rules, and dates to add and leave out."""
    zone, is_all_day = draw.choice(ZONES), draw.random() < 0.2
    day = dt.datetime(2026, draw.choice((3, 4, 9, 10, 11)), draw.randint(1, 28))  # noqa: DTZ001
    time = dt.timedelta(minutes=15 * draw.randint(0, 95))
    start = day if is_all_day else (day + time).replace(tzinfo=ZoneInfo(zone))
    start = start if is_all_day else start.astimezone(dt.UTC).astimezone(ZoneInfo(zone))
    lines = [random_rule(draw, start) for _ in range(draw.choice((1, 1, 1, 2)))]
    for kind in ("RDATE", "EXDATE"):
        if draw.random() < 0.4:
            moments = [start + dt.timedelta(days=draw.randint(1, 60)) for _ in range(3)]
            if is_all_day:
                lines.append(f"{kind};VALUE=DATE:" + ",".join(f"{m:%Y%m%d}" for m in moments))
            else:
                walls = ",".join(f"{m:%Y%m%dT%H%M%S}" for m in moments)
                lines.append(f"{kind};TZID={zone}:{walls}")
    given = start.date().isoformat() if is_all_day else start.isoformat()
    return given, lines, zone


def by_dateutil(lines, most):
    """Expand by dateutil alone: in wall time, each end and date turned into such before."""
    anchor = lines.anchor
    found = rruleset()
    found.rdate(anchor.wall)
    for rule in lines.rules:
        parts = dict(rule.parts)
        if "UNTIL" in parts:
            parts["UNTIL"] = wall_text(parts["UNTIL"], anchor)
        text = ";".join(f"{name}={value}" for name, value in parts.items())
        found.rrule(rrulestr(text, dtstart=anchor.wall))
    for dates in lines.dates:
        for moment in dates.moments(anchor):
            (found.rdate if dates.kind == "RDATE" else found.exdate)(anchor.wall_of(moment))
    moments = (anchor.moment_of(wall) for wall in itertools.islice(found, most))
    return [moment for moment, _ in itertools.groupby(moments)]


def wall_text(until, anchor):
    if len(until) == 8:
        return f"{until}T235959"
    moment = dt.datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    return f"{anchor.wall_of(moment):%Y%m%dT%H%M%S}"


def is_near_a_gap(lines):
    """Whether its wall time is not on the clock each day: dateutil does not know that."""
    anchor = lines.anchor
    time = anchor.wall.time()
    days = (anchor.wall.date() + dt.timedelta(days=n) for n in range(1500))
    walls = (dt.datetime.combine(day, time) for day in days)
    return any(anchor.wall_of(anchor.moment_of(wall)) != wall for wall in walls)


def divided_by_chance(draw):
    """Draw series until one can be divided; give it, its parts, and what was drawn."""
    while True:
        start, texts, zone = random_series(draw)
        whole = series(start, *texts, zone=zone)
        later = [moment for moment in taken(whole) if moment > whole.anchor.begins]
        with contextlib.suppress(RecurrenceError, IndexError):
            return whole, split(whole, draw.choice(later)), texts


@pytest.mark.parametrize("seed", range(10))
def test_head_and_tail_are_the_whole(seed):
    draw = random.Random(seed)
    for _ in range(50):
        whole, parts, texts = divided_by_chance(draw)
        expected = taken(whole)

        read = [read_lines(part.written(), part.anchor) for part in (parts.head, parts.tail)]

        assert [moment for part in read for moment in taken(part)][:FAR] == expected, texts
        if not is_near_a_gap(whole):
            by_others = [moment for part in read for moment in by_dateutil(part, FAR)]
            assert by_others[:FAR] == by_dateutil(whole, FAR) == expected, texts


def test_most_series_can_be_divided():
    draw, refused = random.Random("all"), 0
    for _ in range(200):
        start, texts, zone = random_series(draw)
        whole = series(start, *texts, zone=zone)
        for pivot in taken(whole, 6)[1:]:
            try:
                split(whole, pivot)
            except RecurrenceError:
                refused += 1

    assert refused < 100


def as_moment(day):
    is_timed = isinstance(day, dt.datetime)
    return day if is_timed else dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)


def within(found):
    return list(itertools.islice(itertools.takewhile(lambda each: each < HORIZON, found), FAR))


@pytest.mark.parametrize("seed", range(4))
def test_the_emulator_counts_the_same(seed):
    draw = random.Random(f"emulator {seed}")
    for _ in range(40):
        start, texts, zone = random_series(draw)
        whole = series(start, *texts, zone=zone)
        key = "date" if whole.anchor.is_all_day else "dateTime"
        moment = {key: start, "timeZone": zone}
        end = (dt.date if key == "date" else dt.datetime).fromisoformat(start) + dt.timedelta(
            days=1
        )
        event = {"start": moment, "end": {key: end.isoformat()}, "recurrence": texts}

        found = (as_moment(each.start) for each in by_the_emulator(event, time_zone=zone))

        assert within(found) == within(starts(whole)), texts


@pytest.mark.parametrize("seed", range(4))
def test_a_moved_series_takes_place_as_before_but_later(seed):
    draw = random.Random(f"moved {seed}")
    for _ in range(40):
        start, texts, zone = random_series(draw)
        whole = series(start, *texts, zone=zone)
        if whole.anchor.is_all_day or any("MONTHLY" in t or "YEARLY" in t for t in texts):
            continue
        span = dt.timedelta(days=draw.randint(-3, 3), minutes=15 * draw.randint(-90, 90))
        begun = whole.anchor.at(whole.anchor.moment_of(whole.anchor.wall + span))
        if is_near_a_gap(whole) or is_near_a_gap(read_lines(texts, begun)):
            continue

        later = moved(whole, begun)

        goes = [moved_moment(moment, whole.anchor, begun) for moment in taken(whole)]
        assert taken(later) == goes, (start, texts, span)


def test_the_first_start_may_be_left_out():
    lines = series("2026-03-01", "RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:20260301")

    assert first_start(lines) == dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
