"""The control API below ``/_emulator/``: what a test does to the world, over HTTP."""

import dataclasses
import importlib.resources
import json
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from gcal_emulator.clients import RedirectUriError, client_secrets
from gcal_emulator.faults import Fault
from gcal_emulator.seed import SeedError

Emulated = Any
"""The running Emulator; typed loosely, as it holds the application that holds this."""


def answer_control(emulator: Emulated, request: Request) -> Response:
    """Answer a request below ``/_emulator/``."""
    handler = ROUTES.get((request.method, request.path))
    if handler is None:
        return _json({"error": f"{request.method} {request.path} is not known."}, status=404)
    try:
        return handler(emulator, request, dict(json.loads(request.get_data() or b"{}")))
    except KeyError as exc:
        return _json({"error": f"{exc} is missing or not known."}, status=400)
    except (SeedError, RedirectUriError, TypeError, ValueError, RecursionError) as exc:
        return _json({"error": str(exc)}, status=400)


def _client_secrets(emulator: Emulated, request: Request, _body: Mapping[str, Any]) -> Response:
    uris = request.args.getlist("redirect_uri")
    return _json(client_secrets(emulator.world, request.host_url, uris))


def _reset(emulator: Emulated, _request: Request, _body: Mapping[str, Any]) -> Response:
    emulator.reset()
    return _json({})


def _seed(emulator: Emulated, _request: Request, body: Mapping[str, Any]) -> Response:
    emulator.load(body)
    return _json({})


def _log(emulator: Emulated, _request: Request, _body: Mapping[str, Any]) -> Response:
    return _json({"entries": emulator.log.as_json(), "violations": emulator.log.violations})


def _event(emulator: Emulated, _request: Request, body: Mapping[str, Any]) -> Response:
    return _json(emulator.add_event(str(body["calendarId"]), **body["event"]))


def _fault(emulator: Emulated, _request: Request, body: Mapping[str, Any]) -> Response:
    known = {field.name for field in dataclasses.fields(Fault)}
    if unknown := set(body) - known:
        raise ValueError(f"A fault has no {', '.join(sorted(unknown))}.")
    emulator.fail(**body)
    return _json({})


def _sync_tokens(emulator: Emulated, _request: Request, _body: Mapping[str, Any]) -> Response:
    emulator.expire_sync_tokens()
    return _json({})


def _access_tokens(emulator: Emulated, _request: Request, _body: Mapping[str, Any]) -> Response:
    emulator.expire_access_tokens()
    return _json({})


def _grants(emulator: Emulated, _request: Request, body: Mapping[str, Any]) -> Response:
    emulator.revoke_grants(str(body.get("email", "")))
    return _json({})


def _pages(emulator: Emulated, _request: Request, body: Mapping[str, Any]) -> Response:
    emulator.page_size(int(body.get("size", 0)))
    return _json({})


def _style(_emulator: Emulated, _request: Request, _body: Mapping[str, Any]) -> Response:
    style = importlib.resources.files("gcal_emulator") / "oauth" / "style.css"
    return Response(style.read_bytes(), content_type="text/css; charset=utf-8")


ROUTES: Mapping[tuple[str, str], Callable[[Emulated, Request, Mapping[str, Any]], Response]] = {
    ("GET", "/_emulator/client_secrets"): _client_secrets,
    ("GET", "/_emulator/log"): _log,
    ("GET", "/_emulator/style.css"): _style,
    ("POST", "/_emulator/events"): _event,
    ("POST", "/_emulator/faults"): _fault,
    ("POST", "/_emulator/grants/revoke"): _grants,
    ("POST", "/_emulator/pages"): _pages,
    ("POST", "/_emulator/reset"): _reset,
    ("POST", "/_emulator/seed"): _seed,
    ("POST", "/_emulator/tokens/access/expire"): _access_tokens,
    ("POST", "/_emulator/tokens/sync/expire"): _sync_tokens,
}


def _json(body: Mapping[str, Any], *, status: int = 200) -> Response:
    return Response(json.dumps(body, indent=1), status=status, content_type="application/json")
