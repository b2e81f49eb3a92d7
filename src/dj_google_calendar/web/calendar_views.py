"""Calendars, and the events of one calendar as a list with paging and search."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dj_google_calendar import clock
from dj_google_calendar.answers import answer_errors
from dj_google_calendar.models import Account, Calendar, Event
from dj_google_calendar.web.agenda import days_of
from dj_google_calendar.web.event_listing import Listing, View, list_events
from dj_google_calendar.web.event_rows import event_row
from dj_google_calendar.web.event_times import read_zone
from dj_google_calendar.web.find import find_calendar, may_write, read_search


@answer_errors
@require_safe
@login_required
def calendars(request: HttpRequest) -> HttpResponse:
    """List the calendars of each connected account."""
    shown = Calendar.objects.visible_to(request.user).annotate(event_count=_event_count())
    accounts = list(Account.objects.visible_to(request.user))
    by_account = [
        (account, [calendar for calendar in shown if calendar.account_id == account.pk])
        for account in accounts
    ]
    return render(request, "dj_google_calendar/calendars.html", {"accounts": by_account})


@answer_errors
@require_safe
@login_required
def events(request: HttpRequest, pk: int) -> HttpResponse:
    """List the events of one calendar under their days, opened at today."""
    calendar = find_calendar(request, pk)
    zone = read_zone(calendar.time_zone)
    today = clock.now().astimezone(zone).date()
    search = read_search(request)
    listing = list_events(
        calendar,
        view=request.GET.get("view", ""),
        search=search,
        page=request.GET.get("page"),
        midnight=dt.datetime.combine(today, dt.time(), tzinfo=zone),
    )
    context = {"calendar": calendar, "search": search, "views": View.choices}
    context["may_write"] = may_write(calendar)
    context |= _shown(listing, zone=zone, today=today)
    return render(request, "dj_google_calendar/events.html", context)


def _shown(listing: Listing, *, zone: dt.tzinfo, today: dt.date) -> dict[str, Any]:
    opens_at = today if listing.view == View.UPCOMING else None
    rows = [
        event_row(
            event.resource,
            zone=zone,
            today=today,
            opens_at=opens_at,
            pk=event.pk,
            is_waiting=event.is_waiting,
        )
        for event in listing.page.object_list
    ]
    series = [
        event_row(event.resource, zone=zone, today=today, pk=event.pk) for event in listing.series
    ]
    return {
        "page": listing.page,
        "view": listing.view.value,
        "rows": rows,
        "days": days_of(rows, today=today, newest_first=listing.view == View.PAST),
        "series": [row for row in series if not row.has_ended],
    }


def _event_count() -> Coalesce:
    of_calendar = Event.objects.filter(calendar=OuterRef("pk")).not_cancelled().order_by()
    counted = of_calendar.values("calendar").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
