"""What a notification costs: the processor's time, statements, requests."""

import math

from figures import Figure, at_least, at_most, told
from processes import databases, measured, page_server

ROUNDS = 5
GOALS = {1: 7, 100: 20}
"""How many times cheaper than the usual way, by the changes that a notification tells of."""
STATEMENTS = 5


def figures() -> list[Figure]:
    """On each database, with what its backend spends."""
    found = []
    with page_server() as google, databases() as urls:
        for name, url in urls.items():
            for changes, goal in GOALS.items():
                of = measured("increments", changes, ROUNDS, google=google.url, database_url=url)
                what = f"CPU of a notification with {changes} changed, {name}"
                found += [
                    at_least(f"{what}: usual / ours", of["naive"] / of["ours"], goal, "x"),
                    told("  ours", of["ours"] * 1000, "ms"),
                ]
            found += _counts(name, measured("counts", google=google.url, database_url=url))
    return found


def _counts(name: str, of: dict) -> list[Figure]:
    extra = max(of["pages"][size] - max(1, math.ceil(int(size) / 2500)) for size in of["pages"])
    return [
        at_most(f"statements of an increment, {name}", of["statements"], STATEMENTS, ""),
        at_most("  requests to Google for a burst of 20 notifications", of["burst"], 1, ""),
        at_most("  requests of a first pull more than its pages", extra, 0, ""),
    ]
