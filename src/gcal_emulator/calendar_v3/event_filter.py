"""Which items a list of events holds: the conditions in its parameters."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gcal_emulator.calendar_v3.call import Call, Resource
from gcal_emulator.calendar_v3.event_write import instant
from gcal_emulator.clock import to_micros
from gcal_emulator.entities import Calendar, Event, guest_of
from gcal_emulator.errors import GoogleError, invalid, time_range_empty, updated_min_too_long_ago
from gcal_emulator.recurrence import occurrences

PERSONAL_FIELDS = ("displayName", "email")
WORDY_FIELDS = ("summary", "description", "location")
EARLIEST, LATEST = (dt.datetime(*day, tzinfo=dt.UTC) for day in ((1, 1, 3), (9999, 12, 29)))


@dataclass(frozen=True)
class Item:
    """One entry of a list before it is written: stored, or computed from a series."""

    resource: Resource
    event: Event
    is_computed: bool = False

    @property
    def is_cancelled(self) -> bool:
        """Whether it is there to say that it is no more."""
        return bool(self.resource.get("status") == "cancelled")


Condition = Callable[[Item], bool]


@dataclass(frozen=True)
class Kind:
    """What is listed: all or what changed, as stored or expanded, with which bound below."""

    since: int | None = None
    is_expanded: bool = False
    shows_deleted: bool = False
    includes_time_min: bool = False
    """E-63: events.instances includes what ends at timeMin, events.list does not."""


def conditions_of(call: Call, calendar: Calendar, kind: Kind) -> Condition:
    """Make the one condition that items of a list meet; raise 400 or 410 for bad parameters."""
    query = call.query
    conditions = [_visibility(calendar, kind)]
    if not query.get("showHiddenInvitations") and _hides_invitations(call, calendar):
        conditions.append(lambda item: not _is_unanswered(item.resource, calendar.id))
    if query.get("timeMin") or query.get("timeMax"):
        conditions.append(_window(query, calendar, kind))
    if query.get("updatedMin"):
        conditions.append(_changed_after(call))
    if types := query.get("eventTypes"):
        conditions.append(lambda item: item.resource.get("eventType", "default") in types)
    if uid := query.get("iCalUID"):
        conditions.append(lambda item: item.resource.get("iCalUID") == uid)
    if words := query.get("q"):
        conditions.append(lambda item: _mentions(item.resource, words))
    return _all([*conditions, *_named(query, calendar)])


def _named(query: Mapping[str, Any], calendar: Calendar) -> Iterator[Condition]:
    """Give the conditions on one original start, and on extended properties."""
    if start := query.get("originalStart"):
        yield _starts_originally(start, calendar)
    for name in ("private", "shared"):
        pairs = query.get(f"{name}ExtendedProperty", ())
        yield from (_property(name, pair) for pair in pairs)


def _all(conditions: Sequence[Condition]) -> Condition:
    return lambda item: all(condition(item) for condition in conditions)


def moment_of(query: Mapping[str, Any], name: str) -> dt.datetime | None:
    """Read a time among the parameters: its offset is mandatory, fractions are ignored (E-63).

    Bounds at the ends of the calendar, which some clients send for none, leave room for offsets.
    """
    if not query.get(name):
        return None
    return min(max(_read_moment(query[name]).replace(microsecond=0), EARLIEST), LATEST)


def _read_moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise GoogleError(400, "badRequest", "Bad Request")
    return moment


def shows_deleted(query: Mapping[str, Any], since: int | None) -> bool:
    """Say whether a list holds what was deleted (C-6, E-67)."""
    return bool(since is not None or query.get("showDeleted") or query.get("updatedMin"))


def _visibility(calendar: Calendar, kind: Kind) -> Condition:
    def is_shown(item: Item) -> bool:
        if not item.is_cancelled or kind.shows_deleted:
            return True
        # E-65: cancelled instances of a living series belong to an unexpanded list
        return not kind.is_expanded and _is_of_living_series(calendar, item.resource)

    return is_shown


def _hides_invitations(call: Call, calendar: Calendar) -> bool:
    """Say whether the calendar's owner shows invitations only once they are answered (E-54)."""
    owner = call.world.users.get(calendar.id)
    return owner is not None and owner.settings.get("hideInvitations") == "true"


def _is_unanswered(resource: Resource, address: str) -> bool:
    if resource.get("status") == "cancelled":
        return False
    if resource.get("organizer", {}).get("email") == address:
        return False
    return guest_of(resource, address).get("responseStatus") == "needsAction"


def _is_of_living_series(calendar: Calendar, resource: Resource) -> bool:
    series = calendar.events.get(resource.get("recurringEventId", ""))
    return series is not None and not series.is_cancelled


def _window(query: Mapping[str, Any], calendar: Calendar, kind: Kind) -> Condition:
    """Keep what overlaps: the start is before timeMax, the end after timeMin (E-63)."""
    zone = calendar.time_zone
    earliest, latest = moment_of(query, "timeMin"), moment_of(query, "timeMax")
    if earliest and latest and latest <= earliest:
        raise time_range_empty()
    if earliest and kind.includes_time_min:
        earliest -= dt.timedelta.resolution

    def overlaps(item: Item) -> bool:
        resource = item.resource
        if "start" not in resource or "end" not in resource:
            return False
        if item.event.is_series and not item.is_computed:
            found = occurrences(resource, time_zone=zone, time_min=earliest, time_max=latest)
            return next(found, None) is not None
        before = latest is None or instant(resource["start"], zone) < latest
        return before and (earliest is None or instant(resource["end"], zone) > earliest)

    return overlaps


def _changed_after(call: Call) -> Condition:
    least = max(_read_moment(call.query["updatedMin"]), EARLIEST)
    longest_ago = dt.timedelta(seconds=call.world.switches.updated_min_seconds)
    if least < call.world.clock.now() - longest_ago:
        raise updated_min_too_long_ago()
    micros = to_micros(least)
    return lambda item: item.event.updated >= micros


def _starts_originally(text: str, calendar: Calendar) -> Condition:
    key = "dateTime" if "T" in text else "date"
    try:
        wanted = instant({key: text}, calendar.time_zone)
    except ValueError as exc:
        raise invalid(parameter="originalStart") from exc
    if wanted.tzinfo is None:
        raise invalid(parameter="originalStart")

    def has_it(item: Item) -> bool:
        start = item.resource.get("originalStartTime", {})
        return key in start and instant(start, calendar.time_zone) == wanted

    return has_it


def _mentions(resource: Resource, words: str) -> bool:
    people = [resource.get("organizer", {}), *resource.get("attendees", ())]
    texts = [resource.get(key, "") for key in WORDY_FIELDS]
    texts += _location_labels(resource.get("workingLocationProperties", {}))
    texts += [str(person.get(key, "")) for person in people for key in PERSONAL_FIELDS]
    text = " ".join(texts).lower()
    return all(word in text for word in words.lower().split())


def _location_labels(details: Resource) -> list[str]:
    places = (details.get("customLocation"), details.get("officeLocation"))
    return [str(place.get("label", "")) for place in places if place]


def _property(kind: str, pair: str) -> Condition:
    name, _, value = pair.partition("=")

    def has_it(item: Item) -> bool:
        properties = item.resource.get("extendedProperties", {}).get(kind, {})
        return bool(properties.get(name) == value)

    return has_it
