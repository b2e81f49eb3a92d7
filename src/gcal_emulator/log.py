"""The requests seen, with the verdict of the schemas on each."""

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from gcal_emulator.clock import rfc3339

KEPT = 20_000


@dataclass
class Entry:
    """One request and its answer; never a token or a body."""

    method: str
    http_method: str
    path: str
    query: Mapping[str, list[str]]
    seen_at: str = ""
    """When it came, by the world's clock."""
    email: str = ""
    status: int = 0
    client_violations: list[str] = field(default_factory=list)
    """Where the request departs from the discovery document."""
    violations: list[str] = field(default_factory=list)
    """Where this emulator's own answer does."""


class Log:
    """What was asked, oldest first; the latest some ten thousand requests are kept."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._answered = threading.Condition()

    def __iter__(self) -> Iterator[Entry]:
        # over a copy: other threads go on writing
        return iter(list(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: Entry, *, micros: int) -> None:
        """Note a request that came at a moment."""
        entry.seen_at = rfc3339(micros)
        self._entries.append(entry)
        self.notify()

    def clear(self) -> None:
        """Forget all requests."""
        self._entries.clear()

    def notify(self) -> None:
        """Let those look again who wait for a request."""
        with self._answered:
            self._answered.notify_all()

    def wait_for(
        self,
        method: str,
        *,
        count: int = 1,
        timeout: float = 10,
        having: str = "",
        without: str = "",
        email: str = "",
        answered: bool = True,
    ) -> None:
        """Wait until a method was called, and answered, so often; raise TimeoutError.

        ``having``, ``without`` and ``email`` narrow the calls down as in :meth:`count`.
        """
        narrowed: dict[str, Any] = {"having": having, "without": without, "email": email}

        def is_reached() -> bool:
            return self.count(method, **narrowed, answered=answered) >= count

        with self._answered:
            if not self._answered.wait_for(is_reached, timeout):
                seen = self.count(method, **narrowed)
                raise TimeoutError(f"{method} was called {seen} times, not {count}.")

    def count(
        self,
        method: str,
        *,
        having: str = "",
        without: str = "",
        email: str = "",
        answered: bool = False,
    ) -> int:
        """Count the calls of a method: by a query parameter they have or lack, by who calls."""
        return sum(
            entry.method == method
            and (not having or having in entry.query)
            and (not without or without not in entry.query)
            and email in ("", entry.email)
            and (not answered or entry.status > 0)
            for entry in self
        )

    @property
    def violations(self) -> list[str]:
        """Every departure from the discovery document, of either side."""
        return [
            f"{entry.method}: {text}"
            for entry in self
            for text in (*entry.violations, *entry.client_violations)
        ]

    def as_json(self) -> list[dict[str, Any]]:
        """Give the log as JSON objects."""
        return [asdict(entry) for entry in self]
