"""What Google ever held: each text that an event came to have, and what that took the place of."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from gcal_emulator.entities import Calendar, Event

TEXTS = ("summary", "description", "location")
GUEST = "guest@elsewhere.example"
BIRTH = "killerBirth"
"""The private property by which an event is known, whatever becomes of its id."""


class History:
    """Notes each write of an event; texts are unique, so that each says which edit it is of."""

    def __init__(self) -> None:
        self.arrivals: Counter[str] = Counter()
        """How often each text came to the event that had it most often."""
        self._came: Counter[tuple[str, str]] = Counter()
        self.replaced: dict[str, str] = {}
        """What was there before, by the text that came."""
        self.ids: set[str] = set()
        self.born: dict[str, set[str]] = defaultdict(set)
        """The ids under which an event was stored, by its birth."""

    def note(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Note what one write has changed; a move brings no text but an event to another place."""
        google_id = after["id"]
        is_moved = google_id in self.ids and before.get("status") in (None, "cancelled")
        for name in TEXTS if not is_moved else ():
            text = after.get(name)
            if text and text != before.get(name):
                self._came[google_id, text] += 1
                self.arrivals[text] = max(self.arrivals[text], self._came[google_id, text])
                self.replaced[text] = before.get(name, "")
        self.ids.add(google_id)
        properties = after.get("extendedProperties", {}).get("private", {})
        # an instance has those of its series
        if (birth := properties.get(BIRTH)) and "recurringEventId" not in after:
            self.born[birth].add(google_id)

    def has_come(self, text: str, google_id: str) -> bool:
        """Say whether this very event ever had a text."""
        return (google_id, text) in self._came


@contextmanager
def recorded() -> Iterator[History]:
    """Give the history of all events of this process' emulators from now on."""
    history = History()
    store, replace = Calendar.store, Calendar.replace

    def noted_store(calendar: Calendar, resource: dict[str, Any], *, micros: int) -> Event:
        history.note({}, resource)
        return store(calendar, resource, micros=micros)

    def noted_replace(calendar: Calendar, event: Event, resource: dict[str, Any]) -> None:
        history.note(event.resource, resource)
        replace(calendar, event, resource)

    Calendar.store, Calendar.replace = noted_store, noted_replace  # type: ignore[method-assign]
    try:
        yield history
    finally:
        Calendar.store, Calendar.replace = store, replace  # type: ignore[method-assign]
