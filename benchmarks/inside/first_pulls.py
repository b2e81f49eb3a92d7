"""First pulls, each design by turns, on a database without rows: events a second of each."""

import json
import statistics
import sys

from dj_google_calendar.models import Account
from inside.designs import bulk, empty_floor_table, floor, make_floor_table, naive, ours
from inside.events_alone import insert_alone, nothing, written
from inside.site import new_account, new_calendar, settle, timed

SLOW = "30000.milliseconds300"


def alone(calendar) -> None:
    """Pull as this app does, but for occurrences: the other designs write none."""
    with written(insert_alone, nothing):
        ours(calendar)


SIZES = {naive: 2500, bulk: 20_000, alone: 100_000, ours: 100_000, floor: 100_000}


def main(rounds: int) -> None:
    account = new_account()
    make_floor_table()
    for design in SIZES:
        _seconds(account, design, "2500")
    found: dict[str, list[float]] = {"slow": []}
    for _ in range(rounds):
        for design, size in SIZES.items():
            seconds = _seconds(account, design, str(size))
            found.setdefault(design.__name__, []).append(seconds / size)
        found["slow"].append(_seconds(account, ours, SLOW))
    print(json.dumps({name: statistics.median(each) for name, each in found.items()}))
    print(found, file=sys.stderr)


def _seconds(account: Account, design, google_id: str) -> float:
    empty_floor_table()
    settle()
    calendar = new_calendar(account, google_id)
    seconds = timed(lambda: design(calendar))
    if design is not floor:
        assert calendar.events.count() == int(google_id.partition(".")[0])
    return seconds


if __name__ == "__main__":
    main(int(sys.argv[1]))
