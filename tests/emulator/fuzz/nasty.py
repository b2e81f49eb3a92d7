"""Values that break programs, and every place of a resource that can hold one."""

import copy
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.emulator.fuzz.worlds import BOB, ROOM, SERIES, TEAM, timed

from gcal_emulator.schemas import discovery

Json = dict[str, Any]
Place = tuple[str | int, ...]
"""The way to a member: names within objects, numbers within arrays."""

DEEPEST = 5
HUGE = 10**30
LONG = "x" * 70_000
NESTED: Any = "y"
for _ in range(200):
    NESTED = [NESTED]

KINDS = [None, "", "x", 0, -1, HUGE, 1.5, 1e308, True, [], [[]], [None], {}, {"a": {}}, NESTED]
"""A value of every kind of JSON, wherever one stands."""

NUMBERS = [1, 2**31 - 1, 2**31, -(2**31) - 1, 2**63, -HUGE, 40_321, False, "7", "٧"]

TEXTS = [
    " ",
    "\x00",
    "a\x00b",
    "\r\nX-Injected: yes",
    "\ud800",
    "\udfff\ud800",
    "\u2028\u2029\ufeff\ufffe",
    "e\u0301" * 50,
    "😀" * 2_000,
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "%00%ff%zz{}",
    "null",
    "٠١٢٣",
    "1_000",
    "-0",
    "9" * 30,
    "9" * 5_000,
    LONG,
]

WORDS = ["default", "primary", "user", "owner", "none", "cancelled", "#12345g", "true", "birthday"]
"""Right in one place, and out of place in every other."""

ADDRESSES = ["@", "a@", "a@@b", "a b@c", BOB.upper(), "ä@ö.example", f"{LONG}@example.com", ROOM]
ADDRESSES += ["http://[", "https://[::1", "http://x:99999/", "https://\x00/", "http://127.0.0.1:0"]

DATES = ["0001-01-01", "9999-12-31", "0000-00-00", "2026-02-30", "20261201", "2026-W49-2"]
DATES += ["10000-01-01", "-2026-01-01", "2026-12-0١"]

MOMENTS = [
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-14:00",
    "2026-12-01T24:00:00Z",
    "2026-12-31T23:59:60Z",
    "2026-12-01T10:00:00+25:00",
    "2026-12-01T10:00:00+23:59",
    "2026-12-01T10:00:00-23:59:59.999999",
    "2026-12-01T10:00:00.123456789123456789Z",
    "2026-12-01T10:00:00",
    "2026-12-01t10:00:00z",
    "2026-12-01 10:00:00Z",
    "2026-12-01T10",
    "2026-W49-2T10:00:00Z",
    "2026-03-29T02:30:00",
]

ZONES = [
    "Europe/Berlin",
    "europe/berlin",
    "+25:00",
    "Europe",
    "../UTC",
    "/etc/localtime",
    "localtime",
]
ZONES += ["America/Argentina", "UTC\x00", "Factory", "posix/UTC", "zone.tab", ".", "a/" * 3_000]

LINES = [
    "RRULE:",
    "RRULE:FREQ=DAILY;COUNT=1000000",
    "RRULE:FREQ=DAILY;INTERVAL=1000000",
    "RRULE:FREQ=YEARLY;INTERVAL=999999",
    "RRULE:FREQ=MONTHLY;INTERVAL=999999;COUNT=1000000",
    "RRULE:FREQ=DAILY;INTERVAL=" + "9" * 5_000,
    "RRULE:FREQ=DAILY;COUNT=-1",
    "RRULE:FREQ=SECONDLY",
    "RRULE:FREQ=SECONDLY;COUNT=1000000",
    "RRULE:FREQ=MINUTELY;BYSECOND=" + ",".join(map(str, range(60))),
    "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
    "RRULE:FREQ=WEEKLY;BYSETPOS=366",
    "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=53SU;BYSETPOS=-366",
    "RRULE:FREQ=YEARLY;BYHOUR=0,1,2;BYMINUTE=" + ",".join(map(str, range(60))) + ";BYDAY=MO,TU,WE",
    "RRULE:FREQ=DAILY;UNTIL=00010101T000000Z",
    "RRULE:FREQ=DAILY;UNTIL=99991231T235959Z",
    "RRULE:FREQ=DAILY;UNTIL=99991231",
    "RRULE:FREQ=DAILY;UNTIL=20261201T240000Z",
    "RRULE:FREQ=DAILY;FREQ=WEEKLY",
    "RRULE:FREQ=DAILY;RRULE=FREQ=DAILY",
    "RRULE:RRULE:RRULE:FREQ=DAILY",
    "EXRULE:FREQ=DAILY",
    "EXRULE:FREQ=DAILY;COUNT=1000000",
    "RDATE;VALUE=PERIOD:20261201T100000Z/P9999999999D",
    "RDATE;VALUE=DATE:00010101,99991231",
    "RDATE;TZID=Nowhere/Never:20261201T100000",
    "RDATE:" + ",".join(f"2026120{day % 9 + 1}T{day % 24:02}0000Z" for day in range(10_001)),
    "EXDATE:00010101T000000Z",
    "EXDATE;TZID=:20261201T100000",
    "DTSTART:20261201T100000Z",
    "\x00RRULE:FREQ=DAILY",
]

LISTS = [
    ["RRULE:FREQ=DAILY"] * 2_000,
    ["RRULE:FREQ=DAILY;COUNT=1000000"] * 1_000,
    ["RRULE:FREQ=DAILY;COUNT=1000000", "EXRULE:FREQ=DAILY;COUNT=1000000"],
    ["RRULE:FREQ=DAILY;COUNT=1000000", "RDATE;VALUE=DATE:99991231", "EXDATE:00010101T000000Z"],
]

