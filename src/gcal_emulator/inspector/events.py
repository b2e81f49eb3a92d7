"""The page of a calendar's events."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from gcal_emulator.calendar_v3.event_view import Reader, listed
from gcal_emulator.entities import Calendar, Event
from gcal_emulator.inspector.html import (
    ROWS,
    button,
    choice,
    details,
    field,
    form,
    hidden,
    mark,
    table,
)
from gcal_emulator.world import World


def shown(emulator: Any, arguments: Mapping[str, str]) -> str:
    """Write the page of the chosen calendar, or of the first."""
    world: World = emulator.world
    choices = {key: each for key, each in world.calendars.items() if not each.is_deleted}
    chosen = arguments.get("calendar", "")
    calendar = choices.get(chosen) or next(iter(choices.values()), None)
    if calendar is None:
        return "<p class='nothing'>There are no calendars.</p>"
    names = {key: each.summary or key for key, each in choices.items()}
    asked = choice("Calendar", "calendar", names, calendar.id)
    return form("", asked, name="Show", method="get") + _added(calendar) + _table(calendar)


def _added(calendar: Calendar) -> str:
    return form(
        "/_emulator/events",
        hidden("calendarId", calendar.id),
        field("Title", "summary", more="required"),
        field("Start", "start", kind="datetime-local"),
        field("Guests", "guests", more="placeholder='a@example.com, b@example.com'"),
        name="Add an event",
    )


def _table(calendar: Calendar) -> str:
    latest = sorted(calendar.order, key=lambda event: event.micros, reverse=True)[:ROWS]
    said = f"{len(latest)} of {len(calendar.order):,} stored events, the latest changes first."
    heads = ("Title", "Start", "Recurrence", "Status", "Resource", "Actions")
    rows = (_row(calendar, event) for event in latest)
    return f"<p>{said}</p>" + table("Events", heads, rows, empty="The calendar is empty.")


def _row(calendar: Calendar, event: Event) -> Iterable[object]:
    resource = listed(calendar, event, Reader(calendar.owner, "owner"))
    start = resource.get("start", {})
    title = resource.get("summary", "" if event.is_cancelled else "(no title)")
    values = {"calendarId": calendar.id, "eventId": resource["id"]}
    return (
        title,
        start.get("dateTime") or start.get("date", ""),
        "; ".join(resource.get("recurrence", ())),
        mark(resource["status"], "bad" if event.is_cancelled else ""),
        details("JSON", json.dumps(resource, indent=1, ensure_ascii=False)),
        "" if event.is_cancelled else button("events/delete", "Delete", values, label=title),
    )
