"""A command as an operator meets it: its exit code and what it writes."""

import io
from dataclasses import dataclass

import pytest
from django.core.management import call_command


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture
def run():
    def run_command(name, *args):
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command(name, *args, stdout=out, stderr=err)
        except SystemExit as exc:
            code = exc.code
        return Outcome(code, out.getvalue(), err.getvalue())

    return run_command
