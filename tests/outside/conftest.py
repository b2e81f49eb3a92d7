"""Client programs that nobody here wrote, as they are, against the emulator."""

import json
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.conftest import TIMEOUT, FirstForm
from tests.environments import node_environment, python_environment
from tests.outside.programs import Command, Library
from tests.outside.proxy import Proxy, serving

from gcal_emulator import Emulator

ALICE = "alice@example.com"
CALENDAR = "https://www.googleapis.com/auth/calendar"
PAGES_AT_MOST = 6
DRIVERS, REQUIREMENTS = (Path(__file__).parent / name for name in ("drivers", "requirements"))


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """A local Google that keeps connections open, as Google does."""
    with Emulator(seed="demo", keep_alive=True) as running:
        yield running


@pytest.fixture
def google(emulator) -> Iterator[Emulator]:
    """The emulator as new; after the test, no answer may depart from the discovery document."""
    emulator.reset()
    yield emulator
    assert [text for entry in emulator.log for text in entry.violations] == []


@pytest.fixture(scope="session")
def proxy(emulator, tmp_path_factory) -> Iterator[Proxy]:
    """Leads to the emulator whoever asks for Google by its names."""
    with serving(emulator.url, tmp_path_factory.mktemp("proxy")) as running:
        yield running


@pytest.fixture
def granted(google) -> Callable[..., dict[str, object]]:
    """Gives what Google's Credentials are made of, with Google's own token address."""

    def obtained(email: str = ALICE, scope: str = CALENDAR) -> dict[str, object]:
        address = {"token_uri": "https://oauth2.googleapis.com/token"}
        return google.credentials(email, [scope]) | address

    return obtained


@pytest.fixture
def visit(google, proxy) -> Callable[[str], requests.Response]:
    """Registers a program's redirect URI, and says yes with a browser wherever it is asked."""

    def visited(url: str) -> requests.Response:
        wish = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
        google.register_client(wish["redirect_uri"])
        browser = requests.Session()
        browser.trust_env = False
        browser.proxies, browser.verify = {"https": proxy.url}, str(proxy.certificate)
        answer = browser.get(url, timeout=TIMEOUT)
        for _ in range(PAGES_AT_MOST):
            form = FirstForm()
            form.feed(answer.text)
            if not form.fields:
                return answer
            target = urllib.parse.urljoin(answer.url, form.action)
            values = [(name, value) for name, value, _ in form.fields]
            answer = browser.request(form.method, target, data=values, timeout=TIMEOUT)
        raise AssertionError("The pages do not end.")

    return visited


@pytest.fixture
def seen(google) -> Callable[..., dict[str, Any]]:
    """Asks for a resource as a person, with no program between."""

    def asked(path: str, email: str = ALICE, **query: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {google.credentials(email)['token']}"}
        address = f"{google.url}/calendar/v3/{path}"
        return requests.get(address, query, headers=headers, timeout=TIMEOUT).json()

    return asked


@pytest.fixture(scope="session")
def gcsa_process(proxy) -> Iterator[Library]:
    python = python_environment(REQUIREMENTS / "gcsa.txt") / "bin" / "python"
    with closing(Library(python, DRIVERS / "drive_gcsa.py", **proxy.settings)) as library:
        yield library


@pytest.fixture
def gcsa(gcsa_process, granted) -> Library:
    """gcsa, connected to Alice's account."""
    gcsa_process.connect(**granted())
    return gcsa_process


@pytest.fixture(scope="session")
def gcal_sync_process() -> Iterator[Library]:
    python = python_environment(REQUIREMENTS / "gcal_sync.txt") / "bin" / "python"
    with closing(Library(python, DRIVERS / "drive_gcal_sync.py")) as library:
        yield library


@pytest.fixture
def gcal_sync(gcal_sync_process, google, granted, tmp_path) -> Library:
    """gcal_sync, connected to Alice's account, with an empty store."""
    store = str(tmp_path / "store.json")
    gcal_sync_process.connect(url=google.url, token=granted()["token"], store=store)
    return gcal_sync_process


@pytest.fixture(scope="session")
def node_process() -> Iterator[Library]:
    modules = node_environment(REQUIREMENTS / "googleapis")
    driver = DRIVERS / "drive_googleapis.cjs"
    with closing(Library("node", driver, NODE_PATH=str(modules))) as library:
        yield library


@pytest.fixture
def googleapis(node_process, google, granted) -> Library:
    """Google's client for Node.js, connected to Alice's account."""
    node_process.connect(url=google.url, **granted())
    return node_process


@pytest.fixture
def new_gcalcli(proxy, tmp_path) -> Command:
    """gcalcli, just installed."""
    program = python_environment(REQUIREMENTS / "gcalcli.txt") / "bin" / "gcalcli"
    data = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    return Command(program, tmp_path, proxy.settings | data)


@pytest.fixture
def gcalcli(new_gcalcli, granted, tmp_path) -> Command:
    """gcalcli, connected to Alice's account."""
    credentials = granted()
    kept = tmp_path / "data" / "gcalcli" / "oauth"
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps(credentials | {"access_token": credentials["token"]}))
    return new_gcalcli
