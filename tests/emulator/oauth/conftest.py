"""The steps of signing in, one by one, and a receiver of security events."""

import http.server
import threading
import urllib.parse
from collections.abc import Callable, Iterator

import pytest
import requests
from google.oauth2.credentials import Credentials

from gcal_emulator import Emulator

REDIRECT_URI = "http://127.0.0.1:8000/rest/v1/calendar/redirect/"
CALENDAR = "https://www.googleapis.com/auth/calendar"


@pytest.fixture
def client(google) -> dict[str, str]:
    """What the secrets file says of the registered client."""
    return google.register_client([REDIRECT_URI])["web"]


@pytest.fixture
def client_id(client) -> str:
    return client["client_id"]


@pytest.fixture
def ask(google, client) -> Callable[..., requests.Response]:
    """Sends an authorization request, as it is or changed, and follows no redirect."""

    def asked(**changed) -> requests.Response:
        wish = {
            "client_id": client["client_id"],
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": CALENDAR,
            "login_hint": "alice@example.com",
        }
        return requests.get(
            google.url + "/o/oauth2/v2/auth",
            params={name: value for name, value in (wish | changed).items() if value is not None},
            headers={"User-Agent": "Firefox"},
            allow_redirects=False,
            timeout=10,
        )

    return asked


@pytest.fixture
def code_for(consent) -> Callable[..., str]:
    """Goes through consent with Google's flow object and gives the code."""

    def obtained(made, **kwargs) -> str:
        url, _ = made.authorization_url(**({"prompt": "consent"} | kwargs))
        return parameters(consent(url))["code"]

    return obtained


@pytest.fixture
def exchange(google, client) -> Callable[..., requests.Response]:
    """Asks the token endpoint, with the client named in the body."""

    def exchanged(**changed) -> requests.Response:
        form = {
            "grant_type": "authorization_code",
            "redirect_uri": REDIRECT_URI,
            "client_id": client["client_id"],
            "client_secret": client["client_secret"],
        }
        return requests.post(google.url + "/token", data=form | changed, timeout=10)

    return exchanged


@pytest.fixture
def refresh(exchange) -> Callable[..., requests.Response]:
    """Asks for a new access token."""

    def refreshed(credentials: Credentials, **changed) -> requests.Response:
        return exchange(
            grant_type="refresh_token", refresh_token=credentials.refresh_token, **changed
        )

    return refreshed


@pytest.fixture
def parameters_of() -> Callable[[str], dict[str, str]]:
    """Reads what an address carries."""
    return parameters


def parameters(url: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, keep_blank_values=True))


class Receiver:
    """A site that takes security events, and keeps what it was sent."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.content_types: list[str] = []
        self.address = ""


@pytest.fixture
def receiver(google: Emulator, client_id: str) -> Iterator[Receiver]:
    """The registered client's receiver of security events."""
    kept = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            kept.content_types.append(self.headers["Content-Type"])
            kept.bodies.append(self.rfile.read(length).decode())
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    kept.address = f"http://127.0.0.1:{server.server_port}/events"
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()
