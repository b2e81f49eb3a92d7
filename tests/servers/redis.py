"""A broker for tests: Valkey or Redis, on a port of its own, without a file.

Where neither is there, apt brings Redis; else set VALKEY=/path/to/valkey-server.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 20
APT = "apt-get update -qq && apt-get install -qq -y --no-install-recommends redis-server"


def program() -> str:
    """Give the path of a server; raise RuntimeError where there is none and none can be had."""
    if found := _found():
        return found
    with (Path(tempfile.gettempdir()) / "apt-redis.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another test may be bringing it
        if not _found():
            subprocess.run(["sh", "-c", APT], check=False, capture_output=True)
    if found := _found():
        return found
    raise RuntimeError("Neither valkey-server nor redis-server is there; apt could not bring it.")


def _found() -> str | None:
    names = (os.environ.get("VALKEY", ""), "valkey-server", "redis-server")
    return next(filter(None, (shutil.which(name) for name in names if name)), None)


def free_port() -> int:
    """Give a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until something listens; raise RuntimeError where the process has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"Nothing listens on {port}.")


class Broker:
    """A server that can be killed and started again on the same port, with nothing in it."""

    def __init__(self) -> None:
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, empty."""
        command = [program(), "--port", str(self._port), "--bind", "127.0.0.1"]
        self._process = subprocess.Popen(
            [*command, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL
        )
        wait_for_port(self._port, self._process)

    def kill(self) -> None:
        """End at once; all that waited is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running_broker() -> Iterator[Broker]:
    """Give a broker that is killed at the end."""
    broker = Broker()
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()
