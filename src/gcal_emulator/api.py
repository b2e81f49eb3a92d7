"""The API's front door: route, authorize, read, answer, and note every departure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from werkzeug.wrappers import Request, Response

from gcal_emulator import writing
from gcal_emulator.calendar_v3.call import Answer, Call
from gcal_emulator.calendar_v3.event_write import is_zone
from gcal_emulator.calendar_v3.handlers import HANDLERS
from gcal_emulator.errors import (
    GoogleError,
    ScopeError,
    UnauthenticatedError,
    backend_error,
    invalid,
    not_found,
    not_implemented,
)
from gcal_emulator.faults import error_of
from gcal_emulator.log import Entry, Log
from gcal_emulator.partial import Tree, parse_fields, select
from gcal_emulator.schemas import Method, methods, read_parameters, violations
from gcal_emulator.world import Token, World

LARGEST_BODY = 1024 * 1024


@dataclass
class Asked:
    """A request, with GET calls that were sent as POST turned back (H-6)."""

    http_method: str
    path: str
    query: dict[str, list[str]]
    request: Request
    entry: Entry = field(init=False)


def answer_api(world: World, log: Log, request: Request) -> Response:
    """Answer a request below ``/calendar/v3``; it is logged whatever becomes of it."""
    asked = _asked(request)
    method, path = _route(asked)
    name = method.name if method else "unknown"
    entry = Entry(name, asked.http_method, asked.path, asked.query)
    with world.lock:
        log.add(entry)
        now = world.clock.micros() / 1_000_000
        try:
            response = _answered(world, asked, entry, method, path, now)
        except GoogleError as error:
            response = writing.failure(error, now=now, pretty=_is_pretty(asked.query))
        except OverflowError:  # a moment at the very end of the calendar
            response = writing.failure(invalid(), now=now)
        except Exception as error:  # a fault of ours: answered, and never overlooked
            entry.violations.append(f"{type(error).__name__}: {error}")
            response = writing.failure(backend_error(), now=now)
        entry.status = response.status_code
    return writing.compressed(request, response)


def _asked(request: Request) -> Asked:
    is_post = request.method == "POST"
    override = request.headers.get("X-HTTP-Method-Override", "").upper() if is_post else ""
    query = parse_qs(request.query_string.decode("utf-8", "replace"), keep_blank_values=True)
    if override == "GET":
        body = request.get_data(cache=True).decode("utf-8", "replace")
        query |= parse_qs(body, keep_blank_values=True)
    raw_path = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI", request.path)
    return Asked(override or request.method, raw_path.partition("?")[0], query, request)


def _route(asked: Asked) -> tuple[Method | None, Mapping[str, str]]:
    for method in methods():
        match = method.pattern.fullmatch(asked.path)
        if match and method.http_method == asked.http_method:
            return method, {key: unquote(value) for key, value in match.groupdict().items()}
    return None, {}


def _answered(
    world: World,
    asked: Asked,
    entry: Entry,
    method: Method | None,
    path: Mapping[str, str],
    now: float,
) -> Response:
    if method is None:
        raise not_found()
    token = _authorized(world, method, asked.request)
    entry.email = token.grant.email
    if fault := world.faults.take(method.name, path.get("calendarId", "")):
        if fault.body is not None:
            return Response(fault.body, status=fault.status, content_type=writing.JSON)
        raise error_of(fault)
    call = _call(world, asked, entry, method, path, token)
    # read before anything is written: a wrong selection leaves no trace
    asked_for = str(call.query.get("fields", ""))
    fields = parse_fields(asked_for, method.response_schema) if asked_for else {}
    if method.name not in HANDLERS:
        raise not_implemented(f"calendar.{method.name}")
    answer = HANDLERS[method.name](call)
    entry.violations += _answer_violations(answer, method)
    return _written(asked, answer, fields, now)


def _authorized(world: World, method: Method, request: Request) -> Token:
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    token = world.access_tokens.get(text.strip()) if kind.lower() == "bearer" else None
    if token is None or token.grant.is_revoked or token.expires_at <= world.clock.micros():
        raise UnauthenticatedError
    if method.scopes.isdisjoint(token.scopes):
        raise ScopeError(f"calendar.{method.name}")
    return token


def _call(
    world: World,
    asked: Asked,
    entry: Entry,
    method: Method,
    path: Mapping[str, str],
    token: Token,
) -> Call:
    parameters = read_parameters(method, asked.query)
    entry.client_violations += [f"unknown parameter {name}" for name in parameters.unknown]
    if parameters.wrong:
        entry.client_violations += [f"bad value of {name}" for name in parameters.wrong]
        raise invalid(parameter=parameters.wrong[0])
    if not is_zone(parameters.values.get("timeZone", "UTC")):
        raise invalid(parameter="timeZone")
    body = _body(asked.request) if method.request_schema else {}
    found = violations(body, method.request_schema) if method.request_schema else []
    entry.client_violations += found
    if any(not text.endswith("unknown field") for text in found):
        raise invalid()
    return Call(
        world=world,
        user=world.users[token.grant.email],
        path=path,
        query=parameters.values,
        body=body,
        if_match=asked.request.headers.get("If-Match", ""),
    )


def _body(request: Request) -> dict[str, Any]:
    data = request.get_data(cache=True)
    if len(data) > LARGEST_BODY:
        raise GoogleError(413, "uploadTooLarge", "Request Too Large")
    try:
        body = json.loads(data or b"{}")
    except (ValueError, RecursionError) as exc:
        raise GoogleError(400, "parseError", "Parse Error") from exc
    if not isinstance(body, dict):
        raise GoogleError(400, "parseError", "Parse Error")
    return body


def _answer_violations(answer: Answer, method: Method) -> list[str]:
    if answer.body is None:
        return ["a body is missing"] if method.response_schema else []
    return violations(answer.body, method.response_schema)


def _written(asked: Asked, answer: Answer, fields: Tree, now: float) -> Response:
    if answer.body is None:
        return writing.nothing(now)
    etag = "" if answer.is_list else answer.etag  # Z-10
    if etag and asked.request.headers.get("If-None-Match") == etag:
        return Response(status=304, headers={"ETag": etag})
    pretty = _is_pretty(asked.query)
    if answer.item_texts is not None and pretty and not fields:
        text = writing.list_text(answer.body, answer.item_texts)
    else:
        text = writing.json_text(select(_whole(answer.body, answer), fields), pretty=pretty)
    return writing.success(text, is_read=asked.http_method == "GET", etag=etag, now=now)


def _whole(body: dict[str, Any], answer: Answer) -> dict[str, Any]:
    if answer.item_texts is None:
        return body
    return {**body, "items": [json.loads(item) for item in answer.item_texts]}


def _is_pretty(query: Mapping[str, list[str]]) -> bool:
    return query.get("prettyPrint", ["true"])[-1].lower() != "false"
