"""Connections: kept open, ended with the server, and never left in the middle of a request."""

import contextlib
import http.client
import socket

import pytest

from gcal_emulator import Emulator

ERROR_PAGE = 400


@pytest.fixture
def kept_open():
    with Emulator(seed={"users": [{"email": "a@example.com"}]}, keep_alive=True) as running:
        yield running


@pytest.fixture
def connection(kept_open):
    with contextlib.closing(http.client.HTTPConnection(address(kept_open), timeout=5)) as opened:
        yield opened


def address(emulator):
    return emulator.url.removeprefix("http://")


def asked(connection, method, path, **kwargs):
    connection.request(method, path, **kwargs)
    answer = connection.getresponse()
    return answer.status, answer.read()


def raw(emulator, data):
    host, _, port = address(emulator).partition(":")
    with contextlib.closing(socket.create_connection((host, int(port)), timeout=5)) as opened:
        opened.sendall(data)
        opened.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: opened.recv(4096), b""))


def test_one_connection_serves_many_requests(connection):
    first = asked(connection, "GET", "/oauth2/v3/certs")
    before = connection.sock

    second = asked(connection, "GET", "/oauth2/v3/certs")

    assert first == second
    assert connection.sock is before


@pytest.mark.parametrize("path", ["/calendar/v3/colors", "/nowhere", "/token"])
def test_a_body_that_nobody_reads_is_not_taken_for_the_next_request(connection, path):
    asked(connection, "POST", path, body=b"GET /stray HTTP/1.1\r\n\r\n" * 50)

    status, body = asked(connection, "GET", "/oauth2/v3/certs")

    assert (status, b"RSA" in body) == (200, True)


def test_a_body_may_come_in_chunks(connection):
    parts = iter([b'{"users": [{"email": ', b'"b@example.com"}]}'])

    status, _ = asked(connection, "POST", "/_emulator/seed", body=parts, encode_chunked=True)

    assert status == 200


def test_connections_end_with_the_server(kept_open, connection):
    asked(connection, "GET", "/oauth2/v3/certs")

    kept_open.stop()

    assert connection.sock.recv(1) == b""


def test_without_keep_alive_each_answer_ends_its_connection(google):
    answer = raw(google, b"GET /oauth2/v3/certs HTTP/1.1\r\nHost: x\r\n\r\n")

    assert b"\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize(
    "data",
    [
        b"GET " + b"/" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /token HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 200 + b"\r\n",
    ],
)
def test_a_broken_request_is_refused(google, data):
    status = int(raw(google, data).split()[1])

    assert ERROR_PAGE <= status < 500


def test_garbage_is_answered_with_an_error_page(google):
    assert b"400" in raw(google, b"\x00\xff garbage\r\n\r\n")


def test_a_body_too_large_is_refused_unread(google):
    head = b"POST /_emulator/seed HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"

    assert raw(google, head).split()[1] == b"413"


def test_every_answer_has_a_date(google):
    for path in (b"/oauth2/v3/certs", b"/nowhere", b"/calendar/v3/colors", b"/o/oauth2/auth"):
        answer = raw(google, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"\r\nDate: " in answer
