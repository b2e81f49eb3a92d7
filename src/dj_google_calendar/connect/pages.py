"""The pages around connecting: accounts, their state and the progress of their pulls."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dj_google_calendar.answers import answer_errors
from dj_google_calendar.connect.redirect_uri import Readiness, readiness
from dj_google_calendar.credentials.keepers import SessionKeeper
from dj_google_calendar.models import Account, Calendar, SyncRun
from dj_google_calendar.models.calendar import CalendarQuerySet
from dj_google_calendar.tasks import enqueue_account_pull

QUARANTINE_SHOWN = 50


@answer_errors
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to what is there: calendars, a visitor's look, or connecting."""
    if not request.user.is_authenticated:
        empty = SessionKeeper(request.session).is_empty
        return redirect("google_calendar:connect" if empty else "google_calendar:visitor")
    connected = Account.objects.visible_to(request.user).exists()
    return redirect("google_calendar:calendar" if connected else "google_calendar:connect")


@answer_errors
@require_safe
def connect(request: HttpRequest) -> HttpResponse:
    """Offer to connect a Google account, and say what the site lacks for it."""
    state: Readiness = readiness(request)
    return render(request, "dj_google_calendar/connect.html", {"readiness": state})


@answer_errors
@require_safe
@login_required
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts that the signed-in person has connected."""
    listed = _described(Account.objects.visible_to(request.user))
    return render(request, "dj_google_calendar/accounts.html", {"accounts": listed})


@answer_errors
@require_safe
@login_required
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account: its state, its permissions and how its pulls go."""
    shown = get_object_or_404(_described(Account.objects.visible_to(request.user)), pk=pk)
    calendars = list(_with_read(shown))
    context = {
        "account": shown,
        "calendars": calendars,
        "finished": sum(not calendar.is_pending for calendar in calendars),
        "quarantine": shown.quarantine.select_related("calendar")[:QUARANTINE_SHOWN],
        "quarantine_count": shown.quarantine.count(),
    }
    return render(request, "dj_google_calendar/account.html", context)


@answer_errors
@require_safe
@login_required
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far the pulls of an account are: ``{"done": bool, "calendars": [...]}``."""
    shown = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    calendars = [_progress_of(calendar) for calendar in _with_read(shown)]
    done = not any(calendar["pending"] for calendar in calendars)
    return JsonResponse({"done": done, "calendars": calendars})


@answer_errors
@require_POST
@login_required
def pull(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a pull of everything in an account."""
    shown = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    enqueue_account_pull(shown)
    said = _("The calendars are being read again. What is new appears in a moment.")
    messages.success(request, said, fail_silently=True)
    return redirect("google_calendar:account", pk=pk)


def _described(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Add to accounts what their pages say of them, without a query for each."""
    of_account = SyncRun.objects.filter(account=OuterRef("pk"), status=SyncRun.Status.FAILED)
    # of pulls that came through since, most leave no record
    since = Q(calendar=None, account__last_pulled_at__gte=F("started_at"))
    since |= Q(calendar__last_pulled_at__gte=F("started_at"))
    since |= Q(calendar__state__in=Calendar.AWAY)
    latest = of_account.filter(~since).order_by("-started_at", "-pk")
    shown = ~Q(calendars__state=Calendar.State.UNREACHABLE)
    return accounts.annotate(
        calendar_count=Count("calendars", filter=shown),
        error_code=Subquery(latest.values("error_code")[:1]),
        error_message=Subquery(latest.values("error_message")[:1]),
    ).order_by("connected_at", "pk")


def _with_read(account: Account) -> CalendarQuerySet:
    """Give an account's calendars with the number of events that the latest pull has read."""
    listed = F("changed") + F("unchanged") + F("cancelled") + F("quarantined")
    latest = SyncRun.objects.filter(calendar=OuterRef("pk")).order_by("-started_at", "-pk")
    newest = latest.annotate(listed=listed).values("listed")[:1]
    read = Coalesce(Subquery(newest, output_field=IntegerField()), 0)
    return account.calendars.annotate(read=read)


def _progress_of(calendar: Any) -> dict[str, Any]:
    return {
        "id": calendar.pk,
        "title": calendar.title,
        "state": calendar.get_state_display(),
        "reason": calendar.state_reason,
        "read": calendar.read,
        "pending": calendar.is_pending,
    }
