"""One answer for both kinds of caller: pages for browsers, JSON for API clients."""

import functools
import logging
from collections.abc import Callable
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views import csrf

from dj_google_calendar.exceptions import (
    GoogleCalendarError,
    MethodError,
    NotHereError,
    TokenError,
)

logger = logging.getLogger(__name__)

APP = "google_calendar"

View = Callable[..., HttpResponseBase]


def wants_html(request: HttpRequest) -> bool:
    """Say whether a browser asks: it names text/html, which API clients do not."""
    return "text/html" in request.headers.get("Accept", "")


def answer_errors(view: View) -> View:
    """Turn every error of this app into a page or JSON with code, message and hint.

    A script is told the same way what is not there, and that a method is wrong where this
    stands above what checks it. The answers of these views belong to one person and stay out
    of every cache.
    """

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except GoogleCalendarError as exc:
            response = error_response(request, exc)
        except Http404:
            if wants_html(request):
                raise
            response = error_response(request, NotHereError())
        if isinstance(response, HttpResponseNotAllowed) and not wants_html(request):
            _explain(request, response)
        add_never_cache_headers(response)
        patch_vary_headers(response, ("Accept", "Cookie"))
        return response

    return answered


@answer_errors
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a request without the right CSRF token; a site names this as CSRF_FAILURE_VIEW.

    Pages, and addresses that are not of this app, are answered by Django's own view.
    """
    match = request.resolver_match
    if wants_html(request) or match is None or APP not in match.app_names:
        return csrf.csrf_failure(request, reason=reason)
    raise TokenError


def hide_address(view: View) -> View:
    """Keep the page's address, which holds a code, from every page that follows.

    A page under this policy must hold no form: browsers send such forms with the origin
    ``null``, which Django's CSRF protection refuses.
    """

    @functools.wraps(view)
    def hidden(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return hidden


def _explain(request: HttpRequest, response: HttpResponse) -> None:
    """Put the reason into the answer to a wrong method, which names the right ones."""
    said = error_response(request, MethodError())
    response.content, response["Content-Type"] = said.content, said["Content-Type"]


def error_response(request: HttpRequest, error: GoogleCalendarError) -> HttpResponse:
    """Say what went wrong and what to do, as a page or as JSON."""
    logger.info("request refused: code=%s status=%s", error.code, error.status)
    if wants_html(request):
        context = {"error": error}
        return render(request, "dj_google_calendar/error.html", context, status=error.status)
    body = {"code": error.code, "message": error.message, "hint": error.hint}
    if error.link:
        body["link"] = error.link
    return JsonResponse({"error": body}, status=error.status)
