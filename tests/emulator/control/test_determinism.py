"""The same seed and the same requests give the same answers, to the byte."""

import datetime as dt
import http.server
import threading

import pytest
from tests.emulator.control.script import Script

from gcal_emulator import Emulator

NOW = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)


@pytest.fixture
def address():
    """Where notifications are taken, and listed by what they say."""
    heard = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(sorted(self.headers.items()))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.heard = heard
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def played(server, *, port=0):
    """Play the script on a fresh emulator, give its port, its answers, and what was heard."""
    server.heard.clear()
    with Emulator(seed="demo", now=NOW, port=port, random_seed=7) as google:
        script = Script(google.url, f"http://127.0.0.1:{server.server_port}/")
        answers = script.play()
        return int(google.url.rpartition(":")[2]), answers, list(server.heard)


def test_two_fresh_emulators_answer_alike(address):
    port, answers, heard = played(address)
    _, again, heard_again = played(address, port=port)

    assert len(answers) > 60
    assert [number for number, one in enumerate(answers) if one != again[number]] == []
    assert heard == heard_again
    assert len(heard) == 7


def test_another_seed_gives_other_tokens():
    tokens = []
    for random_seed in (7, 8):
        with Emulator(seed="demo", now=NOW, random_seed=random_seed) as google:
            tokens.append(google.credentials("alice@example.com")["token"])

    assert tokens[0] != tokens[1]


def test_a_reset_emulator_is_as_a_fresh_one(address):
    address.heard.clear()
    with Emulator(seed="demo", now=NOW) as google:
        script = [Script(google.url, f"http://127.0.0.1:{address.server_port}/") for _ in "ab"]
        first = script[0].play()
        google.reset()
        second = script[1].play()

    assert first == second
