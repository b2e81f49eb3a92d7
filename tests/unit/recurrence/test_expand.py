"""Expansion jumps to a window and finds there what walking finds: checked against others' work."""

import contextlib
import datetime as dt
import itertools
import os
import random
import tracemalloc
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr
from tests.emulator.recurrence.ical_js_judge import Rule, fault_of, hangs, judged
from tests.emulator.recurrence.random_rules import cases

from dj_google_calendar.recurrence.anchor import anchor_of
from dj_google_calendar.recurrence.check import RecurrenceError
from dj_google_calendar.recurrence.expand import between
from dj_google_calendar.recurrence.lines import read_lines
from dj_google_calendar.recurrence.occurrences import starts

RULES = int(os.environ.get("RULES", "2000"))
"""10,000 of each have been compared."""
MARGIN = dt.timedelta(days=3)
YEARS = (1970, 2100)
NO_RULES = {"Factory", "localtime"}


def sixty_zones():
    named = sorted(name for name in available_timezones() - NO_RULES if "/" in name)
    always = ["Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "Antarctica/Troll"]
    return always + random.Random(60).sample([name for name in named if name[:3] != "Etc"], 56)


ZONES = sixty_zones()


def window(text):
    return int(dt.datetime.fromisoformat(text).timestamp())


def series(start, *lines, zone="Europe/Berlin"):
    given = {"date": start} if len(start) == 10 else {"dateTime": start, "timeZone": zone}
    return read_lines(lines, anchor_of(given, time_zone=zone))


def found(whole, begins, ends):
    moments = between(whole, window(begins), window(ends))
    return [dt.datetime.fromtimestamp(each, ZoneInfo("Europe/Berlin")) for each in moments]


def of_case(case):
    start = {"dateTime": case.first.isoformat(), "timeZone": case.zone}
    lines = read_lines([f"RRULE:{case.rule}"], anchor_of(start, time_zone=case.zone))
    return between(lines, int(case.opens.timestamp()), int(case.closes.timestamp()))


def drawn(seed):
    return cases(seed, zones=ZONES, years=YEARS, days_ahead=5 * 365)


def by_dateutil(case):
    opens, closes = (each.replace(tzinfo=None) for each in (case.opens, case.closes))
    met = rrulestr(case.rule, dtstart=case.first).between(opens - MARGIN, closes + MARGIN)
    moments = {wall.replace(tzinfo=ZoneInfo(case.zone)).timestamp() for wall in met}
    return sorted(m for m in moments if case.opens.timestamp() <= m < case.closes.timestamp())


def is_positioned_in_weeks(case):
    return "FREQ=WEEKLY" in case.rule and "BYSETPOS" in case.rule


@pytest.mark.slow
def test_random_rules_equal_dateutil():
    # of a first week that is cut by the start, dateutil counts positions in what is left of it;
    # RFC 5545, 3.3.10: in "the set of recurrence instances" of the whole interval
    sound = (case for case in drawn(seed=2027) if not is_positioned_in_weeks(case))
    for case in itertools.islice(sound, RULES):
        assert of_case(case) == by_dateutil(case), case


def has_fault_in_ical_js(rule, case):
    # besides what is known of it: days of the month lose some of a year's n-th weekdays
    loses = rule.freq == "YEARLY" and rule.has("BYDAY") and rule.has("BYMONTHDAY")
    return loses or hangs(rule) or fault_of(case)


@pytest.mark.slow
def test_random_rules_equal_ical_js():
    sound = (case for case in drawn(seed=2028) if not has_fault_in_ical_js(Rule.of(case), case))
    asked = list(itertools.islice(sound, RULES))

    differing = [
        case
        for case, theirs in zip(asked, judged(asked), strict=True)
        if of_case(case) != sorted(theirs)
    ]

    assert differing == []


@pytest.mark.slow
def test_random_rules_equal_the_emulator():
    for case in itertools.islice(drawn(seed=2029), RULES):
        assert of_case(case) == [start.timestamp() for start in case.starts()], case


def compound(chance):
    """Give a series of several lines, whose dates meet its rules and each other."""
    day = dt.datetime(2026, 1, 1, 9, 30, tzinfo=ZoneInfo(zone := chance.choice(ZONES)))
    begins = day + dt.timedelta(days=chance.randint(0, 400))
    walls = [begins + dt.timedelta(days=each) for each in chance.sample(range(200), 12)]
    texts = [f"{wall:%Y%m%dT%H%M%S}" for wall in walls]
    until = f"UNTIL={begins + dt.timedelta(days=chance.randint(1, 300)):%Y%m%d}T093000Z"
    end = chance.choice(["", f";COUNT={chance.randint(1, 90)}", f";{until}"])
    lines = [
        f"RRULE:FREQ=DAILY;INTERVAL={chance.randint(1, 3)}{end}",
        f"RRULE:FREQ=WEEKLY;BYDAY={chance.choice(('MO', 'TU,TH', 'SA,SU'))}",
        f"RDATE;TZID={zone}:{','.join(texts[:4])}",
        f"EXDATE;TZID={zone}:{','.join(texts[2:8])}",
        f"EXDATE;VALUE=DATE:{','.join(text[:8] for text in texts[8:])}",
        f"EXRULE:FREQ=MONTHLY;BYMONTHDAY={chance.randint(1, 28)}",
    ]
    return series(begins.isoformat(), *chance.sample(lines, chance.randint(1, 6)), zone=zone)


def test_what_jumping_finds_walking_finds():
    chance = random.Random(7)
    for _ in range(400):
        whole = compound(chance)
        opens = whole.anchor.begins + dt.timedelta(days=chance.randint(-30, 300))
        closes = opens + dt.timedelta(days=chance.randint(1, 200))

        jumped = between(whole, int(opens.timestamp()), int(closes.timestamp()))

        walked = itertools.takewhile(lambda each, last=closes: each < last, starts(whole))
        assert jumped == [each.timestamp() for each in walked if each >= opens]


@pytest.mark.parametrize(
    ("start", "line", "begins", "expected"),
    [
        # in spring 02:30 is not there, and in autumn it is there twice: the first one counts
        (
            "2026-03-28T02:30",
            "FREQ=DAILY;COUNT=3",
            "2026-03-27",
            ["28T02:30", "29T03:30", "30T02:30"],
        ),
        (
            "2026-10-24T02:30",
            "FREQ=DAILY;COUNT=3",
            "2026-10-23",
            ["24T02:30", "25T02:30", "26T02:30"],
        ),
        # UNTIL is in UTC, in which the third one is past it
        (
            "2026-03-28T23:30",
            "FREQ=DAILY;UNTIL=20260329T213000Z",
            "2026-03-27",
            ["28T23:30", "29T23:30"],
        ),
        ("2024-02-29T08:00", "FREQ=YEARLY", "2027-01-01", []),
        (
            "2024-01-31T08:00",
            "FREQ=MONTHLY;COUNT=4",
            "2024-02-01",
            ["31T08:00", "31T08:00", "31T08:00"],
        ),
    ],
)
def test_an_edge_of_time(start, line, begins, expected):
    whole = series(f"{start}:00", f"RRULE:{line}")

    shown = found(whole, f"{begins}T00:00:00Z", f"{int(begins[:4]) + 1}-01-01T00:00:00Z")

    assert [f"{each:%dT%H:%M}" for each in shown][:4] == expected


def test_whole_days_are_those_of_the_calendar():
    whole = series("2026-03-28", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20260329")

    moments = between(whole, window("2026-01-01T00:00Z"), window("2027-01-01T00:00Z"))

    days = [dt.datetime.fromtimestamp(each, dt.UTC).date().isoformat() for each in moments]
    assert days == ["2026-03-28", "2026-03-30"]


BOMBS = (
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
    "FREQ=YEARLY;BYYEARDAY=366;BYMONTHDAY=1;COUNT=2",
    "FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=200;COUNT=100000",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU;COUNT=100000",
    "FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,1,2;BYSECOND=0,1,2,3;COUNT=100000",
)


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_ends_in_little_memory(bomb):
    whole = series("2026-03-02T09:00:00", f"RRULE:{bomb}")
    tracemalloc.start()
    with contextlib.suppress(RecurrenceError):  # that it is too long to be counted
        between(whole, window("2026-01-01T00:00Z"), window("2029-01-01T00:00Z"))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 8_000_000
