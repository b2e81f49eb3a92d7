"""Tells an open page that the mirror has changed, and how fresh each calendar is.

An asynchronous server keeps the answer open and sends an event with each change. Any other one
would lose a worker by that: it answers at once, and the page asks again after some seconds.
"""

import asyncio
import json
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.response import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dj_google_calendar import clock, freshness
from dj_google_calendar.answers import answer_errors
from dj_google_calendar.models import Account, Calendar, Conflict, OutboxEntry
from dj_google_calendar.operations.changes import version_of

LOOK_SECONDS = 1.0
LONGEST_SECONDS = 10 * 60
"""After so long the page connects anew, so that a session that has ended is noticed."""


@answer_errors
@require_safe
def changes(request: HttpRequest) -> HttpResponseBase:
    """Tell the version of what a person sees: once, or with each change where the server can."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    if not isinstance(request, ASGIRequest):
        return JsonResponse({"version": version_of(request.user)})
    answer = StreamingHttpResponse(_stream(request.user), content_type="text/event-stream")
    answer["X-Accel-Buffering"] = "no"  # else nginx would collect what is to come at once
    return answer


async def _stream(user: AbstractBaseUser) -> AsyncIterator[bytes]:
    known, until = "", clock.monotonic() + LONGEST_SECONDS
    while clock.monotonic() < until:
        version = await sync_to_async(_look)(user)
        # a comment is sent where nothing has changed: a page that is gone is noticed by it
        yield f"data: {json.dumps(version)}\n\n".encode() if version != known else b":\n\n"
        known = version
        await asyncio.sleep(LOOK_SECONDS)


def _look(user: AbstractBaseUser) -> str:
    try:
        return version_of(user)
    finally:
        close_old_connections()


@answer_errors
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Tell how fresh each calendar of a person is, why, and what of its edits needs somebody."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    shown = Calendar.objects.visible_to(request.user)
    of = {"event__calendar__in": shown}
    conflicts = Conflict.objects.unresolved().filter(**of).values_list("event__calendar")
    in_conflict = dict(conflicts.annotate(Count("pk")).order_by())
    edits = OutboxEntry.objects.filter(calendar__in=shown).values_list("calendar", "state")
    counted = {(pk, state): n for pk, state, n in edits.annotate(Count("pk")).order_by()}
    told = [
        {
            "calendar": each.calendar.pk,
            "age": None if each.age is None else int(each.age.total_seconds()),
            "trouble": _trouble(each),
            "reason": each.calendar.account.state_reason or each.calendar.state_reason,
            "waiting": sum(counted.get((each.calendar.pk, state), 0) for state in OutboxEntry.OPEN),
            "refused": counted.get((each.calendar.pk, OutboxEntry.State.REFUSED), 0),
            "conflicts": in_conflict.get(each.calendar.pk, 0),
        }
        for each in freshness.of_calendars(shown)
    ]
    return JsonResponse({"calendars": told})


def _trouble(fresh: freshness.Freshness) -> str:
    """Say in a word or two what keeps a calendar from being up to date, if anything does."""
    calendar, account = fresh.calendar, fresh.calendar.account
    if account.state == Account.State.REAUTH_REQUIRED:
        return _("reconnect needed")
    if not account.may_pull:
        return str(account.get_state_display())
    if calendar.state in Calendar.AWAY:
        return str(calendar.get_state_display())
    if fresh.is_late:
        return _("no worker has come")
    if calendar.state == Calendar.State.BACKOFF:
        return _("waiting for Google")
    return "" if calendar.state == Calendar.State.LIVE else str(calendar.get_state_display())
