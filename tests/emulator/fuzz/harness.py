"""Sends requests to a world that is as new for each, and says what went wrong."""

from collections.abc import Callable, Iterator

from tests.emulator.fuzz.wire import Heard, dropped, exchanged

from gcal_emulator import Emulator

OURS = {500, 501, 502, 503, 504}
"""Statuses that blame the server; 505 blames the version that a request names."""
ALIVE = b"GET /oauth2/v3/certs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Harness:
    """Holds the emulator, what renews its world, and what tells of an error written by it."""

    def __init__(
        self, google: Emulator, renew: Callable[[], None], written: Callable[[], str]
    ) -> None:
        self._google, self._renew, self._written = google, renew, written
        self.answered = 0

    def faults_of(self, data: bytes, *, is_heard: bool = True) -> Iterator[object]:
        """Send a request, perhaps without waiting for its answer; give what went wrong."""
        self._renew()
        self._google.log.clear()
        heard = self._sent(data, is_heard=is_heard)
        self.answered += bool(heard.statuses)
        yield from OURS.intersection(heard.statuses)
        if heard.is_late:
            yield "late"
        for entry in self._google.log:
            yield from entry.violations
        if "Traceback" in (error := self._written()):
            yield error

    def _sent(self, data: bytes, *, is_heard: bool) -> Heard:
        if is_heard:
            return exchanged(self._google.url, data)
        dropped(self._google.url, data)
        return Heard(b"", is_late=False)

    def is_alive(self) -> bool:
        """Say whether a sound request is still answered."""
        return exchanged(self._google.url, ALIVE).statuses == [200]
