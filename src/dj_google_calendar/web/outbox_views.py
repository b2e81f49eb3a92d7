"""Edits under way: what waits, what Google refused, what met another edit, what can be undone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dj_google_calendar.answers import answer_errors
from dj_google_calendar.models import Conflict, OutboxEntry
from dj_google_calendar.models.outbox_entry import OutboxEntryQuerySet
from dj_google_calendar.operations import outbox as operations
from dj_google_calendar.web.conflict_rows import conflict_row
from dj_google_calendar.web.done import asks_as_script, undone

PAGE = 50


@answer_errors
@require_safe
@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the edits of all one's accounts that need time, or a decision."""
    entries = OutboxEntry.objects.visible_to(request.user).select_related(
        "event", "calendar", "undone_by", "follows"
    )
    conflicts = Conflict.objects.visible_to(request.user).unresolved()
    context = {
        "waiting": entries.waiting()[:PAGE],
        "refused": entries.filter(state=OutboxEntry.State.REFUSED)[:PAGE],
        "conflicts": [
            conflict_row(each) for each in conflicts.select_related("event", "entry")[:PAGE]
        ],
        "last": Paginator(_last(request, entries), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "dj_google_calendar/outbox.html", context)


def _last(request: HttpRequest, entries: OutboxEntryQuerySet) -> OutboxEntryQuerySet:
    """Give what one has done last: edits that can be undone, and calls, which cannot."""
    undoable = operations.last_edits(request.user)  # type: ignore[arg-type] # login is required
    made = OutboxEntry.State.SENT, *OutboxEntry.OPEN
    is_call = Q(kind=OutboxEntry.Kind.CALL, made_by=request.user.pk, state__in=made)
    return entries.filter(Q(pk__in=undoable.values("pk")) | is_call).order_by("-pk")


@answer_errors
@require_POST
@login_required
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a refused edit again."""
    operations.retry(_entry(request, pk), by=request.user)  # type: ignore[arg-type] # login is required
    return _done(request, _("It is sent again."))


@answer_errors
@require_POST
@login_required
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an edit."""
    operations.discard(_entry(request, pk))
    return _done(request, _("Given up."))


@answer_errors
@require_POST
@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an edit by a new one."""
    entry = _entry(request, pk)
    operations.undo(entry, by=request.user, send_updates=entry.send_updates)  # type: ignore[arg-type] # login is required
    return _done(request, undone(entry, _("It was undone.")))


@answer_errors
@require_POST
@login_required
def keep_theirs(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave Google's version as it stands."""
    operations.keep_theirs(_conflict(request, pk), by=request.user)  # type: ignore[arg-type] # login is required
    return _done(request, _("Decided."))


@answer_errors
@require_POST
@login_required
def restore_ours(request: HttpRequest, pk: int) -> HttpResponse:
    """Make this site's version an edit again, and tell the guests whom it was to tell."""
    conflict = _conflict(request, pk)
    told = conflict.entry.send_updates
    operations.restore_ours(conflict, by=request.user, send_updates=told)  # type: ignore[arg-type] # login is required
    return _done(request, _("Decided."))


def _conflict(request: HttpRequest, pk: int) -> Conflict:
    rows = Conflict.objects.visible_to(request.user).select_related("entry")
    return get_object_or_404(rows, pk=pk)


def _entry(request: HttpRequest, pk: int) -> OutboxEntry:
    return get_object_or_404(OutboxEntry.objects.visible_to(request.user), pk=pk)


def _done(request: HttpRequest, said: str) -> HttpResponse:
    if asks_as_script(request):
        return JsonResponse({"says": said, "entry": None})
    messages.success(request, said)
    return redirect("google_calendar:outbox")
