"""A world behind an HTTP server on loopback: what starts and ends, and who may hold it."""

import copy
import datetime as dt
import ipaddress
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from gcal_emulator.app import App
from gcal_emulator.calendar_v3.conference import keep_promises
from gcal_emulator.connection import Server
from gcal_emulator.demo_seed import demo_seed
from gcal_emulator.log import Log
from gcal_emulator.push.announce import announce
from gcal_emulator.push.deliver import Deliverer
from gcal_emulator.seed import load_seed
from gcal_emulator.switches import STRICT
from gcal_emulator.world import World

DEMO = "demo"
Seed = str | Mapping[str, Any] | None
Json = dict[str, Any]


class NotLoopbackError(ValueError):
    """The emulator serves only this machine."""


class Running:
    """The part of :class:`gcal_emulator.server.Emulator` that serves a world."""

    def __init__(
        self,
        *,
        seed: Seed = None,
        host: str = "127.0.0.1",
        port: int = 0,
        today: dt.date | None = None,
        now: dt.datetime | None = None,
        keep_alive: bool = False,
        strict: bool = False,
        switches: Mapping[str, Any] | None = None,
        random_seed: int = 0,
    ) -> None:
        if host != "localhost" and not _is_loopback(host):
            raise NotLoopbackError(f"{host} is not an address of this machine alone.")
        self._host, self._port, self._keeps_alive = host, port, keep_alive
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._deliverer: Deliverer | None = None
        self.log = Log()
        self.world = World(seed=random_seed)
        """The same object for ever: a reset changes what it holds."""
        self.lock = self.world.lock
        if now is not None:
            self.world.clock.freeze(now)
        self.world.switches = self.world.switches.changed(STRICT if strict else {})
        if seed is not None:
            load_seed(self.world, _described(seed, today or self.world.clock.now().date()))
        self.world.switches = self.world.switches.changed(dict(switches or {}))
        self._snapshots: dict[str, World] = {"": self.world.copy()}

    def start(self) -> Self:
        """Begin to serve; the address is in :attr:`url`. Raises OSError for a taken port."""
        try:
            self._server = Server(self._host, self._port, App(self), keeps_alive=self._keeps_alive)
        except SystemExit as exc:  # which is what the server does
            raise OSError(f"Port {self._port} of {self._host} cannot be used.") from exc
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()
        self._deliverer = Deliverer(self.world, self._do_what_is_due)
        self._deliverer.start()
        return self

    def stop(self) -> None:
        """End serving and free the port."""
        if self._server is not None and self._thread is not None:
            self._server.end()
            self._thread.join()
            self._server = self._thread = None
        if self._deliverer is not None:
            self._deliverer.stop()
            self._deliverer = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The server's address, without a slash at its end."""
        if self._server is None:
            raise RuntimeError("The emulator has not been started.")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._server.server_port}"

    @contextmanager
    def changing(self) -> Iterator[World]:
        """Hold the world while it is changed, and tell channels of it afterwards."""
        with self.lock:
            yield self.world
            self._do_what_is_due()
        self.wake()

    def load(self, seed: Mapping[str, Any]) -> None:
        """Add what a seed describes, or take on what a dump holds; all of it or nothing."""
        is_dump = "state" in seed
        with self.changing():
            made = World() if is_dump else self.world.copy()
            if not is_dump:
                made.channels = self.world.channels  # whose messages go on
            load_seed(made, copy.deepcopy(dict(seed)))
            self.world.become(made)

    def wake(self) -> None:
        """Let waiting messages go out."""
        if self._deliverer is not None:
            self._deliverer.wake()

    def wait_for_deliveries(self, *, timeout: float = 10) -> None:
        """Wait until no message is on its way; raise TimeoutError."""
        self.wake()
        if self._deliverer is not None and not self._deliverer.wait_until_idle(timeout):
            raise TimeoutError("Messages are still on their way.")

    def _do_what_is_due(self) -> None:
        keep_promises(self.world)
        announce(self.world)


def _described(seed: Seed, today: dt.date) -> Mapping[str, Any]:
    if seed == DEMO:
        return demo_seed(today=today)
    if not isinstance(seed, Mapping):
        raise TypeError(f"{seed!r} is no seed.")
    return seed


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
