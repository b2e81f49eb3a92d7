"""Series that are five years old, a month of each: ours beside dateutil; and what is a bomb."""

import datetime as dt
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from dj_google_calendar.mirror.expansion import expand
from dj_google_calendar.recurrence.anchor import anchor_of
from dj_google_calendar.recurrence.expand import between
from dj_google_calendar.recurrence.lines import read_lines

ZONE = "Europe/Berlin"
BEGINS = dt.datetime(2021, 3, 1, 9, tzinfo=ZoneInfo(ZONE))
FROM = dt.datetime(2026, 3, 1, tzinfo=ZoneInfo(ZONE))
MONTH = dt.timedelta(days=31)
RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;BYMONTHDAY=15",
)
BOMBS = (
    ["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"],
    ["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=100000"],
    ["RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"],
    ["RRULE:FREQ=YEARLY;INTERVAL=9999;BYYEARDAY=366;COUNT=100000"],
    ["RRULE:FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11"],
    ["RRULE:FREQ=WEEKLY;BYSETPOS=400;BYDAY=MO"],
    ["RRULE:FREQ=SECONDLY"],
    ["RRULE:FREQ=MINUTELY;COUNT=100000"],
    [
        "RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,6,12,18,24,30,36,42,48,54;COUNT=100000"
    ],
    [
        "RRULE:FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,6,12,18,24,30,36,42,48,54;"
        "BYDAY=MO,TU,WE,TH,FR,SA,SU"
    ],
    ["RRULE:FREQ=DAILY", "EXRULE:FREQ=DAILY"],
    ["RRULE:FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24)))] * 60,
    ["RDATE:" + ",".join(f"2026{m:02}{d:02}T090000Z" for m in range(1, 13) for d in range(1, 29))]
    * 60,
    ["RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6"],
    ["RRULE:FREQ=DAILY;COUNT=999999999"],
    ["RRULE:FREQ=DAILY;INTERVAL=10000;COUNT=100000"],
)


def main(rounds: int) -> None:
    print(json.dumps({"shapes": [_shape(rule, rounds) for rule in RULES], **_bombs()}))


def _shape(rule: str, rounds: int) -> float:
    """Give how many times longer dateutil takes, by turns."""
    start, lines = {"dateTime": BEGINS.isoformat(), "timeZone": ZONE}, [f"RRULE:{rule}"]
    begins, ends = (int(each.timestamp()) for each in (FROM, FROM + MONTH))

    def jump() -> list[int]:
        return between(read_lines(lines, anchor_of(start, time_zone=ZONE)), begins, ends)

    assert jump() == [int(each.timestamp()) for each in _walk(rule)]
    ours, usual = [], []
    for _ in range(rounds):
        ours.append(_timed(jump, 50))
        usual.append(_timed(lambda: _walk(rule), 5))
    return statistics.median(usual) / statistics.median(ours)


def _walk(rule: str) -> list[dt.datetime]:
    return rrulestr(rule, dtstart=BEGINS).between(FROM, FROM + MONTH, inc=True)


def _timed(work: Callable[[], object], times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begun) / times


def _bombs() -> dict[str, float]:
    """Give the longest time and the largest growth of memory of any of them, over three years."""
    begins = int(FROM.timestamp())
    slowest, largest = 0.0, 0
    for lines in BOMBS:
        series = {
            "start": {"dateTime": BEGINS.isoformat(), "timeZone": ZONE},
            "end": {"dateTime": (BEGINS + dt.timedelta(hours=1)).isoformat(), "timeZone": ZONE},
            "recurrence": lines,
        }
        of = {"time_zone": ZONE, "begins": begins - 365 * 86400, "ends": begins + 760 * 86400}
        begun = time.process_time()
        found = expand(series, (), **of)
        spent = time.process_time() - begun
        print(
            f"{spent * 1000:.0f} ms, {len(found.spans)}: {found.problem} {lines[0][:70]}",
            file=sys.stderr,
        )
        slowest = max(slowest, spent)
        tracemalloc.start()
        expand(series, (), **of)
        largest = max(largest, tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return {"bomb_seconds": slowest, "bomb_bytes": largest}


if __name__ == "__main__":
    main(int(sys.argv[1]))
