"""Time, chance, identity and work done ahead: the one port through which the engine meets them.

A simulation puts its own clock in place with :func:`use`; everything else runs on
the system's.
"""

import datetime as dt
import random as _random
import time
import uuid as _uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Ahead = Callable[..., Callable[[], Any]]
"""Begins a call, and gives what waits for its result."""


class Clock:
    """The system's time, sleep, chance, identifiers and threads."""

    def now(self) -> dt.datetime:
        """Give the present moment in UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """Count seconds that no change of the system's time moves."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def random(self) -> float:
        """Draw from [0, 1); for jitter, never for secrets."""
        return _random.random()  # noqa: S311 - jitter, not a secret

    def uuid(self) -> _uuid.UUID:
        """Draw a random UUID."""
        return _uuid.uuid4()

    @contextmanager
    def running_ahead(self) -> Iterator[Ahead]:
        """Let calls run in one other thread while this one goes on."""
        with ThreadPoolExecutor(1, thread_name_prefix="gcal-ahead") as pool:
            try:
                yield lambda work, *arguments: pool.submit(work, *arguments).result
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


_current: ContextVar[Clock] = ContextVar("clock", default=Clock())  # noqa: B039 - stateless


def now() -> dt.datetime:
    """Give the present moment in UTC."""
    return _current.get().now()


def monotonic() -> float:
    """Count seconds that no change of the system's time moves."""
    return _current.get().monotonic()


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
def running_ahead() -> Iterator[Ahead]:
    """Let calls run ahead of the work that needs their results."""
    with _current.get().running_ahead() as ahead:
        yield ahead


@contextmanager
def use(clock: Clock) -> Iterator[Clock]:
    """Let the enclosed code run on another clock."""
    token = _current.set(clock)
    try:
        yield clock
    finally:
        _current.reset(token)
