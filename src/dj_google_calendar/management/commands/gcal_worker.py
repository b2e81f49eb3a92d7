"""``manage.py gcal_worker``: all background work in one process, without a broker."""

import functools
import signal
import sys
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dj_google_calendar.management.loops import Crew, Loops
from dj_google_calendar.management.readiness import require_tables
from dj_google_calendar.management.task_queue import run_queued_tasks
from dj_google_calendar.tasks import (
    due_calendars,
    due_pushes,
    pull_due_lists,
    pull_if_wanted,
    push,
    see_to_upkeep,
)

EDITS_EVERY = 0.1
LISTS_EVERY = 1.0
UPKEEP_EVERY = 5.0


class Command(BaseCommand):
    """Pulls, sends, runs queued tasks and keeps channels alive, until it is told to end."""

    help = (
        "Do all background work in this process: pull calendars when notifications come or their "
        "time is up, send edits to Google, run queued tasks, and keep notification channels alive."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's options."""
        parser.add_argument("--interval", type=float, default=0.3, help="seconds between looks")
        parser.add_argument(
            "--threads", type=int, default=2, help="pulls, and edits, at the same time"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work until a signal comes."""
        require_tables()
        loops, interval, threads = Loops(), options["interval"], max(1, options["threads"])

        def stop(_number: int, _frame: FrameType | None) -> None:
            loops.stop()

        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, stop)
        self.stdout.write("Working; Ctrl-C ends it.")
        self.stdout.flush()
        mirrored = functools.partial(due_calendars, is_mirrored=True)
        others = functools.partial(due_calendars, is_mirrored=False)
        # first pulls take minutes, notified ones and edits a moment: none waits for the other
        with (
            Crew(threads, mirrored, pull_if_wanted) as short,
            Crew(threads, others, pull_if_wanted) as long,
            Crew(threads, due_pushes, push) as edits,
        ):
            loops.run(
                (short.look, interval),
                (long.look, interval),
                (edits.look, min(interval, EDITS_EVERY)),
                (run_queued_tasks, interval),
                (pull_due_lists, LISTS_EVERY),
                (see_to_upkeep, UPKEEP_EVERY),
            )
        if loops.has_failed:
            sys.exit(1)
