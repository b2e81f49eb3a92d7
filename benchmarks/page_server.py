"""A Google of pages alone, in a process of its own, so cheap that its cost hardly counts.

``python page_server.py FOLDER`` prints its port. Pages are made when they are first asked for,
and kept compressed in the folder. ``/calls`` tells how many requests came since it was asked last.
"""

import gzip
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from big_calendars import BigCalendar


class Server(ThreadingHTTPServer):
    """Counts what is asked."""

    daemon_threads = True
    folder: Path
    calls = 0


class Handler(BaseHTTPRequestHandler):
    """Answers lists of events."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def do_GET(self) -> None:
        """Answer a page, or what has changed."""
        url = urlsplit(self.path)
        if url.path == "/calls":
            self._send(str(self.server.calls).encode())
            self.server.calls = 0
            return
        self.server.calls += 1
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        calendar_id = unquote(url.path.split("/")[-2])
        calendar = BigCalendar.of(calendar_id)
        if "syncToken" in query:
            body = gzip.compress(calendar.changed(query["syncToken"]).encode(), 1)
        else:
            body = self._page(calendar, int(query.get("pageToken", 0)))
        time.sleep(calendar.milliseconds / 1000)
        self._send(body, ("Content-Encoding", "gzip"))

    def _page(self, calendar: BigCalendar, number: int) -> bytes:
        kept = self.server.folder / f"{calendar.size}-{number}.gz"
        if not kept.exists():
            kept.write_bytes(gzip.compress(calendar.page(number).encode(), 6))
        return kept.read_bytes()

    def _send(self, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        described = (("Content-Type", "application/json"), ("Content-Length", str(len(body))))
        for name, value in (*described, *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def main() -> None:
    with Server(("127.0.0.1", 0), Handler) as server:
        server.folder = Path(sys.argv[1])
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
