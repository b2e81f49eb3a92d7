"""Months of many calendars, series that are old, and what it costs to keep occurrences."""

from figures import Figure, at_least, at_most, told
from processes import databases, measured, page_server

ROUNDS = 5
CALENDARS = 200
"""Of 5,000 events each."""
FIRST_PULL = 100_000
SHAPES = ("DAILY", "WEEKLY MO,WE,FR", "WEEKLY INTERVAL=2", "MONTHLY 2TU", "MONTHLY day 15")
MOST_BYTES = 64 * 2**20


def figures() -> list[Figure]:
    """On each database; ratios are of one run, by turns."""
    found = _expansion(measured("expansion", ROUNDS))
    with page_server() as google, databases() as urls:
        google.make(FIRST_PULL)
        for name, url in urls.items():
            found += _months(name, measured("month_view", CALENDARS, database_url=url))
            spent = measured("upkeep", FIRST_PULL, ROUNDS, google=google.url, database_url=url)
            found += _upkeep(name, spent)
    return found


def _expansion(of: dict) -> list[Figure]:
    shapes = zip(SHAPES, of["shapes"], strict=True)
    return [
        *(
            at_least(f"{shape}, five years old: dateutil / ours", ratio, goal, "x")
            for shape, ratio in shapes
            for goal in (50 if shape == "DAILY" else 20,)
        ),
        at_most("the worst of 16 rules that run away, CPU", of["bomb_seconds"] * 1000, 250, "ms"),
        at_most("  its memory", of["bomb_bytes"] / 2**20, MOST_BYTES / 2**20, "MB"),
    ]


def _months(name: str, of: dict) -> list[Figure]:
    events, rows = f"{of['events']:,}", of["rows"]
    five, one = of["five json"], of["one json"]
    what = f"a month of 5 calendars of {events} events, {name}"
    return [
        at_most(f"{what}: JSON / count(*)", five / of["five count"], 2.5, "x"),
        at_least("  dateutil over all of their series / ours", of["five dateutil"] / five, 40, "x"),
        at_most(f"  p50 of up to {rows['five']} rows", five * 1000, 5, "ms"),
        at_most(f"  p50 of up to {rows['one']} rows (1 calendar)", one * 1000, 2, "ms"),
        told("  occurrences in the table", of["occurrences"], ""),
    ]


def _upkeep(name: str, of: dict) -> list[Figure]:
    more = of["with"] / of["without"] - 1
    later = of["rolled"] / of["without"]
    return [
        at_most(f"extra CPU of a first pull for occurrences, {name}", more * 100, 35, "%"),
        told("  of it for single events", (of["singles"] / of["without"] - 1) * 100, "%"),
        told("  what the tick does later, to that pull's CPU", later, "x"),
        told("  occurrences for each event", of["rows"] / FIRST_PULL, ""),
    ]
