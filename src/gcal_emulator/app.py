"""The WSGI application: which part of Google answers which path."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from gcal_emulator import writing
from gcal_emulator.api import answer_api
from gcal_emulator.control import Emulated, answer_control
from gcal_emulator.errors import not_found
from gcal_emulator.oauth import authorize, identity, tokens
from gcal_emulator.schemas import document_for

AUTHORIZE_PATHS = ("/o/oauth2/auth", "/o/oauth2/v2/auth")
TOKEN_PATHS = ("/token", "/o/oauth2/token", "/oauth2/v4/token")
REVOKE_PATHS = ("/revoke", "/o/oauth2/revoke")
USERINFO_PATHS = ("/v1/userinfo", "/oauth2/v3/userinfo", "/oauth2/v2/userinfo")
DISCOVERY_PATHS = ("/discovery/v1/apis/calendar/v3/rest", "/$discovery/rest")
LARGEST_FORM = 64 * 1024

Handler = Callable[[Emulated, Request], Response]


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
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.path.startswith("/calendar/v3/"):
            return answer_api(self._emulator.world, self._emulator.log, request)
        with self._emulator.world.lock:
            if request.path.startswith("/_emulator/"):
                return answer_control(self._emulator, request)
            handler = OTHERS.get((request.method, request.path))
            if handler is not None:
                return handler(self._emulator, request)
        now = self._emulator.world.clock.micros() / 1_000_000
        return writing.failure(not_found(), now=now)


def _discovery(_emulator: Emulated, request: Request) -> Response:
    text = json.dumps(document_for(request.host_url), indent=2)
    return Response(text, content_type=writing.JSON)


OTHERS: Mapping[tuple[str, str], Handler] = {
    **{("GET", path): (lambda e, r: authorize.begin(e.world, r)) for path in AUTHORIZE_PATHS},
    **{("POST", path): (lambda e, r: tokens.exchange(e.world, r)) for path in TOKEN_PATHS},
    **{("POST", path): (lambda e, r: tokens.revoke(e.world, r)) for path in REVOKE_PATHS},
    **{("GET", path): (lambda e, r: tokens.revoke(e.world, r)) for path in REVOKE_PATHS},
    **{("GET", path): (lambda e, r: identity.userinfo(e.world, r)) for path in USERINFO_PATHS},
    **{("GET", path): _discovery for path in DISCOVERY_PATHS},
    ("POST", "/o/oauth2/v2/auth/account"): lambda e, r: authorize.account_chosen(e.world, r),
    ("POST", "/o/oauth2/v2/auth/consent"): lambda e, r: authorize.consent_given(e.world, r),
    ("GET", "/oauth2/v3/certs"): lambda _e, _r: identity.certificates(),
    ("GET", "/.well-known/openid-configuration"): lambda _e, r: identity.configuration(r.host_url),
}
