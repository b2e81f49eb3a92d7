"""Bytes over a socket of their own, and the statuses of what comes back."""

import contextlib
import re
import socket
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.emulator.fuzz.calls import SOONEST_END

STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3}) ", re.MULTILINE)
RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Heard:
    """All that came back until the server closed, or until it took too long."""

    data: bytes
    is_late: bool

    @property
    def statuses(self) -> list[int]:
        """Give the status of each answer, and of each answer within a batch."""
        return [int(text) for text in STATUS.findall(self.data)]


def connected(url: str) -> socket.socket:
    """Open a connection."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=SOONEST_END)


def exchanged(url: str, data: bytes) -> Heard:
    """Send bytes, say that no more will come, and listen to the end."""
    heard, begun = bytearray(), time.monotonic()
    with connected(url) as opened, contextlib.suppress(OSError):  # closed before all was sent
        opened.sendall(data)
        opened.shutdown(socket.SHUT_WR)
        while part := opened.recv(65_536):
            heard += part
    return Heard(bytes(heard), is_late=time.monotonic() - begun >= SOONEST_END)


def dropped(url: str, data: bytes) -> None:
    """Send bytes and end the connection without listening, as a failing network does."""
    with contextlib.suppress(OSError), connected(url) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        opened.sendall(data)
