"""What measurements run in: a server of pages, the databases, and processes of their own."""

import json
import math
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from big_calendars import PAGE
from tests.servers.postgresql import new_database

HERE = Path(__file__).resolve().parent
POSTGRESQL, SQLITE = "PostgreSQL", "SQLite"


class PageServer:
    """The process that serves big calendars."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/"

    def make(self, size: int) -> None:
        """Have all pages of a calendar made, so that no measurement waits for it."""
        for number in range(math.ceil(size / PAGE)):
            path = f"calendar/v3/calendars/{size}/events?pageToken={number}"
            urllib.request.urlopen(self.url + path).read()
        self.calls()

    def calls(self) -> int:
        """Count the requests since this was asked last."""
        with urllib.request.urlopen(self.url + "calls") as answer:
            return int(answer.read())


@contextmanager
def page_server() -> Iterator[PageServer]:
    """Give a server that ends with its pages."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(HERE / "page_server.py"), folder]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            yield PageServer(int(process.stdout.readline()))
        finally:
            process.kill()
            process.communicate()


@contextmanager
def databases() -> Iterator[Mapping[str, str]]:
    """Give the DATABASE_URL of each database, empty for SQLite."""
    with new_database() as url:
        yield {POSTGRESQL: url, SQLITE: ""}


def measured(module: str, *arguments: object, google: str = "", database_url: str = "") -> Any:
    """Give what a module of ``inside`` prints: JSON, from a site of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", f"inside.{module}", *map(str, arguments)],
            env=_environment(folder, google, database_url),
            stdout=subprocess.PIPE,
            check=True,
        )
    return json.loads(done.stdout)


@contextmanager
def web_server(database_url: str) -> Iterator[int]:
    """Give the port of a site that is served as in production."""
    with tempfile.TemporaryDirectory() as folder:
        production = {"DJANGO_SETTINGS_MODULE": "inside.web_settings"}
        process = subprocess.Popen(
            [sys.executable, "-m", "inside.web"],
            env=_environment(folder, "", database_url) | production,
            stdout=subprocess.PIPE,
        )
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()
            process.communicate()


def _environment(folder: str, google: str, database_url: str) -> dict[str, str]:
    return os.environ | {
        "DATA_DIR": folder,
        "DATABASE_URL": database_url,
        "DEBUG": "0",
        "SECRET_KEY": "of a benchmark",
        "DJANGO_SETTINGS_MODULE": "example.settings",
        "GOOGLE_CALENDAR_CLIENT_SECRETS": json.dumps(_secrets(google)),
        # one account asks more often here than Google would let it
        "GOOGLE_CALENDAR_REQUESTS_PER_MINUTE_PER_USER": "0",
        "PYTHONPATH": f"{HERE.parent}:{HERE}",
    }


def _secrets(google: str) -> dict[str, Any]:
    root = google or "http://127.0.0.1:9/"
    client = {"client_id": "c", "client_secret": "s", "auth_uri": root, "token_uri": root}
    return {"web": client}
