"""A receiver of notifications, and the ways to ask for them."""

import contextlib
import http.server
import itertools
import threading
from dataclasses import dataclass, field

import pytest
from google_auth_oauthlib.flow import Flow
from googleapiclient.discovery import build_from_document

ALICE = "alice@example.com"
REDIRECT_URI = "http://127.0.0.1:8000/rest/v1/calendar/redirect/"


@dataclass
class Receiver:
    """What came in, and what is answered: the next of these statuses, then 200."""

    url: str
    messages: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    headers: dict = field(default_factory=dict)
    may_answer: threading.Event = field(default_factory=threading.Event)
    came: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count):
        """Wait until so many messages have come."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.messages) >= count, timeout=10)

    def said(self, name):
        """Give one header of each message."""
        return [message[f"X-Goog-{name}"] for message in self.messages]

    @property
    def states(self):
        return self.said("Resource-State")


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        receiver = self.server.receiver
        self.headers["body"] = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.headers["path"] = self.path
        with receiver.came:
            receiver.messages.append(self.headers)
            receiver.came.notify_all()
        receiver.may_answer.wait()
        status = receiver.answers.pop(0) if receiver.answers else 200
        self.send_response(status)
        for name, value in receiver.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        with contextlib.suppress(OSError):  # the sender has given up
            self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def new_receiver():
    """Starts receivers on loopback."""
    servers = []

    def started():
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.receiver = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
        server.receiver.may_answer.set()
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return server.receiver

    yield started
    for server in servers:
        server.receiver.may_answer.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver(new_receiver):
    return new_receiver()


@pytest.fixture
def watch(service, receiver):
    """Opens a channel on a calendar's events, and gives Google's answer."""
    numbers = itertools.count(1)

    def opened(calendar_id="primary", *, by=service, query=None, **body):
        body = {
            "id": f"channel-{next(numbers)}",
            "type": "web_hook",
            "address": receiver.url,
            **body,
        }
        call = by.events().watch(calendarId=calendar_id, body=body, **(query or {}))
        return call.execute(num_retries=0)

    return opened


@pytest.fixture
def told(google, receiver):
    """Waits until all messages have arrived, and gives their states."""

    def states():
        google.wait_for_deliveries()
        return receiver.states

    return states


@pytest.fixture
def add(google):
    """Adds an event to Alice's calendar, as somebody else than the caller."""
    return lambda **described: google.add_event(ALICE, **{"summary": "Talk"} | described)


@pytest.fixture
def service_of_client(google, consent, monkeypatch):
    """Google's Calendar service for another client of the same or of another project."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")

    def built(client_id):
        google.load({"clients": [{"client_id": client_id, "client_secret": "secret"}]})
        secrets = google.register_client([REDIRECT_URI], client_id)
        scopes = ["https://www.googleapis.com/auth/calendar"]
        flow = Flow.from_client_config(secrets, scopes, redirect_uri=REDIRECT_URI)
        url, _ = flow.authorization_url(prompt="consent", login_hint=ALICE)
        flow.fetch_token(authorization_response=consent(url))
        return build_from_document(google.discovery(), credentials=flow.credentials)

    return built
