"""What an anonymous visitor sees: straight from Google, nothing kept."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dj_google_calendar import clock
from dj_google_calendar.answers import answer_errors
from dj_google_calendar.credentials.keepers import SessionKeeper
from dj_google_calendar.models import Calendar
from dj_google_calendar.operations.first_look import look_without_account
from dj_google_calendar.web.agenda import days_of
from dj_google_calendar.web.event_rows import event_row, has_ended
from dj_google_calendar.web.event_times import Span, read_zone

ROWS_SHOWN = 50


@answer_errors
@require_safe
def visitor(request: HttpRequest) -> HttpResponse:
    """Show the calendars of the visit's Google account, and the events of the first one."""
    keeper = SessionKeeper(request.session)
    if keeper.is_empty:
        return redirect("google_calendar:connect")
    look = look_without_account(keeper)
    context: dict[str, Any] = {"calendars": [_calendar(entry) for entry in look.calendars]}
    if look.calendar:
        calendar = _calendar(look.calendar)
        context |= {"calendar": calendar} | _agenda(look.events, calendar.time_zone)
    return render(request, "dj_google_calendar/visitor.html", context)


def _agenda(events: Sequence[Mapping[str, Any]], time_zone: str) -> dict[str, Any]:
    """Part the events into series, upcoming and earlier ones."""
    zone = read_zone(time_zone)
    today = clock.now().astimezone(zone).date()
    ordered = sorted(events, key=lambda event: _instant(event, zone))
    parts: dict[str, list[Mapping[str, Any]]] = {"series": [], "ahead": [], "behind": []}
    for event in ordered:
        parts[_part(event, zone, today)].append(event)
    ahead, behind = parts["ahead"][:ROWS_SHOWN], parts["behind"][::-1][:ROWS_SHOWN]
    series = parts["series"][:ROWS_SHOWN]
    upcoming = [event_row(event, zone=zone, today=today, opens_at=today) for event in ahead]
    earlier = [event_row(event, zone=zone, today=today) for event in behind]
    return {
        "series": [event_row(event, zone=zone, today=today) for event in series],
        "days": days_of(upcoming, today=today),
        "earlier": days_of(earlier, today=today, newest_first=True),
        "left_out": len(ordered) - len(ahead) - len(behind) - len(series),
    }


def _part(event: Mapping[str, Any], zone: dt.tzinfo, today: dt.date) -> str:
    recurrence = event.get("recurrence")
    if isinstance(recurrence, list) and recurrence:
        return "behind" if has_ended(event, today=today) else "series"
    last_day = Span.of(event, zone).last_day
    return "ahead" if last_day is None or last_day >= today else "behind"


def _instant(event: Mapping[str, Any], zone: dt.tzinfo) -> dt.datetime:
    start = Span.of(event, zone).start
    if isinstance(start, dt.datetime):
        return start
    return dt.datetime.combine(start or dt.date.max, dt.time(), tzinfo=zone)


def _calendar(entry: Mapping[str, Any]) -> Calendar:
    """Give an entry the looks of a calendar, unsaved."""
    return Calendar(
        google_id=str(entry["id"]),
        summary=str(entry.get("summary") or ""),
        time_zone=str(entry.get("timeZone") or ""),
        access_role=str(entry.get("accessRole") or ""),
        is_primary=entry.get("primary") is True,
        resource=dict(entry),
    )
