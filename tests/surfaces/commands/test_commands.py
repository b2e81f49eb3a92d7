"""The management commands, as an operator runs them."""

import base64
import datetime as dt
import io
import json
import os

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from dj_google_calendar.models import Account
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"


def run(name, *args):
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(name, *args, stdout=out, stderr=err)
    except SystemExit as exc:
        code = exc.code
    return code, out.getvalue(), err.getvalue()


def new_key():
    return base64.b64encode(os.urandom(32)).decode()


def test_pull_brings_every_calendar_up_to_date(account):
    code, out, _ = run("gcal_pull")

    assert code == 0
    assert len(out.splitlines()) == 5
    assert f"{ALICE} Alice: incremental, 0 changed" in out
    assert not account.calendars.exclude(state="live").exists()


@pytest.mark.parametrize("named", [ALICE, "pk"])
def test_pull_of_one_account(account, named):
    code, out, _ = run("gcal_pull", "--account", str(account.pk) if named == "pk" else named)

    assert (code, len(out.splitlines())) == (0, 5)


@pytest.mark.parametrize("named", [ALICE, "pk"])
def test_pull_of_one_calendar(calendar, named):
    code, out, _ = run("gcal_pull", "--calendar", str(calendar.pk) if named == "pk" else named)

    assert (code, len(out.splitlines())) == (0, 1)


def test_pull_of_nothing_known_says_so(account):
    with pytest.raises(CommandError, match="No account is called nobody"):
        run("gcal_pull", "--account", "nobody")
    with pytest.raises(CommandError, match="No calendar is called nothing"):
        run("gcal_pull", "--calendar", "nothing")


def test_one_calendar_that_fails_does_not_stop_the_others(account, google):
    google.fail(method="events.list", calendar_id=ALICE, status=400, reason="invalid")

    code, out, err = run("gcal_pull")

    assert code == 1
    assert len(out.splitlines()) == 4
    assert "E135" in err


def test_a_revoked_account_is_reported(account, google):
    google.revoke_grants(ALICE)

    code, _, err = run("gcal_pull")

    assert code == 1
    assert "E113" in err


def test_doctor_is_content_with_a_connected_account(account):
    pulled = [pull_calendar(each) for each in account.calendars.all()]

    code, out, _ = run("gcal_doctor", "--live")

    assert (code, len(pulled)) == (0, 5)
    assert "I020 alice@example.com: Google answers." in out
    assert out.endswith("0 errors, 1 warnings\n")


def test_doctor_gives_json(account):
    _, out, _ = run("gcal_doctor", "--json")

    rows = json.loads(out)
    assert {"id", "level", "message", "hint", "link", "subject"} == rows[0].keys()
    assert {"W001", "I010", "I012"} <= {row["id"] for row in rows}


def test_doctor_finds_a_revoked_grant(account, google):
    google.revoke_grants(ALICE)

    code, out, _ = run("gcal_doctor", "--live")

    assert code == 1
    assert "E113 alice@example.com: Google no longer accepts the stored grant" in out


@pytest.mark.parametrize(("days", "is_suspected"), [(7, True), (3, False), (180, False)])
def test_doctor_suspects_testing_mode_after_seven_days(account, google, days, is_suspected):
    google.revoke_grants(ALICE)
    Account.objects.update(connected_at=timezone.now() - dt.timedelta(days=days))

    _, out, _ = run("gcal_doctor", "--live")

    assert ("W013" in out) is is_suspected


def test_doctor_finds_a_disabled_api(account, google):
    google.fail(method="calendarList.list", status=403, reason="accessNotConfigured")

    code, out, _ = run("gcal_doctor", "--live")

    assert code == 1
    assert "E116" in out
    assert "https://console.developers.google.com/apis/api/" in out


def test_doctor_finds_credentials_that_no_key_opens(account, settings):
    Account.objects.update(sealed_credentials="v1.00000000.AAAA")

    code, out, _ = run("gcal_doctor", "--live")

    assert code == 1
    assert "E121" in out


def test_doctor_says_when_the_emulator_is_not_running(account, settings):
    settings.GOOGLE_CALENDAR = {"EMULATOR": "http://127.0.0.1:9"}

    code, out, _ = run("gcal_doctor", "--live")

    assert code == 1
    assert "python -m gcal_emulator" in out
