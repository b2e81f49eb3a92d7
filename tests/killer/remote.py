"""What happens at Google meanwhile: calendars come and go, and events change without a pause."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import requests
from tests.killer.history import TEXTS
from tests.servers.site import ALICE

from gcal_emulator import Emulator

TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00Z"},
    "end": {"dateTime": "2026-11-20T11:00:00Z"},
}
LONGEST_PAUSE = 0.1
WRITES = ("events.insert", "events.patch", "events.delete")


class Remote:
    """Calendars of Alice's, with many events each."""

    def __init__(self, google: Emulator) -> None:
        self.google = google
        self.calendars: list[str] = []
        self.changes = 0
        self.deleted: set[str] = set()
        self._made = 0
        self._token = google.credentials(ALICE)["token"]

    def add_calendars(self, count: int, *, events: int) -> None:
        """Add calendars that nobody has pulled yet."""
        for _ in range(count):
            self._made += 1
            calendar_id = f"killer{self._made}@group.calendar.google.com"
            made = [{"id": f"e{n:06}", "summary": f"Event {n}", **TIMES} for n in range(events)]
            self.google.add_calendar(
                id=calendar_id, owner=ALICE, summary=f"Killer {self._made}", events=made
            )
            self.calendars.append(calendar_id)

    def remove_calendars(self) -> None:
        """Delete them, as their owner does."""
        for calendar_id in self.calendars:
            answer = requests.delete(
                f"{self.google.url}/calendar/v3/calendars/{calendar_id}",
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=10,
            )
            answer.raise_for_status()
        self.calendars.clear()

    @contextmanager
    def being_edited(
        self, chance: random.Random, *, pause: float = LONGEST_PAUSE
    ) -> Iterator[None]:
        """Let events be added, edited and deleted, with pauses of up to so many seconds."""
        is_over = threading.Event()

        def edit() -> None:
            while not is_over.wait(chance.random() * pause):
                with self.google.lock:  # nobody else is to delete what is chosen
                    self._edit(chance)

        thread = threading.Thread(target=edit)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def _edit(self, chance: random.Random) -> None:
        calendar_id = chance.choice(self.calendars)
        kind = chance.random()
        self.changes += 1
        if kind < 0.3:
            self.google.add_event(calendar_id, summary=f"New {self.changes}", **TIMES)
            return
        living = self.living(calendar_id)
        if not living:
            return
        event_id = chance.choice(sorted(living))
        if kind < 0.7:
            name = chance.choice(TEXTS)
            self.google.edit_event(calendar_id, event_id, **{name: f"Edited {self.changes}"})
        else:
            self.google.delete_event(calendar_id, event_id)
            self.deleted.add(event_id)

    def living(self, calendar_id: str) -> dict[str, str]:
        """Give the ETags of a calendar's events, by their ids."""
        with self.google.lock:
            events = self.google.world.calendars[calendar_id].events
            return {
                key: f'"{event.micros * 2}"'
                for key, event in events.items()
                if not event.is_cancelled
            }

    def shown(self) -> list[str]:
        """List the calendars that Alice sees."""
        with self.google.lock:
            entries = self.google.world.users[ALICE].entries.values()
            return [each.calendar_id for each in entries if not each.is_removed]

    def wait_for_pages(self, count: int, *, seconds: float) -> None:
        """Wait until so many more pages were asked for, or for so long."""
        most = self._pages() + count
        deadline = time.monotonic() + seconds
        while self._pages() < most and time.monotonic() < deadline:
            time.sleep(0.002)

    def wait_for_writes(self, count: int, *, seconds: float) -> None:
        """Wait until so many more edits were sent, or for so long."""
        most, deadline = self._writes() + count, time.monotonic() + seconds
        while self._writes() < most and time.monotonic() < deadline:
            time.sleep(0.002)

    def _writes(self) -> int:
        return sum(entry.method in WRITES for entry in self.google.log)

    def _pages(self) -> int:
        return self.google.log.count("events.list")

    def asked(self, calendar_id: str) -> list[str]:
        """List the page tokens that full lists of a calendar were asked for with."""
        path = f"/calendars/{quote(calendar_id)}/events"
        return [
            entry.query.get("pageToken", [""])[0]
            for entry in self.google.log
            if entry.method == "events.list"
            and "syncToken" not in entry.query
            and quote(entry.path, safe="/%").endswith(path)
        ]

    def refetched(self, calendar_id: str) -> int:
        """Count the pages of full lists that were asked for again."""
        asked = self.asked(calendar_id)
        return len(asked) - len(set(asked))
