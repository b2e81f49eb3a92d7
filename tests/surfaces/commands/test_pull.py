"""``gcal_pull``: everything, an account or a calendar; what failed is said and counted."""

import pytest
from django.core.management import CommandError

from dj_google_calendar.models import Account, Calendar

ALICE = "alice@example.com"


def test_every_calendar_is_brought_up_to_date(account, run):
    outcome = run("gcal_pull")

    assert outcome.code == 0
    assert len(outcome.out.splitlines()) == 5
    assert f"{ALICE} Alice: incremental, 0 changed" in outcome.out
    assert not account.calendars.exclude(state=Calendar.State.LIVE).exists()


@pytest.mark.parametrize("named", [ALICE, "Alice@Example.com", "pk"])
def test_one_account(account, run, named):
    outcome = run("gcal_pull", "--account", str(account.pk) if named == "pk" else named)

    assert (outcome.code, len(outcome.out.splitlines())) == (0, 5)


@pytest.mark.parametrize("named", [ALICE, "pk"])
def test_one_calendar(calendar, run, google, named):
    google.log.clear()

    outcome = run("gcal_pull", "--calendar", str(calendar.pk) if named == "pk" else named)

    assert (outcome.code, len(outcome.out.splitlines())) == (0, 1)
    assert google.log.count("events.list") == 1


def test_a_calendar_that_is_new_at_google_is_found(account, run, google):
    google.add_calendar(id="new@group.calendar.google.com", summary="New", owner=ALICE)

    outcome = run("gcal_pull", "--calendar", "new@group.calendar.google.com")

    assert f"{ALICE} New: full, 0 changed" in outcome.out


def test_an_unknown_account_is_met_with_those_that_are_known(account, run):
    with pytest.raises(CommandError, match=f"No account is called nobody. Connected: {ALICE}."):
        run("gcal_pull", "--account", "nobody")


@pytest.mark.parametrize("name", ["nothing", "0", "99999999999999999999", "²"])
def test_an_unknown_calendar_is_named(account, run, name):
    with pytest.raises(CommandError, match=f"No calendar is called {name}."):
        run("gcal_pull", "--calendar", name)


def test_a_calendar_that_is_no_longer_shared_is_named_with_the_reason(account, run):
    hidden = account.calendars.filter(is_primary=False).first()
    account.calendars.update(state=Calendar.State.UNREACHABLE, state_reason="It was removed.")

    with pytest.raises(CommandError, match=f"of {ALICE} cannot be pulled: It was removed."):
        run("gcal_pull", "--calendar", hidden.google_id)


def test_without_accounts_it_says_so(db, run):
    outcome = run("gcal_pull")

    assert (outcome.code, outcome.err) == (0, "No account is connected.\n")


def test_one_calendar_that_fails_does_not_stop_the_others(account, run, google):
    google.fail(method="events.list", calendar_id=ALICE, status=400, reason="invalid", times=2)

    outcome = run("gcal_pull")

    assert outcome.code == 1
    assert len(outcome.out.splitlines()) == 4
    assert outcome.err.startswith(f"{ALICE} Alice: E135 ")


def test_a_revoked_account_is_reported(account, run, google):
    google.revoke_grants(ALICE)

    outcome = run("gcal_pull")

    assert outcome.code == 1
    assert outcome.err.startswith(f"{ALICE}: E113 ")


def test_an_account_that_is_being_disconnected_is_left_alone(account, run, google):
    Account.objects.update(state=Account.State.DISCONNECTING)
    google.log.clear()

    run("gcal_pull")

    assert len(google.log) == 0
