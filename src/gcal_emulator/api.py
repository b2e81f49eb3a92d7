"""The API's front door: route, authorize, read, answer, and note every departure."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, unquote

from werkzeug.wrappers import Request, Response

from gcal_emulator import writing
from gcal_emulator.calendar_v3.access import PRIMARY
from gcal_emulator.calendar_v3.call import Answer, Call
from gcal_emulator.calendar_v3.conference import keep_promises
from gcal_emulator.calendar_v3.event_write import is_zone
from gcal_emulator.calendar_v3.handlers import HANDLERS
from gcal_emulator.entities import User
from gcal_emulator.errors import (
    TOO_MANY_REQUESTS,
    GoogleError,
    LoginRequiredError,
    NotConfiguredError,
    ScopeError,
    UnauthenticatedError,
    backend_error,
    invalid,
    not_a_calendar_user,
    not_found,
    usage_limit,
)
from gcal_emulator.faults import Cut, Fault, Target, answer_of
from gcal_emulator.grants import Token
from gcal_emulator.log import Entry, Log
from gcal_emulator.partial import Tree, parse_fields, select
from gcal_emulator.push.announce import announce
from gcal_emulator.schemas import Method, as_read, methods, read_parameters, violations
from gcal_emulator.world import World

LARGEST_BODY = 1024 * 1024
LONGEST_QUOTA_USER = 40
TOKEN_PARAMETERS = ("oauth_token", "access_token")
OVERRIDES = frozenset({"GET", "PUT", "PATCH", "DELETE"})


@dataclass
class Asked:
    """A request, with its method as overridden (H-6), its route, and its entry in the log."""

    http_method: str
    path: str
    query: dict[str, list[str]]
    request: Request
    token_text: str
    method: Method | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    entry: Entry = field(init=False)

    @property
    def pretty(self) -> bool:
        """Whether the answer is indented."""
        return self.query.get("prettyPrint", ["true"])[-1].lower() != "false"

    def calendar_of(self, email: str) -> str:
        """Give the id of the calendar in the path, if any, as it stands for this caller (H-1)."""
        calendar_id = self.names.get("calendarId", "")
        return email if calendar_id == PRIMARY else calendar_id


def answer_api(world: World, log: Log, request: Request) -> Response:
    """Answer a request below ``/calendar/v3``; it is logged whatever becomes of it.

    Raises Cut where a fault ends the connection.
    """
    asked = _asked(request)
    with world.lock:
        log.add(asked.entry, micros=world.clock.micros())
        fault = _fault(world, asked)
    if fault and fault.seconds and fault.action != "stale":
        time.sleep(fault.seconds)  # without the lock: others go on
    if fault and fault.action in ("stall", "cut_before"):
        raise Cut
    with world.lock:
        response = _response(world, asked, fault)
    log.notify()
    if fault and fault.action == "cut_after":
        raise Cut
    if fault and fault.action == "truncate":
        response.headers[writing.TRUNCATED] = "1"
    return writing.compressed(request, response)


def _response(world: World, asked: Asked, fault: Fault | None) -> Response:
    now = world.now_seconds()
    try:
        response = _answered(world, asked, fault, now)
    except GoogleError as error:
        response = writing.failure(error, now=now, pretty=asked.pretty)
    except OverflowError:  # a moment at the very end of the calendar
        response = writing.failure(invalid(), now=now)
    except Exception as error:  # a fault of ours: answered, and never overlooked
        asked.entry.violations.append(f"{type(error).__name__}: {error}")
        response = writing.failure(backend_error(), now=now)
    announce(world)
    asked.entry.status = response.status_code
    return response


def _asked(request: Request) -> Asked:
    is_post = request.method == "POST"
    override = request.headers.get("X-HTTP-Method-Override", "").upper() if is_post else ""
    query = parse_qs(request.query_string.decode("utf-8", "replace"), keep_blank_values=True)
    if override == "GET":
        body = request.get_data(cache=True).decode("utf-8", "replace")
        query |= parse_qs(body, keep_blank_values=True)
    raw_path = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI", request.path)
    path = raw_path.partition("?")[0]
    method = override if override in OVERRIDES else request.method
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    token = text.strip() if kind.lower() == "bearer" else ""
    for name in TOKEN_PARAMETERS:  # taken out, so that no log holds it
        token = next(iter(query.pop(name, [])), "") or token
    asked = Asked(method, path, query, request, token)
    asked.method, asked.names = _route(asked)
    name = asked.method.name if asked.method else "unknown"
    asked.entry = Entry(name, asked.http_method, asked.path, asked.query)
    return asked


def _route(asked: Asked) -> tuple[Method | None, Mapping[str, str]]:
    for method in methods():
        match = method.pattern.fullmatch(asked.path)
        if match and method.http_method == asked.http_method:
            return method, {key: unquote(value) for key, value in match.groupdict().items()}
    return None, {}


def _fault(world: World, asked: Asked) -> Fault | None:
    """Give the fault that the call meets, once it is known who calls."""
    if asked.method is None:
        return None
    token = world.access_tokens.get(asked.token_text)
    if token is None or not token.is_alive(world.clock.micros()):
        return None
    email = token.grant.email
    target = Target(asked.method.name, asked.calendar_of(email), email, asked.method.is_read)
    return world.faults.take(target, chance=world.ids.chance, micros=world.clock.micros())


def _answered(world: World, asked: Asked, fault: Fault | None, now: float) -> Response:
    if asked.method is None:
        raise not_found()
    keep_promises(world)
    token = _authorized(world, asked.method, asked)
    asked.entry.email = token.grant.email
    if fault and fault.action == "answer":
        return answer_of(fault, asked.method.name, now=now, pretty=asked.pretty)
    is_stale = fault and fault.action == "stale" and token.grant.email in fault.view.users
    call = _call(fault.view if fault and is_stale else world, asked, asked.method, token)
    _check_quota(world, call, asked)
    # read before anything is written: a wrong selection leaves no trace
    asked_for = str(call.query.get("fields", ""))
    fields = parse_fields(asked_for, asked.method.response_schema) if asked_for else {}
    answer = HANDLERS[asked.method.name](call)
    asked.entry.violations += _answer_violations(answer, asked.method)
    return _written(asked, answer, fields, now)


def _authorized(world: World, method: Method, asked: Asked) -> Token:
    if not asked.token_text:
        raise LoginRequiredError
    token, now = world.access_tokens.get(asked.token_text), world.clock.micros()
    if token is None or not token.is_alive(now):
        raise UnauthenticatedError
    token.grant.used_at = now
    client = world.clients.get(token.grant.client_id)
    if client is not None and not client.is_calendar_enabled:
        raise NotConfiguredError
    if method.scopes.isdisjoint(token.scopes):
        raise ScopeError(f"calendar.{method.name}")
    if not world.users[token.grant.email].has_calendar:
        raise not_a_calendar_user()
    return token


def _check_quota(world: World, call: Call, asked: Asked) -> None:
    is_write = not (call.method.is_read or call.method.name.endswith(".watch"))
    quota_user = str(call.query.get("quotaUser", ""))
    if len(quota_user) > LONGEST_QUOTA_USER:
        raise invalid(parameter="quotaUser")
    switches = world.switches
    reason = world.quota.refuses(
        switches,
        email=call.user.email,
        quota_user=quota_user,
        written_to=asked.calendar_of(call.user.email) if is_write else "",
        micros=world.clock.micros(),
    )
    if not reason:
        return
    # which of the two it is varies at Google; here by turns, drawn from the seed
    is_newer = world.ids.chance() < 0.5
    status = {"403": 403, "429": 429}.get(switches.rate_limit_status, 429 if is_newer else 403)
    if status == TOO_MANY_REQUESTS:
        raise replace(usage_limit("rateLimitExceeded"), status=status)
    raise usage_limit(reason)


def _call(world: World, asked: Asked, method: Method, token: Token) -> Call:
    entry, request = asked.entry, asked.request
    parameters = read_parameters(method, asked.query)
    entry.client_violations += [f"unknown parameter {name}" for name in parameters.unknown]
    if parameters.wrong:
        entry.client_violations += [f"bad value of {name}" for name in parameters.wrong]
        raise invalid(parameter=parameters.wrong[0])
    if parameters.missing:
        entry.client_violations += [f"missing parameter {name}" for name in parameters.missing]
        name = parameters.missing[0]
        raise GoogleError(
            400, "required", f"Required parameter: {name}", "global", name, "parameter"
        )
    if not is_zone(parameters.values.get("timeZone", "UTC")):
        raise invalid(parameter="timeZone")
    body = _read_body(request, method.request_schema, entry) if method.request_schema else {}
    user: User = world.users[token.grant.email]
    return Call(
        world=world,
        user=user,
        method=method,
        token=token,
        path=asked.names,
        query=parameters.values,
        body=body,
        root=request.host_url,
        if_match=request.headers.get("If-Match", ""),
    )


def _read_body(request: Request, schema_name: str, entry: Entry) -> dict[str, Any]:
    body = _body(request)
    entry.client_violations += violations(body, schema_name)
    read: dict[str, Any] = as_read(body, {"$ref": schema_name})
    if violations(read, schema_name):
        raise invalid()
    return read


def _body(request: Request) -> dict[str, Any]:
    data = request.get_data(cache=True)
    if len(data) > LARGEST_BODY:
        raise GoogleError(413, "uploadTooLarge", "Request Too Large")
    try:
        body = json.loads(data or b"{}", parse_constant=_refused_constant)
        json.dumps(body, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError) as exc:
        raise GoogleError(400, "parseError", "Parse Error") from exc
    if not isinstance(body, dict):
        raise GoogleError(400, "parseError", "Parse Error")
    return body


def _refused_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON.")


def _answer_violations(answer: Answer, method: Method) -> list[str]:
    if answer.body is None:
        return ["a body is missing"] if method.response_schema else []
    return violations(answer.body, method.response_schema)


def _written(asked: Asked, answer: Answer, fields: Tree, now: float) -> Response:
    if answer.body is None:
        return writing.nothing(now)
    etag = "" if answer.is_list else answer.etag  # Z-10
    if etag and asked.http_method == "GET" and _is_known(etag, asked.request):
        return writing.unchanged(etag, now)
    if answer.item_texts is not None and asked.pretty and not fields:
        text = writing.list_text(answer.body, answer.item_texts)
    else:
        whole = select(_whole(answer.body, answer), fields)
        text = writing.json_text(whole, pretty=asked.pretty)
    return writing.success(text, is_read=asked.http_method == "GET", etag=etag, now=now)


def _is_known(etag: str, request: Request) -> bool:
    """Say whether the client has this version already (H-12)."""
    known = [text.strip() for text in request.headers.get("If-None-Match", "").split(",")]
    return etag in known or "*" in known


def _whole(body: dict[str, Any], answer: Answer) -> dict[str, Any]:
    if answer.item_texts is None:
        return body
    return {**body, "items": [json.loads(item) for item in answer.item_texts]}
