"""Time, chance and identity: the one port through which the engine meets them.

A simulation puts its own clock in place with :func:`use`; everything else runs on
the system's.
"""

import datetime as dt
import random as _random
import time
import uuid as _uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Clock:
    """The system's time, sleep, chance and identifiers."""

    def now(self) -> dt.datetime:
        """Give the present moment in UTC."""
        return dt.datetime.now(dt.UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def random(self) -> float:
        """Draw from [0, 1); for jitter, never for secrets."""
        return _random.random()  # noqa: S311 - jitter, not a secret

    def uuid(self) -> _uuid.UUID:
        """Draw a random UUID."""
        return _uuid.uuid4()


_current: ContextVar[Clock] = ContextVar("clock", default=Clock())  # noqa: B039 - stateless


def now() -> dt.datetime:
    """Give the present moment in UTC."""
    return _current.get().now()


def sleep(seconds: float) -> None:
    """Wait."""
    _current.get().sleep(seconds)


def random() -> float:
    """Draw from [0, 1); for jitter, never for secrets."""
    return _current.get().random()


def uuid() -> _uuid.UUID:
    """Draw a random UUID."""
    return _current.get().uuid()


@contextmanager
def use(clock: Clock) -> Iterator[Clock]:
    """Let the enclosed code run on another clock."""
    token = _current.set(clock)
    try:
        yield clock
    finally:
        _current.reset(token)
