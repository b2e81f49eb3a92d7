"""Disconnecting revokes at Google and deletes here."""

from dj_google_calendar.models import Account, Calendar, Event, SyncRun
from dj_google_calendar.operations.accounts import disconnect_account


def test_nothing_is_left_here_and_no_grant_there(account, google):
    assert disconnect_account(account) is True

    for model in (Account, Calendar, Event, SyncRun):
        assert not model.objects.exists()
    assert not google.world.grants


def test_a_grant_that_has_ended_already_counts_as_revoked(account, google):
    google.revoke_grants("alice@example.com")

    assert disconnect_account(account) is True


def test_everything_is_deleted_though_google_is_down(account, settings, google):
    secrets = google.register_client([])
    settings.GOOGLE_CALENDAR = {
        "CLIENT_SECRETS": secrets,
        "REVOKE_URI": "http://127.0.0.1:9/revoke",
    }

    assert disconnect_account(account) is False
    assert not Account.objects.exists()


def test_unreadable_credentials_do_not_keep_an_account(account):
    Account.objects.update(sealed_credentials="v1.00000000.AAAA")

    assert disconnect_account(account) is False
    assert not Account.objects.exists()
