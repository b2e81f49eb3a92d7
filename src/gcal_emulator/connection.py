"""HTTP/1.1 connections that stay open between requests, and the server that holds them."""

import io
import re
import socket
import struct
from collections.abc import Callable
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from gcal_emulator.faults import Cut
from gcal_emulator.writing import TRUNCATED

LARGEST_BODY = 64 * 1024 * 1024
LONGEST_LINE = 64 * 1024
LONGEST_NUMBER = 16
CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,8}")


class BodyError(Exception):
    """The body cannot be read; the connection ends with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Connection(WSGIRequestHandler):
    """Reads each body whole before it is answered, so that the next request can follow.

    Werkzeug's own handler closes the connection after every answer.
    """

    protocol_version = "HTTP/1.1"
    # head and body go out in two writes; the second must not wait for the first's receipt
    disable_nagle_algorithm = True
    # a client that stalls in the middle of a request must not hold its thread for ever
    timeout = 60

    def handle_one_request(self) -> None:
        """Read a request and answer it; end the connection where there is none."""
        self.raw_requestline = self.rfile.readline(LONGEST_LINE + 1)
        if not self.raw_requestline:
            self.close_connection = True
        elif len(self.raw_requestline) > LONGEST_LINE:
            self.requestline = self.request_version = self.command = ""
            self.close_connection = True
            self.send_error(414)
        elif self.parse_request():
            self.run_wsgi()

    def run_wsgi(self) -> None:
        """Answer one request."""
        try:
            self.environ = self.make_environ()
            self.environ["wsgi.input"] = io.BytesIO(self._body())
        except (BodyError, ValueError) as error:  # ValueError: an address that cannot be read
            self.close_connection = True
            self.send_error(getattr(error, "status", 400))
            return
        head: list[Any] = []

        def start_response(*status_and_headers: Any) -> Callable[[bytes], object]:
            head.extend(status_and_headers)
            return self.wfile.write

        if not getattr(self.server, "keeps_alive", False):
            self.close_connection = True
        try:
            body = b"".join(self.server.app(self.environ, start_response))
        except Cut:
            self._cut()
            return
        headers = [(name, value) for name, value in head[1] if name != TRUNCATED]
        is_truncated = len(headers) < len(head[1])
        self._send(head[0], headers, body[: len(body) // 2] if is_truncated else body)
        self.close_connection = self.close_connection or is_truncated

    def _cut(self) -> None:
        """End the connection as a failing network does: with a reset instead of an answer."""
        self.close_connection = True
        linger_not_at_all = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_not_at_all)
        self.connection.close()

    def _body(self) -> bytes:
        if self.environ.get("wsgi.input_terminated"):  # sent in chunks
            return _read_chunked(self.rfile)
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdecimal() and len(length) < LONGEST_NUMBER):
            raise BodyError(400)
        if int(length) > LARGEST_BODY:
            raise BodyError(413)
        data = self.rfile.read(int(length))
        if len(data) < int(length):
            raise BodyError(400)
        return data

    def _send(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def send_response(self, code: int, message: str | None = None) -> None:
        """Leave Server and Date to the answer, whose time is the world's."""
        self.send_response_only(code, message)

    def log(self, *_args: Any) -> None:
        """Say nothing: requests are in the emulator's log."""


class Server(ThreadedWSGIServer):
    """A thread for each connection; all of them end with the server."""

    def __init__(self, host: str, port: int, app: Callable[..., Any], *, keeps_alive: bool) -> None:
        self.keeps_alive = keeps_alive
        self._open: set[socket.socket] = set()
        super().__init__(host, port, app, handler=Connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin to serve a connection."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def end(self) -> None:
        """Stop listening, and end the connections that still wait for a request."""
        self.shutdown()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # its client was faster
                self._open.discard(connection)
        self.server_close()


def _read_chunked(stream: io.BufferedIOBase) -> bytes:
    """Read a body that comes in chunks (RFC 9112, section 7.1); raise BodyError.

    Werkzeug's reader may give memory of other things, or crash, where a chunk ends too early.
    """
    data = bytearray()
    while size := _chunk_size(stream.readline(LONGEST_LINE)):
        if len(data) + size > LARGEST_BODY:
            raise BodyError(413)
        data += _whole_chunk(stream, size)
    while stream.readline(LONGEST_LINE).strip():
        pass  # trailers, for which nobody asks
    return bytes(data)


def _chunk_size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip()
    if not CHUNK_SIZE.fullmatch(digits):
        raise BodyError(400)
    return int(digits, 16)


def _whole_chunk(stream: io.BufferedIOBase, size: int) -> bytes:
    chunk = stream.read(size)
    if len(chunk) < size or stream.readline(2) not in (b"\r\n", b"\n"):
        raise BodyError(400)
    return chunk
