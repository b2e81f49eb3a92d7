"""Answers that drip, swell or never end are given up, and cost neither memory nor the lease."""

import gzip
import threading
import tracemalloc
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import TransientError
from dj_google_calendar.gateway import wire

MANY_BYTES = 200 * 1024 * 1024
TICK_SECONDS = 5


class Hasty(clock.Clock):
    """A clock on which each look takes long, and no wait takes any time."""

    passed = 0.0

    def monotonic(self):
        self.passed += TICK_SECONDS
        return self.passed

    def sleep(self, seconds):
        self.passed += seconds


class Drip(BaseHTTPRequestHandler):
    """Sends a byte at a time, without end."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" ")
        except OSError:
            self.close_connection = True

    def log_message(self, *_args):
        pass


class Bomb(BaseHTTPRequestHandler):
    """Sends little that grows to much."""

    body = gzip.compress(bytes(MANY_BYTES))

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        try:
            self.wfile.write(self.body)
        except OSError:
            self.close_connection = True

    def log_message(self, *_args):
        pass


@contextmanager
def serving(handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_answer_that_drips_is_given_up_before_the_lease_ends():
    with serving(Drip) as address, clock.use(Hasty()) as hasty:
        with pytest.raises(TransientError):
            wire.get_json(address, {}, access_token="t")

        assert hasty.passed < conf.LEASE_SECONDS


def test_an_answer_that_swells_is_given_up_before_it_fills_the_memory():
    with serving(Bomb) as address, clock.use(clock.Clock()):
        tracemalloc.start()
        try:
            with pytest.raises(TransientError):
                wire.get_json(address, {}, access_token="t")
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert most < 2.5 * wire.LARGEST_ANSWER
