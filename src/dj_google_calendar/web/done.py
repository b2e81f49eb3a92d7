"""What is said once an edit is made: a page for forms, JSON for scripts of a page."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations.field_words import FIELDS
from dj_google_calendar.operations.outbox import last_edits, left_by_undo
from dj_google_calendar.web.shown_form import ShownForm

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

SCRIPT = "application/json"


def asks_as_script(request: HttpRequest) -> bool:
    """Say whether a script of a page asks; it names JSON, which forms of browsers do not."""
    return SCRIPT in request.headers.get("Accept", "")


def edit_done(
    request: HttpRequest, said: str, event: Event, entry: OutboxEntry | None
) -> HttpResponse:
    """Say that an event was edited, and where that can be undone."""
    if not asks_as_script(request):
        messages.success(request, said)
        return redirect("google_calendar:event", event.pk)
    return JsonResponse({"says": said, "entry": entry.pk if entry else None, "event": event.pk})


def undone(entry: OutboxEntry, said: str) -> str:
    """Say that an edit was undone; where it was so only in part, what of it was not."""
    left = ", ".join(str(FIELDS.get(name, name)) for name in left_by_undo(entry))
    if not left:
        return said
    return _("Undone, but not what was changed again since: %(fields)s.") % {"fields": left}


def entry_that_made(event: Event, *, by: "AbstractBaseUser") -> OutboxEntry | None:
    """Give the edit that created an event: to undo a later one would leave the event."""
    return last_edits(by).filter(event=event.pk, kind__in=OutboxEntry.CREATING).first()


def form_refused(*forms: ShownForm) -> JsonResponse:
    """Say what is wrong with forms of one page, field by field, and what others have made of it."""
    fields = {
        name: [str(each) for each in errors]
        for form in forms
        for name, errors in form.errors.items()
    }
    problem: dict[str, Any] = {"code": "E140", "message": _("Some of this cannot be saved.")}
    problem |= {"hint": "", "fields": fields}
    for form in forms:
        problem.setdefault("shown", {}).update(form.shown_anew)
    return JsonResponse({"error": problem}, status=422)
