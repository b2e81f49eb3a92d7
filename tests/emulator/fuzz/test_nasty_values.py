"""Whatever stands in a resource: it is taken or refused, and the calendar still lists."""

import itertools
import json
import random
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.emulator.fuzz.calls import Caller, of
from tests.emulator.fuzz.nasty import MINIMAL, OF_TIME, body_with, places, shown, values
from tests.emulator.fuzz.worlds import ALICE, BOB, COMPUTED, DAYS, INSTANCE, SERIES, SINGLE, TEAM

WRONG_AT_MOST = 20
EVENTS, ENTRIES = of("calendars", ALICE, "events"), of("users", "me", "calendarList")
CALENDAR, RULES = of("calendars", TEAM), of("calendars", TEAM, "acl")
SETTINGS = of("users", "me", "settings")
RULE = f"{RULES}/{of(f'user:{BOB}')}"
ALL_OF_AN_EVENT = "?conferenceDataVersion=1&supportsAttachments=true&sendUpdates=all"
WINDOW = "timeMin=2026-11-01T00:00:00Z&timeMax=2027-02-01T00:00:00Z"
FAR = "timeMin=4700-01-01T00:00:00Z&timeMax=4700-03-01T00:00:00Z"

LISTS = (
    f"{EVENTS}?singleEvents=true&maxResults=50",
    f"{EVENTS}?singleEvents=true&orderBy=startTime&{WINDOW}",
    f"{EVENTS}?{WINDOW}&q=x&timeZone=Asia/Kathmandu",
    of("calendars", BOB, "events"),
)
"""Once an event was taken, one of these is read, and after a change of its time all."""

LOOKS = (
    f"{EVENTS}?singleEvents=true&{FAR}",
    f"{EVENTS}?singleEvents=true&timeMin=9999-12-30T00:00:00Z",
    f"{EVENTS}?singleEvents=true&timeMax=0001-01-02T00:00:00Z",
    f"{EVENTS}/{{id}}/instances?{FAR}",
    f"{EVENTS}/{{id}}_47000201T090000Z",
    f"{EVENTS}/{{id}}_99991231",
)
"""After a change of an event's time these may be refused, but not fail."""


@dataclass(frozen=True)
class Write:
    """A method that takes a resource, where it is called, and what is listed afterwards."""

    schema: str
    http_method: str
    paths: tuple[str, ...]
    lists: tuple[str, ...]
    needed: dict[str, Any] = field(default_factory=dict)
    share: float = 1
    """Of the values; those who read a body as another method does need not read all."""


EACH_EVENT = tuple(
    f"{EVENTS}/{each}{ALL_OF_AN_EVENT}" for each in (SINGLE, SERIES, COMPUTED, INSTANCE, DAYS)
)
IMPORT = f"{EVENTS}/import"
ENTRY = f"{ENTRIES}/{of(TEAM)}"
OF_CALENDAR = (CALENDAR, ENTRIES, f"{CALENDAR}/events")
UID = {"iCalUID": "nasty@example.com"}
WRITES = {
    "events.insert": Write("Event", "POST", (EVENTS + ALL_OF_AN_EVENT,), (EVENTS,), share=0.7),
    "events.import": Write("Event", "POST", (IMPORT + ALL_OF_AN_EVENT,), (EVENTS,), UID, 0.3),
    "events.patch": Write("Event", "PATCH", EACH_EVENT, (EVENTS,), share=0.4),
    "events.update": Write("Event", "PUT", EACH_EVENT, (EVENTS,), share=0.3),
    "calendars.insert": Write("Calendar", "POST", ("calendars",), OF_CALENDAR),
    "calendars.patch": Write("Calendar", "PATCH", (CALENDAR,), OF_CALENDAR),
    "calendars.update": Write("Calendar", "PUT", (CALENDAR,), OF_CALENDAR),
    "calendarList.insert": Write("CalendarListEntry", "POST", (ENTRIES,), OF_CALENDAR),
    "calendarList.patch": Write("CalendarListEntry", "PATCH", (ENTRY,), OF_CALENDAR),
    "calendarList.update": Write("CalendarListEntry", "PUT", (ENTRY,), OF_CALENDAR),
    "acl.insert": Write("AclRule", "POST", (RULES,), (RULES, ENTRIES)),
    "acl.patch": Write("AclRule", "PATCH", (RULE,), (RULES, ENTRIES)),
    "acl.update": Write("AclRule", "PUT", (RULE,), (RULES, ENTRIES)),
    "events.watch": Write("Channel", "POST", (f"{EVENTS}/watch",), (EVENTS,)),
    "acl.watch": Write("Channel", "POST", (f"{RULES}/watch",), (RULES,)),
    "calendarList.watch": Write("Channel", "POST", (f"{ENTRIES}/watch",), (ENTRIES,)),
    "settings.watch": Write("Channel", "POST", (f"{SETTINGS}/watch",), (SETTINGS,)),
    "channels.stop": Write("Channel", "POST", ("channels/stop",), (ENTRIES,)),
    "freebusy.query": Write("FreeBusyRequest", "POST", ("freeBusy",), (ENTRIES,)),
}


@pytest.fixture
def call(google, token):
    with Caller(google.url, token) as caller:
        yield caller


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITES)
def test_a_nasty_value_is_taken_or_refused(call, google, as_granted, name):
    write = WRITES[name]
    attempts = Attempts(call, write, as_granted)
    wrong = []

    for place, value in nasty_values(name):
        google.log.clear()
        found = [*attempts(place, value)]
        found += [text for entry in google.log for text in entry.violations]
        wrong += [(attempts.path, place, shown(value), each) for each in found]
        if len(wrong) > WRONG_AT_MOST:
            break

    assert not wrong, "\n".join(map(str, wrong))
    assert attempts.taken or name == "channels.stop", "nothing was ever taken"


def nasty_values(name):
    draw = random.Random(name)
    for place, schema in places(WRITES[name].schema):
        for value in values(place, schema):
            if draw.random() < WRITES[name].share:
                yield place, value


class Attempts:
    """Writes one value after the other, and looks what became of the rest."""

    def __init__(self, call, write, undo):
        self._call, self._write, self._undo = call, write, undo
        self._paths, self._lists = itertools.cycle(write.paths), itertools.cycle(LISTS)
        self.path, self.taken = "", 0

    def __call__(self, place, value):
        """Write the value, and undo it if it was taken; give what went wrong."""
        write = self._write
        self.path = next(self._paths)
        body = body_with(write.schema, place, value, write.needed)
        status, answer = self._call(write.http_method, self.path, body)
        if 400 <= status < 500:
            return
        if not 200 <= status < 300:
            yield f"{status}: {answer[:300]}"
        self.taken += 1
        yield from self._listed(write.lists)
        if write.schema == "Event" and status == 200:
            yield from self._looked(place, str(json.loads(answer)["id"]))
        self._undo()

    def _looked(self, place, event_id):
        if place[0] not in OF_TIME:
            yield from self._listed([next(self._lists)])
            return
        yield from self._listed(LISTS)
        for path in LOOKS:
            status, answer = self._call("GET", path.replace("{id}", of(event_id)))
            if not 200 <= status < 500:
                yield f"then {path}: {status}: {answer[:300]}"

    def _listed(self, paths):
        for path in paths:
            status, answer = self._call("GET", path)
            if status != 200:
                yield f"then {path}: {status}: {answer[:300]}"


def test_every_member_is_tried():
    tried = {name: {place[0] for place, _ in places(name)} for name in MINIMAL}

    assert all(set(MINIMAL[name]) <= tried[name] for name in MINIMAL)
