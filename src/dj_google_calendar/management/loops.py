"""Work that is looked for again and again, until it is told to end."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)
LONGEST_PAUSE = 30.0
AHEAD = 16
"""So many subjects wait for each thread, so that none is idle between two looks."""


class Loops:
    """Runs works side by side, each again after a pause; none waits for another.

    What goes wrong is logged, and the work tried again after a longer pause. Only a work that
    fails at its very first turn ends them all: the site is not ready then.
    """

    def __init__(self) -> None:
        self._is_ended = threading.Event()
        self.has_failed = False

    def stop(self) -> None:
        """End after what is being done."""
        self._is_ended.set()

    def run(self, *works: tuple[Callable[[], object], float]) -> None:
        """Run works, each with its pause in seconds, until :meth:`stop` is called."""
        threads = [threading.Thread(target=self._loop, args=work) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _loop(self, work: Callable[[], object], pause: float) -> None:
        turns = failures = 0
        try:
            while not self._is_ended.is_set():
                failures = 0 if self._has_worked(work) else failures + 1
                if failures and not turns:
                    self.has_failed = True
                    return
                turns += 1
                longer = min(LONGEST_PAUSE, 2.0**failures) if failures else pause
                self._is_ended.wait(max(pause, longer))
        finally:
            if self.has_failed:
                self._is_ended.set()
            connections.close_all()

    def _has_worked(self, work: Callable[[], object]) -> bool:
        close_old_connections()
        try:
            work()
        except Exception:
            logger.exception("work failed: %s", getattr(work, "__qualname__", work))
            return False
        return True


class Crew:
    """Does what is due in threads of its own, each subject by one of them at a time."""

    def __init__(
        self, threads: int, due: Callable[[], list[int]], work: Callable[[int], object]
    ) -> None:
        self._threads, self._due, self._work = threads, due, work
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="gcal-crew")
        self._running: dict[int, Future[None]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def look(self) -> None:
        """Begin with what is due."""
        self._running = {pk: each for pk, each in self._running.items() if not each.done()}
        free = self._threads * AHEAD - len(self._running)
        for pk in [pk for pk in self._due() if pk not in self._running][:free]:
            self._running[pk] = self._pool.submit(self._do, pk)

    def _do(self, pk: int) -> None:
        close_old_connections()
        try:
            self._work(pk)
        except Exception:  # kept with the subject, which is tried again later
            logger.exception("work failed: %s subject=%s", self._work, pk)
        finally:
            close_old_connections()
