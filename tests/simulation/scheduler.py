"""Workers that take turns: each has a thread, one of them runs, and chance says who is next.

A worker may be interrupted wherever a real one can be: before each statement outside of a
transaction, before and after each request, and while it sleeps. It may die at any statement.
"""

import contextvars
import threading
from collections.abc import Callable
from random import Random


class Killed(BaseException):
    """The worker is gone, as after a SIGKILL; nothing it still tries takes effect."""


class Worker(threading.Thread):
    """One process of the site, doing one job."""

    def __init__(self, scheduler: "Scheduler", name: str, work: Callable[[], object]) -> None:
        super().__init__(name=name, daemon=True)
        self.wakes_at = 0.0
        self.fuse = -1
        """After so many points it dies; below 0 it lives."""
        self.is_killed = self.is_over = False
        self.place = "start"
        self.error: BaseException | None = None
        self._scheduler, self._work = scheduler, work
        self._context = contextvars.copy_context()
        self._turn = _taken_lock()

    def __str__(self) -> str:
        if self.is_over:
            return "was killed" if self.is_killed else "is over"
        return f"is at {self.place}"

    def run(self) -> None:
        """Do the job, from the first turn on."""
        self._turn.acquire()
        try:
            self._live()
            self._context.run(self._scheduler.within, self._work)
        except Killed:
            self.is_killed = True
        except BaseException as error:
            self.error = error
        self.is_over = True
        self._scheduler.take_back()

    def go_on(self) -> None:
        """Have a turn; called by the driver."""
        self._turn.release()

    def point(self, place: str, *, may_pause: bool) -> None:
        """Pass a point at which this worker may be interrupted, or die."""
        self._live()
        self.place = place
        if self.fuse >= 0:
            self.fuse -= 1
            if self.fuse < 0:
                self.is_killed = True
                raise Killed
        if may_pause and self._scheduler.wants_turn(place):
            self._pause()

    def sleep_until(self, moment: float) -> None:
        """Have no turn before a moment."""
        self._live()
        self.place, self.wakes_at = "sleep", moment
        self._pause()

    def _pause(self) -> None:
        self._scheduler.take_back()
        self._turn.acquire()
        self._live()

    def _live(self) -> None:
        if self.is_killed:
            raise Killed


class Scheduler:
    """Hands the one baton to a worker, and gets it back at a point that chance picks."""

    def __init__(self, random: Random, within: Callable[[Callable[[], object]], object]) -> None:
        self.within = within
        """Runs a job on the site's database and clock."""
        self.workers: list[Worker] = []
        self.patience = {"statement": random.choice((0.02, 0.1, 0.4)), "request": 0.7}
        """How likely the baton goes back at each kind of point."""
        self._random = random
        self._baton = _taken_lock()
        self._begun = 0

    def begin(self, job: str, work: Callable[[], object]) -> Worker:
        """Make a worker; it does nothing before its first turn."""
        self._begun += 1
        worker = Worker(self, f"{job} {self._begun}", work)
        self.workers.append(worker)
        worker.start()
        return worker

    def turn(self, worker: Worker) -> None:
        """Let a worker go on until it gives the baton back, or is over."""
        worker.go_on()
        self._baton.acquire()
        if worker.is_over:
            worker.join()
            self.workers.remove(worker)

    def take_back(self) -> None:
        """Get the baton; called by the worker that has it."""
        self._baton.release()

    def wants_turn(self, place: str) -> bool:
        """Draw whether the baton goes back at a point."""
        return self._random.random() < self.patience[place.partition(" ")[0]]

    def end(self) -> None:
        """Kill whoever is left."""
        for worker in list(self.workers):
            worker.is_killed = True
            self.turn(worker)


def _taken_lock() -> threading.Lock:
    """Give what one thread waits for until another one lets go; semaphores cost more."""
    lock = threading.Lock()
    lock.acquire()
    return lock


def present() -> Worker | None:
    """Give the worker whose code is running; None for the driver's own."""
    thread = threading.current_thread()
    return thread if isinstance(thread, Worker) else None
