"""``manage.py gcal_worker`` as a process: a change at Google is in the mirror a moment later."""

import signal

import pytest
from tests.servers.site import ALICE, MANAGE, Site, running_site, wait_until

pytestmark = [pytest.mark.slow]


@pytest.fixture
def site(google, tmp_path):
    with running_site(google, tmp_path) as running:
        running.serve()
        yield running


def test_a_change_is_mirrored_by_a_notification_and_the_worker_ends_when_told(site, google):
    worker = site.start(MANAGE, "gcal_worker")
    wait_until(site.is_watched)

    google.add_event(ALICE, summary="Told")
    wait_until(lambda: site.has_event("Told"), seconds=10)
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=10) == 0


def test_a_worker_that_is_killed_is_replaced_by_the_next(site, google):
    site.start(MANAGE, "gcal_worker").kill()
    google.add_event(ALICE, summary="Meanwhile")

    site.start(MANAGE, "gcal_worker")

    wait_until(lambda: site.has_event("Meanwhile"))


def test_a_worker_without_tables_ends(google, tmp_path):
    site = Site(google, tmp_path)

    worker = site.start(MANAGE, "gcal_worker")

    assert worker.wait(timeout=30) == 1
