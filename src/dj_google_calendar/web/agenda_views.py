"""The calendar page as a list: for browsers without scripts, and where no bundle is built."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dj_google_calendar import clock
from dj_google_calendar.answers import answer_errors
from dj_google_calendar.doctor.bundle import is_built
from dj_google_calendar.models import Account, Calendar, Event
from dj_google_calendar.operations.feed import occurrences_json
from dj_google_calendar.recurrence.anchor import zone_named
from dj_google_calendar.web.agenda import days_of
from dj_google_calendar.web.event_rows import EventRow, event_row
from dj_google_calendar.web.event_times import read_zone
from dj_google_calendar.web.occurrence_times import read_original, resource_at

DAYS = 14
EARLIEST, LATEST = dt.date(1971, 1, 1), dt.date(2100, 1, 1)


@answer_errors
@require_safe
@login_required
def agenda(request: HttpRequest) -> HttpResponse:
    """List two weeks of all calendars that Google's page shows."""
    shown = Calendar.objects.visible_to(request.user).reachable().in_bulk()
    zone = zone_named(request.GET.get("zone", "")) or _zone_of(shown.values())
    today = clock.now().astimezone(zone).date()
    first = _day(request.GET.get("day", ""), today)
    after = first + dt.timedelta(days=DAYS)
    rows = _rows(request, shown, first, after, zone=zone, today=today)
    context = {
        "has_accounts": Account.objects.visible_to(request.user).exists(),
        "days": days_of(rows, today=today),
        "first": first,
        "last": after - dt.timedelta(days=1),
        "earlier": first - dt.timedelta(days=DAYS),
        "later": after,
        "today": today,
        "zone": str(zone),
        "zones": sorted(available_timezones()),
        "is_built": is_built(),
    }
    return render(request, "dj_google_calendar/agenda.html", context)


def _zone_of(calendars: Iterable[Calendar]) -> dt.tzinfo:
    """Give the zone of the first calendar that has one: a primary one's, if there is such."""
    return read_zone(next((each.time_zone for each in calendars if each.time_zone), ""))


def _rows(
    request: HttpRequest,
    shown: Mapping[int, Calendar],
    first: dt.date,
    after: dt.date,
    *,
    zone: dt.tzinfo,
    today: dt.date,
) -> list[EventRow]:
    start, end = (dt.datetime.combine(day, dt.time(), tzinfo=zone) for day in (first, after))
    found = json.loads(occurrences_json(request.user, calendars=shown, start=start, end=end))
    events = Event.objects.visible_to(request.user).in_bulk({each["event"] for each in found})
    rows = [
        _row(each, events[each["event"]], shown, zone=zone, today=today, opens_at=first)
        for each in found
        if each["event"] in events
    ]
    return _in_order(rows)


def _row(
    found: Mapping[str, Any], event: Event, calendars: Mapping[int, Calendar], **told: Any
) -> EventRow:
    event.calendar = calendars[event.calendar_id]
    original = str(found["original"]) if event.is_series else ""
    resource = resource_at(event, read_original(original))
    row = event_row(resource, pk=event.pk, is_waiting=found["waits"], **told)
    return replace(row, color=event.calendar.color, original=original)


def _in_order(rows: Sequence[EventRow]) -> list[EventRow]:
    """Let rows of one day stand together; whole days begin by the zone of their calendar."""
    return sorted(rows, key=lambda row: row.day or dt.date.min)


def _day(text: str, today: dt.date) -> dt.date:
    try:
        asked = dt.date.fromisoformat(text)
    except ValueError:
        return today
    return min(max(asked, EARLIEST), LATEST)
