"""Credentials move to the newest key, and nothing that others write meanwhile is lost."""

import base64
import dataclasses
import os
from contextlib import contextmanager

import pytest
from django.core.management import CommandError
from django.db import connection

from dj_google_calendar.credentials.keepers import AccountKeeper
from dj_google_calendar.credentials.rotate import rotate_keys
from dj_google_calendar.credentials.vault import is_sealed_with_newest_key
from dj_google_calendar.models import Account
from dj_google_calendar.sync.pull_calendar import pull_calendar


def new_key():
    return base64.b64encode(os.urandom(32)).decode()


@pytest.fixture
def use_keys(google, settings):
    def use(*keys):
        settings.GOOGLE_CALENDAR = {"EMULATOR": google.url, "ENCRYPTION_KEYS": list(keys)}

    return use


@contextmanager
def just_before_the_update(act):
    """Do something at the moment when the command is about to write."""
    pending = [act]

    def hook(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and pending:
            pending.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hook):
        yield


def test_the_old_key_can_go_afterwards(calendar, use_keys, run):
    old, new = new_key(), new_key()
    use_keys(old)
    run("gcal_rotate_keys")
    use_keys(new, old)

    outcome = run("gcal_rotate_keys")

    use_keys(new)
    assert (outcome.code, outcome.out) == (0, "1 sealed anew, 0 up to date\n")
    assert pull_calendar(calendar).is_finished


def test_a_second_run_finds_nothing_to_do(account, use_keys, run):
    use_keys(new_key())
    run("gcal_rotate_keys")

    assert run("gcal_rotate_keys").out == "0 sealed anew, 1 up to date\n"


def test_credentials_that_no_key_opens_are_reported_and_stay(account, run):
    Account.objects.update(sealed_credentials="v1.00000000.AAAA")

    outcome = run("gcal_rotate_keys")

    assert outcome.code == 1
    assert outcome.err.startswith("alice@example.com: E121 ")
    assert Account.objects.get().sealed_credentials == "v1.00000000.AAAA"


def test_credentials_copied_from_another_row_are_not_called_up_to_date(account, run):
    Account.objects.update(sub="somebody else")

    assert run("gcal_rotate_keys").code == 1


def test_a_key_that_cannot_be_used_is_said_without_a_traceback(account, use_keys, run):
    before = account.sealed_credentials
    use_keys("short")

    with pytest.raises(CommandError, match="E138"):
        run("gcal_rotate_keys")

    assert Account.objects.get().sealed_credentials == before


def test_a_renewal_that_is_under_way_keeps_what_it_brings(account, use_keys):
    keeper = AccountKeeper(account)
    renewed = dataclasses.replace(keeper.load(), refresh_token="1//new")
    use_keys(new_key())

    rotate_keys()
    keeper.replace(renewed)

    stored = Account.objects.get()
    assert AccountKeeper(stored).load() == renewed
    assert is_sealed_with_newest_key(stored.sealed_credentials)


def test_what_a_worker_writes_at_the_same_moment_stays(account, use_keys, run):
    use_keys(new_key())
    keeper = AccountKeeper(account)
    renewed = dataclasses.replace(keeper.load(), access_token="ya29.new")

    with just_before_the_update(lambda: keeper.replace(renewed)):
        outcome = run("gcal_rotate_keys")

    assert (outcome.code, outcome.err) == (1, "1 changed meanwhile: run this again\n")
    assert AccountKeeper(Account.objects.get()).load() == renewed
    assert run("gcal_rotate_keys").code == 0


def test_an_account_that_is_disconnected_meanwhile_is_passed_over(account, use_keys, run):
    use_keys(new_key())

    with just_before_the_update(account.delete):
        outcome = run("gcal_rotate_keys")

    assert outcome.out == "0 sealed anew, 0 up to date\n"
    assert not Account.objects.exists()
