"""A file of iCalendar text: uploaded, looked at, imported part by part."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from dj_google_calendar.answers import answer_errors, wants_html
from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import ImportFileError, UnreadableFileError
from dj_google_calendar.ical.parse import Parsed
from dj_google_calendar.models import Calendar, Event, OutboxEntry, Upload
from dj_google_calendar.operations import ical_import
from dj_google_calendar.operations.rights import require_role
from dj_google_calendar.web.event_times import read_moment, read_zone
from dj_google_calendar.web.find import LONGEST_NUMBER, find_calendar

FORM_BYTES = 10_000
"""What a form takes beside its file."""
SHOWN = 100


@csrf_exempt  # the size is looked at before the body is read; then it is checked after all
@answer_errors
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file for a calendar."""
    calendar = find_calendar(request, pk)
    require_role(calendar)
    ical_import.check_size(_length(request) - FORM_BYTES)
    return _upload(request, calendar)


@csrf_protect
def _upload(request: HttpRequest, calendar: Calendar) -> HttpResponse:
    context: dict[str, Any] = {"calendar": calendar, "most": conf.ICS_BYTES}
    status = 200
    if request.method == "POST":
        try:
            upload = _kept(request, calendar)
        except ImportFileError as error:
            if not wants_html(request):
                raise
            context["error"], status = error, error.status
        else:
            return redirect("google_calendar:upload", upload.pk)
    return render(request, "dj_google_calendar/upload_form.html", context, status=status)


def _kept(request: HttpRequest, calendar: Calendar) -> Upload:
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise UnreadableFileError("No file was chosen, or it is empty.")
    ical_import.check_size(file.size)
    return ical_import.keep_upload(calendar, file.read(), by=request.user)  # type: ignore[arg-type] # login is required


@answer_errors
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a file holds, import the next part of it, and tell what came of each event."""
    uploads = Upload.objects.visible_to(request.user).select_related("calendar__account")
    shown = get_object_or_404(uploads, pk=pk)
    if request.method == "POST":
        ical_import.import_next(shown, by=request.user)  # type: ignore[arg-type] # login is required
        return redirect("google_calendar:upload", shown.pk)
    parsed = ical_import.look(shown)
    refused = sum(1 for each in shown.outcomes if each["event"] is None)
    zone = read_zone(shown.calendar.time_zone)
    context = {
        "upload": shown,
        "calendar": shown.calendar,
        "parsed": parsed,
        "problems": parsed.problems[:SHOWN],
        "preview": _preview(parsed, zone),
        "zone": str(zone),
        "left": max(0, len(parsed.events) - shown.done),
        "part": min(ical_import.AT_ONCE, len(parsed.events) - shown.done),
        "imported": shown.done - refused,
        "refused": refused,
        "outcomes": _outcomes(shown),
    }
    return render(request, "dj_google_calendar/upload.html", context)


def _preview(parsed: Parsed, zone: dt.tzinfo) -> list[dict[str, Any]]:
    return [
        {
            "title": found.resource.get("summary", ""),
            "when": _said(read_moment(found.resource["start"], zone)),
            "is_series": "recurrence" in found.resource,
        }
        for found in parsed.events[:SHOWN]
    ]


def _said(start: dt.date | None) -> str:
    kind = "DATETIME_FORMAT" if isinstance(start, dt.datetime) else "DATE_FORMAT"
    return formats.date_format(start, kind) if start else ""


def _outcomes(shown: Upload) -> list[dict[str, Any]]:
    """Give the outcomes of the last part with the state of each edit, problems first."""
    last = sorted(shown.outcomes, key=lambda each: not each["problems"])[:SHOWN]
    keys = [each["event"] for each in last if each["event"]]
    events = Event.objects.visible_to(shown.made_by).in_bulk(keys)
    entries = OutboxEntry.objects.filter(event_id__in=keys).order_by("pk")
    newest = {entry.event_id: entry for entry in entries}
    return [
        {**each, "event": events.get(each["event"]), "entry": newest.get(each["event"])}
        for each in last
    ]


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text[:LONGEST_NUMBER]) if text.isdecimal() else 0
