"""The front door of the control API: reads, acts, and says what is wrong."""

import importlib.resources
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

from gcal_emulator import inspector
from gcal_emulator.control.actions import Action, Emulated, action_of
from gcal_emulator.control.binding import arguments
from gcal_emulator.control.forms import read_form
from gcal_emulator.control.views import View, view_of
from gcal_emulator.errors import GoogleError
from gcal_emulator.people import ConsentError

WRONG = (GoogleError, ConsentError, LookupError, TypeError, ValueError, AttributeError)
WRONG_SIZES = (RecursionError, OverflowError)
STYLES = {"style.css": "oauth/style.css", "inspector.css": "inspector/style.css"}
REPEATED = ("redirect_uri",)
FORM = "application/x-www-form-urlencoded"


def answer_control(emulator: Emulated, request: Request) -> Response:
    """Answer a request below ``/_emulator/``."""
    if not _is_from_here(request):
        return _json({"error": "Another site's page may not do this."}, status=403)
    path = request.path.removeprefix("/_emulator").strip("/")
    is_read = request.method == "GET"
    is_for_eyes = path in inspector.PAGES and "text/html" in request.headers.get("Accept", "")
    view = view_of(emulator, path, root=request.host_url) if is_read else None
    action = action_of(emulator, path) if request.method == "POST" else None
    if view and not is_for_eyes:
        return _read(view, request)
    if action and request.mimetype == FORM:
        return _pressed(emulator, action, path, request)
    if action:
        return _done(action, request)
    return _page(emulator, request, path)


def _page(emulator: Emulated, request: Request, path: str) -> Response:
    if request.method == "GET" and path in STYLES:
        style = importlib.resources.files("gcal_emulator") / STYLES[path]
        return Response(style.read_bytes(), content_type="text/css; charset=utf-8")
    if request.method == "GET":
        with emulator.lock:
            found = inspector.page(emulator, path, request.args)
        if found is not None:
            return found
    return _json({"error": f"{request.method} {request.path} is not known."}, status=404)


def _read(view: View, request: Request) -> Response:
    given = {
        key: values if key in REPEATED else values[-1]
        for key, values in request.args.to_dict(flat=False).items()
    }
    try:
        return _json(view(**arguments(view, given, are_texts=True)))
    except TimeoutError as exc:
        return _json({"error": str(exc)}, status=408)
    except (*WRONG, *WRONG_SIZES) as exc:
        return _json({"error": _said(exc)}, status=400)


def _done(action: Action, request: Request) -> Response:
    try:
        body = json.loads(request.get_data() or b"{}", parse_constant=_refused_constant)
        if not isinstance(body, dict):
            raise TypeError("The body is no JSON object.")
        json.dumps(body, ensure_ascii=False).encode()  # half of a surrogate pair is no text
        result = action(**arguments(action, body, are_texts=False))
    except (*WRONG, *WRONG_SIZES) as exc:
        return _json({"error": _said(exc)}, status=400)
    return _json(result if isinstance(result, dict) else {})


def _pressed(emulator: Emulated, action: Action, path: str, request: Request) -> Response:
    """Do what a form asks for, and lead back to its page."""
    back = _way_back(request)
    try:
        body = read_form(emulator, path, request.form)
        action(**arguments(action, body, are_texts=True))
    except (*WRONG, *WRONG_SIZES) as exc:
        with emulator.lock:
            return inspector.failure_page(emulator, _said(exc), back)
    return Response(status=303, headers={"Location": back})


def _refused_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON.")


def _said(error: Exception) -> str:
    if isinstance(error, WRONG_SIZES):
        return "A number or a nesting is too large."
    if isinstance(error, json.JSONDecodeError):
        return f"That is not JSON: {error}."
    said = str(error.args[0]) if isinstance(error, KeyError) else str(error)
    if isinstance(error, GoogleError):
        said = error.message
    return said if said.endswith(".") else f"That is malformed: {said}."


def _is_from_here(request: Request) -> bool:
    """Refuse what a page of another site sends in the browser of somebody who visits it."""
    origin = request.headers.get("Origin")
    if request.method == "GET" or not origin:
        return True
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def _way_back(request: Request) -> str:
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:
        return "/_emulator/"
    if came_from.netloc != request.host or not came_from.path.startswith("/_emulator/"):
        return "/_emulator/"
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _json(body: Mapping[str, Any], *, status: int = 200) -> Response:
    return Response(json.dumps(body, indent=1), status=status, content_type="application/json")
