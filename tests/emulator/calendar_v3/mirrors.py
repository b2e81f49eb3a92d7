"""Mirrors that are kept by sync tokens over plain HTTP, to be compared with full lists."""

import http.client
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from gcal_emulator import Emulator

Json = dict[str, Any]
PAGES_AT_MOST = 10_000


class Person:
    """Somebody who calls the API, over one connection that stays open."""

    def __init__(self, google: Emulator, email: str) -> None:
        self.email, self._google = email, google
        self._connection = http.client.HTTPConnection(urlsplit(google.url).netloc, timeout=60)
        self._token = ""

    def close(self) -> None:
        self._connection.close()

    def ask(
        self, path: str, query: Mapping[str, Any] | None = None, *, method="GET", body=None
    ) -> tuple[int, Json]:
        """Call the API, with a new access token where the old one has ended."""
        status, answer = self._ask(path, query, method, body)
        if status == http.client.UNAUTHORIZED:
            self._token = self._google.credentials(self.email)["token"]
            status, answer = self._ask(path, query, method, body)
        return status, answer

    def _ask(self, path, query, method, body):
        given = {key: value for key, value in (query or {}).items() if value is not None}
        target = f"/calendar/v3/{path}?{urlencode(given | {'prettyPrint': 'false'})}"
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        text = None if body is None else json.dumps(body)
        self._connection.request(method, target, body=text, headers=headers)
        answer = self._connection.getresponse()
        data = answer.read()
        return answer.status, json.loads(data) if data else {}


@dataclass
class Mirror:
    """What a person knows of one list."""

    person: Person
    path: str
    query: Json = field(default_factory=dict)
    items: dict[str, Json] = field(default_factory=dict)
    token: str | None = None

    def pull(self, between: Callable[[], None] = lambda: None) -> str:
        """Bring the mirror up to date; say how: in full, by increment, or that all is lost."""
        kind = "increment" if self.token else "full"
        found: dict[str, Json] = dict(self.items) if self.token else {}
        page_token = None
        for _ in range(PAGES_AT_MOST):
            query = {"syncToken": self.token, "pageToken": page_token}
            status, answer = self.person.ask(self.path, self.query | query)
            if status != http.client.OK:
                return self._refused(status, answer, between)
            found |= {item["id"]: item for item in answer["items"]}
            page_token = answer.get("nextPageToken")
            if not page_token:
                self.items, self.token = found, answer["nextSyncToken"]
                return kind
            between()
        raise AssertionError("The list has no end.")

    def _refused(self, status: int, answer: Json, between: Callable[[], None]) -> str:
        self.items, self.token = {}, None
        where = answer["error"]["errors"][0].get("location")
        if (status, where) in (
            (http.client.GONE, "syncToken"),
            (http.client.BAD_REQUEST, "pageToken"),
        ):
            self.pull(between)
            return "expired"
        assert status in (http.client.NOT_FOUND, http.client.FORBIDDEN), answer
        return "lost"

    def differences(self) -> list[tuple[Json | None, Json | None]]:
        """Compare with a full list; what is not in it may only be here as gone."""
        full = Mirror(self.person, self.path, self.query)
        full.pull()
        here, there = ({k: _told(v) for k, v in each.items.items()} for each in (self, full))
        differing = [(here.get(key), item) for key, item in there.items() if here.get(key) != item]
        left = [here[key] for key in here.keys() - there.keys()]
        return differing + [(item, None) for item in left if not _is_gone(item)]


def _told(item: Json) -> Json:
    # C-5: increments of the calendar list say nothing of the role
    return {key: value for key, value in item.items() if key != "accessRole"}


def _is_gone(item: Json) -> bool:
    is_rule = item["kind"] == "calendar#aclRule"
    return bool(
        item.get("status") == "cancelled"
        or item.get("deleted")
        or item.get("hidden")
        or (is_rule and item["role"] == "none")
    )


def events_of(calendar_id: str) -> str:
    """Give the path of a calendar's events."""
    return f"calendars/{quote(calendar_id, safe='')}/events"
