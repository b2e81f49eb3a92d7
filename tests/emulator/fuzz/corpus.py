"""A sound request for every path that the emulator serves."""

import base64
import json
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from google.auth import jwt
from google.auth.crypt import RSASigner
from tests.emulator.fuzz.nasty import MINIMAL, Json
from tests.emulator.fuzz.worlds import (
    ALICE,
    BOB,
    COMPUTED,
    LONE,
    ROBOT,
    SERIES,
    SINGLE,
    TEAM,
    timed,
)

from gcal_emulator.app import AUTHORIZE_PATHS, OTHERS
from gcal_emulator.clients import CLIENT_ID
from gcal_emulator.control.actions import ACTIONS
from gcal_emulator.control.answer import STYLES
from gcal_emulator.control.views import VIEWS
from gcal_emulator.inspector.frame import SECTIONS
from gcal_emulator.oauth.signing import private_key
from gcal_emulator.schemas import discovery

JSON_TYPE, FORM_TYPE = "application/json", "application/x-www-form-urlencoded"
BATCH_PATH = "/" + discovery()["batchPath"]
REDIRECT_URI = "http://127.0.0.1:8000/rest/v1/calendar/redirect/"
CALENDAR = "https://www.googleapis.com/auth/calendar"
WAIT = 0.001


