"""The pages around connecting: accounts, their state and the progress of their pulls."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from dj_google_calendar.answers import answer_errors
from dj_google_calendar.connect.redirect_uri import Readiness, readiness
from dj_google_calendar.credentials.keepers import SessionKeeper
from dj_google_calendar.models import Account, SyncRun
from dj_google_calendar.oauth.scopes import in_words
from dj_google_calendar.tasks import enqueue_account_pull

QUARANTINE_SHOWN = 50


@require_GET
@answer_errors
def home(request: HttpRequest) -> HttpResponse:
    """Lead to what is there: calendars, a visitor's look, or connecting."""
    if not request.user.is_authenticated:
        empty = SessionKeeper(request.session).is_empty
        return redirect("google_calendar:connect" if empty else "google_calendar:visitor")
    connected = Account.objects.visible_to(request.user).exists()
    return redirect("google_calendar:calendars" if connected else "google_calendar:connect")


@require_GET
@answer_errors
def connect(request: HttpRequest) -> HttpResponse:
    """Offer to connect a Google account, and say what the site lacks for it."""
    state: Readiness = readiness(request)
    return render(request, "dj_google_calendar/connect.html", {"readiness": state})


@require_GET
@login_required
@answer_errors
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts that the signed-in person has connected."""
    listed = [_described(account) for account in Account.objects.visible_to(request.user)]
    return render(request, "dj_google_calendar/accounts.html", {"accounts": listed})


@require_GET
@login_required
@answer_errors
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account: its state, its permissions and how its pulls go."""
    shown = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    aside = shown.quarantine.all()[:QUARANTINE_SHOWN]
    context = _described(shown) | {"progress": _progress(shown), "quarantine": aside}
    return render(request, "dj_google_calendar/account.html", context)


@require_GET
@login_required
@answer_errors
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far the pulls of an account are: ``{"done": bool, "calendars": [...]}``."""
    shown = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    return JsonResponse(_progress(shown))


@require_POST
@login_required
@answer_errors
def pull(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a pull of everything in an account."""
    shown = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    enqueue_account_pull(shown)
    return redirect("google_calendar:account", pk=pk)


def _described(account: Account) -> dict[str, Any]:
    return {
        "account": account,
        "permissions": in_words(account.granted_scopes),
        "calendars": account.calendars.reachable().count(),
        "last_failure": _last_failure(account),
    }


def _last_failure(account: Account) -> SyncRun | None:
    last = account.sync_runs.exclude(status=SyncRun.Status.RUNNING).first()
    return last if last and last.status == SyncRun.Status.FAILED else None


def _progress(account: Account) -> dict[str, Any]:
    """Give each calendar's state and the number of events read so far by its latest pull."""
    latest = {run.calendar_id: run for run in account.sync_runs.order_by("started_at", "pk")}
    calendars = [
        {
            "id": calendar.pk,
            "title": calendar.title,
            "state": calendar.get_state_display(),
            "reason": calendar.state_reason,
            "read": latest[calendar.pk].seen if calendar.pk in latest else 0,
            "pending": calendar.is_pending,
        }
        for calendar in account.calendars.all()
    ]
    return {"done": not any(row["pending"] for row in calendars), "calendars": calendars}
