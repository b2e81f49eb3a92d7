"""What an operator sees: text for people, JSON for programs, an exit code for scripts."""

import io
import json

import pytest
from django.core.management import call_command


def printed(*options):
    out = io.StringIO()
    try:
        call_command("gcal_doctor", *options, stdout=out, no_color=True)
    except SystemExit as exc:
        return exc.code, out.getvalue()
    return 0, out.getvalue()


def test_each_finding_is_a_line_with_its_fix_and_link_below(google, db):
    code, text = printed()

    lines = text.splitlines()
    assert code == 0
    assert lines[0].startswith("W001 No client secrets are set")
    assert lines[1].startswith("     Set GOOGLE_CALENDAR_CLIENT_SECRETS")
    assert lines[2] == "     https://console.cloud.google.com/auth/clients"
    assert lines[-1] == "0 errors, 1 warning"


def test_json_is_a_list_of_findings_with_the_same_keys(google, db):
    out = io.StringIO()

    call_command("gcal_doctor", "--json", stdout=out)

    for row in json.loads(out.getvalue()):
        assert list(row) == ["id", "message", "hint", "link", "subject", "level"]
        assert row["level"] == {"E": "error", "W": "warning", "I": "info"}[row["id"][0]]


@pytest.mark.parametrize(("use_tz", "code"), [(True, 0), (False, 1)])
@pytest.mark.filterwarnings("ignore")
def test_the_exit_code_tells_whether_there_is_an_error(google, db, settings, use_tz, code):
    settings.USE_TZ = use_tz

    assert printed()[0] == code


def test_the_command_runs_where_the_checks_would_stop_it(db, settings):
    settings.DEBUG, settings.GOOGLE_CALENDAR = False, {}

    code, text = printed()

    assert code == 1
    assert text.startswith("E001 No Google OAuth client is configured.")


def test_colours_come_from_django_alone(google, db):
    out = io.StringIO()

    call_command("gcal_doctor", stdout=out, force_color=True)

    assert "\x1b[" in out.getvalue()
    assert "\x1b[" not in printed()[1]
