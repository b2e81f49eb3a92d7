"""events.list and events.instances."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gcal_emulator.calendar_v3.access import calendar_of
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.event_filter import Item, Kind, conditions_of, shows_deleted
from gcal_emulator.calendar_v3.event_items import expanded, instances
from gcal_emulator.calendar_v3.event_view import stub, text_of, view, written
from gcal_emulator.calendar_v3.event_write import instant
from gcal_emulator.calendar_v3.lists import (
    Page,
    Shape,
    first_mark,
    list_etag,
    page_of,
    page_size,
    page_token,
)
from gcal_emulator.calendar_v3.tokens import (
    Mark,
    check_sync_parameters,
    read_sync_token,
    sync_number,
    write_sync_token,
)
from gcal_emulator.errors import GoogleError, not_found
from gcal_emulator.world import Calendar, Event

EVENTS = Shape("events", default=250, largest=2500)
INSTANCES = Shape("instances", default=250, largest=2500)


def list_events(call: Call) -> Answer:
    """List a calendar: whole, filtered, expanded, or what changed since a sync token."""
    calendar = calendar_of(call)
    query = call.query
    _check_order(query)
    since = None
    if "syncToken" in query:
        check_sync_parameters(query)
        since = read_sync_token(query["syncToken"], sync_number(call, EVENTS.name))
    kind = Kind(
        since,
        is_expanded=bool(query.get("singleEvents")),
        shows_deleted=shows_deleted(query, since),
    )
    if query.get("orderBy"):
        page = page_of(call, EVENTS, _ordered(call, calendar, kind), micros=calendar.micros)
    else:
        page = _page_as_stored(call, calendar, kind)
    # Y-14, Z-15: an ordered list or a search gives no sync token
    gives_token = not query.get("orderBy") and not query.get("q")
    return _answer(call, calendar, EVENTS, page, gives_token=gives_token)


def list_instances(call: Call) -> Answer:
    """List the instances of a series, changed ones in their changed form (R-13)."""
    calendar = calendar_of(call)
    series = calendar.events.get(call.path["eventId"])
    if series is None:
        raise not_found()
    if series.is_cancelled:
        raise GoogleError(410, "deleted", "Resource has been deleted")
    kind = Kind(
        is_expanded=True,
        shows_deleted=shows_deleted(call.query, None),
        includes_time_min=True,
    )
    is_wanted = conditions_of(call, calendar, kind)
    found = [] if not series.is_series else instances(call, calendar, series)
    items = [item for item in found if is_wanted(item)]
    page = page_of(call, INSTANCES, items, micros=calendar.micros)
    return _answer(call, calendar, INSTANCES, page, gives_token=True)


def _answer(
    call: Call, calendar: Calendar, shape: Shape, page: Page[Item], *, gives_token: bool
) -> Answer:
    envelope = _envelope(call, calendar)
    if page.next_page_token:
        envelope["nextPageToken"] = page.next_page_token
    elif gives_token:
        envelope["nextSyncToken"] = write_sync_token(page.micros, sync_number(call, shape.name))
    texts = [_text(call, calendar, item) for item in page.items]
    return Answer(envelope, item_texts=texts, is_list=True)


def _page_as_stored(call: Call, calendar: Calendar, kind: Kind) -> Page[Item]:
    """Cut a page from the calendar's order, or from its changes.

    Both only ever grow at their end, so a position stays true whatever happens between two
    pages, and a page costs no more than the items it passes.
    """
    mark = first_mark(call, EVENTS, micros=calendar.micros)
    position, offset = mark.position, mark.offset
    size = page_size(call, EVENTS)
    items_of = _items(call, calendar, kind)
    source: Sequence[Any] = calendar.order
    if kind.since is not None:
        source = calendar.changes
        position = max(position, _index_after(calendar, kind.since))
    found: list[Item] = []
    while position < len(source) and len(found) < size:
        items = items_of(_current(source[position]))[offset:]
        room = size - len(found)
        found += items[:room]
        position, offset = (position, offset + room) if len(items) > room else (position + 1, 0)
    is_last = position >= len(source)
    token = "" if is_last else page_token(call, EVENTS, Mark(position, offset, mark.micros))
    return Page(items=found, next_page_token=token, micros=mark.micros)


def _items(call: Call, calendar: Calendar, kind: Kind) -> Callable[[Event | None], Sequence[Item]]:
    """Make the function that gives what an event adds to the list."""
    is_wanted = conditions_of(call, calendar, kind)

    def items_of(event: Event | None) -> Sequence[Item]:
        if event is None:
            return ()
        if not kind.is_expanded:
            item = Item(event.resource, event)
            return (item,) if is_wanted(item) else ()
        if event.is_cancelled and not kind.shows_deleted:
            return ()
        return [
            item for item in expanded(call, calendar, event, since=kind.since) if is_wanted(item)
        ]

    return items_of


def _ordered(call: Call, calendar: Calendar, kind: Kind) -> list[Item]:
    items_of = _items(call, calendar, kind)
    found = [item for event in calendar.order for item in items_of(event)]
    if call.query.get("orderBy") == "startTime":
        return sorted(found, key=lambda item: _begins(item, calendar))
    return sorted(found, key=lambda item: item.event.micros)


def _begins(item: Item, calendar: Calendar) -> dt.datetime:
    # of a deleted instance no more than its original start may be known
    start = item.resource.get("start") or item.resource.get("originalStartTime")
    return instant(start, calendar.time_zone) if start else dt.datetime.min.replace(tzinfo=dt.UTC)


def _current(entry: Event | tuple[int, Event]) -> Event | None:
    """Give the event of an entry; of its changes only the last one counts."""
    if isinstance(entry, Event):
        return entry
    moment, event = entry
    return event if event.micros == moment else None


def _index_after(calendar: Calendar, micros: int) -> int:
    return bisect_right(calendar.changes, micros, key=lambda change: change[0])


def _check_order(query: Mapping[str, Any]) -> None:
    if query.get("orderBy") == "startTime" and not query.get("singleEvents"):
        message = "The requested ordering is not available for the particular query."
        raise GoogleError(400, "badRequest", message)


def _text(call: Call, calendar: Calendar, item: Item) -> str:
    reader, zone = call.user.email, call.query.get("timeZone", "")
    if not item.is_computed:
        return text_of(calendar, item.event, reader=reader, time_zone=zone)
    micros = item.event.micros
    if item.is_cancelled:
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
