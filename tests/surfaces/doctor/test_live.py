"""With the network: the servers, the client, and each account as Google sees it."""

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone

from dj_google_calendar.credentials.keepers import AccountKeeper
from dj_google_calendar.models import Account, Calendar, QuarantinedItem
from dj_google_calendar.oauth.scopes import PREFIX
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"
SUBJECT = {"subject": ALICE}


def keep(account, **changed):
    """Change the account's credentials as another grant would have left them."""
    keeper = AccountKeeper(account)
    keeper.replace(dataclasses.replace(keeper.load(), **changed))
    account.refresh_from_db()


def test_a_connected_account_is_well(account, examine):
    for calendar in account.calendars.all():
        pull_calendar(calendar)

    found = examine("--live")

    assert found.code == 0
    assert found["I020"]["message"].startswith("Google answers. Granted: ")
    assert "know who you are" in found["I020"]["message"]
    assert found["I033"]["message"] == "Alice: pulled 0 minutes ago."
    assert found.keys() == {"W001", "I010", "I012", "I020", "I033", "I040"}


def test_the_grant_is_renewed_to_see_whether_it_still_can_be(account, examine):
    before = AccountKeeper(account).load().access_token

    examine("--live")

    assert AccountKeeper(account).load().access_token != before


def test_a_revoked_grant(account, google, examine):
    google.revoke_grants(ALICE)

    found = examine("--live")

    assert found.code == 1
    assert found["E113"].items() >= SUBJECT.items()
    assert "Google no longer accepts the stored grant" in found["E113"]["message"]


@pytest.mark.parametrize(("days", "is_suspected"), [(7, True), (3, False), (180, False)])
def test_testing_mode_is_suspected_after_seven_days(account, google, examine, days, is_suspected):
    google.revoke_grants(ALICE)
    Account.objects.update(connected_at=timezone.now() - dt.timedelta(days=days))

    assert ("W013" in examine("--live")) is is_suspected


def test_a_disabled_api_leads_to_where_it_is_enabled(account, google, examine):
    google.fail(method="calendarList.list", status=403, reason="accessNotConfigured")

    found = examine("--live")

    assert found.code == 1
    assert found["E116"]["link"].startswith("https://console.developers.google.com/apis/api/")
    assert found["E116"]["link"].endswith("?project=123456789012")


def test_a_missing_permission_is_said_in_words(account, examine):
    keep(account, scopes=("openid", PREFIX + "calendar.events"))

    message = examine("--live")["E115"]["message"]

    assert "Missing: see your list of calendars." in message
    assert "Permissions given: know who you are, see and change your events." in message


def test_an_exhausted_quota_is_no_error(account, google, examine):
    google.fail(method="calendarList.list", status=403, reason="rateLimitExceeded", times=5)

    found = examine("--live")

    assert found.code == 0
    assert found["I118"].items() >= SUBJECT.items()


def test_credentials_that_no_key_opens(account, examine):
    Account.objects.update(sealed_credentials="v1.00000000.AAAA")

    found = examine("--live")

    assert found.code == 1
    assert "ENCRYPTION_KEYS" in found["E121"]["hint"]


def test_a_grant_without_refresh_token_is_named_before_it_ends(account, examine):
    keep(account, refresh_token="")

    found = examine("--live")

    assert found.code == 1
    assert found["E114"]["link"] == "https://myaccount.google.com/connections"
    assert "I020" in found


def test_a_wrong_client_secret_is_found_without_any_account(db, use_client, examine):
    use_client(client_secret="wrong")

    found = examine("--live")

    assert found.code == 1
    assert "E105" in found


def test_a_right_client_secret_is_accepted_without_any_account(db, use_client, examine):
    use_client()

    assert examine("--live").code == 0


def test_accounts_of_another_client_are_named_and_left_as_they_are(account, use_client, examine):
    keep(account, client_id="other.apps.googleusercontent.com")
    use_client()

    found = examine("--live")

    assert "another OAuth client" in found["E113"]["message"]
    assert Account.objects.get().state == Account.State.ACTIVE


def test_an_account_that_waits_for_a_reconnect_without_need(account, examine):
    Account.objects.update(state=Account.State.REAUTH_REQUIRED)

    assert "waits for a reconnect" in examine("--live")["W031"]["message"]


def test_the_emulator_that_is_not_running_is_said_once(account, settings, run_lines):
    settings.GOOGLE_CALENDAR = {"EMULATOR": "http://127.0.0.1:9"}

    lines = run_lines("--live")

    assert [line for line in lines if line.startswith("E")] == [
        "E123 No client secrets are set, and no local Google answers at http://127.0.0.1:9."
    ]


@pytest.mark.parametrize("key", ["token_uri", "API_ROOT"])
def test_a_server_that_does_not_answer(account, use_client, settings, examine, key):
    nowhere = "http://127.0.0.1:9/"
    use_client(**({key: nowhere} if key == "token_uri" else {}))
    settings.GOOGLE_CALENDAR |= {"API_ROOT": nowhere} if key == "API_ROOT" else {}

    found = examine("--live")

    assert found.code == 1
    assert found["E125"]["message"] == f"{nowhere} does not answer (ConnectionError)."
    assert "I020" not in found


@pytest.mark.parametrize(("minutes", "is_off"), [(4, False), (6, True), (-6, True)])
def test_a_wrong_clock(account, google, examine, minutes, is_off):
    google.freeze(timezone.now() + dt.timedelta(minutes=minutes))

    assert ("E119" in examine("--live")) is is_off


def test_a_calendar_that_was_never_pulled(account, examine):
    account.calendars.update(last_pulled_at=None)

    assert examine("--live")["W027"]["message"] == "Alice: has never been pulled."


def test_a_calendar_that_was_not_pulled_for_days(account, examine):
    account.calendars.update(last_pulled_at=timezone.now() - dt.timedelta(days=3))

    assert examine("--live")["W027"]["message"] == "Alice: pulled 3 days ago."


def test_a_calendar_that_waits_for_google(account, examine):
    account.calendars.update(state=Calendar.State.BACKOFF, state_reason="Backend Error")

    message = examine("--live")["W026"]["message"]

    assert message == "Alice: waiting for Google. Backend Error"


def test_items_that_were_set_aside_are_counted(calendar, examine):
    for number in range(2):
        QuarantinedItem.objects.create(
            account=calendar.account, calendar=calendar, key=str(number), reason="?", resource="{}"
        )

    assert examine("--live")["W025"]["message"] == "2 items that Google sent could not be kept."


def test_an_account_that_is_being_disconnected_is_left_alone(account, google, examine):
    Account.objects.update(state=Account.State.DISCONNECTING)
    google.log.clear()

    examine("--live")

    assert google.log.count("calendarList.list") == 0


def test_the_steps_in_the_console_follow_a_failure(account, use_client, examine):
    use_client(client_secret="wrong", project_id="my-project")

    found = examine("--live")

    assert "I012" in found
