"""The control API over HTTP."""

import pytest
import requests

ALICE, BOB = "alice@example.com", "bob@example.com"


@pytest.fixture
def post(google):
    """Does something by POST; the answer must be JSON, and an error a sentence."""

    def done(path, *, expect=200, **body):
        answer = requests.post(f"{google.url}/_emulator/{path}", json=body, timeout=10)
        assert answer.status_code == expect, answer.text
        return answer.json() if expect == 200 else sentence(answer)

    return done


@pytest.fixture
def get(google):
    """Reads something by GET."""

    def read(path, *, expect=200, **query):
        answer = requests.get(f"{google.url}/_emulator/{path}", params=query, timeout=10)
        assert answer.status_code == expect, answer.text
        return answer.json() if expect == 200 else sentence(answer)

    return read


def sentence(answer):
    assert answer.json().keys() == {"error"}
    said = answer.json()["error"]
    assert said.endswith("."), said
    return said


@pytest.fixture
def dead_address():
    """An address where nobody listens."""
    return "http://127.0.0.1:9/hook"
