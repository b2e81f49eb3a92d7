"""The WSGI application: which part of Google answers which path."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from email.utils import formatdate
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from gcal_emulator import writing
from gcal_emulator.api import answer_api
from gcal_emulator.batch import answer_batch
from gcal_emulator.control import Emulated, answer_control
from gcal_emulator.errors import backend_error, not_found, not_implemented
from gcal_emulator.faults import Cut, Fault, Target, answer_of
from gcal_emulator.log import Entry
from gcal_emulator.oauth import authorize, identity, security, signing, tokens
from gcal_emulator.schemas import discovery, document_for

AUTHORIZE_PATHS = ("/o/oauth2/auth", "/o/oauth2/v2/auth")
TOKEN_PATHS = ("/token", "/o/oauth2/token", "/oauth2/v4/token")
REVOKE_PATHS = ("/revoke", "/o/oauth2/revoke")
USERINFO_PATHS = ("/v1/userinfo", "/oauth2/v3/userinfo", "/oauth2/v2/userinfo")
TOKENINFO_PATHS = ("/tokeninfo", "/oauth2/v3/tokeninfo")
DISCOVERY_PATHS = ("/discovery/v1/apis/calendar/v3/rest", "/$discovery/rest")
NOT_SERVED = {"/caldav": "CalDAV", "/.well-known/caldav": "CalDAV", "/calendar/dav": "CalDAV"}
"""What Google serves at these paths and below, and this emulator does not."""
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
        """Answer a WSGI request; raise Cut where a fault ends the connection."""
        request = Request(environ)
        request.max_form_memory_size = LARGEST_FORM
        try:
            response = self._answer(request)
        except HTTPException as exc:  # an unreadable form, path or length
            response = Response(exc.description or exc.name, status=exc.code or 400)
        except Cut:
            raise
        except Exception as error:  # a fault of ours: answered, and never overlooked
            response = self._failed(request, error)
        finally:  # where the connection is cut, too
            self._emulator.wake()
        response.headers.setdefault("Date", formatdate(self._now(), usegmt=True))
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        emulator = self._emulator
        if request.path.startswith("/calendar/v3/"):
            return answer_api(emulator.world, emulator.log, request)
        if request.path.startswith("/_emulator"):
            return answer_control(emulator, request)
        route = OTHERS.get((request.method, request.path))
        if route is None:
            return self._unknown(request)
        return self._other(request, *route)

    def _failed(self, request: Request, error: Exception) -> Response:
        said = [f"{type(error).__name__}: {error}"]
        entry = Entry("unknown", request.method, request.path, {}, status=500, violations=said)
        self._emulator.log.add(entry, micros=self._emulator.world.clock.micros())
        return writing.failure(backend_error(), now=self._now())

    def _unknown(self, request: Request) -> Response:
        """Name what is not served, as silence would hide gaps; the rest Google does not know."""
        path = request.path + "/"
        missing = [name for root, name in NOT_SERVED.items() if path.startswith(root + "/")]
        error = not_implemented(missing[0]) if missing else not_found()
        names: dict[str, list[str]] = {key: [] for key in request.args}
        entry = Entry("unknown", request.method, request.path, names, status=error.status)
        self._emulator.log.add(entry, micros=self._emulator.world.clock.micros())
        return writing.failure(error, now=self._now())

    def _other(self, request: Request, name: str, handler: Handler) -> Response:
        """Answer sign-in, discovery and batches, logged by the names of their parameters."""
        names: dict[str, list[str]] = {key: [] for key in request.args}
        entry = Entry(name, request.method, request.path, names)
        with self._emulator.lock:
            world = self._emulator.world
            micros = world.clock.micros()
            self._emulator.log.add(entry, micros=micros)
            fault = world.faults.take(Target(name), chance=world.ids.chance, micros=micros)
        if fault and fault.seconds:
            time.sleep(fault.seconds)  # without the lock: others go on
        if fault and fault.action in ("stall", "cut_before"):
            raise Cut
        response = self._handled(request, name, fault, handler)
        entry.status = response.status_code
        self._emulator.log.notify()
        if fault and fault.action == "cut_after":
            raise Cut
        if fault and fault.action == "truncate":
            response.headers[writing.TRUNCATED] = "1"
        return response

    def _handled(
        self, request: Request, name: str, fault: Fault | None, handler: Handler
    ) -> Response:
        if fault and fault.action == "answer":
            return answer_of(fault, name, now=self._now())
        if handler is _batch:  # whose calls hold the world one by one
            return handler(self._emulator, request)
        with self._emulator.lock:
            return handler(self._emulator, request)

    def _now(self) -> float:
        now: float = self._emulator.world.now_seconds()
        return now


def _discovery(_emulator: Emulated, request: Request) -> Response:
    text = json.dumps(document_for(request.host_url), indent=2)
    return Response(text, content_type=writing.JSON)


def _batch(emulator: Emulated, request: Request) -> Response:
    return answer_batch(emulator.world, emulator.log, request)


def _tokeninfo(emulator: Emulated, request: Request) -> Response:
    return identity.tokeninfo(emulator.world, request)


def _paths(method: str, paths: Iterable[str], name: str, handler: Handler) -> Routes:
    return {(method, path): (name, handler) for path in paths}


OTHERS: Routes = {
    **_paths("POST", ["/" + discovery()["batchPath"]], "batch", _batch),
    **_paths("GET", AUTHORIZE_PATHS, "oauth.auth", lambda e, r: authorize.begin(e.world, r)),
    **_paths("POST", TOKEN_PATHS, "oauth.token", lambda e, r: tokens.exchange(e.world, r)),
    **_paths("POST", REVOKE_PATHS, "oauth.revoke", lambda e, r: tokens.revoke(e.world, r)),
    **_paths("GET", REVOKE_PATHS, "oauth.revoke", lambda e, r: tokens.revoke(e.world, r)),
    **_paths("GET", USERINFO_PATHS, "oauth.userinfo", lambda e, r: identity.userinfo(e.world, r)),
    **_paths("GET", DISCOVERY_PATHS, "discovery", _discovery),
    **_paths("GET", TOKENINFO_PATHS, "oauth.tokeninfo", _tokeninfo),
    **_paths("POST", TOKENINFO_PATHS, "oauth.tokeninfo", _tokeninfo),
    **_paths("GET", ["/oauth2/v3/certs"], "oauth.certs", lambda _e, _r: signing.key_set()),
    **_paths("GET", ["/oauth2/v1/certs"], "oauth.certs", lambda _e, _r: signing.certificates()),
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
    **_paths(
        "GET",
        ["/.well-known/risc-configuration"],
        "oauth.risc",
        lambda _e, r: security.configuration(r.host_url),
    ),
}
