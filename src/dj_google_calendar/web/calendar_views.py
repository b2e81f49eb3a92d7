"""Calendars, and the events of one calendar as a list with paging and search."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from dj_google_calendar.models import Account, Calendar, Event

EVENTS_A_PAGE = 50


@require_GET
@login_required
def calendars(request: HttpRequest) -> HttpResponse:
    """List the calendars of each connected account."""
    shown = Calendar.objects.visible_to(request.user).annotate(
        event_count=Count("events", filter=~Q(events__status=Event.CANCELLED))
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
    """List the events of one calendar in the order of their starts."""
    calendar = get_object_or_404(
        Calendar.objects.visible_to(request.user).select_related("account"), pk=pk
    )
    search = request.GET.get("q", "").strip()
    found = calendar.events.not_cancelled().search(search)
    page = Paginator(found, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {"calendar": calendar, "page": page, "search": search}
    return render(request, "dj_google_calendar/events.html", context)
