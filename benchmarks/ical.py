"""Exports, feeds and files of iCalendar text: time and memory.

.venv/bin/python benchmarks/ical.py
"""

import datetime as dt
import time
import tracemalloc

import icalendar

from dj_google_calendar.ical import render
from dj_google_calendar.ical.content import folded
from dj_google_calendar.ical.parse import decoded, parse
from dj_google_calendar.ical.zones import vtimezone

SINCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ZONE = "Europe/Berlin"


def resource(number):
    """Make an event; each twentieth is a series."""
    start = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(hours=number)
    end = start + dt.timedelta(hours=1)
    made = {
        "iCalUID": f"{number}@google.com",
        "updated": "2026-11-20T08:00:00Z",
        "summary": f"Event {number}",
        "description": "Notes of some length, with commas; and more. " * 4,
        "start": {"dateTime": start.isoformat(), "timeZone": ZONE},
        "end": {"dateTime": end.isoformat(), "timeZone": ZONE},
        "attendees": [{"email": f"g{each}@example.com"} for each in range(3)],
    }
    return made | ({"recurrence": ["RRULE:FREQ=WEEKLY"]} if number % 20 == 0 else {})


def lines(count):
    """Write a calendar of so many events."""
    yield from render.head(title="T", time_zone=ZONE, zones=[ZONE], since=SINCE)
    for number in range(count):
        yield from render.event(resource(number), zones=[ZONE], time_zone=ZONE)
    yield from render.tail()


def timed(what, work):
    """Print how long something takes."""
    begun = time.perf_counter()
    given = work()
    print(f"{what:45} {(time.perf_counter() - begun) * 1e3:10.2f} ms")
    return given


def peak(count):
    """Give the highest memory while a calendar is written, piece by piece."""
    tracemalloc.start()
    for _ in map(folded, lines(count)):
        pass
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest / 1e6


def main():
    """Print all figures."""
    timed("VTIMEZONE, first time", lambda: list(vtimezone(ZONE, SINCE)))
    timed("VTIMEZONE, again", lambda: list(vtimezone(ZONE, SINCE)))
    timed("VTIMEZONE by icalendar", lambda: icalendar.Timezone.from_tzid(ZONE).to_ical())
    data = timed("5,000 events written", lambda: b"".join(map(folded, lines(5_000))))
    print(f"{'size':45} {len(data) / 1e6:10.2f} MB")
    ours = timed("5,000 events read", lambda: parse(decoded(data), time_zone=ZONE, most=5_000))
    assert len(ours.events) == 5_000
    timed("5,000 events read by icalendar", lambda: icalendar.Calendar.from_ical(data))
    print(f"{'memory, 1,000 events written':45} {peak(1_000):10.2f} MB")
    print(f"{'memory, 10,000 events written':45} {peak(10_000):10.2f} MB")


if __name__ == "__main__":
    main()
