"""Sixty-four callers with an expired token: one asks Google, the others adopt what it gets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.servers.postgresql import new_database
from tests.servers.site import ROOT, kill, running_site

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
PROCESSES, THREADS = 8, 8
ROUNDS = int(os.environ.get("ROUNDS", "5"))


@pytest.fixture(scope="module")
def database_url():
    with new_database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def site(google, tmp_path, request):
    url = request.getfixturevalue("database_url") if request.param == "postgresql" else ""
    with running_site(google, tmp_path, database_url=url) as running:
        google.log.clear()
        yield running


class Callers:
    """Processes of eight threads that renew the token again and again, each time at a sign."""

    def __init__(self, environment, signs, *, processes, rounds):
        self._signs, self._number = signs, 0
        command = [sys.executable, "-m", "tests.servers.callers", str(rounds), str(signs)]
        self.processes = [
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, start_new_session=True
            )
            for _ in range(processes)
        ]
        self.tokens()  # they are ready

    def begin(self):
        """Give the sign."""
        Path(f"{self._signs}{self._number}").touch()
        self._number += 1

    def tokens(self):
        """Wait for all, and give what each thread got."""
        return [token for each in self.processes for token in each.stdout.readline().split()]

    def kill(self):
        for process in self.processes:
            kill(process)
            process.stdout.close()


@pytest.fixture
def callers(site, tmp_path):
    """Starts processes that wait for a sign."""
    started = []

    def begun(processes, *, rounds=1):
        signs = tmp_path / f"sign-{len(started)}-"
        started.append(Callers(site.environment, signs, processes=processes, rounds=rounds))
        return started[-1]

    yield begun
    for each in started:
        each.kill()


def test_one_request_serves_all(callers, google):
    storm = callers(PROCESSES, rounds=ROUNDS)

    for number in range(ROUNDS):
        storm.begin()
        got = storm.tokens()

        assert len(got) == PROCESSES * THREADS
        assert len(set(got)) == 1
        assert google.log.count("oauth.token") == number + 1


def test_where_the_one_who_asks_is_killed_the_next_one_asks(callers, google, site):
    google.fail(method="oauth.token", action="stall", seconds=5)
    holder, others = callers(1), callers(PROCESSES)
    holder.begin()
    google.log.wait_for("oauth.token", answered=False)
    holder.kill()
    others.begin()
    site.end_claims()

    got = others.tokens()

    assert len(got) == PROCESSES * THREADS
    assert len(set(got)) == 1
    assert google.log.count("oauth.token") == 2
