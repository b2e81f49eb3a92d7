"""First pulls: ours beside the usual ways and the least there is, by turns on each database."""

from big_calendars import PAGE
from figures import Figure, at_least, at_most, told
from processes import POSTGRESQL, SQLITE, databases, measured, page_server

ROUNDS = 5
SIZE = 100_000
SLOW_PAGES, LATENCY_SECONDS = 12, 0.3


def figures() -> list[Figure]:
    """Wall time of an event in each design: medians of rounds, and what they are to each other."""
    with page_server() as google, databases() as urls:
        google.make(SIZE)
        google.make(SLOW_PAGES * PAGE)
        seconds = {
            name: measured("first_pulls", ROUNDS, google=google.url, database_url=url)
            for name, url in urls.items()
        }
    return [*_postgresql(seconds[POSTGRESQL]), *_sqlite(seconds[SQLITE])]


def _postgresql(of: dict[str, float]) -> list[Figure]:
    ours = of["alone"]
    return [
        told("first pull of 100,000 events alone, PostgreSQL", 1 / ours, "/s"),
        at_least("  update_or_create for each (2,500 events) / ours", of["naive"] / ours, 40, "x"),
        at_least("  bulk_create upserts (20,000 events) / ours", of["bulk"] / ours, 5, "x"),
        at_most("  ours / download, parse and raw COPY", ours / of["floor"], 1.15, "x"),
        *_whole(of),
    ]


def _sqlite(of: dict[str, float]) -> list[Figure]:
    ours = of["alone"]
    return [
        told("first pull of 100,000 events alone, SQLite", 1 / ours, "/s"),
        at_least("  update_or_create for each (2,500 events) / ours", of["naive"] / ours, 18, "x"),
        told("  bulk_create upserts (20,000 events) / ours", of["bulk"] / ours, "x"),
        at_most("  ours / download, parse and plain INSERT", ours / of["floor"], 1.2, "x"),
        *_whole(of),
    ]


def _whole(of: dict[str, float]) -> list[Figure]:
    """Tell of pulls as they are, with the occurrences that no other design writes."""
    ours, latency = of["ours"], SLOW_PAGES * LATENCY_SECONDS
    return [
        told("  with occurrences", 1 / ours, "/s"),
        told("    update_or_create for each / that", of["naive"] / ours, "x"),
        told("    bulk_create upserts / that", of["bulk"] / ours, "x"),
        at_most("    300 ms a page: that / the sum of latencies", of["slow"] / latency, 1.1, "x"),
    ]
