"""The pages around connecting: accounts, their state and the progress of their pulls."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from dj_google_calendar.answers import answer_errors
from dj_google_calendar.connect.redirect_uri import Readiness, readiness
from dj_google_calendar.credentials.keepers import SessionKeeper
from dj_google_calendar.models import Account, Calendar, SyncRun
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
    listed = _described(Account.objects.visible_to(request.user))
    return render(request, "dj_google_calendar/accounts.html", {"accounts": listed})


@require_GET
@login_required
@answer_errors
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account: its state, its permissions and how its pulls go."""
    shown = get_object_or_404(_described(Account.objects.visible_to(request.user)), pk=pk)
    context = {
        "account": shown,
        "permissions": in_words(shown.granted_scopes),
        "progress": _progress(shown),
        "quarantine": shown.quarantine.all()[:QUARANTINE_SHOWN],
    }
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


def _described(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Add to accounts what their pages say of them, without a query for each."""
    finished = SyncRun.objects.filter(account=OuterRef("pk")).exclude(status=SyncRun.Status.RUNNING)
    latest = finished.order_by("-started_at", "-pk")
    shown = ~Q(calendars__state=Calendar.State.UNREACHABLE)
    return accounts.annotate(
        calendar_count=Count("calendars", filter=shown),
        error_code=Subquery(latest.values("error_code")[:1]),
        error_message=Subquery(latest.values("error_message")[:1]),
    ).order_by("connected_at", "pk")


def _progress(account: Account) -> dict[str, Any]:
    """Give each calendar's state and the number of events read so far by its latest pull."""
    listed = F("changed") + F("unchanged") + F("cancelled") + F("quarantined")
    latest = SyncRun.objects.filter(calendar=OuterRef("pk")).order_by("-started_at", "-pk")
    newest = Subquery(latest.annotate(listed=listed).values("listed")[:1])
    read = dict(account.calendars.annotate(read=newest).values_list("pk", "read"))
    calendars = [
        {
            "id": calendar.pk,
            "title": calendar.title,
            "state": calendar.get_state_display(),
            "reason": calendar.state_reason,
            "read": read[calendar.pk] or 0,
            "pending": calendar.is_pending,
        }
        for calendar in account.calendars.all()
    ]
    return {"done": not any(row["pending"] for row in calendars), "calendars": calendars}
