"""The running emulator: a world behind an HTTP server on loopback."""

import datetime as dt
import ipaddress
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from gcal_emulator.app import App
from gcal_emulator.calendar_v3.event_view import view
from gcal_emulator.clients import client_secrets
from gcal_emulator.connection import Server
from gcal_emulator.demo_seed import demo_seed
from gcal_emulator.faults import Fault
from gcal_emulator.log import Log
from gcal_emulator.seed import add_calendar, add_event, add_user, load_seed
from gcal_emulator.world import World

DEMO = "demo"
Seed = str | Mapping[str, Any] | None


class NotLoopbackError(ValueError):
    """The emulator serves only this machine."""


class Emulator:
    """A local Google.

    ``seed`` is ``"demo"``, a seed (see :mod:`gcal_emulator.seed`) or None for an empty world.
    Port 0 takes a free one. Usable as a context manager. With ``keep_alive`` connections stay
    open between requests, as Google's do; without, a test suite that treats warnings as errors
    is not troubled by clients that never close their sockets.
    """

    def __init__(
        self,
        *,
        seed: Seed = None,
        host: str = "127.0.0.1",
        port: int = 0,
        today: dt.date | None = None,
        keep_alive: bool = False,
    ) -> None:
        if host != "localhost" and not _is_loopback(host):
            raise NotLoopbackError(f"{host} is not an address of this machine alone.")
        self._seed, self._host, self._port, self._today = seed, host, port, today
        self._keeps_alive = keep_alive
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self.log = Log()
        self.world = self._new_world()

    def start(self) -> Self:
        """Begin to serve; the address is in :attr:`url`."""
        self._server = Server(self._host, self._port, App(self), keeps_alive=self._keeps_alive)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """End serving and free the port."""
        if self._server is not None and self._thread is not None:
            self._server.end()
            self._thread.join()
            self._server = self._thread = None

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

    def reset(self) -> None:
        """Begin anew with the seed, and forget all requests."""
        with self.world.lock:
            self.world = self._new_world()
            self.log.clear()

    def load(self, seed: Mapping[str, Any]) -> None:
        """Add what a seed describes."""
        with self.world.lock:
            load_seed(self.world, seed)

    def add_user(self, email: str, **described: Any) -> None:
        """Add a person with an empty primary calendar."""
        with self.world.lock:
            add_user(self.world, email, **described)

    def add_calendar(self, **described: Any) -> None:
        """Add a calendar, described as in a seed."""
        with self.world.lock:
            add_calendar(self.world, described)

    def add_event(self, calendar_id: str, **described: Any) -> dict[str, Any]:
        """Add an event, described as in a seed, and give its resource as its owner sees it.

        Without times it takes the next full hour.
        """
        with self.world.lock:
            calendar = self.world.calendars[calendar_id]
            times = {} if "start" in described else _next_hour(self.world.clock.now())
            event_id = add_event(self.world, calendar, times | described)["id"]
            event = calendar.events[event_id]
            return view(calendar, event.resource, event.micros, reader=calendar.owner)

    def fail(self, **rule: Any) -> None:
        """Make calls fail by a counted rule (see :class:`gcal_emulator.faults.Fault`)."""
        with self.world.lock:
            self.world.faults.rules.append(Fault(**rule))

    def expire_sync_tokens(self) -> None:
        """Make every sync token answer 410."""
        with self.world.lock:
            self.world.expire_sync_tokens()

    def expire_access_tokens(self) -> None:
        """End every access token."""
        with self.world.lock:
            self.world.expire_access_tokens()

    def revoke_grants(self, email: str) -> None:
        """Take back, as the person, all that was allowed."""
        with self.world.lock:
            self.world.revoke_grants(email)

    def page_size(self, most: int) -> None:
        """Let no page hold more items than this; 0 lifts the limit."""
        with self.world.lock:
            self.world.page_size_limit = most

    def register_client(self, redirect_uris: list[str]) -> dict[str, Any]:
        """Register redirect URIs and give the ``client_secret.json`` of their client."""
        with self.world.lock:
            return client_secrets(self.world, self.url + "/", redirect_uris)

    def _new_world(self) -> World:
        world = World()
        if self._seed is not None:
            load_seed(world, self._described())
        return world

    def _described(self) -> Mapping[str, Any]:
        if self._seed == DEMO:
            return demo_seed(today=self._today or dt.datetime.now(dt.UTC).date())
        if not isinstance(self._seed, Mapping):
            raise TypeError(f"{self._seed!r} is no seed.")
        return self._seed


def _next_hour(now: dt.datetime) -> dict[str, Any]:
    start = now.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    end = start + dt.timedelta(hours=1)
    return {
        key: {"dateTime": moment.isoformat()} for key, moment in (("start", start), ("end", end))
    }


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
