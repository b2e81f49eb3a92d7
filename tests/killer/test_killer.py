"""Workers that are killed, or that sleep past their lease, leave a mirror that equals Google."""

import os
import signal
import subprocess
import sys

import pytest
from tests.killer.audit import Audit
from tests.killer.campaign import REFUSED, SETTINGS, WAITING
from tests.killer.remote import Remote
from tests.servers.postgresql import new_database
from tests.servers.site import MANAGE, ROOT, running_site, wait_until

pytestmark = [pytest.mark.slow]
DATABASES = ("sqlite", "postgresql")
LISTED = "SELECT 1 FROM google_calendar_calendar WHERE google_id LIKE 'killer%'"
WRITTEN = "SELECT COUNT(*) FROM google_calendar_event WHERE google_id LIKE 'e0%'"
STANDS = """
    SELECT id, lease_generation, sync_token, page_token, done FROM google_calendar_calendar
    ORDER BY id
"""


def is_mirrored(site, remote):
    return bool(site.ask(LISTED)) and not site.ask(WAITING)


@pytest.mark.parametrize("database", DATABASES)
def test_the_mirror_comes_through_kills_and_stops(database):
    command = [sys.executable, "-m", "tests.killer", "--kills", "4", "--stops", "2"]
    options = ["--events", "1000", "--database", database, "--seed", "7"]

    done = subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr[-3000:]


@pytest.mark.parametrize("database", [*DATABASES, "celery"])
def test_edits_come_through_kills_and_stops_once(database):
    command = [sys.executable, "-m", "tests.killer", "--writes", "--kills", "4", "--stops", "2"]

    done = subprocess.run(
        [*command, "--database", database, "--seed", "7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr[-3000:]


@pytest.fixture(params=DATABASES)
def database_url(request):
    if request.param == "sqlite":
        yield ""
        return
    with new_database() as url:
        yield url


@pytest.fixture
def site(google, tmp_path, database_url):
    # nothing is pulled but what the test asks for
    settings = SETTINGS | dict.fromkeys(
        ("GOOGLE_CALENDAR_POLL_SECONDS", "GOOGLE_CALENDAR_POLL_SECONDS_WITHOUT_PUSH"), "600"
    )
    settings["GOOGLE_CALENDAR_WEBHOOK_URL"] = ""
    with running_site(google, tmp_path, database_url=database_url, **settings) as running:
        yield running


def test_who_wakes_after_another_took_over_changes_nothing(site, google, database_url):
    audit, remote = Audit(site, is_postgresql=bool(database_url)), Remote(google)
    remote.add_calendars(1, events=300)
    google.page_size(20)
    [calendar_id] = remote.calendars
    google.fail(method="events.list", calendar_id=calendar_id, action="delay", seconds=5, skip=4)
    sleeper = site.start(MANAGE, "gcal_worker")
    # the fourth page is written: stopped in a transaction, it would hold its locks as well
    wait_until(lambda: len(remote.asked(calendar_id)) == 5 and site.ask(WRITTEN)[0][0] >= 80)
    os.killpg(sleeper.pid, signal.SIGSTOP)
    google.edit_event(calendar_id, "e000090", summary="After the sleeper was told of it")
    site.start(MANAGE, "gcal_worker")
    wait_until(lambda: is_mirrored(site, remote))
    before = site.ask(STANDS)

    os.killpg(sleeper.pid, signal.SIGCONT)

    wait_until(lambda: site.ask(REFUSED)[0][0])
    assert site.ask(STANDS) == before
    assert audit.findings() == []
