"""Many clients at once: nothing is lost, nothing is torn, and nobody is refused without cause."""

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from gcal_emulator import Emulator
from gcal_emulator.demo_seed import FAMILY

CLIENTS, SECONDS, A_MOMENT = 16, 30, 0.7
PEOPLE = ("alice@example.com", "bob@example.com", "carol@example.com", "dora@example.com")
COUNTER = "c0unter"
DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
WINDOW = {"timeMin": "2026-11-01T00:00:00Z", "timeMax": "2026-11-30T00:00:00Z"}


class Client:
    """One client on one connection, which knows what it was told, and holds Google to it."""

    def __init__(self, url, token, number):
        self._root, self._chance = url + "/calendar/v3/", random.Random(number)
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"
        self.stored, self.deleted, self.etags = {}, set(), []
        self.mirror, self.counted, self._sync_token = {}, 0, None

    def work(self, seconds):
        """Read and write at random until the time is over."""
        acts = (self.insert, self.insert, self.change, self.change, self.delete, self.look)
        acts += (self.count, self.pull, self.glance)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._chance.choice(acts)()

    def close(self):
        self._session.close()

    def call(self, method, path, expected=200, **kwargs):
        """Make a call whose answer can only be this one, or one of these."""
        answer = self._session.request(method, self._root + path, timeout=30, **kwargs)
        accepted = expected if isinstance(expected, tuple) else (expected,)
        assert answer.status_code in accepted, (method, path, answer.text)
        return answer

    def insert(self):
        calendar_id = self._chance.choice(("primary", FAMILY))
        body = DAY | {"summary": "new"}
        self._keep(calendar_id, self.call("POST", _events(calendar_id), json=body).json())

    def change(self):
        key = self._any()
        headers = {"If-Match": self.stored[key]} if key and self._chance.random() < 0.5 else None
        if key:
            body = {"summary": f"changed {self._chance.random()}"}
            answer = self.call("PATCH", _events(*key), json=body, headers=headers).json()
            assert answer["summary"] == body["summary"]
            self._keep(key[0], answer)

    def delete(self):
        if key := self._any():
            self.call("DELETE", _events(*key), 204)
            del self.stored[key]
            self.deleted.add(key)

    def look(self):
        if key := self._any():
            assert self.call("GET", _events(*key)).json()["etag"] == self.stored[key]

    def count(self):
        """Add one to a number that all clients share; who comes too late has to read again."""
        event = self.call("GET", _events(FAMILY, COUNTER)).json()
        number = int(event["extendedProperties"]["shared"]["number"])
        body = {"extendedProperties": {"shared": {"number": str(number + 1)}}}
        headers = {"If-Match": event["etag"]}
        answer = self.call(
            "PATCH", _events(FAMILY, COUNTER), (200, 412), json=body, headers=headers
        )
        if answer.status_code == 200:
            self.counted += 1
            self.etags.append(answer.json()["etag"])

    def pull(self):
        """Keep a copy of the shared calendar by sync tokens."""
        size = self._chance.choice((20, 2500))
        items, self._sync_token = self.read(FAMILY, size, self._sync_token)
        self.mirror |= {item["id"]: item for item in items}

    def read(self, calendar_id, size=2500, sync_token=None):
        """Read a calendar, or what is new in it, page by page; give it and the next token."""
        asked = {"maxResults": size} | ({"syncToken": sync_token} if sync_token else {})
        items, page = [], {}
        while "nextSyncToken" not in page:
            page_token = {"pageToken": page["nextPageToken"]} if page else {}
            page = self.call("GET", _events(calendar_id), params=asked | page_token).json()
            items += page["items"]
        return items, page["nextSyncToken"]

    def glance(self):
        self.call("GET", "users/me/calendarList")
        self.call("GET", "colors")
        self.call("POST", "freeBusy", json=WINDOW | {"items": [{"id": "primary"}]})

    def _any(self):
        return self._chance.choice(list(self.stored)) if self.stored else None

    def _keep(self, calendar_id, event):
        self.stored[calendar_id, event["id"]] = event["etag"]
        self.etags.append(event["etag"])


def _events(calendar_id, event_id=""):
    path = f"calendars/{calendar_id.replace('@', '%40')}/events"
    return f"{path}/{event_id}" if event_id else path


def full(client, calendar_id):
    """Give the ETags of all events of a calendar, by their ids."""
    return {item["id"]: item["etag"] for item in client.read(calendar_id)[0]}


@pytest.fixture
def tokens(google, granted):
    """An access token of each person; all may write into the family calendar."""
    for email in PEOPLE[2:]:
        google.add_user(email)
    for email in PEOPLE[1:]:
        google.share(FAMILY, email, "writer")
    number = {"extendedProperties": {"shared": {"number": "0"}}}
    google.add_event(FAMILY, id=COUNTER, **DAY, **number)
    return [granted(login_hint=email).token for email in PEOPLE]


@pytest.fixture
def busy(google, tokens):
    """The same world in an emulator that keeps connections open, as Google does."""
    with Emulator(seed=google.dump(), keep_alive=True) as running:
        yield running
    assert running.log.violations == []


@pytest.fixture
def clients(busy, tokens):
    made = [Client(busy.url, tokens[n % len(tokens)], n) for n in range(CLIENTS)]
    yield made
    for client in made:
        client.close()


@pytest.fixture(params=[A_MOMENT, pytest.param(SECONDS, marks=pytest.mark.slow)])
def worked(request, clients):
    """The clients after all of them have worked at once for a while."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda client: client.work(request.param), clients))
    return clients


def test_every_acknowledged_write_is_there_and_nothing_else_happened(worked):
    for client in worked:
        found = {key: full(client, key) for key in ("primary", FAMILY)}
        assert all(found[key[0]].get(key[1]) == etag for key, etag in client.stored.items())
        assert not any(event_id in found[key] for key, event_id in client.deleted)

    assert_no_change_shares_its_etag(worked)
    assert_every_count_counted(worked)
    for client in worked:
        assert_mirror_is_whole(client)


def assert_no_change_shares_its_etag(clients):
    etags = [etag for client in clients for etag in client.etags]
    assert len(set(etags)) == len(etags) > 0


def assert_every_count_counted(clients):
    event = clients[0].call("GET", _events(FAMILY, COUNTER)).json()
    number = int(event["extendedProperties"]["shared"]["number"])
    assert number == sum(client.counted for client in clients) > 0


def assert_mirror_is_whole(client):
    client.pull()
    found = full(client, FAMILY)
    assert {key: client.mirror[key]["etag"] for key in found} == found
    gone = client.mirror.keys() - found.keys()
    assert all(client.mirror[key]["status"] == "cancelled" for key in gone)
