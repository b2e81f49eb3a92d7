"""What tests stand on: a local Google, a person who has connected, a calendar of theirs."""

import html.parser
import urllib.parse
from collections.abc import Callable, Iterator

import pytest
import requests
from django.contrib.auth.models import User
from django.test import Client

from dj_google_calendar.models import Account, Calendar
from gcal_emulator import Emulator

TIMEOUT = 10
PAGES_AT_MOST = 6


class FirstForm(html.parser.HTMLParser):
    """Reads the first form of a page with the values it would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.action, self.method, self.fields = "", "get", []
        self._inside = self._done = False

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "form" and not self._done:
            self._inside, self._done = True, True
            self.action, self.method = values.get("action", ""), values.get("method", "get").lower()
        elif self._inside and tag in {"input", "button"} and values.get("name"):
            self._field(tag, values)

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False

    def _field(self, tag, values):
        kind = values.get("type", "submit" if tag == "button" else "text")
        unticked = kind in {"checkbox", "radio"} and "checked" not in values
        pressed_before = any(is_submit for *_, is_submit in self.fields)
        is_submit = kind == "submit"
        if not unticked and not (is_submit and pressed_before):
            self.fields.append((values["name"], values.get("value", "on"), is_submit))


def consent_at(url: str, *, without: str = "") -> str:
    """Say yes on each page of Google's, leaving out fields with a value; give the way back."""
    browser = requests.Session()
    answer = browser.get(url, allow_redirects=False, timeout=TIMEOUT)
    for _ in range(PAGES_AT_MOST):
        while answer.is_redirect:
            target = urllib.parse.urljoin(answer.url, answer.headers["Location"])
            if "/rest/v1/calendar/redirect/" in target:
                return target
            answer = browser.get(target, allow_redirects=False, timeout=TIMEOUT)
        assert answer.ok, answer.text
        form = FirstForm()
        form.feed(answer.text)
        fields = [
            (name, value) for name, value, _ in form.fields if not without or value != without
        ]
        answer = browser.request(
            form.method,
            urllib.parse.urljoin(answer.url, form.action),
            params=fields if form.method == "get" else None,
            data=fields if form.method == "post" else None,
            allow_redirects=False,
            timeout=TIMEOUT,
        )
    raise AssertionError("The consent pages do not lead back.")


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with Emulator(seed="demo") as running:
        yield running


@pytest.fixture
def google_site(emulator, settings) -> Iterator[Emulator]:
    """A local Google with the demo people, as new for each test, and the site pointed at it.

    After the test, no request of the site and no answer may depart from Google's document.
    """
    emulator.reset()
    settings.DEBUG = True
    settings.GOOGLE_CALENDAR = {"EMULATOR": emulator.url}
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    yield emulator
    assert emulator.log.violations == []


@pytest.fixture
def google(google_site) -> Emulator:
    return google_site


@pytest.fixture
def consent() -> Callable[..., str]:
    return consent_at


@pytest.fixture
def alice(db) -> User:
    return User.objects.create_user("alice", password="alice")


@pytest.fixture
def bob(db) -> User:
    return User.objects.create_user("bob", password="bob")


@pytest.fixture
def browser_of(google_site) -> Callable[[User | None], Client]:
    """A Django test client, signed in as the person or as nobody."""

    def opened(user: User | None = None) -> Client:
        client = Client(SERVER_NAME="127.0.0.1")
        if user is not None:
            client.force_login(user)
        return client

    return opened


@pytest.fixture
def connected(browser_of, consent) -> Callable[[User], Account]:
    """Connects the emulator's first account to a person, through both steps."""

    def connect(user: User) -> Account:
        client = browser_of(user)
        started = client.get("/rest/v1/calendar/init/").json()
        finished = client.get(consent(started["authorization_url"]))
        assert finished.status_code == 200, finished.content
        return Account.objects.get(pk=finished.json()["account"]["id"])

    return connect


@pytest.fixture
def account(alice, connected) -> Account:
    return connected(alice)


@pytest.fixture
def family(account) -> Calendar:
    """A secondary calendar that alice owns."""
    return account.calendars.get(summary="Family")


@pytest.fixture
def releases(account) -> Calendar:
    """Bob's calendar, which alice may read."""
    return account.calendars.get(summary="Team releases")


@pytest.fixture
def calendar(account) -> Calendar:
    """The primary calendar of the connected account, pulled."""
    return account.calendars.get(is_primary=True)
