"""The accounts of a user who may not sign in are paused, and go on when the user is back."""

import dataclasses

import pytest
from django.contrib.auth.models import AbstractBaseUser, User
from django.core.management import CommandError, call_command

from dj_google_calendar import clock
from dj_google_calendar.credentials.keepers import AccountKeeper
from dj_google_calendar.credentials.limits import READ_ONLY
from dj_google_calendar.exceptions import SupersededError
from dj_google_calendar.models import Account, Calendar
from dj_google_calendar.sync import inactive_users, lease
from dj_google_calendar.sync.inactive_users import INACTIVE, see_to_users
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.tasks import tick

ALICE = "alice@example.com"
State = Account.State


@pytest.fixture
def gone(alice, account):
    """Alice's account, while she may not sign in."""
    User.objects.filter(pk=alice.pk).update(is_active=False)
    tick()
    return Account.objects.get(pk=account.pk)


def back(alice):
    User.objects.filter(pk=alice.pk).update(is_active=True)


def test_nothing_is_pulled_for_who_may_not_sign_in(gone, google):
    Calendar.objects.update(next_pull_at=clock.now())
    Account.objects.update(next_list_pull_at=clock.now())
    google.log.clear()

    tick()

    assert (gone.state, gone.state_reason) == (State.PAUSED, INACTIVE)
    assert len(google.log) == 0
    with pytest.raises(SupersededError):
        pull_calendar(gone.calendars.first())


def test_a_pull_in_the_middle_is_refused(account, alice):
    taken = lease.take(account.calendars.first().pk)
    User.objects.filter(pk=alice.pk).update(is_active=False)

    see_to_users()

    with pytest.raises(SupersededError):
        lease.renew(taken.calendar)


def test_an_account_goes_on_when_its_user_is_back(gone, alice, google):
    google.add_event(ALICE, summary="Meanwhile")
    Calendar.objects.update(next_pull_at=clock.now())
    back(alice)

    tick()

    gone.refresh_from_db()
    assert (gone.state, gone.state_reason) == (State.ACTIVE, "")
    assert gone.calendars.filter(events__summary="Meanwhile").exists()


def test_its_limits_are_said_again(account, alice):
    keeper = AccountKeeper(account)
    reading = ("https://www.googleapis.com/auth/calendar.readonly",)
    keeper.replace(dataclasses.replace(keeper.load(), scopes=reading))
    User.objects.filter(pk=alice.pk).update(is_active=False)
    see_to_users()
    back(alice)

    see_to_users()

    account.refresh_from_db()
    assert (account.state, account.state_reason) == (State.DEGRADED, READ_ONLY)


def test_a_grant_that_has_ended_stays_ended(account, alice):
    Account.objects.update(state=State.REAUTH_REQUIRED)
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert see_to_users() == 0


def test_users_without_such_a_column_are_all_active(account, monkeypatch):
    monkeypatch.setattr(inactive_users, "get_user_model", lambda: AbstractBaseUser)

    assert see_to_users() == 0


def test_a_command_says_that_an_account_is_paused(gone):
    with pytest.raises(CommandError, match="paused"):
        call_command("gcal_pull", "--account", ALICE)
