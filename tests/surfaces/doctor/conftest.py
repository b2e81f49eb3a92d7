"""The doctor's findings by id, through the command and its JSON."""

import contextlib
import io
import json

import pytest
from django.core.management import call_command


class Findings(dict):
    """Findings by id, the first of each; ``code`` is the command's exit code."""

    code = 0


@pytest.fixture
def examine():
    def examined(*options):
        out, found = io.StringIO(), Findings()
        try:
            call_command("gcal_doctor", "--json", *options, stdout=out)
        except SystemExit as exc:
            found.code = exc.code
        for row in json.loads(out.getvalue()):
            found.setdefault(row["id"], row)
        return found

    return examined


@pytest.fixture
def use_client(google, settings):
    """Points the site at a client of the emulator's, changed as asked."""

    def use(**changed):
        secrets = google.register_client([])
        secrets["web"] |= changed
        settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": secrets}
        return secrets["web"]

    return use


@pytest.fixture
def run_lines():
    def lines(*options):
        out = io.StringIO()
        with contextlib.suppress(SystemExit):
            call_command("gcal_doctor", *options, stdout=out, no_color=True)
        return out.getvalue().splitlines()

    return lines
