"""What must be true of calls about calendars: as they reach Google, and in the end."""

import datetime as dt
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from tests.simulation.database import CALENDARS, ENTRIES, Database
from tests.simulation.network import Answer, Asked
from tests.simulation.world import Remote

CALLS = re.compile(r"/calendar/v3/(?:users/me/)?(calendars|calendarList)(?:/([^/]+))?(/clear)?$")
METHODS = {"POST": "insert", "PATCH": "patch", "DELETE": "delete"}
IS_GONE = (404, 410)
SENT_CALLS = f"""
    SELECT n.id, n.method, n.changes, n.parameters, n.made_at, c.google_id
    FROM "{ENTRIES}" n LEFT JOIN "{CALENDARS}" c ON c.id = n.calendar_id
    WHERE n.kind = 'call' AND n.state = 'sent'
"""  # noqa: S608
HELD = f"SELECT 1 FROM \"{ENTRIES}\" WHERE state = 'sending' AND id = ? AND lease_generation = ?"  # noqa: S608
COLORS = ("backgroundColor", "foregroundColor")

Taken = tuple[int, int]
"""The oldest entry of a lane, and the generation of its lease."""
Done = tuple[str, str, str, Any]
"""A method, the calendar, a field and what it came to be; '' where nothing is said of fields."""


class CallsLedger:
    """Watches what is done to calendars, and to alice's list of them."""

    def __init__(
        self, remote: Remote, database: Database, violate: Callable[[str, str], None]
    ) -> None:
        self._remote, self._database, self._violate = remote, database, violate
        self._done: set[Done] = set()
        self._made: defaultdict[str, list[str]] = defaultdict(list)
        """The calendars of each title, which nobody has given twice."""
        self._by_holders: Counter[str] = Counter()
        """How often who held the lane has made a call that may be made once."""

    def look(self, asked: Asked, answer: Answer, taken: Taken) -> bool:
        """Look at what Google has made of a request; say whether it is one of these.

        ``taken`` is the lane of who has sent it.
        """
        found = CALLS.match(unquote(asked.path))
        if found is None:
            return False
        collection, calendar_id, is_clear = found.groups()
        method = f"{collection}.{'clear' if is_clear else METHODS[asked.method]}"
        if 200 <= answer.status < 300:
            # nothing helps against a request that arrives after its sender has lost the lane
            is_held = bool(self._database.run(HELD, *taken))
            self._note(method, calendar_id or "", asked, answer)
            if is_held and (is_clear or method == "calendars.insert"):
                self._look_again(f"{method} by entry {taken[0]}")
        elif answer.status in IS_GONE and method.endswith("delete"):
            self._done.add((method, calendar_id, "", None))
        return True

    def _note(self, method: str, calendar_id: str, asked: Asked, answer: Answer) -> None:
        told = json.loads(answer.body) if answer.body else {}
        wanted = json.loads(asked.body) if asked.body else {}
        calendar_id = calendar_id or told["id"]
        if method == "calendars.insert":
            self._made[told["summary"]].append(calendar_id)
        self._done.add((method, calendar_id, "", None))
        self._done |= {(method, calendar_id, name, told.get(name)) for name in wanted}

    def _look_again(self, what: str) -> None:
        self._by_holders[what] += 1
        if self._by_holders[what] > 1:
            self._violate("no edit is made twice", what)

    def faults_of_peace(self) -> Iterator[tuple[str, str]]:
        """Give what is said to be sent and never was."""
        for pk, method, changes, parameters, made_at, google_id in self._database.run(SENT_CALLS):
            wanted, calendar_id = json.loads(changes), json.loads(parameters).get("calendarId")
            if method == "calendars.insert" and google_id not in self._made[wanted["summary"]]:
                yield "no edit is lost", f"{wanted} was made as {google_id}"
            calendar_id = calendar_id or wanted.get("id") or google_id
            if method == "calendars.clear" and not self._is_older(calendar_id, made_at):
                continue  # others have deleted all of that
            for name, value in {"": None, **wanted}.items():
                # what is false, or none, Google leaves out; it has its own words for colours
                if name not in COLORS and not self._is_done(method, calendar_id, name, value):
                    yield "no edit is lost", f"{pk}: {method} {calendar_id} {name} {value}"

    def _is_older(self, calendar_id: str, than: dt.datetime) -> bool:
        """Say whether a calendar has events that have not changed since a moment."""
        micros = than.replace(tzinfo=dt.UTC).timestamp() * 1_000_000
        events = self._remote.calendar(calendar_id).events.values()
        return any(not each.is_cancelled and each.updated < micros for each in events)

    def _is_done(self, method: str, calendar_id: str, name: str, value: Any) -> bool:
        values = (value,) if value else (value, None, "", False)
        return any((method, calendar_id, name, each) in self._done for each in values)
