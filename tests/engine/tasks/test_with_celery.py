"""The example site with Celery, PostgreSQL and a broker, all of them real processes."""

import time

import pytest
from tests.servers.postgresql import new_database
from tests.servers.redis import running_broker
from tests.servers.site import ALICE, kill, running_site, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
TICK_SECONDS = 3
BEHIND = "SELECT google_id, state FROM google_calendar_calendar WHERE state <> 'live'"


@pytest.fixture(scope="module")
def database_url():
    with new_database() as url:
        yield url


@pytest.fixture
def broker():
    with running_broker() as running:
        yield running


@pytest.fixture
def site(google, tmp_path, database_url, broker):
    options = {"CELERY_BROKER_URL": broker.url, "TICK_SECONDS": str(TICK_SECONDS)}
    with running_site(google, tmp_path, database_url=database_url, **options) as running:
        running.ask("SELECT 1")
        running.serve()
        yield running


def test_changes_reach_the_mirror_and_nothing_is_lost_with_the_broker(site, google, broker):
    worker = site.start_celery()
    beat = site.start_beat()
    wait_until(site.is_watched)

    # a notification is enough
    kill(beat)
    google.add_event(ALICE, summary="Told")
    wait_until(lambda: site.has_event("Told"), seconds=10)

    # what a broker has lost comes with a tick
    broker.kill()
    google.add_event(ALICE, summary="Broker away")
    google.wait_for_deliveries()
    assert {each.outcome for each in google.deliveries} == {"delivered"}
    assert not site.has_event("Broker away")
    broker.start()
    site.start_beat()
    wait_until(lambda: site.has_event("Broker away"))

    # who dies in the middle of a pull is replaced, when its lease has ended
    google.log.clear()
    google.fail(method="events.list", action="delay", seconds=3)
    google.add_event(ALICE, summary="Killed")
    google.log.wait_for("events.list", answered=False)
    kill(worker)
    site.end_leases()
    site.start_celery()
    wait_until(lambda: site.has_event("Killed"))
    # the other calendars, whose first pulls all this may have cut, catch up
    wait_until(lambda: not site.ask(BEHIND))


def test_a_worker_alone_pulls_what_was_sent_before_it_came(site, google):
    site.start_beat()
    google.add_event(ALICE, summary="Early")
    time.sleep(TICK_SECONDS)

    site.start_celery()

    wait_until(lambda: site.has_event("Early"))
