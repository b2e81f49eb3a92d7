"""The calendar over all connected accounts: the page, and what its script asks for."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, translation
from django.views.decorators.http import require_safe

from dj_google_calendar import clock
from dj_google_calendar.answers import answer_errors
from dj_google_calendar.doctor.bundle import is_built, locale_path
from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.models import Account, Calendar, Event, Occurrence
from dj_google_calendar.operations.feed import occurrences_json
from dj_google_calendar.web.find import find_event, may_write, read_number, read_search
from dj_google_calendar.web.page_words import words

HITS = 40
MOST_CALENDARS = 1000
TWELVE_HOURS = frozenset("fgaAP")
"""Letters of Django's formats that tell of a clock of twelve hours."""


@answer_errors
@require_safe
@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """Show all calendars on one page; as a list where its bundle is missing."""
    if not is_built():
        return redirect("google_calendar:agenda")
    shown = list(Calendar.objects.visible_to(request.user).select_related("account"))
    accounts = list(Account.objects.visible_to(request.user))
    context = {
        "accounts": [
            (account, [each for each in shown if each.account_id == account.pk])
            for account in accounts
        ],
        "may_write": any(map(may_write, shown)),
        "config": _config(shown),
    }
    return render(request, "dj_google_calendar/calendar.html", context)


def _config(shown: Sequence[Calendar]) -> dict[str, Any]:
    """Give what the page's script needs to know."""
    locale = locale_path(translation.get_language() or "en")
    return {
        "calendars": [_calendar(each) for each in shown],
        "addresses": _addresses(),
        "words": words(),
        "locale": static(locale) if locale else None,
        "firstDay": formats.get_format("FIRST_DAY_OF_WEEK"),
        "hour12": not TWELVE_HOURS.isdisjoint(formats.get_format("TIME_FORMAT")),
        "zones": sorted(zoneinfo.available_timezones()),
    }


def _calendar(shown: Calendar) -> dict[str, Any]:
    resource = shown.resource
    is_shown = resource.get("selected") is True and resource.get("hidden") is not True
    return {
        "pk": shown.pk,
        "title": shown.title,
        "account": shown.account.email,
        "color": shown.color,
        "zone": shown.time_zone,
        "is_primary": shown.is_primary,
        "may_write": may_write(shown),
        "is_shown": shown.is_primary or is_shown,
    }


def _addresses() -> dict[str, str]:
    names = ("changes", "status", "page_create", "page_move", "page_delete", "page_undo")
    addresses = {name: reverse(f"google_calendar:{name}") for name in names}
    return addresses | {
        "feed": reverse("google_calendar:page_feed"),
        "card": reverse("google_calendar:card", args=[0]),
        "event": reverse("google_calendar:event", args=[0]),
        "new": reverse("google_calendar:create_event", args=[0]),
        "search": reverse("google_calendar:search"),
        "outbox": reverse("google_calendar:outbox"),
    }


@answer_errors
@require_safe
@login_required
def feed(request: HttpRequest) -> HttpResponse:
    """Give what takes place between two moments in some calendars, as JSON."""
    content = occurrences_json(
        request.user,
        calendars=_numbers(request.GET.get("calendars", "")),
        start=_moment(request, "start"),
        end=_moment(request, "end"),
    )
    return HttpResponse(content, content_type="application/json")


def _numbers(text: str) -> list[int]:
    given = [read_number(each) for each in text.split(",") if each]
    numbers = [each for each in given if each is not None]
    if len(numbers) < len(given) or len(given) > MOST_CALENDARS:
        raise InvalidFieldError("calendars are numbers with commas between.", field="calendars")
    return numbers


def _moment(request: HttpRequest, name: str) -> dt.datetime:
    text = request.GET.get(name, "")
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidFieldError(
            f"{name} is a time such as 2026-12-01T00:00Z.", field=name
        ) from error
    if moment.tzinfo is None:
        raise InvalidFieldError(f"{name} needs an offset from UTC.", field=name)
    return moment


@answer_errors
@require_safe
@login_required
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell what has to be asked before an event is edited: whether it has guests."""
    guests = find_event(request, pk).resource.get("attendees")
    return JsonResponse({"has_guests": bool(guests)})


@answer_errors
@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Find events in all calendars of a person: the nearest ones first that have not ended."""
    text = read_search(request)
    events = Event.objects.visible_to(request.user).not_cancelled()
    found = events.search(text).select_related("calendar") if text else events.none()
    own = Occurrence.objects.filter(event=OuterRef("pk"))
    ahead = own.filter(ends_at__gt=clock.now()).order_by("starts_at")
    found = found.annotate(
        next_at=Subquery(ahead.values("starts_at")[:1]),
        next_on=Subquery(ahead.values("starts_on")[:1]),
        last_at=Subquery(own.order_by("-starts_at").values("starts_at")[:1]),
        last_on=Subquery(own.order_by("-starts_at").values("starts_on")[:1]),
    )
    latest = Coalesce("last_at", "starts_at")
    in_order = found.order_by(F("next_at").asc(nulls_last=True), latest.desc(nulls_last=True), "pk")
    return JsonResponse({"events": list(_hits(in_order[:HITS]))})


def _hits(events: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Tell of events, each with its next occurrence, else its last one, else its own start."""
    for event in events:
        ahead, latest = event.next_on or event.next_at, event.last_on or event.last_at
        moment = ahead or latest or event.starts_on or event.starts_at
        yield {
            "event": event.pk,
            "title": event.summary,
            "start": moment.isoformat() if moment else "",
            "all_day": event.is_all_day,
            "calendar": event.calendar.title,
            "calendar_pk": event.calendar_id,
            "color": event.calendar.color,
        }
