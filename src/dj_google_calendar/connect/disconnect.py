"""Disconnecting: stop, revoke at Google, delete."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View

from dj_google_calendar.answers import answer_errors
from dj_google_calendar.credentials.keepers import SessionKeeper
from dj_google_calendar.models import Account
from dj_google_calendar.operations.accounts import disconnect_account, disconnect_visitor

REVOKED = _("The account is disconnected, and Google has ended the permission.")
NOT_REVOKED = _(
    "The account is disconnected here, but Google did not confirm that the permission has "
    "ended. You can end it at https://myaccount.google.com/connections."
)


@method_decorator(answer_errors, name="dispatch")
class DisconnectView(LoginRequiredMixin, View):
    """Asks, then disconnects an account of the signed-in user."""

    def get(self, request: HttpRequest, pk: int, **_kwargs: Any) -> HttpResponse:
        """Ask for confirmation."""
        account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
        return render(request, "dj_google_calendar/disconnect.html", {"account": account})

    def post(self, request: HttpRequest, pk: int, **_kwargs: Any) -> HttpResponse:
        """Disconnect."""
        account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
        _tell(request, revoked=disconnect_account(account))
        return redirect("google_calendar:accounts")


@method_decorator(answer_errors, name="dispatch")
class VisitorDisconnectView(View):
    """Disconnects the Google account of an anonymous visitor."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Disconnect."""
        keeper = SessionKeeper(request.session)
        if not keeper.is_empty:
            _tell(request, revoked=disconnect_visitor(keeper))
        return redirect("google_calendar:connect")


def _tell(request: HttpRequest, *, revoked: bool) -> None:
    # a site may run without django.contrib.messages
    if revoked:
        messages.success(request, REVOKED, fail_silently=True)
    else:
        messages.warning(request, NOT_REVOKED, fail_silently=True)
