"""The WSGI application: which part of Google answers which path."""

import json
from collections.abc import Callable, Iterable, Mapping
from email.utils import formatdate
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from gcal_emulator import writing
from gcal_emulator.api import answer_api
from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.control import Emulated, answer_control
from gcal_emulator.errors import not_found
from gcal_emulator.faults import answer_of
from gcal_emulator.log import Entry
from gcal_emulator.oauth import authorize, identity, tokens
from gcal_emulator.schemas import document_for

AUTHORIZE_PATHS = ("/o/oauth2/auth", "/o/oauth2/v2/auth")
TOKEN_PATHS = ("/token", "/o/oauth2/token", "/oauth2/v4/token")
REVOKE_PATHS = ("/revoke", "/o/oauth2/revoke")
USERINFO_PATHS = ("/v1/userinfo", "/oauth2/v3/userinfo", "/oauth2/v2/userinfo")
DISCOVERY_PATHS = ("/discovery/v1/apis/calendar/v3/rest", "/$discovery/rest")
LARGEST_FORM = 64 * 1024

Handler = Callable[[Emulated, Request], Response]
Routes = Mapping[tuple[str, str], tuple[str, Handler]]
"""The name in the log and the function, by method and path."""


class App:
    """Routes requests to the parts of one emulator."""

    def __init__(self, emulator: Emulated) -> None:
        self._emulator = emulator

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a WSGI request."""
        request = Request(environ)
        request.max_form_memory_size = LARGEST_FORM
        try:
            response = self._answer(request)
        except HTTPException as exc:  # an unreadable form, path or length
            response = Response(exc.description or exc.name, status=exc.code or 400)
        response.headers.setdefault("Date", formatdate(self._now(), usegmt=True))
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.path.startswith("/calendar/v3/"):
            return answer_api(self._emulator.world, self._emulator.log, request)
        with self._emulator.world.lock:
            if request.path.startswith("/_emulator/"):
                return answer_control(self._emulator, request)
            if (request.method, request.path) in OTHERS:
                return self._other(request)
        return writing.failure(not_found(), now=self._now())

    def _other(self, request: Request) -> Response:
        """Answer sign-in and discovery, which are logged by the names of their parameters."""
        name, handler = OTHERS[request.method, request.path]
        names: dict[str, list[str]] = {key: [] for key in request.args}
        entry = Entry(name, request.method, request.path, names)
        self._emulator.log.add(entry)
        fault = self._emulator.world.faults.take(name, "")
        response = answer_of(fault) if fault else handler(self._emulator, request)
        entry.status = response.status_code
        return response

    def _now(self) -> float:
        now: float = self._emulator.world.clock.micros() / MICROSECONDS
        return now


def _discovery(_emulator: Emulated, request: Request) -> Response:
    text = json.dumps(document_for(request.host_url), indent=2)
    return Response(text, content_type=writing.JSON)


def _paths(method: str, paths: Iterable[str], name: str, handler: Handler) -> Routes:
    return {(method, path): (name, handler) for path in paths}


OTHERS: Routes = {
    **_paths("GET", AUTHORIZE_PATHS, "oauth.auth", lambda e, r: authorize.begin(e.world, r)),
    **_paths("POST", TOKEN_PATHS, "oauth.token", lambda e, r: tokens.exchange(e.world, r)),
    **_paths("POST", REVOKE_PATHS, "oauth.revoke", lambda e, r: tokens.revoke(e.world, r)),
    **_paths("GET", REVOKE_PATHS, "oauth.revoke", lambda e, r: tokens.revoke(e.world, r)),
    **_paths("GET", USERINFO_PATHS, "oauth.userinfo", lambda e, r: identity.userinfo(e.world, r)),
    **_paths("GET", DISCOVERY_PATHS, "discovery", _discovery),
    **_paths("GET", ["/oauth2/v3/certs"], "oauth.certs", lambda _e, _r: identity.certificates()),
    **_paths(
        "POST",
        ["/o/oauth2/v2/auth/account"],
        "oauth.account",
        lambda e, r: authorize.account_chosen(e.world, r),
    ),
    **_paths(
        "POST",
        ["/o/oauth2/v2/auth/consent"],
        "oauth.consent",
        lambda e, r: authorize.consent_given(e.world, r),
    ),
    **_paths(
        "GET",
        ["/.well-known/openid-configuration"],
        "oauth.configuration",
        lambda _e, r: identity.configuration(r.host_url),
    ),
}
