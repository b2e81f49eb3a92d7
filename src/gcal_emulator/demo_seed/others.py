"""The other calendars: family, club, releases, Bob's, holidays."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from typing import Any

from gcal_emulator.demo_seed.alice import TALKS
from gcal_emulator.demo_seed.build import (
    ALICE,
    BERLIN,
    BOB,
    NEW_YORK,
    Resource,
    all_day,
    cancelled,
    event_id,
    guests,
    instance,
    timed,
)


def family(monday: dt.date) -> Iterator[Resource]:
    """Give the family calendar."""
    yield timed(
        "Swimming lesson",
        monday - dt.timedelta(weeks=40),
        "16:30",
        45,
        recurrence=["RRULE:FREQ=WEEKLY;BYDAY=MO,WE"],
        location="Stadtbad",
    )
    yield all_day(
        "Paper recycling",
        monday - dt.timedelta(weeks=30),
        recurrence=["RRULE:FREQ=WEEKLY;INTERVAL=4"],
    )
    yield all_day("Autumn trip to the lake", monday + dt.timedelta(18), 4, location="Müritz")
    yield all_day("Grandparents visit", monday - dt.timedelta(9), 3)
    yield timed("Dinner at Sam's", monday + dt.timedelta(5), "19:00", 180)
    yield all_day(
        "Rent", monday.replace(day=1) - dt.timedelta(days=200), recurrence=["RRULE:FREQ=MONTHLY"]
    )
    movie = timed(
        "Movie night",
        monday - dt.timedelta(weeks=12) + dt.timedelta(4),
        "20:00",
        120,
        recurrence=[
            "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
            f"RDATE;TZID={BERLIN}:{monday + dt.timedelta(6):%Y%m%d}T170000",
        ],
        description="Whoever chooses the film makes the <i>popcorn</i>.",
    )
    yield movie
    for week in range(-20, 20, 2):
        day = monday + dt.timedelta(weeks=week, days=5)
        yield timed(
            "Market", day, "10:00", 60, id=event_id(f"market {week}"), location="Marktplatz"
        )


def running(monday: dt.date) -> Iterator[Resource]:
    """Give the club calendar: a series, one of it moved, one cancelled."""
    loop = timed(
        "Park loop, 8 km",
        monday - dt.timedelta(weeks=52),
        "07:00",
        50,
        recurrence=["RRULE:FREQ=WEEKLY;BYDAY=TU,TH,SU"],
        location="Volkspark",
    )
    loop["start"], loop["end"] = _moved_to_first(loop, monday - dt.timedelta(weeks=52, days=-1))
    yield loop
    moved = instance(loop, monday + dt.timedelta(6))
    start = dt.datetime.fromisoformat(moved["start"]["dateTime"]) + dt.timedelta(hours=3)
    end = dt.datetime.fromisoformat(moved["end"]["dateTime"]) + dt.timedelta(hours=3)
    moved["start"] = {"dateTime": start.isoformat(), "timeZone": BERLIN}
    moved["end"] = {"dateTime": end.isoformat(), "timeZone": BERLIN}
    yield {**moved, "summary": "Park loop, later today"}
    yield cancelled(loop, monday + dt.timedelta(3))
    yield all_day("City half marathon", monday + dt.timedelta(27), location="Start: Rathaus")
    for week in range(-24, 24, 2):
        day = monday + dt.timedelta(weeks=week, days=2)
        yield timed("Intervals", day, "18:15", 60, id=event_id(f"intervals {week}"))


def _moved_to_first(series: Mapping[str, Any], day: dt.date) -> tuple[Resource, Resource]:
    first = instance(series, day)
    return first["start"], first["end"]


def releases(monday: dt.date) -> Iterator[Resource]:
    """Give the calendar that Bob shares with Alice, to read."""
    for number, week in enumerate(range(-18, 18, 2)):
        day = monday + dt.timedelta(weeks=week, days=2)
        yield timed(
            f"Release 2.{number}",
            day,
            "11:00",
            60,
            zone=NEW_YORK,
            id=event_id(f"release {number}"),
            description=f"Notes: <a href='https://example.com/releases/2.{number}'>2.{number}</a>",
        )
    yield all_day("Code freeze", monday + dt.timedelta(21), 5)
    yield timed(
        "Release check",
        monday - dt.timedelta(weeks=20),
        "15:00",
        30,
        zone=NEW_YORK,
        recurrence=["RRULE:FREQ=MONTHLY;BYDAY=1MO,3MO"],
    )


def bobs(monday: dt.date) -> Iterator[Resource]:
    """Give Bob's own calendar."""
    yield timed(
        "Gym",
        monday - dt.timedelta(weeks=30),
        "06:30",
        60,
        zone=NEW_YORK,
        recurrence=["RRULE:FREQ=DAILY"],
    )
    yield timed(
        "Coffee with Alice",
        monday + dt.timedelta(1),
        "10:00",
        30,
        zone=NEW_YORK,
        attendees=[*guests(BOB), *guests(ALICE, answer="declined")],
    )
    chance = random.Random("bob")  # noqa: S311 - as above
    for week in range(-20, 20):
        day = monday + dt.timedelta(weeks=week, days=chance.randint(0, 4))
        name = chance.choice(TALKS)
        yield timed(name, day, "13:00", 45, zone=NEW_YORK, id=event_id(f"bob {week}"))


def holidays(year: int) -> Iterator[Resource]:
    """Give public holidays around a year."""
    fixed = (
        ("New Year's Day", 1, 1),
        ("Labour Day", 5, 1),
        ("Day of German Unity", 10, 3),
        ("Christmas Day", 12, 25),
        ("Boxing Day", 12, 26),
    )
    for each in range(year - 1, year + 3):
        for name, month, day in fixed:
            date = dt.date(each, month, day)
            yield all_day(name, date, id=f"{date:%Y%m%d}_{event_id(name)}", visibility="public")
