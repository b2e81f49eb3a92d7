"""Calendars, and the events of one calendar as a list with paging and search."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from dj_google_calendar import clock
from dj_google_calendar.models import Account, Calendar, Event
from dj_google_calendar.models.event import EventQuerySet
from dj_google_calendar.web.event_rows import by_day, rows_of

EVENTS_A_PAGE = 50
ALL, UPCOMING, REPEATING = "all", "upcoming", "repeating"


@require_GET
@login_required
def calendars(request: HttpRequest) -> HttpResponse:
    """List the calendars of each connected account."""
    # grouping drops the model's own order, hence by name
    shown = (
        Calendar.objects.visible_to(request.user)
        .annotate(event_count=Count("events", filter=~Q(events__status=Event.CANCELLED)))
        .order_by("-is_primary", "summary", "pk")
    )
    accounts = list(Account.objects.visible_to(request.user))
    by_account = [
        (account, [calendar for calendar in shown if calendar.account_id == account.pk])
        for account in accounts
    ]
    return render(request, "dj_google_calendar/calendars.html", {"accounts": by_account})


@require_GET
@login_required
def events(request: HttpRequest, pk: int) -> HttpResponse:
    """List the events of one calendar in the order of their starts, opened at today."""
    calendar = get_object_or_404(
        Calendar.objects.visible_to(request.user).select_related("account"), pk=pk
    )
    search = request.GET.get("q", "").replace("\x00", "").strip()
    view = request.GET.get("view", ALL)
    found = _narrowed(calendar.events.not_cancelled().search(search), view)
    page = _page(request, found, opens_today=view == ALL and not search)
    resources = [event.resource for event in page.object_list]
    rows = rows_of(resources, time_zone=calendar.time_zone)
    context = {
        "calendar": calendar,
        "page": page,
        "days": by_day(rows),
        "search": search,
        "view": view,
        "views": (ALL, UPCOMING, REPEATING),
    }
    return render(request, "dj_google_calendar/events.html", context)


def _narrowed(found: EventQuerySet, view: str) -> EventQuerySet:
    if view == UPCOMING:
        return found.filter(ends_at__gte=clock.now())
    if view == REPEATING:
        return found.filter(resource__has_key="recurrence")
    return found


def _page(request: HttpRequest, found: EventQuerySet, *, opens_today: bool) -> "Page[Any]":
    paginator = Paginator(found, EVENTS_A_PAGE)
    number: str | int | None = request.GET.get("page")
    if number is None and opens_today and paginator.num_pages > 1:
        number = found.filter(starts_at__lt=clock.now()).count() // EVENTS_A_PAGE + 1
    return paginator.get_page(number)
