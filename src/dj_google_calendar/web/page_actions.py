"""What is done on the calendar page: JSON in, an edit out that can be undone."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dj_google_calendar.answers import answer_errors
from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations import events, outbox
from dj_google_calendar.web import scopes
from dj_google_calendar.web.done import entry_that_made, undone
from dj_google_calendar.web.find import find_calendar, find_event

Body = Mapping[str, Any]
Action = Callable[[HttpRequest, Body], tuple[str, OutboxEntry | None]]
LARGEST = 64 * 1024


def _action(act: Action) -> Callable[..., HttpResponseBase]:
    """Make a view of an action: it reads the body, and tells what was done and how to undo it."""

    @answer_errors
    @require_POST
    @login_required
    def view(request: HttpRequest) -> HttpResponse:
        said, entry = act(request, _body(request))
        can_undo = entry is not None and entry.kind != OutboxEntry.Kind.CALL
        return JsonResponse({"says": said, "entry": entry.pk if entry and can_undo else None})

    return view


def _body(request: HttpRequest) -> Body:
    try:
        body = json.loads(request.body) if len(request.body) <= LARGEST else None
    except (ValueError, RecursionError, RawPostDataException):  # the last one of a form's parts
        body = None
    if not isinstance(body, dict):
        raise InvalidFieldError("The body is a JSON object.")
    return body


def _create(request: HttpRequest, body: Body) -> tuple[str, OutboxEntry | None]:
    calendar = find_calendar(request, _number(body, "calendar"))
    made = events.create_event(
        calendar,
        summary=body.get("title") or None,
        by=request.user,  # type: ignore[arg-type] # login is required
        **_span(body),
    )
    return _("Created."), entry_that_made(made, by=request.user)  # type: ignore[arg-type] # login is required


def _move(request: HttpRequest, body: Body) -> tuple[str, OutboxEntry | None]:
    moved = find_event(request, _number(body, "event"))
    _after, entry = scopes.edit(
        moved,
        _scope(body, moved),
        _original(body),
        **_told(request, body),
        **_span(body),
    )
    return _("Moved.") if entry else _("No change."), entry


def _delete(request: HttpRequest, body: Body) -> tuple[str, OutboxEntry | None]:
    gone = find_event(request, _number(body, "event"))
    entry = scopes.delete(gone, _scope(body, gone), _original(body), **_told(request, body))
    return _("Deleted."), entry


def _scope(body: Body, event: Event) -> scopes.Scope | None:
    return scopes.read_scope(str(body.get("scope", scopes.Scope.THIS)), event)


def _told(request: HttpRequest, body: Body) -> dict[str, Any]:
    return {"by": request.user, "send_updates": body.get("mail", "none")}


def _undo(request: HttpRequest, body: Body) -> tuple[str, OutboxEntry | None]:
    entries = OutboxEntry.objects.visible_to(request.user)
    entry = get_object_or_404(entries, pk=_number(body, "entry"))
    outbox.undo(entry, by=request.user, send_updates=entry.send_updates)  # type: ignore[arg-type] # login is required
    return undone(entry, _("Undone.")), None


create, move, delete, undo = map(_action, (_create, _move, _delete, _undo))


def _number(body: Body, name: str) -> int:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise InvalidFieldError(f"{name} is a number.", field=name)
    return value


def _span(body: Body) -> dict[str, Any]:
    """Give start and end: two dates, or two times with their offsets and a zone."""
    span: dict[str, Any] = {name: _when(body.get(name), name) for name in ("start", "end")}
    zone = body.get("zone")
    return span | ({"time_zone": zone} if isinstance(zone, str) and zone else {})


def _original(body: Body) -> dt.datetime | dt.date | None:
    value = body.get("original")
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            return dt.datetime.fromtimestamp(value, dt.UTC)
        except (OverflowError, OSError, ValueError) as error:
            raise InvalidFieldError("original is no moment.", field="original") from error
    return None if value is None else _when(value, "original")


def _when(value: object, name: str) -> dt.datetime | dt.date:
    text = value if isinstance(value, str) else ""
    try:
        if len(text) == len("2026-12-01"):
            return dt.date.fromisoformat(text)
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidFieldError(
            f"{name} is a date, or a time with its offset.", field=name
        ) from error
    if moment.tzinfo is None:
        raise InvalidFieldError(f"{name} needs an offset from UTC.", field=name)
    return moment
