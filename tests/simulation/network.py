"""The wire between the site and Google, without sockets.

The libraries in use look up by scheme which class opens a connection. For ``http`` that class is
one of these here, for as long as a history runs: it hands the bytes of a request to the
emulator's application, and gives the bytes of its answer.
"""

import http.client
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar
from unittest.mock import patch
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import httplib2
import urllib3
from tests.simulation.scheduler import present

from gcal_emulator import Emulator
from gcal_emulator.app import App
from gcal_emulator.connection import TRUNCATED  # an answer that does not arrive whole

ROOT = "http://google.localhost:1/"
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """A request on its way."""

    method: str
    target: str
    headers: Headers
    body: bytes

    @property
    def path(self) -> str:
        """What is asked for."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters."""
        return parse_qs(urlsplit(self.target).query)

    @property
    def lists_events(self) -> bool:
        """Whether this asks for a page of events."""
        return self.method == "GET" and self.path.endswith("/events")

    @property
    def calendar_id(self) -> str:
        """The calendar whose events are asked for."""
        return unquote(self.path.split("/")[-2])

    @property
    def event(self) -> tuple[str, str]:
        """The calendar and the id of the event that this is about."""
        parts = self.path.split("/")
        return unquote(parts[-3]), unquote(parts[-1])


@dataclass(frozen=True)
class Answer:
    """An answer on its way."""

    status: int
    body: bytes
    is_cut: bool = False

    @property
    def as_sent(self) -> bytes:
        """The bytes that arrive."""
        head = f"HTTP/1.1 {self.status} Said\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {len(self.body)}\r\nConnection: close\r\n\r\n"
        body = self.body[: len(self.body) // 2] if self.is_cut else self.body
        return head.encode() + body


class LostError(ConnectionResetError):
    """The connection has ended without an answer."""


Way = Callable[[Asked, Callable[[Asked], Answer]], Answer]
"""How a request goes: with what lets it go on to Google."""


class Network:
    """What lies between the site and the emulator; ``way`` may let things go wrong."""

    current: ClassVar["Network"]

    def __init__(self, google: Emulator, pass_time: Callable[[], None]) -> None:
        self.way: Way | None = None
        self.arrive: Way = lambda asked, go_on: go_on(asked)
        """What looks on as a request reaches Google."""
        self.shown: Callable[[Answer], None] = lambda _answer: None
        """What looks at each answer that reaches the site."""
        self._app, self._pass_time = App(google), pass_time

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Let every http connection of this process lead here."""
        Network.current = self
        with (
            patch.dict(httplib2.SCHEME_TO_CONNECTION, {"http": _Httplib2Connection}),
            patch.dict(urllib3.poolmanager.pool_classes_by_scheme, {"http": _Pool}),
        ):
            yield

    def exchange(self, sent: bytes) -> bytes:
        """Carry a request to Google and the answer back; both take their time."""
        asked = _read(sent)
        self._point(f"request {asked.method} {asked.path}")
        answer = self.way(asked, self._arrive) if self.way else self._arrive(asked)
        self.shown(answer)
        self._point(f"request answered {answer.status}")
        return answer.as_sent

    def _arrive(self, asked: Asked) -> Answer:
        return self.arrive(asked, self.ask)

    def ask(self, asked: Asked) -> Answer:
        """Let the emulator answer."""
        head: list[Any] = []
        body = b"".join(self._app(_environ(asked), lambda *given: head.extend(given)))
        is_cut = any(name == TRUNCATED for name, _ in head[1])
        return Answer(int(head[0][:3]), body, is_cut)

    def call(self, method: str, path: str, token: str, **query: str) -> Any:
        """Ask Google beside the site, whatever goes wrong on the site's way; give the JSON."""
        target = f"/{path}?{urlencode(query)}" if query else f"/{path}"
        asked = Asked(method, target, [("Authorization", f"Bearer {token}")], b"")
        answer = self.ask(asked)
        assert answer.status == 200, answer
        return json.loads(answer.body)

    def _point(self, place: str) -> None:
        self._pass_time()
        if worker := present():
            worker.point(place, may_pause=True)


class _Arriving(io.RawIOBase):
    """An answer that is asked for by the first look at it, as whoever waits may be lost there."""

    def __init__(self, sent: bytes) -> None:
        self._sent = sent
        self._answer: io.BytesIO | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._answer is None:
            self._answer = io.BytesIO(Network.current.exchange(self._sent))
        return self._answer.readinto(buffer)


class _Line:
    """What stands in for a socket: one request, one answer."""

    def __init__(self) -> None:
        self._sent = bytearray()

    def sendall(self, data: Any) -> None:
        self._sent += data

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Arriving(bytes(self._sent)))

    def settimeout(self, _seconds: Any) -> None:
        pass

    def shutdown(self, _how: int) -> None:
        pass

    def close(self) -> None:
        pass


class _Httplib2Connection(httplib2.HTTPConnectionWithTimeout):
    def connect(self) -> None:
        self.sock = _Line()


class _Urllib3Connection(urllib3.connection.HTTPConnection):
    def connect(self) -> None:
        self.sock = _Line()


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Urllib3Connection


def _read(sent: bytes) -> Asked:
    stream = io.BytesIO(sent)
    method, target, _version = stream.readline().decode().split()
    headers = http.client.parse_headers(stream).items()
    return Asked(method, target, headers, stream.read())


def _environ(asked: Asked) -> dict[str, Any]:
    parts, names = urlsplit(asked.target), urlsplit(ROOT)
    environ = {
        "REQUEST_METHOD": asked.method,
        "PATH_INFO": unquote(parts.path, "latin-1"),
        "QUERY_STRING": parts.query,
        "RAW_URI": asked.target,
        "SERVER_NAME": names.hostname,
        "SERVER_PORT": str(names.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(asked.body)),
        "wsgi.url_scheme": names.scheme,
        "wsgi.input": io.BytesIO(asked.body),
    }
    for name, value in asked.headers:
        key = name.upper().replace("-", "_")
        # an answer that is not compressed can be spoilt on its way
        if key == "CONTENT_TYPE":
            environ[key] = value
        elif key not in ("ACCEPT_ENCODING", "CONTENT_LENGTH"):
            environ[f"HTTP_{key}"] = value
    return environ
