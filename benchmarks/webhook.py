"""The webhook beside an empty view of the same site, in a server process on PostgreSQL."""

import itertools
import socket
import statistics
import threading
import time
from collections.abc import Callable

from figures import Figure, at_most, told
from processes import databases, web_server

CONNECTIONS, ROUNDS, REQUESTS = 4, 8, 250
CHANNELS = 100
Request = Callable[[int], bytes]


def figures() -> list[Figure]:
    """Empty, authentic and forged requests by turns, over connections that stay open."""
    with databases() as urls, web_server(urls["PostgreSQL"]) as port:
        kinds = {"empty": _empty, "ours": _authentic, "forged": _forged}
        status = {"empty": b"204", "ours": b"204", "forged": b"404"}
        seconds: dict[str, list[float]] = {kind: [] for kind in kinds}
        visitors = [_Visitor(port) for _ in range(CONNECTIONS)]
        for number in range(-1, ROUNDS):
            for kind, request in kinds.items():
                taken = _round(visitors, request, status[kind])
                seconds[kind] += taken if number >= 0 else []
    p99 = {kind: statistics.quantiles(each, n=100)[98] for kind, each in seconds.items()}
    p50 = {kind: statistics.median(each) for kind, each in seconds.items()}
    return [
        at_most(
            "webhook, PostgreSQL: p99 / p99 of an empty view", p99["ours"] / p99["empty"], 2, "x"
        ),
        told("  p99 of an authentic notification", p99["ours"] * 1000, "ms"),
        told("  p50 / p50 of an empty view", p50["ours"] / p50["empty"], "x"),
        at_most(
            "  a flood of forged ones: p50 / p50 of authentic ones",
            p50["forged"] / p50["ours"],
            1,
            "x",
        ),
        at_most(
            "  a flood of forged ones: p99 / p99 of authentic ones",
            p99["forged"] / p99["ours"],
            1,
            "x",
        ),
    ]


class _Visitor:
    """One connection to the server."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._numbers = itertools.count()

    def ask(self, request: Request, status: bytes) -> list[float]:
        taken = []
        for _ in range(REQUESTS):
            sent = request(next(self._numbers))
            begun = time.perf_counter()
            self._socket.sendall(sent)
            answer = self._answer()
            taken.append(time.perf_counter() - begun)
            assert answer.split(b" ", 2)[1] == status, answer
        return taken

    def _answer(self) -> bytes:
        answer = b""
        while b"\r\n\r\n" not in answer:
            more = self._socket.recv(65536)
            assert more, answer
            answer += more
        return answer


def _round(visitors: list[_Visitor], request: Request, status: bytes) -> list[float]:
    taken: list[float] = []
    threads = [
        threading.Thread(target=lambda each=each: taken.extend(each.ask(request, status)))
        for each in visitors
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(visitors) * REQUESTS
    return taken


def _empty(_number: int) -> bytes:
    return _post("/empty/")


def _authentic(number: int) -> bytes:
    return _post("/calendar/webhook/", number, f"token-{number % CHANNELS}")


def _forged(number: int) -> bytes:
    return _post("/calendar/webhook/", number, f"forged-{number}")


def _post(path: str, number: int = 0, token: str = "none") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n"
        f"Content-Length: 0\r\nX-Goog-Channel-ID: channel-{number % CHANNELS}\r\n"
        f"X-Goog-Channel-Token: {token}\r\nX-Goog-Resource-ID: resource\r\n"
        f"X-Goog-Resource-State: exists\r\nX-Goog-Message-Number: {number + 2}\r\n\r\n"
    ).encode()