@dataclass(frozen=True)
class Sent:
    """A request before it is written down."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def with_header(self, name: str, value: str) -> "Sent":
        """Give it with one header more."""
        return replace(self, headers=(*self.headers, (name, value)))

    @property
    def may_wait(self) -> bool:
        """Whether it asks for an answer that takes its time."""
        return "/wait" in self.target

    @property
    def changes_rules(self) -> bool:
        """Whether it is a control call, after which other rules may hold."""
        return "_emulator" in urllib.parse.unquote(self.target)


NAMES = {
    "calendarId": TEAM,
    "eventId": SINGLE,
    "ruleId": f"user:{BOB}",
    "setting": "timezone",
}
OWN_NAMES = {
    "calendarList.delete": {"calendarId": BOB},
    "calendars.clear": {"calendarId": "primary"},
    "events.instances": {"eventId": SERIES},
    "events.move": {"eventId": LONE["id"]},
}

QUERIES = {
    "events.list": "singleEvents=true&orderBy=startTime&timeMin=2026-12-01T00:00:00Z&maxResults=2",
    "events.instances": "timeMax=2026-12-09T00:00:00Z&maxResults=2&timeZone=UTC",
    "events.move": f"destination={BOB}",
    "events.quickAdd": "text=Lunch%20tomorrow%20at%20noon",
    "calendars.transferOwnership": f"newDataOwner={BOB}&useAdminAccess=true",
    "calendarList.list": "maxResults=1&showHidden=true&fields=items(id,summary),nextPageToken",
}

VERIFIER = "v" * 43
WISH = {
    "client_id": CLIENT_ID,
    "redirect_uri": REDIRECT_URI,
    "response_type": "code",
    "scope": f"openid {CALENDAR}",
    "access_type": "offline",
    "include_granted_scopes": "true",
    "prompt": "consent",
    "state": "state",
    "code_challenge": VERIFIER,
    "code_challenge_method": "plain",
    "nonce": "nonce",
    "login_hint": ALICE,
    "account": ALICE,
    "decision": "allow",
    "granted": CALENDAR,
}

NEW = "new@example.com"
NEW_CALENDAR = {"id": "new", "owner": ALICE, "events": [{"summary": "New", **timed(6)}]}
CONTROL: dict[str, Any] = {
    "calendars": NEW_CALENDAR,
    "calendars/share": {"calendarId": TEAM, "email": BOB, "role": "writer"},
    "clients": {"client_id": CLIENT_ID, "status": "testing", "test_users": [ALICE]},
    "clients/register": {"redirect_uris": [REDIRECT_URI]},
    "clock": {"frozen": True, "now": "2027-12-01T00:00:00+00:00", "days": 1},
    "credentials": {"email": ALICE, "scopes": ["openid"]},
    "events": {"calendarId": TEAM, "event": {"summary": "One", **timed(5)}},
    "events/delete": {"calendarId": TEAM, "eventId": SINGLE},
    "events/edit": {"calendarId": TEAM, "eventId": SINGLE, "changes": {"summary": "Two"}},
    # no more than a moment: what was asked to take its time must not look like a hang
    "faults": {"method": "events.list", "status": 503, "action": "delay", "seconds": WAIT},
    "grants/expire": {"email": ALICE},
    "grants/revoke": {"email": ALICE, "client_id": CLIENT_ID},
    "pages": {"size": 1, "empty": 1},
    "push": {"action": "delay", "channel_id": "one", "seconds": WAIT},
    "security/events": {"kind": "tokens-revoked", "email": ALICE},
    "security/receivers": {"client_id": CLIENT_ID, "address": "http://127.0.0.1:9/"},
    "seed": {
        "users": [{"email": NEW, "settings": {"timezone": "UTC"}}],
        "calendars": [NEW_CALENDAR],
        "calendarList": [{"user": ALICE, "id": "new", "selected": True}],
        "clients": [{"client_id": "c", "client_secret": "s", "redirect_uris": []}],
        "groups": {"g@example.com": [ALICE]},
        "switches": {"event_days": 3},
    },
    "series/split": {"calendarId": TEAM, "instanceId": COMPUTED, "changes": {"summary": "Tail"}},
    "service_account": {"email": ROBOT},
    "settings": {"email": ALICE, "name": "locale", "value": "de"},
    "snapshot": {"name": "other"},
    "switches": {"sub_daily_recurrence": True, "event_days": 5},
    "users": {"email": NEW},
}
FORMS = {
    "calendars": {"id": "new", "owner": ALICE, "summary": "New"},
    "clients": {"client_id": CLIENT_ID, "status": "testing"},
    "events": {"calendarId": TEAM, "summary": "One", "day": "2026-12-05", "guests": BOB},
    "events/edit": {"calendarId": TEAM, "eventId": SINGLE, "changes": '{"summary": "Two"}'},
    "seed": {"json": json.dumps(CONTROL["seed"])},
    "switches": {"name": "event_days", "value": "5"},
}
"""The forms of the inspector that hold something else than the bodies."""
VIEWED = {
    "client_secrets": {"redirect_uri": REDIRECT_URI},
    "log/count": {"method": "events.list", "having": "syncToken"},
    "log/wait": {"method": "events.list", "count": 0, "timeout": WAIT},
    "push/wait": {"timeout": 1},
}
"""The queries of those views that need one."""


def corpus(url: str, granted: Mapping[str, str], channel: Mapping[str, str]) -> list[Sent]:
    """List the requests, as a client of Google, a browser and a test would send them.

    ``granted`` are Google's Credentials, and a ``code`` that is not used yet; the channel is open.
    """
    bearer = ("Authorization", f"Bearer {granted['token']}")
    calls = [replace(each, headers=(*each.headers, bearer)) for each in _calls(channel)]
    return [*calls, _batch(calls, bearer), *_sign_in(bearer, granted), *_control(url), *_pages()]


def _calls(channel: Mapping[str, str]) -> Iterator[Sent]:
    for resource in _methods():
        name = resource["id"].removeprefix("calendar.")
        path = resource["path"]
        for key, value in (NAMES | OWN_NAMES.get(name, {})).items():
            path = path.replace(f"{{{key}}}", urllib.parse.quote(value, safe=""))
        query = f"?{QUERIES[name]}" if name in QUERIES else ""
        sent = Sent(resource["httpMethod"], f"/calendar/v3/{path}{query}")
        if "request" not in resource:
            yield sent
            continue
        for body in _bodies(name, MINIMAL[resource["request"]["$ref"]], channel):
            kind = ("Content-Type", JSON_TYPE)
            yield replace(sent, headers=(kind,), body=json.dumps(body).encode())


def _bodies(name: str, minimal: Json, channel: Mapping[str, str]) -> Iterator[Json]:
    if name == "channels.stop":
        yield {key: channel[key] for key in ("id", "resourceId")}
        return
    yield {**minimal, "iCalUID": "u@example.com"} if name == "events.import" else minimal
    if name == "events.insert":  # where most can go wrong
        yield {**minimal, "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"], "iCalUID": "series"}


def _methods() -> Iterator[dict[str, Any]]:
    waiting = [*discovery()["resources"].values()]
    for resource in waiting:
        yield from resource.get("methods", {}).values()
        waiting.extend(resource.get("resources", {}).values())


def _batch(calls: list[Sent], bearer: tuple[str, str]) -> Sent:
    parts = []
    for number, call in enumerate(calls[:: len(calls) // 6]):
        head = f"--b\r\nContent-Type: application/http\r\nContent-ID: <{number}>\r\n\r\n"
        lines = [f"{call.method} {call.target} HTTP/1.1", *(f"{k}: {v}" for k, v in call.headers)]
        parts.append(f"{head}{chr(10).join(lines)}\r\n\r\n".encode() + call.body + b"\r\n")
    kind = ("Content-Type", "multipart/mixed; boundary=b")
    return Sent("POST", BATCH_PATH, (kind, bearer), b"".join(parts) + b"--b--\r\n")


def _sign_in(bearer: tuple[str, str], granted: Mapping[str, str]) -> Iterator[Sent]:
    secret = f"{granted['client_id']}:{granted['client_secret']}".encode()
    basic = ("Authorization", f"Basic {base64.b64encode(secret).decode()}")
    given = {"token": granted["token"], "access_token": granted["token"]}
    for (method, path), (name, _handler) in OTHERS.items():
        if name == "batch":
            continue
        if method == "GET":
            yield Sent(method, f"{path}?{urllib.parse.urlencode(WISH | given)}", (bearer,))
        elif name == "oauth.token":
            for form in _token_forms(granted):
                yield _form(path, form, basic)
        else:
            yield _form(path, WISH | given)


def _token_forms(granted: Mapping[str, str]) -> Iterator[dict[str, str]]:
    code = {"code": granted["code"], "redirect_uri": REDIRECT_URI, "code_verifier": VERIFIER}
    yield {"grant_type": "authorization_code"} | code
    yield {"grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}
    yield {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": _assertion()}


def _assertion() -> str:
    """Give what a service account signs."""
    now = int(time.time())
    claims = {"iss": ROBOT, "scope": CALENDAR, "iat": now, "exp": now + 3_600}
    return jwt.encode(RSASigner.from_string(private_key()), claims).decode()


def _form(path: str, form: dict[str, str], *headers: tuple[str, str]) -> Sent:
    kind = ("Content-Type", FORM_TYPE)
    return Sent("POST", path, (kind, *headers), urllib.parse.urlencode(form).encode())


def _control(url: str) -> Iterator[Sent]:
    for path in {*VIEWS, *VIEWED}:
        yield Sent("GET", f"/_emulator/{path}?{urllib.parse.urlencode(VIEWED.get(path, {}))}")
    wish = f"{url}{AUTHORIZE_PATHS[0]}?{urllib.parse.urlencode(WISH)}"
    bodies = {**CONTROL, "consent": {"authorization_url": wish, "email": ALICE}}
    bodies["restore"] = {"name": "after consent"}
    for path in ACTIONS:
        given = bodies.get(path, {})
        data = json.dumps(given).encode()
        yield Sent("POST", f"/_emulator/{path}", (("Content-Type", JSON_TYPE),), data)
        form = FORMS.get(path, {key: _as_text(value) for key, value in given.items()})
        yield _form(f"/_emulator/{path}", form, ("Referer", f"{url}/_emulator/faults"))


def _as_text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    return value if isinstance(value, str) else json.dumps(value)


def _pages() -> Iterator[Sent]:
    query = urllib.parse.urlencode({"calendar": TEAM, "event": SERIES, "page": "1", "q": "x"})
    for path in SECTIONS:
        yield Sent("GET", f"/_emulator/{path}")
        if path not in VIEWS:
            yield Sent("GET", f"/_emulator/{path}?{query}")
    for path in STYLES:
        yield Sent("GET", f"/_emulator/{path}")
