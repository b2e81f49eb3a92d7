"""How long a change at Google takes to the mirror: real processes, push on, embedded worker."""

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from figures import Figure, at_most
from tests.servers.site import ALICE, MANAGE, Site, running_site, wait_until

from gcal_emulator import Emulator

CHANGES = 50


def figures() -> list[Figure]:
    """Change one event after the other, at moments that follow no beat, and wait for each."""
    with working_site() as (google, site):
        seconds = [_wait_for(google, site, number) for number in range(CHANGES)]
    seconds.sort()
    return [
        at_most(
            "change at Google to row, SQLite, gcal_worker, p50", statistics.median(seconds), 1, "s"
        ),
        at_most("  the same, p99", seconds[round(0.99 * (CHANGES - 1))], 3, "s"),
    ]


@contextmanager
def working_site() -> Iterator[tuple[Emulator, Site]]:
    """Give a local Google and a site that hears of its changes, with its embedded worker."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Emulator(seed="demo") as google,
        running_site(google, Path(folder)) as site,
    ):
        site.serve()
        site.start(MANAGE, "gcal_worker")
        wait_until(site.is_watched)
        time.sleep(2)
        yield google, site


def _wait_for(google, site, number: int) -> float:
    time.sleep(random.random() / 2)
    begun = time.perf_counter()
    google.add_event(ALICE, summary=f"Change {number}")
    while not site.has_event(f"Change {number}"):
        time.sleep(0.005)
    return time.perf_counter() - begun
