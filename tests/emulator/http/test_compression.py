"""Answers are compressed for clients that ask for it and name themselves accordingly."""

import gzip
import http.client

import pytest

ACCEPTS, SAYS_SO = {"Accept-Encoding": "gzip, deflate"}, {"User-Agent": "sync (gzip)"}
PLAIN = {"Accept-Encoding": "identity", "User-Agent": "sync"}


@pytest.fixture
def colors(google, token):
    """Gives the encoding and the bytes of an answer, undone by nobody."""

    def got(headers, path="/calendar/v3/colors"):
        connection = http.client.HTTPConnection(google.url.removeprefix("http://"), timeout=10)
        connection.request(
            "GET", path, headers=PLAIN | {"Authorization": f"Bearer {token}"} | headers
        )
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.getheader("Content-Encoding"), data

    return got


@pytest.mark.rule("H-5")
def test_who_asks_and_says_so_gets_gzip(colors):
    encoding, data = colors(ACCEPTS | SAYS_SO)

    assert encoding == "gzip"
    assert gzip.decompress(data) == colors({})[1]
    assert len(data) < len(gzip.decompress(data)) / 2


@pytest.mark.rule("H-5")
@pytest.mark.parametrize("headers", [{}, ACCEPTS, SAYS_SO])
def test_who_does_only_one_of_both_gets_plain_text(colors, headers):
    encoding, data = colors(headers)

    assert encoding is None
    assert data.startswith(b"{")


@pytest.mark.rule("H-5")
def test_googles_client_asks_and_says_so(google, service):
    request = service.colors().get()

    assert "gzip" in request.headers["accept-encoding"]
    assert "gzip" in request.headers["user-agent"]
    assert len(request.execute()["calendar"]) == 24


def test_the_same_answer_is_compressed_to_the_same_bytes(colors):
    first, second = (colors(ACCEPTS | SAYS_SO) for _ in range(2))

    assert first == second
