"""Where Google's messages come in."""

import contextlib
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client


class Door(ThreadingHTTPServer):
    """Where Google's messages come in; the test lets the site answer them when it likes.

    The site then runs in the test's own thread, as both share one connection to the database.
    """

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Visit)
        self.waiting = queue.Queue()
        self.address = f"http://127.0.0.1:{self.server_port}/calendar/webhook/"

    def let_in(self):
        """Let the site answer those that wait; give how many they were."""
        count = 0
        with contextlib.suppress(queue.Empty):
            while True:
                visit, answered = self.waiting.get(timeout=0.02)
                headers = {name: value for name, value in visit.headers.items() if name[0] == "X"}
                visit.status = Client().post(visit.path, headers=headers).status_code
                answered.set()
                count += 1
        return count

    def let_all_in(self, google):
        """Let the site answer until nothing is on its way."""
        while True:
            self.let_in()
            with contextlib.suppress(TimeoutError):
                google.wait_for_deliveries(timeout=0.02)
                return


class Visit(BaseHTTPRequestHandler):
    """One message at the door."""

    status = 503

    def do_POST(self):
        answered = threading.Event()
        self.server.waiting.put((self, answered))
        answered.wait(5)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def door():
    with Door() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
