"""The second step: the person comes back from Google with a code."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_variables

from dj_google_calendar.answers import answer_errors, hide_address, wants_html
from dj_google_calendar.connect.parameters import read_parameter, require_parameter
from dj_google_calendar.connect.redirect_uri import site_client
from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.credentials.keepers import SessionKeeper
from dj_google_calendar.exceptions import CodeRefusedError, ConsentDeniedError, UsedStateError
from dj_google_calendar.models import Account
from dj_google_calendar.oauth.flow import exchange
from dj_google_calendar.oauth.scopes import require_reading
from dj_google_calendar.oauth.state import Attempt, take
from dj_google_calendar.operations.accounts import connect_account
from dj_google_calendar.operations.first_look import (
    FirstLook,
    look_at_account,
    look_without_account,
)
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list
from dj_google_calendar.tasks import enqueue_calendar_pulls


@method_decorator(hide_address, name="dispatch")
@method_decorator(answer_errors, name="dispatch")
class GoogleCalendarRedirectView(View):
    """Finishes connecting a Google account.

    Google calls it with ``state`` and either ``code`` or ``error``. API clients get the
    account, its calendars, the first calendar and that one's events; browsers are taken to
    the account's page, where the first pull shows its progress.
    """

    http_method_names = ("get", "head", "options")

    @method_decorator(sensitive_variables("code", "credentials", "grant"))
    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Check the state, exchange the code and show what the account holds."""
        try:
            attempt = self._take_attempt(request)
        except UsedStateError:
            if not wants_html(request):
                raise
            # the page was loaded again: what it had to do is done
            return redirect("google_calendar:home")
        credentials = self._exchange(request, attempt)
        if request.user.is_authenticated:
            return self._signed_in(request, attempt, connect_account(request.user, credentials))
        return self._anonymous(request, attempt, credentials)

    def _take_attempt(self, request: HttpRequest) -> Attempt:
        error, code = read_parameter(request, "error"), read_parameter(request, "code")
        state = require_parameter(request, "state")
        if not error and not code:
            require_parameter(request, "code")
        return take(request.session, state=state, user_id=str(request.user.pk or ""))

    @method_decorator(sensitive_variables("code", "grant"))
    def _exchange(self, request: HttpRequest, attempt: Attempt) -> Credentials:
        error = read_parameter(request, "error")
        if error == "access_denied":
            raise ConsentDeniedError
        if error:
            raise CodeRefusedError(f"Google ended the attempt: {error}.")
        secrets = site_client(request)
        grant = exchange(
            secrets,
            code=require_parameter(request, "code"),
            code_verifier=attempt.code_verifier,
            redirect_uri=attempt.redirect_uri,
        )
        require_reading(grant.scopes)
        return Credentials.from_grant(grant, client_id=secrets.client_id)

    def _signed_in(self, request: HttpRequest, attempt: Attempt, account: Account) -> HttpResponse:
        if wants_html(request):
            pull_calendar_list(account)
            enqueue_calendar_pulls(account.calendars.reachable())
            return redirect(attempt.next or reverse("google_calendar:account", args=[account.pk]))
        look = look_at_account(account)
        enqueue_calendar_pulls(account.calendars.reachable().filter(last_pulled_at=None))
        shown = {"id": account.pk, "email": account.email, "sub": account.sub}
        return _json(shown | {"state": account.state}, account.granted_scopes, look)

    def _anonymous(
        self, request: HttpRequest, attempt: Attempt, credentials: Credentials
    ) -> HttpResponse:
        keeper = SessionKeeper(request.session)
        keeper.replace(credentials)
        if wants_html(request):
            return redirect(attempt.next or "google_calendar:visitor")
        look = look_without_account(keeper)
        email = look.calendar["id"] if look.calendar and look.calendar.get("primary") else None
        shown = {"id": None, "email": email, "sub": None, "state": Account.State.ACTIVE}
        return _json(shown, list(credentials.scopes), look)


def _json(account: dict[str, Any], granted_scopes: list[str], look: FirstLook) -> JsonResponse:
    return JsonResponse(
        {
            "account": account,
            "granted_scopes": granted_scopes,
            "calendars": look.calendars,
            "calendar": look.calendar,
            "events": look.events,
        }
    )
