"""What goes wrong on the wire: each trouble meets some requests, a few times, then it is over."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random
from urllib.parse import unquote

from tests.simulation.database import CALENDARS, EVENTS, Database
from tests.simulation.network import Answer, Asked, LostError
from tests.simulation.world import Remote

from dj_google_calendar import clock
from gcal_emulator.errors import GoogleError
from gcal_emulator.faults import Fault

GoOn = Callable[[Asked], Answer]
Meets = Callable[[Asked], bool]
Effect = Callable[[Asked, GoOn], Answer]
STALE_SECONDS = 60
DELAY = 25
"""Seconds; a lease is longer."""


@dataclass
class Trouble:
    """Something that happens to the next requests of a kind."""

    name: str
    meets: Meets
    effect: Effect
    times: int


class Troubles:
    """The troubles at hand, and the items that Google sends broken until they are mended."""

    def __init__(
        self,
        random: Random,
        remote: Remote,
        database: Database,
        forgive: Callable[[str], None],
        pull: Callable[[str], None],
    ) -> None:
        self._random, self._remote, self._database = random, remote, database
        self._forgive = forgive
        """Called where Google itself says, of a calendar, what is no longer true."""
        self._pull = pull
        """Begins to pull a calendar."""
        self._at_hand: list[Trouble] = []
        self._broken: set[str] = set()
        self.has_shown_the_past = False

    def way(self, asked: Asked, go_on: GoOn) -> Answer:
        """Carry a request, with what goes wrong."""
        for trouble in self._at_hand:
            if trouble.meets(asked):
                trouble.times -= 1
                if not trouble.times:
                    self._at_hand.remove(trouble)
                return trouble.effect(asked, go_on)
        return self._spoilt(asked, go_on(asked))

    def add(self, name: str) -> None:
        """Let a trouble come."""
        known = TROUBLES | OF_WRITES
        meets, effect = known[name] if name in known else self._own(name)
        self._at_hand.append(Trouble(name, meets, effect, self._random.choice((1, 1, 2, 4))))

    def break_item(self) -> str:
        """Let one event come broken from now on; name it."""
        calendar = self._remote.calendar(self._random.choice(self._remote.calendar_ids))
        event = self._remote.pick(calendar)
        if event is None:
            return "nothing"
        google_id = event.resource["id"]
        self._broken.add(google_id)
        return str(google_id)

    def end(self) -> None:
        """Let nothing go wrong any more; what was broken is sent anew, as after an edit."""
        self._at_hand.clear()
        broken, self._broken = self._broken, set()
        for calendar_id in self._remote.calendar_ids:
            calendar = self._remote.calendar(calendar_id)
            for google_id in sorted(broken & calendar.events.keys()):
                status = calendar.events[google_id].resource["status"]
                self._remote.google.edit_event(calendar_id, google_id, status=status)

    def _spoilt(self, asked: Asked, answer: Answer) -> Answer:
        if not (self._broken and asked.lists_events and answer.status == 200):
            return answer
        listed = json.loads(answer.body)
        for item in listed["items"]:
            if item["id"] in self._broken and "start" in item:
                item["start"] = {"dateTime": "the day after tomorrow"}
        return replace(answer, body=json.dumps(listed).encode())

    def _own(self, name: str) -> tuple[Meets, Effect]:
        if name == "empty":
            return self._could_be_empty, self._empty
        if name == "edited meanwhile":
            return _changes_event, self._edited_meanwhile
        if name == "answer is overtaken":
            return _writes_event, self._overtaken
        if name == "id is taken":
            return _is_insert, self._taken
        google, is_get = self._remote.google, name == "past of one"
        method = "events.get" if is_get else "events.list"
        google.fail(method=method, action="stale", seconds=STALE_SECONDS)
        fault = google.world.faults.rules.pop()
        meets = _is_get if is_get else _begins_list
        return meets, lambda asked, go_on: self._past(fault, asked, go_on)

    def _edited_meanwhile(self, asked: Asked, go_on: GoOn) -> Answer:
        calendar_id, google_id = asked.event
        if google_id not in self._remote.calendar(calendar_id).events:
            google_id = google_id.partition("_")[0]  # an instance as its series gives it
        with suppress(GoogleError):  # an instance that is no longer there
            self._remote.edit(calendar_id, google_id)
        return go_on(asked)

    def _overtaken(self, asked: Asked, go_on: GoOn) -> Answer:
        """Let the event be changed again, and pulled, while the answer is on its way."""
        answer = go_on(asked)
        if answer.status >= 400:
            return answer
        calendar_id, google_id = _written(asked, answer)
        clock.sleep(1)
        with suppress(GoogleError):  # an instance that is no longer there
            is_gone = asked.method == "DELETE"
            self._remote.edit(calendar_id, google_id, deletes=0.5, revives=is_gone)
        self._pull(calendar_id)
        clock.sleep(DELAY)
        return answer

    def _taken(self, asked: Asked, go_on: GoOn) -> Answer:
        """Let somebody else's event have the id (E-4)."""
        google_id, calendar_id = json.loads(asked.body)["id"], asked.calendar_id
        if google_id not in self._remote.calendar(calendar_id).events:
            self._remote.google.add_event(calendar_id, id=google_id, summary="Another")
        return go_on(asked)

    def _past(self, fault: Fault, asked: Asked, go_on: GoOn) -> Answer:
        """Show what was: a replica of Google's that is behind."""
        self.has_shown_the_past = True
        world = self._remote.google.world
        world.faults.rules.append(replace(fault, times=1))
        answer = go_on(asked)
        world.faults.rules.clear()
        self._forgive(asked.event[0] if _is_get(asked) else asked.calendar_id)
        return answer

    def _could_be_empty(self, asked: Asked) -> bool:
        """Say whether an empty list would be a lie that can be noticed, and the first one."""
        if not _begins_list(asked) or "syncToken" in asked.query:
            return False
        found = self._database.run(
            f'SELECT 1 FROM "{CALENDARS}" c JOIN "{EVENTS}" e ON e.calendar_id = c.id '  # noqa: S608
            "WHERE c.google_id = ? AND c.missed = 0 "
            "AND e.status != 'cancelled' AND NOT e.in_outbox",
            asked.calendar_id,
        )
        return bool(found)

    def _empty(self, asked: Asked, go_on: GoOn) -> Answer:
        """Answer that a calendar holds nothing, with all that belongs to a sound answer."""
        answer, page = go_on(asked), asked
        while answer.status == 200 and "nextPageToken" in (listed := json.loads(answer.body)):
            token = listed["nextPageToken"]
            page = replace(asked, target=f"{asked.target}&pageToken={token}")
            answer = go_on(page)
        if answer.status != 200:
            return answer
        return replace(answer, body=json.dumps(json.loads(answer.body) | {"items": []}).encode())


