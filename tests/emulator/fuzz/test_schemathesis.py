"""Schemathesis against the emulator: whatever fits the document or breaks it, no answer is 5xx."""

import json
from pathlib import Path

import pytest
from tests.emulator.fuzz.calls import SOONEST_END
from tests.emulator.fuzz.openapi import openapi
from tests.environments import python_environment, run

REQUIREMENTS = Path(__file__).parent / "requirements"
SEED = 20261125
EXAMPLES = 30
LONGEST = 300
SAME_BODY = ["calendar.events.import", "calendar.events.patch", "calendar.events.update"]
FLAGS = {
    "fuzzing": [],
    # what breaks the schema of an event is tried with events.insert, and by test_nasty_values.py
    "coverage": [text for name in SAME_BODY for text in ("--exclude-operation-id", name)],
}
SUCCEEDING_AT_LEAST = 30
"""So many of the 38 methods are called rightly, too: more than their first check is tried.

Which ones differs with the speed of the machine.
"""
OPTIONS = {
    "mode": "all",
    "checks": "not_a_server_error",
    "max-examples": str(EXAMPLES),
    "seed": str(SEED),
    "generation-database": "none",
    "request-timeout": str(SOONEST_END),
    "warnings": "off",
}


@pytest.fixture
def document(channel, tmp_path):
    """Writes the document, which knows the channel as one to be stopped."""
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(openapi(channel)), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("phase", FLAGS)
def test_schemathesis_gets_no_server_error(google, token, document, tmp_path, phase):
    google.log.clear()
    program = python_environment(REQUIREMENTS / "schemathesis.txt") / "bin" / "schemathesis"
    bearer = f"Authorization: Bearer {token}"
    named = OPTIONS | {"phases": phase, "url": google.url, "header": bearer}
    options = [text for name, each in named.items() for text in (f"--{name}", each)]
    flags = [*FLAGS[phase], "--no-color", "--no-shrink", "--continue-on-failure"]

    run([str(program), "run", str(document), *options, *flags], timeout=LONGEST, folder=tmp_path)

    entries = list(google.log)
    assert [(e.method, e.query, v) for e in entries for v in e.violations] == []
    assert {e.status for e in entries} & {0, 500, 501} == set()
    succeeded = {e.method for e in entries if 200 <= e.status < 300}
    assert len(succeeded) >= SUCCEEDING_AT_LEAST
