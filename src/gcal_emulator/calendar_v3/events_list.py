"""events.list and events.instances."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gcal_emulator.calendar_v3.access import calendar_of
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.event_view import (
    stub,
    text_of,
    view,
    written,
)
from gcal_emulator.calendar_v3.event_write import instant
from gcal_emulator.calendar_v3.events import instance_id, instance_resource
from gcal_emulator.calendar_v3.lists import (
    Page,
    first_position,
    list_etag,
    page_of,
    page_size,
)
from gcal_emulator.calendar_v3.tokens import (
    check_sync_parameters,
    fingerprint,
    read_sync_token,
    write_page_token,
    write_sync_token,
)
from gcal_emulator.errors import GoogleError, not_found, time_range_empty
from gcal_emulator.recurrence import occurrences
from gcal_emulator.world import Calendar, Event

DEFAULT_PAGE, LARGEST_PAGE = 250, 2500


@dataclass(frozen=True)
class Item:
    """One entry of a list before it is written: stored, or computed from a series."""

    resource: Resource
    event: Event
    is_computed: bool = False


def list_events(call: Call) -> Answer:
    """List a calendar: whole, filtered, expanded, or what changed since a sync token."""
    calendar = calendar_of(call)
    query = call.query
    _check_order(query)
    number = fingerprint(call, "events")
    since = None
    if "syncToken" in query:
        check_sync_parameters(query)
        since = read_sync_token(query["syncToken"], number)
    page = _page(call, calendar, since, number)
    envelope = _envelope(call, calendar)
    # Z-15: an ordered list gives no sync token
    if page.next_page_token:
        envelope["nextPageToken"] = page.next_page_token
    elif query.get("orderBy") != "startTime":
        envelope["nextSyncToken"] = write_sync_token(page.micros, number)
    texts = [_text(call, calendar, item) for item in page.items]
    return Answer(envelope, item_texts=texts, is_list=True)


def list_instances(call: Call) -> Answer:
    """List the instances of a series, changed ones in their changed form (R-13)."""
    calendar = calendar_of(call)
    series = calendar.events.get(call.path["eventId"])
    if series is None:
        raise not_found()
    if series.is_cancelled:
        raise GoogleError(410, "deleted", "Resource has been deleted")
    wanted = _filter(call, calendar, since=None, is_expanded=True)
    items = [item for item in _instances(call, calendar, series) if wanted(item)]
    number = fingerprint(call, "instances")
    page = page_of(
        call,
        items,
        number=number,
        micros=calendar.micros,
        default=DEFAULT_PAGE,
        largest=LARGEST_PAGE,
    )
    envelope = _envelope(call, calendar)
    if page.next_page_token:
        envelope["nextPageToken"] = page.next_page_token
    else:
        envelope["nextSyncToken"] = write_sync_token(page.micros, number)
    texts = [_text(call, calendar, item) for item in page.items]
    return Answer(envelope, item_texts=texts, is_list=True)


def _page(call: Call, calendar: Calendar, since: int | None, number: int) -> Page[Item]:
    if call.query.get("singleEvents") or call.query.get("orderBy"):
        items = _arranged(call, calendar, since)
        return page_of(
            call,
            items,
            number=number,
            micros=calendar.micros,
            default=DEFAULT_PAGE,
            largest=LARGEST_PAGE,
        )
    return _page_as_stored(call, calendar, since, number)


def _page_as_stored(call: Call, calendar: Calendar, since: int | None, number: int) -> Page[Item]:
    """Cut a page from the calendar's order, or from its changes.

    Both only ever grow at their end, so a position stays true whatever happens between two
    pages, and a page costs no more than the items it passes.
    """
    position, micros = first_position(call, number=number, micros=calendar.micros)
    size = page_size(call, default=DEFAULT_PAGE, largest=LARGEST_PAGE)
    wanted = _filter(call, calendar, since=since)
    source: Sequence[Any] = calendar.order
    if since is not None:
        source = calendar.changes
        position = max(position, _index_after(calendar, since))
    found: list[Item] = []
    while position < len(source) and len(found) < size:
        event = _current(source[position])
        position += 1
        if event is not None and wanted(item := Item(event.resource, event)):
            found.append(item)
    token = write_page_token(position, micros, number) if position < len(source) else ""
    return Page(items=found, next_page_token=token, micros=micros)


def _current(entry: Event | tuple[int, Event]) -> Event | None:
    """Give the event of an entry; of its changes only the last one counts."""
    if isinstance(entry, Event):
        return entry
    moment, event = entry
    return event if event.micros == moment else None


def _arranged(call: Call, calendar: Calendar, since: int | None) -> list[Item]:
    """Give the whole list where its items are computed or sorted."""
    source = calendar.order if since is None else changed_since(calendar, since)
    items: Iterator[Item] = (Item(event.resource, event) for event in source)
    if call.query.get("singleEvents"):
        items = (item for event in source for item in _expanded(call, calendar, event))
    wanted = _filter(call, calendar, since=since)
    found = [item for item in items if wanted(item)]
    if call.query.get("orderBy") == "startTime":
        found.sort(key=lambda item: instant(item.resource["start"], calendar.time_zone))
    elif call.query.get("orderBy") == "updated":
        found.sort(key=lambda item: item.event.micros)
    return found


def changed_since(calendar: Calendar, micros: int) -> list[Event]:
    """Give what changed after a moment, oldest change first; costs no more than the changes."""
    tail = calendar.changes[_index_after(calendar, micros) :]
    return list(dict.fromkeys(event for moment, event in tail if event.micros == moment))


def _index_after(calendar: Calendar, micros: int) -> int:
    return bisect_right(calendar.changes, micros, key=lambda change: change[0])


def _expanded(call: Call, calendar: Calendar, event: Event) -> Iterator[Item]:
    if not event.is_series:
        # stored instances come with their series, so that each stands at its place once
        if "recurringEventId" not in event.resource or _is_orphan(calendar, event):
            yield Item(event.resource, event)
    elif not event.is_cancelled:
        yield from _instances(call, calendar, event)


def _is_orphan(calendar: Calendar, event: Event) -> bool:
    series = calendar.events.get(event.resource["recurringEventId"])
    return series is None or series.is_cancelled or not series.is_series


def _instances(call: Call, calendar: Calendar, series: Event) -> Iterator[Item]:
    stored = {event.resource["id"]: event for event in calendar.instances_of(series.resource["id"])}
    window = {
        "time_min": _time(call.query, "timeMin"),
        "time_max": _time(call.query, "timeMax"),
    }
    for occurrence in occurrences(series.resource, time_zone=calendar.time_zone, **window):
        if instance_id(series.resource["id"], occurrence) not in stored:
            yield Item(instance_resource(series.resource, occurrence), series, is_computed=True)
    for event in stored.values():
        yield Item(event.resource, event)


def _filter(
    call: Call, calendar: Calendar, *, since: int | None, is_expanded: bool = False
) -> Callable[[Item], bool]:
    """Make the condition that items of the list meet."""
    query = call.query
    is_expanded = is_expanded or bool(query.get("singleEvents"))
    conditions = [_visibility(query, calendar, since, is_expanded=is_expanded)]
    if query.get("timeMin") or query.get("timeMax"):
        conditions.append(_window(query, calendar))
    if updated_min := _time(query, "updatedMin"):
        least = updated_min.timestamp() * 1_000_000
        conditions.append(lambda item: item.event.micros >= least)
    if types := query.get("eventTypes"):
        conditions.append(lambda item: item.resource.get("eventType", "default") in types)
    if uid := query.get("iCalUID"):
        conditions.append(lambda item: item.resource.get("iCalUID") == uid)
    if words := query.get("q"):
        conditions.append(lambda item: _mentions(item.resource, words))
    for kind in ("private", "shared"):
        pairs = query.get(f"{kind}ExtendedProperty", ())
        conditions += [_property(kind, pair) for pair in pairs]
    return lambda item: all(condition(item) for condition in conditions)


def _visibility(
    query: Mapping[str, Any], calendar: Calendar, since: int | None, *, is_expanded: bool
) -> Callable[[Item], bool]:
    shows_all = since is not None or query.get("showDeleted") or query.get("updatedMin")

    def is_shown(item: Item) -> bool:
        if not item.event.is_cancelled or shows_all:
            return True
        # E-65: cancelled instances of a living series belong to an unexpanded list
        return not is_expanded and _is_living_instance(calendar, item.resource)

    return is_shown


def _is_living_instance(calendar: Calendar, resource: Resource) -> bool:
    series = calendar.events.get(resource.get("recurringEventId", ""))
    return series is not None and not series.is_cancelled


def _window(query: Mapping[str, Any], calendar: Calendar) -> Callable[[Item], bool]:
    """Keep what overlaps: the start is before timeMax, the end after timeMin (E-63)."""
    zone = calendar.time_zone
    earliest, latest = _time(query, "timeMin"), _time(query, "timeMax")
    if earliest and latest and latest <= earliest:
        raise time_range_empty()

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


def _mentions(resource: Resource, words: str) -> bool:
    people = [resource.get("organizer", {}), *resource.get("attendees", ())]
    texts = [resource.get(key, "") for key in ("summary", "description", "location")]
    texts += [str(person.get(key, "")) for person in people for key in ("displayName", "email")]
    text = " ".join(texts).lower()
    return all(word in text for word in words.lower().split())


def _property(kind: str, pair: str) -> Callable[[Item], bool]:
    name, _, value = pair.partition("=")
    return lambda item: item.resource.get("extendedProperties", {}).get(kind, {}).get(name) == value


def _time(query: Mapping[str, Any], name: str) -> dt.datetime | None:
    if not query.get(name):
        return None
    moment = dt.datetime.fromisoformat(query[name])
    if moment.tzinfo is None:
        raise GoogleError(400, "badRequest", "Bad Request")
    return moment.replace(microsecond=0)


def _check_order(query: Mapping[str, Any]) -> None:
    if query.get("orderBy") == "startTime" and not query.get("singleEvents"):
        message = "The requested ordering is not available for the particular query."
        raise GoogleError(400, "badRequest", message)


def _text(call: Call, calendar: Calendar, item: Item) -> str:
    reader, zone = call.user.email, call.query.get("timeZone", "")
    if not item.is_computed:
        return text_of(calendar, item.event, reader=reader, time_zone=zone)
    micros = item.event.micros
    if item.event.is_cancelled:
        return written(stub(item.resource, micros))
    return written(view(calendar, item.resource, micros, reader=reader, time_zone=zone))


def _envelope(call: Call, calendar: Calendar) -> Resource:
    entry = call.user.entries.get(calendar.id)
    reminders = entry.personal.get("defaultReminders", []) if entry else []
    return {
        "kind": "calendar#events",
        "etag": list_etag(calendar.micros),
        "summary": calendar.summary,
        "description": calendar.description,
        "updated": calendar.updated,
        "timeZone": call.query.get("timeZone") or calendar.time_zone,
        "accessRole": calendar.role_of(call.user.email),
        "defaultReminders": reminders,
    }
