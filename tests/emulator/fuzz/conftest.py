"""A local Google of its own for maltreatment, and one who may call it."""

import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from tests.conftest import TIMEOUT
from tests.emulator.fuzz.corpus import CALENDAR, REDIRECT_URI, WISH, Sent, corpus
from tests.emulator.fuzz.harness import Harness
from tests.emulator.fuzz.worlds import ALICE, SEED

from gcal_emulator import Emulator

GRANTED = "after consent"


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """Keeps connections open, so that what a request leaves behind is read as the next."""
    with Emulator(seed=SEED, keep_alive=True) as running:
        yield running


@pytest.fixture
def granted(google) -> dict[str, str]:
    """What Alice allowed, with a code that is not used yet."""
    google.register_client([REDIRECT_URI])
    wish = f"{google.url}/o/oauth2/v2/auth?{urllib.parse.urlencode(WISH)}"
    answer = urllib.parse.urlsplit(google.consent(wish, email=ALICE))
    code = urllib.parse.parse_qs(answer.query)["code"][0]
    return google.credentials(ALICE, [CALENDAR, "openid"]) | {"code": code}


@pytest.fixture
def token(granted) -> str:
    return granted["token"]


@pytest.fixture
def channel(google, token) -> dict[str, Any]:
    """A channel of Alice's that is open."""
    address = google.url + "/calendar/v3/users/me/settings/watch"
    headers = {"Authorization": f"Bearer {token}"}
    described = {"id": "open", "type": "web_hook", "address": google.url + "/nowhere"}
    answer = requests.post(address, json=described, headers=headers, timeout=TIMEOUT)
    google.wait_for_deliveries()
    return answer.json()


@pytest.fixture
def as_granted(google, channel) -> Callable[[], None]:
    """Brings the world back to where consent is given and the channel open."""
    google.snapshot(GRANTED)
    dumped = google.dump()

    def renewed() -> None:
        if GRANTED not in google.snapshots:  # a reset forgets them
            google.load(dumped)
            google.snapshot(GRANTED)
        google.restore(GRANTED)

    return renewed


@pytest.fixture
def sound(google, granted, channel) -> list[Sent]:
    """Requests to all paths, each of which succeeds."""
    return corpus(google.url, granted, channel)


@pytest.fixture
def harness(google, as_granted, capfd) -> Harness:
    return Harness(google, as_granted, lambda: capfd.readouterr().err)
