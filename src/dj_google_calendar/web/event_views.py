"""One event: looked at, deleted, answered."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dj_google_calendar import clock
from dj_google_calendar.answers import answer_errors
from dj_google_calendar.exceptions import EventGoneError, NotAllowedError
from dj_google_calendar.models import Calendar, Event, Expansion, OutboxEntry
from dj_google_calendar.operations.event_fields import RESPONSES, Moment
from dj_google_calendar.operations.rights import (
    own_entry,
    require_answer,
    require_edit,
)
from dj_google_calendar.recurrence.anchor import zone_named
from dj_google_calendar.web import scopes
from dj_google_calendar.web.done import edit_done
from dj_google_calendar.web.event_facts import facts_of
from dj_google_calendar.web.event_rows import event_row
from dj_google_calendar.web.event_times import read_moment, read_zone
from dj_google_calendar.web.find import find_event, may_write
from dj_google_calendar.web.occurrence_times import read_original, resource_at, written_time

EDITS_SHOWN = 10
UNSETTLED = (
    *OutboxEntry.OPEN,
    OutboxEntry.State.REFUSED,
    OutboxEntry.State.CONFLICT,
)


@answer_errors
@require_safe
@login_required
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an event, or one of its occurrences, the edits of it, and what the person may do."""
    shown = find_event(request, pk)
    original = read_original(request.GET.get("original"))
    is_panel = "panel" in request.GET
    edits = shown.outbox_entries.select_related("undone_by", "follows")
    if is_panel:  # what has gone well is no news there
        edits = edits.filter(state__in=UNSETTLED)
    asked = zone_named(request.GET.get("zone", ""))
    context = _described(shown, original, asked) | {
        "refusal": _refusal(shown),
        "edits": edits[:EDITS_SHOWN],
        "conflicts": shown.conflicts.unresolved(),
        "destinations": _destinations(shown),
        "own": _own_entry(shown),
        "responses": [each for each in RESPONSES if each != "needsAction"],
        "is_panel": is_panel,
    }
    name = "event_panel" if is_panel else "event"
    return render(request, f"dj_google_calendar/{name}.html", context)


@answer_errors
@require_POST
@login_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an event, or what of a series is meant; its page offers to undo that."""
    gone = find_event(request, pk)
    entry = scopes.delete(
        gone,
        scopes.read_scope(request.POST.get("scope"), gone),
        read_original(request.POST.get("original")),
        by=request.user,  # type: ignore[arg-type] # login is required
        send_updates=request.POST.get("send_updates", "none"),  # type: ignore[arg-type] # checked there
    )
    return edit_done(request, _("It was deleted. You can undo that."), gone, entry)


@answer_errors
@require_POST
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an invitation; the organizer is told by mail. A note that is not sent stays."""
    invited = find_event(request, pk)
    entry = scopes.answer(
        invited,
        scopes.read_scope(request.POST.get("scope"), invited),
        read_original(request.POST.get("original")),
        request.POST.get("response", ""),
        by=request.user,  # type: ignore[arg-type] # login is required
        comment=request.POST.get("comment"),
    )
    said = _("Your answer is being sent.") if entry else _("This was your answer before.")
    return edit_done(request, said, invited, entry)


def _described(shown: Event, original: Moment | None, asked: dt.tzinfo | None) -> dict[str, Any]:
    calendar = shown.calendar
    zone = asked or read_zone(calendar.time_zone)
    today = clock.now().astimezone(zone).date()
    resource = resource_at(shown, original)
    row = event_row(resource, zone=zone, today=today)
    series = _series_of(shown)
    recurrence = row.recurrence
    if series is not None:
        recurrence = event_row(series.resource, zone=zone, today=today).recurrence
    return {
        "event": shown,
        "calendar": calendar,
        "row": row,
        "zone": "" if zone == asked else _foreign_zone(resource, zone),
        "recurrence": recurrence,
        "shown_in_part": _problem_of(series),
        "facts": facts_of(resource, calendar),
        "original": written_time(original) if original is not None else "",
        "scopes": scopes.Scope.choices if original is not None or shown.is_instance else (),
    }


def _foreign_zone(resource: Mapping[str, Any], zone: dt.tzinfo) -> str:
    """Name the zone of an event's times, where the reader's clock may show others."""
    is_timed = isinstance(read_moment(resource.get("start"), zone), dt.datetime)
    is_own = str(zone) == timezone.get_current_timezone_name()
    return str(zone).replace("_", " ") if is_timed and not is_own else ""


def _series_of(shown: Event) -> Event | None:
    if shown.is_series:
        return shown
    if not shown.is_instance:
        return None
    rows = Event.objects.filter(calendar=shown.calendar_id, google_id=shown.recurring_event_id)
    return rows.first()


def _problem_of(series: Event | None) -> str:
    """Say why not all occurrences of a series are shown, if so."""
    found = Expansion.objects.filter(event=series).exclude(problem="").first() if series else None
    return found.problem if found else ""


def _destinations(shown: Event) -> list[Calendar]:
    """Give the calendars that an event may be moved to; nothing where it may not."""
    if shown.is_instance or shown.event_type not in ("", "default"):
        return []
    try:
        require_edit(shown, ("start",))
    except (NotAllowedError, EventGoneError):
        return []
    siblings = shown.calendar.account.calendars.exclude(pk=shown.calendar_id)
    return [each for each in siblings if may_write(each)]


def _own_entry(shown: Event) -> dict[str, Any]:
    """Give the entry of who is invited, if somebody else has organized the event."""
    try:
        require_answer(shown)
    except (NotAllowedError, EventGoneError):
        return {}
    own = own_entry(shown)
    return {} if own.get("organizer") else own


def _refusal(shown: Event) -> str:
    try:
        require_edit(shown, ())
    except NotAllowedError as error:
        return error.message
    except EventGoneError:  # there is nothing to be edited, and the page says so
        return ""
    return ""
