"""The example site as real processes beside a local Google: web server, workers, Celery."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from tests.servers.redis import free_port, wait_for_port

from gcal_emulator import Emulator

ROOT = Path(__file__).parents[2]
MANAGE = str(ROOT / "example" / "manage.py")
ALICE = "alice@example.com"
PATIENCE_SECONDS = 40
DEADLOCKS = 10


def wait_until(is_so: Callable[[], Any], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is so; raise TimeoutError."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)


class Site:
    """A site of its own: its folder or database, its environment, its processes."""

    def __init__(self, google: Emulator, folder: Path, *, database_url: str = "", **env: str):
        self.google, self._database_url = google, database_url
        self._folder = folder
        port = free_port()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._port = port
        self.environment = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "SECRET_KEY": "of a test",
            "DEBUG": "1",
            "GOOGLE_CALENDAR_EMULATOR": google.url,
            "GOOGLE_CALENDAR_WEBHOOK_URL": f"http://127.0.0.1:{port}/calendar/webhook/",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            **env,
        }

    def run(self, *arguments: str, given: str = "") -> str:
        """Run Python with the site's environment to its end and give what it prints."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            input=given,
            text=True,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start Python with the site's environment; what it prints goes to a file."""
        log = (self._folder / f"log-{len(self._processes)}.txt").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def prepare(self) -> None:
        """Make the tables, and connect Alice."""
        self.run(MANAGE, "migrate", "--verbosity", "0")
        given = json.dumps(self.google.credentials(ALICE), default=str)
        self.run("-m", "tests.servers.connect", given=given)

    def serve(self) -> None:
        """Start the web server, to which Google sends its notifications."""
        address = f"127.0.0.1:{self._port}"
        process = self.start(MANAGE, "runserver", "--noreload", "--nothreading", address)
        wait_for_port(self._port, process)

    def start_celery(self, *, pool: str = "prefork") -> "subprocess.Popen[bytes]":
        """Start a Celery worker of two processes."""
        options = ("--concurrency", "2", "--pool", pool, "--loglevel", "INFO")
        return self.start("-m", "celery", "-A", "example.celery_app", "worker", *options)

    def start_beat(self) -> "subprocess.Popen[bytes]":
        """Start what sends the tick."""
        return self.start("-m", "celery", "-A", "example.celery_app", "beat")

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        if self._database_url:
            with psycopg.connect(self._database_url) as connection:
                return connection.execute(statement).fetchall()
        with closing(sqlite3.connect(self._folder / "site.sqlite3", timeout=20)) as connection:
            return connection.execute(statement).fetchall()

    def has_event(self, summary: str) -> bool:
        """Say whether an event is in the mirror."""
        found = f"SELECT 1 FROM google_calendar_event WHERE summary = '{summary}'"  # noqa: S608
        return bool(self.ask(found))

    def is_watched(self) -> bool:
        """Say whether Alice's calendar has a channel that has spoken, and nothing is to be done."""
        pulled = "SELECT c.google_id FROM google_calendar_calendar c "
        joined = "JOIN google_calendar_notification n ON n.calendar_id = c.id AND c.done = n.id"
        return (ALICE,) in self.ask(pulled + joined)

    def end_leases(self) -> None:
        """Let the leases of workers that were killed end now instead of in a minute."""
        self.change("UPDATE google_calendar_calendar SET lease_until = '2000-01-01 00:00'")

    def end_claims(self) -> None:
        """Let the right to renew a token end now that a killed process has taken."""
        self.change("UPDATE google_calendar_account SET refresh_until = '2000-01-01 00:00'")

    def change(self, statement: str) -> None:
        """Change the database; SQLite may be given several statements."""
        if self._database_url:
            self._change_postgresql(self._database_url, statement)
            return
        with closing(sqlite3.connect(self._folder / "site.sqlite3", timeout=20)) as connection:
            connection.executescript(statement)

    def _change_postgresql(self, url: str, statement: str) -> None:
        for _ in range(DEADLOCKS):
            try:
                with psycopg.connect(url) as connection:
                    connection.execute(statement)
            except psycopg.errors.DeadlockDetected:
                continue  # many rows at once, against workers that take theirs in another order
            return
        raise TimeoutError(statement)

    def log(self) -> str:
        """Give what all processes have printed."""
        return "\n".join(each.read_text() for each in sorted(self._folder.glob("log-*.txt")))

    def has_said(self, process: "subprocess.Popen[bytes]", text: str) -> bool:
        """Say whether a process has printed something."""
        number = self._processes.index(process)
        return text in (self._folder / f"log-{number}.txt").read_text()

    def stop(self) -> None:
        """End each process that was started, with its children."""
        for process in self._processes:
            kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and its children at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def running_site(google: Emulator, folder: Path, **options: Any) -> Iterator[Site]:
    """Give a site with Alice connected, whose processes are ended in the end."""
    site = Site(google, folder, **options)
    try:
        site.prepare()
        yield site
    finally:
        site.stop()
        sys.stderr.write(site.log()[-6000:])  # shown where the test has failed
