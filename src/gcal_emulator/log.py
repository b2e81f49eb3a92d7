"""The requests seen, with the verdict of the schemas on each."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

KEPT = 20_000


@dataclass
class Entry:
    """One request and its answer; never a token or a body."""

    method: str
    http_method: str
    path: str
    query: Mapping[str, list[str]]
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

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: Entry) -> None:
        """Note a request."""
        self._entries.append(entry)

    def clear(self) -> None:
        """Forget all requests."""
        self._entries.clear()

    def count(self, method: str, *, having: str = "", without: str = "") -> int:
        """Count the calls of a method, by a query parameter that they have or lack."""
        return sum(
            entry.method == method
            and (not having or having in entry.query)
            and (not without or without not in entry.query)
            for entry in self._entries
        )

    @property
    def violations(self) -> list[str]:
        """Every departure from the discovery document, of either side."""
        return [
            f"{entry.method}: {text}"
            for entry in self._entries
            for text in (*entry.violations, *entry.client_violations)
        ]

    def as_json(self) -> list[dict[str, Any]]:
        """Give the log as JSON objects."""
        return [asdict(entry) for entry in self._entries]