ADDRESS = re.compile(r"email|url|uri|link|address|value|^id$|icaluid|calendarid", re.IGNORECASE)
"""Members that hold addresses and names of other things."""

MINIMAL: dict[str, Json] = {
    "Event": {"summary": "Nasty", **timed(20)},
    "Calendar": {"summary": "Nasty"},
    "CalendarListEntry": {"id": TEAM},
    "AclRule": {"role": "reader", "scope": {"type": "user", "value": BOB}},
    "Channel": {"id": "nasty", "type": "web_hook", "address": "http://127.0.0.1:9/"},
    "FreeBusyRequest": {
        "timeMin": "2026-12-01T00:00:00Z",
        "timeMax": "2026-12-05T00:00:00Z",
        "items": [{"id": TEAM}],
    },
}

SOUND: Json = {
    "attachments": [{"fileUrl": "https://example.com/a"}],
    "attendees": [{"email": BOB}],
    "conferenceData": {
        "createRequest": {
            "requestId": "one",
            "conferenceSolutionKey": {"type": "hangoutsMeet"},
        },
        "entryPoints": [{"entryPointType": "video", "uri": "https://meet.example.com/a"}],
    },
    "originalStartTime": timed(1)["start"],
    "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"],
    "reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]},
    "source": {"title": "Source", "url": "https://example.com/"},
    "defaultReminders": [{"method": "popup", "minutes": 5}],
    "notificationSettings": {"notifications": [{"type": "eventCreation", "method": "email"}]},
    "labelProperties": {"eventLabels": [{"id": "a", "name": "A", "backgroundColor": "#000000"}]},
    "workingHours": {
        "availableTimes": [{"dayOfWeek": "monday", "periodStart": 540, "periodEnd": 1020}],
        "workingHoursEnabled": True,
    },
}
"""What stands around a nasty value, so that it alone decides."""

OF_TIME = frozenset(
    {"start", "end", "originalStartTime", "recurrence", "endTimeUnspecified", "status"}
)
"""Members of an event that decide when it is."""

KINDS_OF_EVENT: dict[str, Json] = {
    "birthdayProperties": {"eventType": "birthday", "birthdayProperties": {"type": "birthday"}},
    "focusTimeProperties": {"eventType": "focusTime"},
    "outOfOfficeProperties": {"eventType": "outOfOffice"},
    "workingLocationProperties": {
        "eventType": "workingLocation",
        "workingLocationProperties": {"type": "homeOffice", "homeOffice": {}},
        "visibility": "public",
        "transparency": "transparent",
    },
    "recurringEventId": {"originalStartTime": timed(1)["start"], "iCalUID": f"{SERIES}@google.com"},
}
"""What an event needs besides to have these members."""


def places(schema_name: str) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Give every member of a schema, at every depth, with what is said of it."""
    yield from _places({"$ref": schema_name}, ())


def _places(schema: Mapping[str, Any], way: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    if "$ref" in schema:
        schema = discovery()["schemas"][schema["$ref"]]
    if way:
        yield way, schema
    if len(way) > DEEPEST:
        return
    for name, inner in schema.get("properties", {}).items():
        yield from _places(inner, (*way, name))
    if "items" in schema:
        yield from _places(schema["items"], (*way, 0))
    if "additionalProperties" in schema:
        yield from _places(schema["additionalProperties"], (*way, "key"))


def values(place: Place, schema: Mapping[str, Any]) -> list[Any]:
    """Give the values that are nasty in a place."""
    kind, name = schema.get("type"), place[-1]
    if kind in ("integer", "number"):
        return KINDS + NUMBERS
    if kind == "array":
        return KINDS + LISTS if name == "recurrence" else [*KINDS, ["x"] * 5_000]
    if kind != "string":
        return KINDS
    texts = KINDS + TEXTS + WORDS
    if schema.get("format") in ("date", "date-time"):
        return texts + DATES + MOMENTS
    if name == "timeZone":
        return texts + ZONES
    if ADDRESS.search(str(name)):
        return texts + ADDRESSES
    return texts + LINES if place[0] == "recurrence" else texts


def body_with(
    schema_name: str, place: Place, value: Any, needed: Mapping[str, Any] | None = None
) -> Json:
    """Give a sound body, with what else is needed, in which one member has the value."""
    body: Json = copy.deepcopy({**MINIMAL[schema_name], **(needed or {})})
    first = str(place[0])
    if first in SOUND:
        body[first] = copy.deepcopy(SOUND[first])
    if schema_name == "Event":
        body |= copy.deepcopy(KINDS_OF_EVENT.get(first, {}))
    if place[0] in ("start", "end") and place[-1] == "date":  # a date excludes a time
        body |= {"start": {"date": "2026-12-20"}, "end": {"date": "2026-12-21"}}
    _put(body, place, value)
    return body


def _put(inner: Any, place: Place, value: Any) -> None:
    for step, following in itertools.pairwise(place):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            inner[:] = inner or [empty]
        elif not isinstance(inner.get(step), type(empty)):
            inner[step] = empty
        inner = inner[step]
    if isinstance(place[-1], int):
        inner[:] = [value]
    else:
        inner[place[-1]] = value


def shown(value: Any) -> str:
    """Write a value short enough for a line of a report."""
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:60]}... ({len(text)} characters)"
