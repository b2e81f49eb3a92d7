"""What an anonymous visitor sees: straight from Google, nothing kept."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from dj_google_calendar.answers import answer_errors
from dj_google_calendar.credentials.gateways import calendar_client
from dj_google_calendar.credentials.keepers import SessionKeeper
from dj_google_calendar.models import Calendar
from dj_google_calendar.operations.first_look import look_without_account
from dj_google_calendar.web.event_rows import by_day, rows_of


@require_GET
@answer_errors
def visitor(request: HttpRequest) -> HttpResponse:
    """Show the calendars of the visit's Google account, and the events of the first one."""
    keeper = SessionKeeper(request.session)
    if keeper.is_empty:
        return redirect("google_calendar:connect")
    look = look_without_account(calendar_client(keeper))
    calendar = _calendar(look.calendar) if look.calendar else None
    rows = rows_of(look.events, time_zone=calendar.time_zone if calendar else "")
    rows.sort(key=lambda row: str(row.day or ""))
    context = {
        "calendar": calendar,
        "calendars": [_calendar(entry) for entry in look.calendars],
        "days": by_day(rows),
    }
    return render(request, "dj_google_calendar/visitor.html", context)


def _calendar(entry: Mapping[str, Any]) -> Calendar:
    """Give an entry the looks of a calendar, unsaved."""
    return Calendar(
        google_id=str(entry["id"]),
        summary=str(entry.get("summary") or ""),
        time_zone=str(entry.get("timeZone") or ""),
        resource=dict(entry),
    )