def _is_api(asked: Asked) -> bool:
    return asked.path.startswith("/calendar/v3/")


def _is_list(asked: Asked) -> bool:
    return asked.lists_events or asked.path.endswith("/calendarList")


def _is_page(asked: Asked) -> bool:
    return _is_list(asked) and "pageToken" in asked.query


def _begins_list(asked: Asked) -> bool:
    return asked.lists_events and "pageToken" not in asked.query


def _is_write(asked: Asked) -> bool:
    is_of_channel = asked.path.endswith(("/watch", "/stop"))
    return _is_api(asked) and asked.method != "GET" and not is_of_channel


def _writes_event(asked: Asked) -> bool:
    return _is_write(asked) and "/events" in asked.path


def _changes_event(asked: Asked) -> bool:
    return asked.method in ("PATCH", "DELETE") and _writes_event(asked)


def _is_insert(asked: Asked) -> bool:
    return asked.method == "POST" and _is_api(asked) and asked.path.endswith("/events")


def _written(asked: Asked, answer: Answer) -> tuple[str, str]:
    """Give the calendar and the id of what a request has written."""
    if asked.method != "POST":
        return asked.event
    calendar_id = unquote(asked.path.partition("/events")[0].rpartition("/")[2])
    destination = asked.query.get("destination", [calendar_id])[0]
    return destination, str(json.loads(answer.body)["id"])


def _is_get(asked: Asked) -> bool:
    return asked.method == "GET" and asked.path.rpartition("/")[0].endswith("/events")


def _always(_asked: Asked) -> bool:
    return True


def _says(status: int, reason: str) -> Effect:
    error = {"code": status, "message": reason, "errors": [{"reason": reason, "domain": "global"}]}
    answer = Answer(status, json.dumps({"error": error}).encode())
    return lambda _asked, _go_on: answer


def _html(_asked: Asked, _go_on: GoOn) -> Answer:
    return Answer(200, b"<!doctype html><title>Sorry</title>")


def _cut(asked: Asked, go_on: GoOn) -> Answer:
    return replace(go_on(asked), is_cut=True)


def _lost_before(_asked: Asked, _go_on: GoOn) -> Answer:
    raise LostError


def _lost_after(asked: Asked, go_on: GoOn) -> Answer:
    go_on(asked)
    raise LostError


TROUBLES: dict[str, tuple[Meets, Effect]] = {
    "sync token gone": (_is_list, _says(410, "fullSyncRequired")),
    "page token refused": (_is_page, _says(400, "invalid")),
    "unavailable": (_is_api, _says(503, "backendError")),
    "broken": (_is_api, _says(500, "backendError")),
    "too fast": (_is_api, _says(403, "rateLimitExceeded")),
    "too many": (_is_api, _says(429, "rateLimitExceeded")),
    "used up": (_is_api, _says(403, "quotaExceeded")),
    "access refused": (_is_api, _says(401, "authError")),
    "no JSON": (_is_api, _html),
    "cut": (_is_api, _cut),
    "lost before": (_always, _lost_before),
    "lost after": (_always, _lost_after),
}
OF_WRITES: dict[str, tuple[Meets, Effect]] = {
    "write lost before": (_is_write, _lost_before),
    "write lost after": (_is_write, _lost_after),
    "write cut": (_is_write, _cut),
    "write unavailable": (_is_write, _says(503, "backendError")),
    "write too fast": (_is_write, _says(403, "rateLimitExceeded")),
    "write refused": (_is_write, _says(403, "forbiddenForNonOrganizer")),
    "write invalid": (_is_write, _says(400, "invalid")),
}
NAMES_OF_WRITES = (
    *OF_WRITES,
    *("write lost after", "write lost after", "edited meanwhile", "edited meanwhile"),
    *("id is taken", "past of one", "answer is overtaken", "answer is overtaken"),
)
NAMES = (*TROUBLES, "sync token gone", "empty", "empty", "empty", "past")
