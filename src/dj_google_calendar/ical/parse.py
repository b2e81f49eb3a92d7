"""iCalendar text of any producer, read into event resources as Google has them.

One event that cannot be read does not keep the others from being read: it is a problem with its
line. Texts that are no calendar, or larger than the limits, raise IcalError.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dj_google_calendar.ical.components import Component, components
from dj_google_calendar.ical.content import IcalError
from dj_google_calendar.ical.fields import fields_of
from dj_google_calendar.ical.recurrence import recurrence_of
from dj_google_calendar.ical.values import Zones, duration_of, iana, time_of, zones_of

Resource = dict[str, Any]
DAY = dt.timedelta(days=1)
LONGEST_UID = 1_000
OTHERS = ("VTODO", "VJOURNAL", "VFREEBUSY")


@dataclass(frozen=True, slots=True)
class Found:
    """A single event, or a series with the instances of it that differ."""

    resource: Resource
    line: int
    instances: Sequence[Resource] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an event is left out."""

    line: int
    title: str
    message: str


@dataclass(slots=True)
class Parsed:
    """What a text holds."""

    title: str = ""
    time_zone: str = ""
    events: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    merged: int = 0
    """So many events are older versions of others."""
    others: int = 0
    """So many tasks, notes and the like, which no calendar of Google's keeps."""


def decoded(data: bytes) -> str:
    """Give the text of a file; raise IcalError for what is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    if "\x00" in text:
        raise IcalError("It holds NUL characters: it is no text.")
    return text


def parse(source: str, *, time_zone: str, most: int) -> Parsed:
    """Read a text; ``time_zone`` is for wall times, ``most`` is the number of events allowed."""
    parsed, seen, zones = Parsed(), [], []
    for component in components(source):
        if component.name == "VCALENDAR":
            parsed.title = parsed.title or component.text("NAME") or component.text("X-WR-CALNAME")
            parsed.time_zone = parsed.time_zone or iana(component.text("X-WR-TIMEZONE")) or ""
        elif component.name == "VTIMEZONE":
            zones.append(component)
        elif component.name == "VEVENT":
            seen.append(component)
        parsed.others += component.name in OTHERS
        if len(seen) > most:
            raise IcalError(f"It holds more than {most} events.")
    known = zones_of(zones, default=parsed.time_zone or time_zone)
    for versions in _by_uid(seen).values():
        _read_versions(versions, known, parsed)
    parsed.events.sort(key=lambda found: found.line)
    parsed.problems.sort(key=lambda problem: problem.line)
    return parsed


def _by_uid(seen: Iterable[Component]) -> Mapping[str, list[Component]]:
    gathered = defaultdict(list)
    for component in seen:
        gathered[component.text("UID")[:LONGEST_UID] or f"line {component.line}"].append(component)
    return gathered


def _read_versions(versions: Sequence[Component], zones: Zones, parsed: Parsed) -> None:
    """Read what has one UID: an event with its instances, each in its newest version."""
    newest: dict[str, Component] = {}
    for component in versions:
        given = component.first("RECURRENCE-ID")
        key = given.value.strip() if given else ""
        known = newest.get(key)
        parsed.merged += known is not None
        if known is None or _version(component) >= _version(known):
            newest[key] = component
    main = newest.pop("", None)
    cancelled = [each for each in newest.values() if each.text("STATUS").upper() == "CANCELLED"]
    changed = [each for each in newest.values() if each not in cancelled]
    if main is None:
        for component in newest.values():
            _take(component, (), (), zones, parsed)
    else:
        _take(main, changed, cancelled, zones, parsed)


def _version(component: Component) -> tuple[int, str]:
    sequence = component.text("SEQUENCE")
    return int(sequence) if sequence[:9].isdecimal() else 0, component.text("LAST-MODIFIED")


def _take(
    component: Component,
    changed: Sequence[Component],
    cancelled: Sequence[Component],
    zones: Zones,
    parsed: Parsed,
) -> None:
    try:
        resource = _resource(component, zones)
        gone = [each for one in cancelled for each in one.of("RECURRENCE-ID")]
        if lines := recurrence_of(component, resource["start"], gone, zones):
            resource["recurrence"] = lines
        resource["iCalUID"] = _uid(component, resource)
    except IcalError as exc:
        parsed.problems.append(_problem(component, exc))
        return
    instances = list(_instances(changed, zones, parsed)) if lines else []
    if not lines:
        parsed.problems += [_problem(one, IcalError("It belongs to no series.")) for one in changed]
    parsed.events.append(Found(resource, component.line, instances))


def _instances(changed: Sequence[Component], zones: Zones, parsed: Parsed) -> Iterator[Resource]:
    for component in changed:
        try:
            yield _resource(component, zones)
        except IcalError as exc:
            parsed.problems.append(_problem(component, exc))


def _problem(component: Component, error: IcalError) -> Problem:
    return Problem(component.line, component.text("SUMMARY")[:200], str(error))


def _resource(component: Component, zones: Zones) -> Resource:
    if component.problem:
        raise IcalError(component.problem)
    start = component.first("DTSTART")
    if start is None:
        raise IcalError("It has no start.")
    begins = time_of(start, zones)
    times = {"start": begins, "end": _end(component, begins, zones)}
    if original := component.first("RECURRENCE-ID"):
        times["originalStartTime"] = time_of(original, zones)
    return {**fields_of(component), **times}


def _end(component: Component, begins: Resource, zones: Zones) -> Resource:
    """Give when an event ends; a day ends with itself, a moment at once (RFC 5545, 3.6.1)."""
    if (given := component.first("DTEND")) is not None:
        ends = time_of(given, zones)
        if ("date" in ends) != ("date" in begins):
            raise IcalError("Its end is not of the kind of its start.")
    else:
        ends = _after(component, begins)
    if "date" in ends:
        start, end = (dt.date.fromisoformat(each["date"]) for each in (begins, ends))
        if end == start:
            return _moved(begins, DAY)
    else:
        start, end = (dt.datetime.fromisoformat(each["dateTime"]) for each in (begins, ends))
    if end < start:
        raise IcalError("It ends before it starts.")
    return ends


def _after(component: Component, begins: Resource) -> Resource:
    if (given := component.first("DURATION")) is not None:
        return _moved(begins, duration_of(given.value, "DURATION"))
    return _moved(begins, DAY) if "date" in begins else dict(begins)


def _moved(time: Resource, span: dt.timedelta) -> Resource:
    try:
        if "date" in time:
            return {"date": (dt.date.fromisoformat(time["date"]) + span).isoformat()}
        moment = dt.datetime.fromisoformat(time["dateTime"]) + span
        return {"dateTime": moment.isoformat(), "timeZone": time["timeZone"]}
    except OverflowError as exc:
        raise IcalError("It ends outside of the calendar.") from exc


def _uid(component: Component, resource: Resource) -> str:
    """Give the UID: one that stays the same where the file has none, so that it is met again.

    An instance whose series is not in the file becomes an event of its own.
    """
    uid = "".join(letter for letter in component.text("UID") if letter.isprintable())[:LONGEST_UID]
    if not uid:
        parts = (str(resource["start"]), component.text("SUMMARY"), component.text("LOCATION"))
        uid = f"{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:40]}@import"
    original = component.first("RECURRENCE-ID")
    return f"{uid}_{original.value.strip()[:20]}" if original else uid
