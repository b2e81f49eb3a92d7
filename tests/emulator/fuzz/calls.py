"""Calls of the API over one connection that stays open."""

import http.client
import json
import time
from typing import Any, Self
from urllib.parse import quote

SOONEST_END = 5.0
"""Seconds that an answer may take."""
ROOT = "/calendar/v3/"


class Caller:
    """Calls one emulator as one person; an answer that does not come is an OSError."""

    def __init__(self, url: str, token: str) -> None:
        address = url.removeprefix("http://")
        self._connection = http.client.HTTPConnection(address, timeout=SOONEST_END)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def __call__(self, http_method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        """Give status and body of the answer; status 0 stands for none in time."""
        data = None if body is None else json.dumps(body)
        begun = time.monotonic()
        try:
            self._connection.request(http_method, ROOT + path, data, self._headers)
            answer = self._connection.getresponse()
            status, text = answer.status, answer.read()
        except (OSError, http.client.HTTPException) as exc:
            self._connection.close()
            return 0, repr(exc).encode()
        if time.monotonic() - begun > SOONEST_END:
            return 0, b"too late"
        return status, text


def of(*names: str) -> str:
    """Join the parts of a path."""
    return "/".join(quote(name, safe="") for name in names)
