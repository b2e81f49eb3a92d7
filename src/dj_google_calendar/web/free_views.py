"""Times at which a person's calendars are free, each a way to a new event."""

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dj_google_calendar.answers import answer_errors
from dj_google_calendar.exceptions import AvailabilityUnknownError, InvalidFieldError
from dj_google_calendar.models import Account, Calendar
from dj_google_calendar.operations.availability import free_busy, free_slots
from dj_google_calendar.operations.spans import Span
from dj_google_calendar.web.event_times import Span as SaidSpan
from dj_google_calendar.web.event_times import read_zone
from dj_google_calendar.web.free_forms import FIELDS, FreeForm
from dj_google_calendar.web.occurrence_times import written_time

MOST = 200


@answer_errors
@require_safe
@login_required
def free_times(request: HttpRequest) -> HttpResponse:
    """Ask for a meeting's days, hours and length, and show when it can be."""
    shown = Calendar.objects.visible_to(request.user).select_related("account")
    calendars = list(shown.exclude(state=Calendar.State.UNREACHABLE))
    form = FreeForm(_asked(request) or None, calendars=calendars)
    context: dict[str, Any] = {"form": form, "has_calendars": bool(calendars)}
    context["has_accounts"] = Account.objects.visible_to(request.user).exists()
    status = 200
    if form.is_valid():
        try:
            context |= _found(form)
        except InvalidFieldError as error:
            form.add_error(FIELDS.get(error.field), error.message)
        except AvailabilityUnknownError as error:
            status = error.status
            context |= {"error": error} | _unknown(form, request.GET)
    if form.errors:
        status = 422
    return render(request, "dj_google_calendar/free_times.html", context, status=status)


def _asked(request: HttpRequest) -> QueryDict:
    try:
        return request.GET
    except TooManyFieldsSent as error:
        raise InvalidFieldError("Fewer calendars can be asked for at once.", field="of") from error


def _found(form: FreeForm) -> dict[str, Any]:
    """Give the free times day by day; raise InvalidFieldError, AvailabilityUnknownError."""
    spans = free_slots(**form.window(), **form.wishes(), most=MOST + 1)
    zone, into = read_zone(form.cleaned_data["zone"]), form.chosen
    return {
        "is_answered": True,
        "days": _days(spans[:MOST], zone, into),
        "into": into,
        "zone": form.cleaned_data["zone"],
        "most": MOST if len(spans) > MOST else 0,
    }


def _days(
    spans: Iterable[Span], zone: dt.tzinfo, into: Calendar | None
) -> list[tuple[dt.date, list[dict[str, str]]]]:
    there = ((begin.astimezone(zone), end.astimezone(zone)) for begin, end in spans)
    return [
        (day, [_time(day, span, into) for span in of_day])
        for day, of_day in groupby(there, key=lambda span: span[0].date())
    ]


def _time(day: dt.date, span: Span, into: Calendar | None) -> dict[str, str]:
    """Give how a time reads, and the address of the form that begins with it."""
    said = {"says": SaidSpan(*span).said_on(day), "address": ""}
    if into is not None:
        asked = zip(("start", "end"), map(written_time, span), strict=True)
        form = reverse("google_calendar:create_event", args=(into.pk,))
        said["address"] = f"{form}?{urlencode(list(asked))}"
    return said


def _unknown(form: FreeForm, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Name the calendars of which it is not known, and say how to ask without them."""
    reasons = free_busy(**form.window()).unknown
    without = asked.copy()  # type: ignore[attr-defined] # a QueryDict
    known = [str(each.pk) for each in form.of if each.pk not in reasons]
    without.setlist("calendars", known)
    return {
        "unknown": [(each, reasons[each.pk]) for each in form.of if each.pk in reasons],
        "without": without.urlencode() if known and reasons else "",
    }
