"""events.list and events.instances."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from gcal_emulator.calendar_v3.access import calendar_of, role_in
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.event_filter import Item, Kind, conditions_of, shows_deleted
from gcal_emulator.calendar_v3.event_items import expanded, instances
from gcal_emulator.calendar_v3.event_view import Reader, listed, stub, text_of, view, written
from gcal_emulator.calendar_v3.event_write import instant
from gcal_emulator.calendar_v3.events import limit_guests
from gcal_emulator.calendar_v3.lists import (
    Page,
    Shape,
    first_mark,
    list_etag,
    page_in_order,
    page_of,
    page_size,
    page_token,
)
from gcal_emulator.calendar_v3.tokens import known_since, next_tokens
from gcal_emulator.entities import Calendar, Event
from gcal_emulator.errors import GoogleError, deleted, not_found
from gcal_emulator.recurrence.lines import zone_named

EVENTS = Shape("events", default=250, largest=2500)
INSTANCES = Shape("instances", default=250, largest=2500)
FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)

ItemsOf = Callable[[Event], Sequence[Item]]


def list_events(call: Call) -> Answer:
    """List a calendar: whole, filtered, expanded, or what changed since a sync token."""
    calendar = calendar_of(call)
    query = call.query
    _check_order(query)
    since = known_since(call, EVENTS.name)
    kind = Kind(
        since,
        is_expanded=bool(query.get("singleEvents")),
        shows_deleted=shows_deleted(query, since),
    )
    items_of = _items(call, calendar, kind)
    if query.get("orderBy"):
        rows = _ordered(call, calendar, items_of)
        page = page_in_order(call, EVENTS, rows, micros=calendar.micros)
    elif since is not None:
        page = _page_of_changes(call, calendar, items_of, since)
    else:
        page = _page_as_stored(call, calendar, items_of)
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
        raise deleted()
    kind = Kind(
        is_expanded=True,
        shows_deleted=shows_deleted(call.query, None),
        includes_time_min=True,
    )
    is_wanted = conditions_of(call, calendar, kind)
    found = instances(call, calendar, series) if series.is_series else ()
    rows = [item if is_wanted(item) else None for item in found]
    page = page_of(call, INSTANCES, rows, micros=calendar.micros)
    return _answer(call, calendar, INSTANCES, page, gives_token=True)


def _answer(
    call: Call, calendar: Calendar, shape: Shape, page: Page[Item], *, gives_token: bool
) -> Answer:
    envelope = _envelope(call, calendar)
    if page.next_page_token or gives_token:
        envelope |= next_tokens(call, shape.name, page)
    sees_deleted = bool(call.query.get("showDeleted"))
    zone = call.query.get("timeZone", "")
    reader = Reader(call.user.email, role_in(call, calendar), zone, sees_deleted=sees_deleted)
    most = call.query.get("maxAttendees")
    texts = [_text(calendar, item, reader, most) for item in page.items]
    return Answer(envelope, item_texts=texts, is_list=True)


def _page_as_stored(call: Call, calendar: Calendar, items_of: ItemsOf) -> Page[Item]:
    """Cut a page from the calendar's order.

    It only ever grows at its end, so a position stays true whatever happens between two
    pages, and a page costs no more than the items it passes.
    """
    mark = first_mark(call, EVENTS, micros=calendar.micros)
    position, offset = mark.position, mark.offset
    size = page_size(call, EVENTS)
    found: list[Item] = []
    while position < len(calendar.order) and len(found) < size:
        items = items_of(calendar.order[position])[offset:]
        room = size - len(found)
        found += items[:room]
        position, offset = (position, offset + room) if len(items) > room else (position + 1, 0)
    is_last = position >= len(calendar.order)
    token = "" if is_last else page_token(call, EVENTS, mark.moved(position, offset))
    return Page(items=found, next_page_token=token, mark=mark)


def _page_of_changes(call: Call, calendar: Calendar, items_of: ItemsOf, since: int) -> Page[Item]:
    """Cut a page from the log of changes, which is found by moment and place.

    An event that changes again between two pages moves to the log's end, behind what is passed.
    """
    mark = first_mark(call, EVENTS, micros=calendar.micros)
    size = page_size(call, EVENTS)
    changes, offset = calendar.changes, mark.offset
    index = bisect_right(changes, since, key=lambda change: change[0])
    if mark.moment:
        begin = (mark.moment, mark.position)
        index = bisect_left(changes, begin, key=lambda each: (each[0], each[1].position))
    found: list[Item] = []
    while index < len(changes) and len(found) < size:
        moment, event = changes[index]
        is_marked = (moment, event.position) == (mark.moment, mark.position)
        # of an event's changes only the last one counts
        items = items_of(event)[offset if is_marked else 0 :] if event.micros == moment else ()
        room = size - len(found)
        found += items[:room]
        if len(items) > room:
            passed = (offset if is_marked else 0) + room
            token = page_token(call, EVENTS, mark.moved(event.position, passed, moment))
            return Page(items=found, next_page_token=token, mark=mark)
        index += 1
    token = ""
    if index < len(changes):
        moment, event = changes[index]
        token = page_token(call, EVENTS, mark.moved(event.position, 0, moment))
    return Page(items=found, next_page_token=token, mark=mark)


def _items(call: Call, calendar: Calendar, kind: Kind) -> ItemsOf:
    """Make the function that gives what an event adds to the list."""
    is_wanted = conditions_of(call, calendar, kind)

    def items_of(event: Event) -> Sequence[Item]:
        if not kind.is_expanded:
            item = Item(event.resource, event)
            return (item,) if is_wanted(item) else ()
        if event.is_cancelled and not kind.shows_deleted:
            return ()
        return [
            item for item in expanded(call, calendar, event, since=kind.since) if is_wanted(item)
        ]

    return items_of


def _ordered(call: Call, calendar: Calendar, items_of: ItemsOf) -> list[tuple[int, int, Item]]:
    is_by_start = call.query.get("orderBy") == "startTime"
    rows = [
        (_begins(item, calendar) if is_by_start else event.updated, event.position, item)
        for event in calendar.order
        for item in items_of(event)
    ]
    return sorted(rows, key=itemgetter(0, 1))


def _begins(item: Item, calendar: Calendar) -> int:
    """Count the microseconds from the year 1 to the start."""
    # of a deleted instance no more than its original start may be known
    start = item.resource.get("start") or item.resource.get("originalStartTime")
    if start is None:
        return 0
    return max(0, (instant(start, calendar.time_zone) - FIRST) // dt.timedelta.resolution)


def _check_order(query: Mapping[str, Any]) -> None:
    if query.get("orderBy") == "startTime" and not query.get("singleEvents"):
        message = "The requested ordering is not available for the particular query."
        raise GoogleError(400, "badRequest", message)


def _text(calendar: Calendar, item: Item, reader: Reader, most: int | None) -> str:
    if not item.is_computed and most is None:
        return text_of(calendar, item.event, reader)
    micros = item.event.micros
    if item.is_computed and item.is_cancelled:
        zone = zone_named(reader.time_zone or calendar.time_zone)
        return written(stub(item.resource, micros, zone))
    if item.is_computed:
        updated, reminders_of = item.event.updated, item.event.reminders_of
        shown = view(
            calendar, item.resource, micros, reader, updated=updated, reminders_of=reminders_of
        )
    else:
        shown = listed(calendar, item.event, reader)
    limit_guests(shown, most)
    return written(shown)


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
        "accessRole": role_in(call, calendar),
        "defaultReminders": reminders,
    }
