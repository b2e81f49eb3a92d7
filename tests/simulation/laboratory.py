"""Where histories run: a database in memory and settings of their own, within any process."""

import functools
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import time_machine
from django.core.management import call_command
from django.db import connections
from django.db.utils import ConnectionHandler
from django.test import override_settings
from tests.simulation.simulated_clock import BEGINNING

DATABASE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ":memory:",
    "OPTIONS": {"transaction_mode": "IMMEDIATE"},
}
NO_QUEUE = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
"""What is enqueued gets lost: the queue is a hint."""


@functools.cache
def tables() -> bytes:
    """Give an empty database with all tables, made once in each process."""
    theirs, ours = connections["default"], ConnectionHandler({"default": DATABASE})["default"]
    connections["default"] = ours
    try:
        call_command("migrate", verbosity=0)
        return bytes(ours.connection.serialize())
    finally:
        connections["default"] = theirs
        ours.connection.close()


@contextmanager
def laboratory() -> Iterator[None]:
    """Bring this process into the state in which histories run."""
    disabled = logging.root.manager.disable
    logging.disable()
    empty = tables()
    theirs, ours = connections["default"], ConnectionHandler({"default": DATABASE})["default"]
    connections["default"] = ours
    try:
        ours.ensure_connection()
        ours.connection.deserialize(empty)
        with (
            override_settings(GOOGLE_CALENDAR={}, TASKS=NO_QUEUE, DEBUG=False),
            time_machine.travel(BEGINNING, tick=False),
        ):
            yield
    finally:
        logging.disable(disabled)
        connections["default"] = theirs
        ours.inc_thread_sharing()
        ours.connection.close()
