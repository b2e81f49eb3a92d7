"""Events and calendars as files, and as secret addresses for other programs."""

import re

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from dj_google_calendar.answers import answer_errors
from dj_google_calendar.models import Event, Feed
from dj_google_calendar.operations import feeds
from dj_google_calendar.operations.ical_export import export_calendar, export_event
from dj_google_calendar.web.find import find_calendar

CONTENT_TYPE = "text/calendar; charset=utf-8"
KEPT_SECONDS = 300


@answer_errors
@require_safe
@login_required
def calendar_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a calendar as an .ics file."""
    calendar = find_calendar(request, pk)
    return _file(StreamingHttpResponse(export_calendar(calendar)), calendar.title)


@answer_errors
@require_safe
@login_required
def event_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give an event as an .ics file; of a series with all of its instances."""
    rows = Event.objects.visible_to(request.user).not_cancelled()
    event = get_object_or_404(rows.select_related("calendar__account"), pk=pk)
    return _file(StreamingHttpResponse(export_event(event)), str(event))


@answer_errors
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def addresses(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which secret addresses a calendar has; make, replace and end them.

    A new address is in this one answer: nothing that is kept, such as the session, holds it.
    """
    calendar = find_calendar(request, pk)
    is_busy_only = request.POST.get("kind") == "busy"
    context: dict[str, object] = {"calendar": calendar}
    if request.method == "POST":
        if request.POST.get("do") == "close":
            feeds.close_feed(calendar, is_busy_only=is_busy_only)
            return redirect("google_calendar:feeds", calendar.pk)
        secret = feeds.open_feed(calendar, is_busy_only=is_busy_only)
        path = reverse("google_calendar:feed", args=(secret,))
        context |= {"address": request.build_absolute_uri(path), "is_busy_only": is_busy_only}
    known = {each.is_busy_only: each for each in Feed.objects.filter(calendar=calendar)}
    context["kinds"] = [("full", known.get(False)), ("busy", known.get(True))]
    return render(request, "dj_google_calendar/feeds.html", context)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Give a calendar to who has its secret address, signed in or not."""
    found = feeds.find_feed(secret)
    if found is None:
        return _unknown()
    version, changed_at = feeds.state_of(found)
    etag, changed = quote_etag(version), int(changed_at.timestamp())
    conditional = get_conditional_response(request, etag=etag, last_modified=changed)
    response = conditional or StreamingHttpResponse(feeds.content_of(found))
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    if conditional is None:
        response["Content-Type"] = CONTENT_TYPE
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return _private(response)


def _unknown() -> HttpResponseBase:
    """Answer alike for what never was an address, and what is one no longer."""
    response = HttpResponseNotFound("There is no such calendar.\n", content_type="text/plain")
    response._has_been_logged = True  # type: ignore[attr-defined] # or Django logs the address
    response["Cache-Control"] = "no-store"
    return _private(response)


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Robots-Tag"], response["Referrer-Policy"] = "noindex", "no-referrer"
    return response


def _file(response: StreamingHttpResponse, title: str) -> StreamingHttpResponse:
    name = re.sub(r"[^\w-]+", "-", title, flags=re.ASCII).strip("-")[:60] or "calendar"
    response["Content-Type"] = CONTENT_TYPE
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
