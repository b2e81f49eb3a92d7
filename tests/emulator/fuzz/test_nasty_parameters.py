"""Whatever stands in an address, a form or an order to the emulator, no answer is a 500."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from tests.emulator.fuzz.corpus import FORM_TYPE, JSON_TYPE, Sent
from tests.emulator.fuzz.mutations import OF_QUERY, written
from tests.emulator.fuzz.nasty import ADDRESSES, KINDS, LINES, shown
from tests.emulator.fuzz.oddities import NAMES

PLACES = {
    "calls": ("/calendar/v3/", 0.2),
    "sign-in": ("/", 0.05),
    "control": ("/_emulator", 0.07),
}
"""Where requests go, and the share of all nasty values that is tried there."""
WRONG_AT_MOST = 10
TEXTS = [*OF_QUERY, *ADDRESSES, *LINES]


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_a_nasty_parameter_brings_no_server_error(harness, sound, place):
    start, share = PLACES[place]
    draw = random.Random(place)
    wrong = []

    for sent in [each for each in sound if place_of(each) == start and not each.may_wait]:
        for name, value, changed in variants(draw, sent, share):
            found = harness.faults_of(written(changed))
            wrong += [(sent.target, name, shown(value), each) for each in found]
        if len(wrong) > WRONG_AT_MOST:
            break

    assert not wrong, "\n".join(map(str, wrong))
    assert harness.is_alive()


def place_of(sent: Sent) -> str:
    starts = sorted((start for start, _ in PLACES.values()), key=len, reverse=True)
    return next(start for start in starts if sent.target.startswith(start))


def variants(draw, sent, share) -> Iterator[tuple[str, object, Sent]]:
    """Give the request with a nasty value for each of its parameters, and for one it has not."""
    kinds = dict(sent.headers).get("Content-Type", "")
    yield from in_query(draw, sent, share)
    if kinds == FORM_TYPE:
        yield from in_form(draw, sent, share)
    if kinds == JSON_TYPE and sent.changes_rules:  # other bodies: test_nasty_values.py
        yield from in_json(draw, sent, share)


def drawn(draw, values, share):
    return [each for each in values if draw.random() < share]


def in_query(draw, sent, share):
    path, _, query = sent.target.partition("?")
    given = dict(parse_qsl(query, keep_blank_values=True))
    for name in [*given, draw.choice(NAMES)]:
        for value in drawn(draw, TEXTS, share):
            text = urlencode(given | {name: value[:20_000]}, errors="surrogatepass")
            yield name, value, replace(sent, target=f"{path}?{text}")


def in_form(draw, sent, share):
    given = dict(parse_qsl(sent.body.decode(), keep_blank_values=True))
    for name in given:
        for value in drawn(draw, TEXTS, share):
            text = urlencode(given | {name: value}, errors="surrogatepass")
            yield name, value, replace(sent, body=text.encode())


def in_json(draw, sent, share):
    body = json.loads(sent.body)
    for holder, name in members(body):
        before = holder[name]
        for value in drawn(draw, [*KINDS, *TEXTS], share):
            holder[name] = value
            yield str(name), value, replace(sent, body=json.dumps(body).encode())
        holder[name] = before


def members(value):
    """Give each member at every depth, with what holds it."""
    if not isinstance(value, dict | list):
        return
    for name, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, name
        yield from members(inner)
