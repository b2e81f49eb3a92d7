"""One time for the engine, the emulator, Django and Google's libraries; it moves when it is told.

It replaces the engine's clock, and for code that knows no other than the system's, as model
defaults and google-auth, the system's too.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import time_machine
from tests.simulation.scheduler import present

from dj_google_calendar import clock
from gcal_emulator import Emulator

BEGINNING = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)


class SimulatedClock(clock.Clock):
    """Time that passes only by sleep and by decree; chance and ids by seed."""

    def __init__(self, random: Random, google: Emulator, system: time_machine.Traveller) -> None:
        self._random, self._google, self._system = random, google, system
        self._moment = BEGINNING
        self._is_eager = random.random() < 0.5
        google.freeze(BEGINNING)

    def now(self) -> dt.datetime:
        """Give the present moment."""
        return self._moment

    def monotonic(self) -> float:
        """Count seconds."""
        return (self._moment - BEGINNING).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Let others have their turn meanwhile, or pass the time where nobody else is."""
        worker = present()
        if worker is None:
            self.advance(seconds)
        else:
            worker.sleep_until(self.monotonic() + seconds)

    def random(self) -> float:
        """Draw from [0, 1)."""
        return self._random.random()

    def uuid(self) -> uuid.UUID:
        """Draw a random UUID."""
        return uuid.UUID(int=self._random.getrandbits(128), version=4)

    @contextmanager
    def running_ahead(self) -> Iterator[clock.Ahead]:
        """Run calls at once, or only when their result is wanted: both orders are real."""
        yield self._at_once if self._is_eager else self._later

    def advance(self, seconds: float) -> None:
        """Move time forward, for all."""
        span = dt.timedelta(seconds=seconds)
        self._moment += span
        self._system.move_to(self._moment, tick=False)
        self._google.advance(span)

    def _at_once(self, work: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        try:
            result = work(*arguments)
        except Exception as error:
            failure = error

            def fail() -> Any:
                raise failure

            return fail
        return lambda: result

    def _later(self, work: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        return lambda: work(*arguments)
