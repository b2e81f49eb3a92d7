"""A month of five calendars, and of one, out of many: by turns as JSON, counted, and walked."""

import datetime as dt
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from dateutil.rrule import rrulestr
from django.contrib.auth.models import User
from django.db import connection

from dj_google_calendar import clock
from dj_google_calendar.mirror.cursors import pull_cursor
from dj_google_calendar.models import Calendar, Event, Occurrence
from dj_google_calendar.operations.feed import occurrences_json
from dj_google_calendar.operations.feed_rows import rows_sql, values_of
from inside.many_calendars import fill

MONTH = dt.timedelta(days=31)
WINDOWS = 12
TURNS = 7


def main(calendars: int) -> None:
    fill(calendars)
    user, pks = (
        User.objects.get(),
        list(Calendar.objects.order_by("pk").values_list("pk", flat=True)),
    )
    spent: dict[str, list[float]] = {}
    rows: dict[str, int] = {}
    for turn in range(TURNS):
        for start, shown in _windows(pks):
            for name, few in (("five", shown), ("one", shown[:1])):
                ways: dict[str, Callable[[], object]] = {
                    "count": lambda few=few, start=start: _count(few, start),
                    "json": lambda few=few, start=start: occurrences_json(
                        user, calendars=few, start=start, end=start + MONTH
                    ),
                }
                if name == "five" and turn == 0:
                    ways["dateutil"] = lambda few=few, start=start: _walk(few, start)
                for way, work in ways.items():
                    begun = time.perf_counter()
                    found = work()
                    spent.setdefault(f"{name} {way}", []).append(time.perf_counter() - begun)
                    if way == "json":
                        rows[name] = max(rows.get(name, 0), len(json.loads(found)))
    medians = {name: statistics.median(each) for name, each in spent.items()}
    kept = {"occurrences": Occurrence.objects.count(), "events": Event.objects.count()}
    print(json.dumps({**medians, "rows": rows, **kept}))
    print(medians, rows, kept, file=sys.stderr)


def _windows(pks: Sequence[int]) -> list[tuple[dt.datetime, Sequence[int]]]:
    """Give months within the horizon, each with calendars of its own."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        (
            today + dt.timedelta(days=30 * number - 90),
            [pks[(7 * number + k) % len(pks)] for k in range(5)],
        )
        for number in range(WINDOWS)
    ]


def _count(pks: Sequence[int], start: dt.datetime) -> int:
    vendor = connection.vendor
    sql = rows_sql(connection.ops.quote_name, vendor, len(pks), is_count=True)
    with pull_cursor(connection) as cursor:
        cursor.execute(sql, values_of(vendor, pks, start, start + MONTH))
        return cursor.fetchone()[0]


def _walk(pks: Sequence[int], start: dt.datetime) -> int:
    """Do what most code does: read all series, and let dateutil walk each."""
    singles = Event.objects.filter(calendar__in=pks, starts_at__lt=start + MONTH, ends_at__gt=start)
    found = len(
        singles.exclude(resource__has_key="recurrence").values_list("starts_at", "resource")
    )
    series = Event.objects.filter(calendar__in=pks, resource__has_key="recurrence")
    for begins, resource in series.values_list("starts_at", "resource"):
        rule = rrulestr(resource["recurrence"][0], dtstart=begins)
        found += len(rule.between(start, start + MONTH, inc=True))
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]))
