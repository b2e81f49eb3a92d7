"""Access tokens are renewed, and only Google's own word ends a grant."""

import dataclasses
import json

import pytest

from dj_google_calendar import clock
from dj_google_calendar.credentials.keepers import AccountKeeper
from dj_google_calendar.credentials.refresh import renew
from dj_google_calendar.exceptions import (
    InvalidClientError,
    ReconnectRequiredError,
    TransientError,
)
from dj_google_calendar.models import Account, Calendar
from dj_google_calendar.oauth.emulator import client_secrets
from dj_google_calendar.signals import account_needs_reconnect
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.tasks import tick

ALICE = "alice@example.com"


def test_an_expired_token_is_renewed_without_anyone_noticing(calendar, google):
    before = AccountKeeper(calendar.account).load()
    google.expire_access_tokens()

    pull_calendar(calendar)

    after = AccountKeeper(calendar.account).load()
    assert after.access_token != before.access_token
    assert after.refresh_token == before.refresh_token


def test_a_renewal_by_another_worker_is_adopted(account):
    keeper = AccountKeeper(account)
    used = keeper.load().access_token
    first = renew(keeper, client_secrets(), refused_token=used)

    second = renew(AccountKeeper(account), client_secrets(), refused_token=used)

    assert second == first


def test_a_slower_worker_does_not_overwrite(account):
    fast, slow = AccountKeeper(account), AccountKeeper(Account.objects.get(pk=account.pk))
    held = slow.load()
    won = renew(fast, client_secrets(), refused_token=held.access_token)

    assert slow.replace(held).access_token == won.access_token


def test_a_revoked_grant_asks_for_a_reconnect_once(calendar, google):
    told = []

    def listen(account, **_kwargs):
        told.append(account)

    account_needs_reconnect.connect(listen)
    google.revoke_grants(ALICE)

    for _ in range(2):
        with pytest.raises(ReconnectRequiredError):
            pull_calendar(calendar)

    account = Account.objects.get()
    assert account.state == Account.State.REAUTH_REQUIRED
    assert "Token has been expired or revoked." in account.state_reason
    assert told == [account]
    assert calendar.events.exists()


def test_connecting_again_heals(account, alice, connected, google):
    google.revoke_grants(ALICE)
    with pytest.raises(ReconnectRequiredError):
        pull_calendar(account.calendars.get(is_primary=True))

    again = connected(alice)

    assert again.pk == account.pk
    assert again.state == Account.State.ACTIVE
    assert again.connected_at > account.connected_at


def test_a_wrong_client_secret_does_not_end_the_grant(account, google, settings):
    secrets = google.register_client([])
    secrets["web"]["client_secret"] = "wrong"
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": secrets}

    with pytest.raises(InvalidClientError):
        renew(AccountKeeper(account), client_secrets(), refused_token=_token(account))

    account.refresh_from_db()
    assert account.state == Account.State.ACTIVE


def test_a_token_server_that_does_not_answer_does_not_end_the_grant(account, google, settings):
    secrets = google.register_client([])
    secrets["web"]["token_uri"] = "http://127.0.0.1:9/token"
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": secrets}

    with pytest.raises(TransientError):
        renew(AccountKeeper(account), client_secrets(), refused_token=_token(account))

    account.refresh_from_db()
    assert account.state == Account.State.ACTIVE


def test_tokens_of_one_client_are_never_sent_with_another(calendar, google, settings):
    secrets = google.register_client([])
    secrets["web"]["client_id"] = "other.apps.googleusercontent.com"
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": secrets}
    google.log.clear()

    with pytest.raises(ReconnectRequiredError):
        pull_calendar(calendar)

    assert len(google.log) == 0
    assert Account.objects.get().state == Account.State.ACTIVE


def _token(account):
    return AccountKeeper(account).load().access_token


@pytest.mark.parametrize("body", ["", "<html>", '{"error": "server_error"}', "[]"])
def test_an_odd_answer_of_the_token_server_does_not_end_the_grant(account, google, body):
    google.fail(method="oauth.token", status=500, body=body, times=9)

    with pytest.raises(TransientError):
        renew(AccountKeeper(account), client_secrets(), refused_token=_token(account))

    account.refresh_from_db()
    assert account.state == Account.State.ACTIVE


def test_after_a_grant_has_ended_google_is_left_in_peace(calendar, google):
    google.revoke_grants(ALICE)
    with pytest.raises(ReconnectRequiredError):
        pull_calendar(calendar)
    Calendar.objects.update(next_pull_at=clock.now())
    Account.objects.update(next_list_pull_at=clock.now())
    google.log.clear()

    tick()

    assert len(google.log) == 0


class Overtaken(AccountKeeper):
    """Its account is connected again while the token server is asked."""

    def claim(self):
        is_claimed = super().claim()
        other = AccountKeeper(Account.objects.get())
        newer = dataclasses.replace(other.load(), access_token="newer", refresh_token="newer")
        other.replace(newer)
        return is_claimed


def test_the_end_of_a_grant_that_was_given_anew_meanwhile_is_nobody_s_concern(account, google):
    used = _token(account)
    google.revoke_grants(ALICE)

    got = renew(Overtaken(account), client_secrets(), refused_token=used)

    account.refresh_from_db()
    assert got.access_token == "newer"
    assert account.state == Account.State.ACTIVE


@pytest.mark.parametrize(("sent", "kept"), [("rotated", "rotated"), ("", None), (None, None)])
def test_a_new_refresh_token_is_kept_at_once_and_nothing_never(account, google, sent, kept):
    before = AccountKeeper(account).load()
    answer = {"access_token": "next", "expires_in": 3600, "token_type": "Bearer"}
    answer |= {} if sent is None else {"refresh_token": sent}
    google.fail(method="oauth.token", status=200, body=json.dumps(answer))

    renew(AccountKeeper(account), client_secrets(), refused_token=before.access_token)

    after = AccountKeeper(Account.objects.get()).load()
    assert after.access_token == "next"
    assert after.refresh_token == (kept or before.refresh_token)
