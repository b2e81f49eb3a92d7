"""What all benchmarks share: a figure beside its goal, and a world to measure in."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

ALICE = "alice@example.com"
ROUNDS = 5


@dataclass
class Figure:
    """One measured value beside its goal."""

    name: str
    value: float
    goal: str
    unit: str
    holds: bool


def at_most(name: str, value: float, goal: float, unit: str) -> Figure:
    return Figure(name, round(value, 3), f"<= {goal}", unit, value <= goal)


def at_least(name: str, value: float, goal: float, unit: str) -> Figure:
    return Figure(name, round(value, 3), f">= {goal}", unit, value >= goal)


def told(name: str, value: float, unit: str) -> Figure:
    """Give a figure that has no goal."""
    return Figure(name, round(value, 3), "-", unit, True)


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def events(size: int) -> list[dict]:
    """Describe events, one every quarter of an hour."""
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    described = []
    for number in range(size):
        start = begins + dt.timedelta(minutes=15 * number)
        described.append(
            {
                "summary": f"Event {number}",
                "description": "What there is to say about it. " * 8,
                "start": {"dateTime": start.isoformat()},
                "end": {"dateTime": (start + dt.timedelta(hours=1)).isoformat()},
            }
        )
    return described


def add_big_calendar(emulator, name: str, size: int) -> None:
    """Add a calendar with so many events."""
    emulator.add_calendar(id=name, owner=ALICE, summary=name, timeZone="UTC", events=events(size))
