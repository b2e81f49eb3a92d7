"""What a person sees while her edits wait is what there is in the end, where nobody else acts."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.database import CALENDARS, ENTRIES, EVENTS, Database

from dj_google_calendar.models import Occurrence, OutboxEntry
from gcal_emulator.entities import base_of

FAMILIES = f"""
    SELECT e.id, COALESCE(s.id, e.id), e.google_id, e.recurring_event_id, e.resource, c.time_zone
    FROM "{EVENTS}" e JOIN "{CALENDARS}" c ON c.id = e.calendar_id LEFT JOIN "{EVENTS}" s
    ON s.calendar_id = e.calendar_id AND s.google_id = e.recurring_event_id
"""  # noqa: S608
SEEN = f"""
    SELECT event_id, COALESCE(starts_on, starts_at), COALESCE(ends_on, ends_at)
    FROM "{Occurrence._meta.db_table}"
"""  # noqa: S608
OF_ENTRIES = f'SELECT id, event_id, state FROM "{ENTRIES}" WHERE event_id IS NOT NULL'  # noqa: S608
SHOWN = ("summary", "location", "description")
Seen = Counter[tuple[Any, ...]]


State = OutboxEntry.State
OPEN_OR_REFUSED = (*OutboxEntry.OPEN, State.REFUSED)


@dataclass
class Family:
    """An event, or a series with its instances."""

    events: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    """Their ids at Google; what was split off has the id of what it was split from."""
    zones: set[str] = field(default_factory=set)
    """In which they are read, as far as they say none."""
    seen: Seen = field(default_factory=Counter)
    """How often each occurrence is there; with its texts, where they are the series' own."""


class Forecast:
    """Compares what is shown as edits begin to be sent with what is shown in the end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._families, self._entries = self._read(), self._states()

    def faults(self, touched: Set[str]) -> Iterator[tuple[str, str]]:
        """Give what came out otherwise, though nobody else has touched an event of that id."""
        states, now = self._states(), self._read()
        awaited = {event for event, state in self._entries.values() if state in OutboxEntry.OPEN}
        for pk, family in self._families.items():
            there = now.get(pk, Family())
            is_free = touched.isdisjoint(family.names | there.names)
            is_free &= family.zones == there.zones
            if awaited.isdisjoint(family.events) or not is_free or there.seen == family.seen:
                continue
            if not self._is_decided(family.events | there.events, states):
                said = f"{family.seen - there.seen} of {family.names} became "
                yield "what is shown comes true", f"{said}{there.seen - family.seen}"

    def _is_decided(self, events: set[int], states: dict[int, tuple[int, str]]) -> bool:
        """Say whether an edit of events has not been sent, or was made since."""
        were_open = {pk: each for pk, each in self._entries.items() if each[1] in OPEN_OR_REFUSED}
        for pk, (event, _) in (were_open | states).items():
            is_new, after = pk not in self._entries, states.get(pk, (event, ""))[1]
            if event in events and (is_new or (pk in were_open and after != State.SENT)):
                return True
        return False

    def _states(self) -> dict[int, tuple[int, str]]:
        return {pk: (event, state) for pk, event, state in self._database.run(OF_ENTRIES)}

    def _read(self) -> dict[int, Family]:
        families: dict[int, Family] = defaultdict(Family)
        of_events = {}
        for pk, head, google_id, series_id, resource, zone in self._database.run(FAMILIES):
            family = families[head]
            # what an instance has of its series follows that at Google, not before
            texts = () if series_id else map(json.loads(resource).get, SHOWN)
            of_events[pk] = family, tuple(texts)
            family.events.add(pk)
            family.names.add(base_of(series_id or google_id))
            family.zones.add(zone)
        for pk, *span in self._database.run(SEEN):
            family, texts = of_events[pk]
            family.seen[*span, *texts] += 1
        return families
