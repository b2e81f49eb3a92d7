"""The first step: where to send the person for consent."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View

from dj_google_calendar import clock
from dj_google_calendar.answers import answer_errors, wants_html
from dj_google_calendar.connect.parameters import read_next, read_parameter
from dj_google_calendar.connect.redirect_uri import redirect_uri, site_client
from dj_google_calendar.oauth.flow import authorize
from dj_google_calendar.oauth.state import Attempt, remember


@method_decorator(answer_errors, name="dispatch")
class GoogleCalendarInitView(View):
    """Starts connecting a Google account.

    ``next``: a page of this site to go to afterwards. ``login_hint``: the address of the
    account. API clients get ``{"authorization_url", "state"}``; browsers are sent there.
    """

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Begin an attempt."""
        next_page, login_hint = read_next(request), read_parameter(request, "login_hint")
        uri = redirect_uri(request)
        authorization = authorize(site_client(request), redirect_uri=uri, login_hint=login_hint)
        attempt = Attempt(
            state=authorization.state,
            code_verifier=authorization.code_verifier,
            redirect_uri=uri,
            next=next_page,
            user_id=str(request.user.pk or ""),
            started_at=clock.now().timestamp(),
        )
        remember(request.session, attempt)
        if wants_html(request):
            return HttpResponseRedirect(authorization.url)
        return JsonResponse({"authorization_url": authorization.url, "state": authorization.state})
