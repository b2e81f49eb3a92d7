"""Broken requests to every path: each is answered in time and not with a 500, or not at all."""

import contextlib
import random

import pytest
from tests.emulator.fuzz.harness import ALIVE
from tests.emulator.fuzz.mutations import misframed, spoil, written
from tests.emulator.fuzz.wire import connected, exchanged

SEEDS = range(4)
REQUESTS = 1_000
WRONG_AT_MOST = 10
STALLED = 60


def test_each_sound_request_succeeds(google, sound, as_granted):
    wrong = []
    for sent in sound:
        as_granted()
        heard = exchanged(google.url, written(sent))
        if not heard.statuses or max(heard.statuses) >= 400:
            wrong.append((sent.method, sent.target, heard))

    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_no_bytes_bring_a_server_error(harness, sound, seed):
    draw = random.Random(seed)
    swift = [sent for sent in sound if not sent.may_wait]
    wrong = []

    for number in range(REQUESTS):
        sent = spoil(draw, swift[(seed + number) % len(swift)])
        data, is_heard = framed(draw, sent)
        wrong += [(data[:500], each) for each in harness.faults_of(data, is_heard=is_heard)]
        if len(wrong) > WRONG_AT_MOST:
            break

    assert not wrong, "\n".join(map(str, wrong))
    assert harness.is_alive()
    assert harness.answered > REQUESTS // 2


def framed(draw, sent):
    """Give the bytes, sometimes misframed or with another request after them; and who listens."""
    kind = draw.random()
    data = misframed(draw, sent) if kind < 0.2 else written(sent)
    # what a control call orders may be that the next one is slow
    is_followed = 0.9 < kind < 0.95 and not sent.changes_rules
    return (data + ALIVE if is_followed else data), kind < 0.95


@pytest.mark.parametrize(
    "sent", [b"ffff\r\n{}", b"ffff\r\n{}\r\n0\r\n\r\n", b"2\r\n{}", b"2\r\n{}xx"]
)
def test_a_chunk_that_ends_too_early_is_never_a_body(google, sent):
    head = b"POST /_emulator/seed HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    heard = exchanged(google.url, head + sent)

    assert heard.statuses == [400]
    assert b"That is not JSON" not in heard.data


def test_those_who_stall_hold_up_nobody(google, harness, sound):
    with contextlib.ExitStack() as stack:
        for sent in sound[:STALLED]:
            data = written(sent)
            stack.enter_context(opened := connected(google.url))
            opened.sendall(data[: len(data) // 2])

        assert harness.is_alive()

    assert harness.is_alive()
