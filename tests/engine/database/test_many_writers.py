"""Many writers at once: none is refused, none waits for ever, no two wait for each other."""

import json
import os

import pytest
from tests.servers.postgresql import new_database
from tests.servers.site import running_site

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
SECONDS = os.environ.get("SECONDS", "5")
SQLITE_WRITERS, POSTGRESQL_WRITERS = "8", "16"
LONGEST_WAIT = float(os.environ.get("LONGEST_WAIT", "10"))
"""Half of what a writer waits for on SQLite; on a quiet machine a tenth of a second is enough."""


def write(site, threads):
    return json.loads(site.run("-m", "tests.servers.writers", threads, SECONDS))


@pytest.fixture
def postgresql():
    with new_database() as url:
        yield url


def test_on_sqlite_nobody_finds_the_database_locked(google, tmp_path):
    with running_site(google, tmp_path) as site:
        site.run("example/manage.py", "gcal_pull")

        found = write(site, SQLITE_WRITERS)

    print(found)  # noqa: T201 - figures for whoever runs it with -s
    assert found["errors"] == []
    assert found["writes"] > 50
    assert found["p999"] < LONGEST_WAIT


def test_on_postgresql_there_is_no_deadlock(google, tmp_path, postgresql):
    with running_site(google, tmp_path, database_url=postgresql) as site:
        site.run("example/manage.py", "gcal_pull")

        found = write(site, POSTGRESQL_WRITERS)

    print(found)  # noqa: T201 - figures for whoever runs it with -s
    assert found["errors"] == []
    assert found["writes"] > 50
