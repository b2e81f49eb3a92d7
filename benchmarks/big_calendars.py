"""Calendars as large as one likes: pages of events as Google sends them, made when asked for.

The id of a calendar says what it holds: ``100000`` events; ``100000.changes100.deletions5``
tells of so many changes and deletions whenever it is asked with a sync token.
"""

import datetime as dt
import random
import re
from dataclasses import dataclass

PAGE = 2500
BEGINS = dt.datetime(2024, 1, 1, 8, tzinfo=dt.UTC)
RECURRING_EVERY = 20
"""One event in twenty is a series."""

_HEAD = (
    '{"kind":"calendar#events","etag":"\\"p33k\\"","summary":"Synthetic",'
    '"updated":"2026-01-01T00:00:00.000Z","timeZone":"Europe/Berlin","accessRole":"owner",'
    '"defaultReminders":[{"method":"popup","minutes":10}],'
)
_EVENT = (
    '{"kind":"calendar#event","etag":"\\"%(version)d\\"","id":"synthetic%(number)09d",'
    '"status":"confirmed","htmlLink":"https://www.google.com/calendar/event?eid=%(link)s",'
    '"created":"2024-01-01T10:00:00.000Z","updated":"2024-02-01T11:30:00.000Z",'
    '"summary":"Review %(number)d of the quarterly figures","description":"%(words)s",'
    '"location":"Room %(room)d, second floor","creator":{"email":"alice@example.com","self":true},'
    '"organizer":{"email":"alice@example.com","self":true},'
    '"start":{"dateTime":"%(start)s","timeZone":"Europe/Berlin"},'
    '"end":{"dateTime":"%(end)s","timeZone":"Europe/Berlin"},%(recurrence)s'
    '"iCalUID":"synthetic%(number)09d@google.com","sequence":%(room)d,'
    '"attendees":[{"email":"bob%(room)d@example.com","displayName":"Bob Baumann",'
    '"responseStatus":"accepted"},{"email":"charlie%(room)d@example.com",'
    '"responseStatus":"needsAction"}],'
    '"reminders":{"useDefault":true},"eventType":"default"}'
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_WORDS = [
    "".join(random.Random(number).choices(_LETTERS, k=2 + number % 8)) for number in range(600)
]


@dataclass(frozen=True)
class BigCalendar:
    """What a calendar holds, and how slowly it answers."""

    size: int
    changes: int = 0
    deletions: int = 0
    milliseconds: int = 0

    @classmethod
    def of(cls, calendar_id: str) -> "BigCalendar":
        """Read it from the calendar's id."""
        size, _, rest = calendar_id.partition(".")
        return cls(int(size), **{name: int(n) for name, n in re.findall(r"([a-z]+)(\d+)", rest)})

    def page(self, number: int) -> str:
        """Give one page of the full list."""
        first, last = number * PAGE, min((number + 1) * PAGE, self.size)
        items = ",".join([event(each, version=each + 1) for each in range(first, last)])
        return self._list(items, f'"nextPageToken":"{number + 1}"' if last < self.size else "")

    def changed(self, sync_token: str) -> str:
        """Give what has changed since a token: always the same events, each time anew."""
        since = int(sync_token.removeprefix("since"))
        version = 10**9 * (since + 1)
        living = [event(n, version=version + n) for n in range(self.changes)]
        gone = [_deleted(self.changes + n, version) for n in range(self.deletions)]
        return self._list(",".join(living + gone), f'"nextSyncToken":"since{since + 1}"')

    def _list(self, items: str, token: str) -> str:
        return f'{_HEAD}{token or _FIRST},"items":[{items}]}}'


_FIRST = '"nextSyncToken":"since0"'


def event(number: int, *, version: int) -> str:
    """Give one event as compact JSON."""
    start = BEGINS + dt.timedelta(minutes=15 * number)
    is_series = number % RECURRING_EVERY == 0
    chance = random.Random(number)
    return _EVENT % {
        "number": number,
        "version": version,
        "room": number % 97,
        "words": " ".join(chance.choices(_WORDS, k=26 + number % 15)),
        "link": "".join(chance.choices(_LETTERS, k=40)),
        "start": start.isoformat(),
        "end": (start + dt.timedelta(hours=1)).isoformat(),
        "recurrence": '"recurrence":["RRULE:FREQ=WEEKLY;BYDAY=MO,WE"],' if is_series else "",
    }


def _deleted(number: int, version: int) -> str:
    described = f'"etag":"\\"{version + number}\\"","id":"synthetic{number:09d}"'
    return f'{{"kind":"calendar#event",{described},"status":"cancelled"}}'
