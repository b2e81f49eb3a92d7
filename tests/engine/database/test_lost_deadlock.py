"""What a deadlock has ended, through whatever else writes there, comes through later."""

import psycopg
import pytest
from tests.servers.postgresql import new_database
from tests.servers.site import ALICE, MANAGE, running_site, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT%'"
LOCK = "SELECT 1 FROM google_calendar_event WHERE google_id = %s FOR UPDATE"
STATE = f"SELECT state FROM google_calendar_calendar WHERE google_id = '{ALICE}'"  # noqa: S608
CALENDAR = f"SELECT 1 FROM google_calendar_calendar WHERE google_id = '{ALICE}' FOR UPDATE"  # noqa: S608
DELETING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DELETE%'"
DISCONNECT = """
from dj_google_calendar.models import Account
from dj_google_calendar.operations.accounts import disconnect_account
disconnect_account(Account.objects.get())
"""
DUE = "UPDATE google_calendar_calendar SET next_pull_at = '2000-01-01 00:00'"


@pytest.fixture
def site(google, tmp_path):
    for event_id in ("00aaa", "vvvvv"):
        google.add_event(ALICE, id=event_id, summary="Before")
    with (
        new_database() as url,
        running_site(google, tmp_path, database_url=url) as running,
    ):
        running.run(MANAGE, "gcal_pull")
        yield running


def test_a_pull_that_loses_a_deadlock_is_made_again(site, google):
    for event_id in ("00aaa", "vvvvv"):
        google.edit_event(ALICE, event_id, summary="After")
    site.change(DUE)
    with psycopg.connect(site.environment["DATABASE_URL"]) as other:
        other.execute("SET deadlock_timeout = '60s'")  # so that the pull is the one to notice
        other.execute(LOCK, ["vvvvv"])
        pull = site.start(MANAGE, "gcal_tick")
        wait_until(lambda: site.ask(WAITING))

        other.execute(LOCK, ["00aaa"])  # for which the pull has to go

        assert pull.wait(timeout=30) == 1
        assert site.has_said(pull, "deadlock detected")
        other.rollback()
    assert site.ask(STATE) == [("backoff",)]
    site.change(DUE)
    site.run(MANAGE, "gcal_tick")
    assert site.has_event("After")
    assert site.ask(STATE) == [("live",)]


def test_an_account_whose_deletion_loses_a_deadlock_is_deleted_all_the_same(site):
    with psycopg.connect(site.environment["DATABASE_URL"]) as other:
        other.execute("SET deadlock_timeout = '60s'")
        other.execute(CALENDAR)
        deletion = site.start(MANAGE, "shell", "-c", DISCONNECT)
        wait_until(lambda: site.ask(DELETING))

        other.execute(LOCK, ["vvvvv"])

        other.rollback()
    assert deletion.wait(timeout=30) == 0
    assert site.ask("SELECT count(*) FROM google_calendar_account") == [(0,)]
