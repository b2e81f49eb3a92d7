"""The emulator: start, reset, pages, increments, memory."""

import gc
import statistics
import subprocess
import sys
import tracemalloc

import requests
from figures import ALICE, ROUNDS, Figure, add_big_calendar, at_most, timed

from gcal_emulator import Emulator

PEOPLE = {"users": [{"email": ALICE}]}
SMALL, LARGE = 10_000, 100_000
PAGE = 2500
START = (
    "import time; t=time.perf_counter(); from gcal_emulator import Emulator; "
    "e=Emulator(seed='demo').start(); print(time.perf_counter()-t); e.stop()"
)


def figures() -> list[Figure]:
    starts = [
        float(subprocess.check_output([sys.executable, "-c", START], text=True))
        for _ in range(ROUNDS)
    ]
    return [
        at_most(
            "emulator: import and start with the demo seed", statistics.median(starts), 0.5, "s"
        ),
        *_states(),
        *_lists(),
        *_memory(),
    ]


def _states() -> list[Figure]:
    """Reset and restore a world of 10,000 events."""
    with Emulator(seed=PEOPLE) as emulator:
        add_big_calendar(emulator, "small", SMALL)
        seed = emulator.dump()
    with Emulator(seed=seed) as emulator:
        resets, restores = [], []
        for _ in range(9):
            resets.append(timed(emulator.reset))
            emulator.snapshot()
            restores.append(timed(emulator.restore))
    return [
        at_most("  reset, 10,000 events", statistics.median(resets) * 1000, 50, "ms"),
        at_most("  restore, 10,000 events", statistics.median(restores) * 1000, 50, "ms"),
    ]


def _lists() -> list[Figure]:
    """Read pages and increments of a calendar of 10,000 and of one of 100,000, by turns."""
    with Emulator(seed=PEOPLE, keep_alive=True) as emulator:
        readers = {}
        for name, size in (("small", SMALL), ("large", LARGE)):
            add_big_calendar(emulator, name, size)
            readers[name] = _Reader(emulator, name)
        first = readers["large"].first_page
        for _ in range(15):
            for reader in readers.values():
                reader.read()
        for reader in readers.values():
            reader.close()
    page = {name: statistics.median(reader.pages) for name, reader in readers.items()}
    increment = {name: statistics.median(reader.increments) for name, reader in readers.items()}
    return [
        at_most("  page of 2,500 of 100,000 events, first read", first * 1000, 150, "ms"),
        at_most("  page of 2,500 of 100,000 events, later reads", page["large"] * 1000, 150, "ms"),
        at_most("  increment of 1 change in 100,000", increment["large"] * 1000, 5, "ms"),
        at_most(
            "  increment in 100,000 / in 10,000", increment["large"] / increment["small"], 1.3, "x"
        ),
    ]


class _Reader:
    """Reads one calendar over one connection."""

    def __init__(self, emulator: Emulator, name: str) -> None:
        self._emulator, self._name = emulator, name
        self._url = f"{emulator.url}/calendar/v3/calendars/{name}/events"
        self._session = requests.Session()
        token = emulator.credentials(ALICE)["token"]
        self._session.headers["Authorization"] = f"Bearer {token}"
        self.pages: list[float] = []
        self.increments: list[float] = []
        self.first_page = timed(lambda: self._get(maxResults=PAGE))
        self._sync_token = self._to_the_end()
        emulator.add_event(name, summary="Changed", start={"date": "2026-01-01"})

    def _get(self, **query):
        answer = self._session.get(self._url, params=query, timeout=60)
        answer.raise_for_status()
        return answer

    def _to_the_end(self) -> str:
        query: dict = {"maxResults": PAGE}
        while True:
            answer = self._get(**query).json()
            if "nextSyncToken" in answer:
                return answer["nextSyncToken"]
            query["pageToken"] = answer["nextPageToken"]

    def read(self) -> None:
        """Read a page and an increment of one change."""
        self.pages.append(timed(lambda: self._get(maxResults=PAGE)))
        self.increments.append(timed(lambda: self._get(syncToken=self._sync_token)))
        assert len(self._get(syncToken=self._sync_token).json()["items"]) == 1

    def close(self) -> None:
        self._session.close()


def _memory() -> list[Figure]:
    """Count the bytes of an event, before and after all have been listed."""
    with Emulator(seed=PEOPLE, keep_alive=True) as emulator:
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        add_big_calendar(emulator, "small", SMALL)
        gc.collect()
        stored = tracemalloc.get_traced_memory()[0] - before
        reader = _Reader(emulator, "small")
        reader.close()
        gc.collect()
        listed = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
    return [
        at_most("  memory of an event", stored / SMALL / 1000, 4, "kB"),
        at_most("  memory of an event that was listed", listed / SMALL / 1000, 4, "kB"),
    ]
