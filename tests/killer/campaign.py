"""A campaign: workers are killed and stopped at random points, and what they leave is looked at."""

import math
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from tests.killer.audit import Audit
from tests.killer.remote import Remote
from tests.servers.site import MANAGE, Site, kill, wait_until

LEASE_SECONDS = 2
POLL_SECONDS = 3
PAGE_SECONDS = 0.03
"""So much longer a page takes, so that a pull is more often waiting than writing."""
SETTINGS = {
    "GOOGLE_CALENDAR_LEASE_SECONDS": str(LEASE_SECONDS),
    "GOOGLE_CALENDAR_POLL_SECONDS": str(POLL_SECONDS),
    "GOOGLE_CALENDAR_POLL_SECONDS_WITHOUT_PUSH": str(POLL_SECONDS),
    "GOOGLE_CALENDAR_REQUESTS_PER_MINUTE": "0",
    "GOOGLE_CALENDAR_REQUESTS_PER_MINUTE_PER_USER": "0",
    "GOOGLE_CALENDAR_REQUESTS_PER_DAY": "0",
    "PYTHONFAULTHANDLER": "1",
}
CALENDARS = 3
END_SECONDS = 60
"""Longer than the slowest request, and than the wait for SQLite's lock."""
BLOWS_A_ROUND = 12
MOST_PAGES, MOST_SECONDS, IDLE_SECONDS = 10, 0.03, 1.0
AGAIN = 2
"""So many pages a crash can cost: the one that is written, and the next, fetched ahead."""

WAITING = """
    SELECT google_id, state, state_reason FROM google_calendar_calendar c
    WHERE state NOT IN ('unreachable', 'off') AND (state <> 'live' OR EXISTS (
      SELECT 1 FROM google_calendar_notification n WHERE n.calendar_id = c.id AND n.id > c.done))
"""
LISTED = "SELECT google_id, id FROM google_calendar_calendar WHERE state = 'live'"
MIRRORED = """
    SELECT google_id, etag FROM google_calendar_event
    WHERE status <> 'cancelled' AND calendar_id = {}
    AND etag <> ''  -- else it is a draft, or what builds on one
"""
BEING_READ = """
    SELECT google_id FROM google_calendar_calendar
    WHERE sync_token = '' AND state IN ('new', 'full_pull', 'resync', 'backoff')
"""
HELD = "SELECT google_id FROM google_calendar_calendar WHERE lease_until IS NOT NULL"
ACCOUNTS = "SELECT state FROM google_calendar_account WHERE state <> 'active'"
REFUSED = "SELECT count(*) FROM google_calendar_syncrun WHERE error_code = 'I136'"
DOUBLED = """
    SELECT calendar_id FROM google_calendar_channel WHERE state = 'live'
    GROUP BY account_id, calendar_id HAVING count(*) > 1
"""
ASK_FOR_LIST = "UPDATE google_calendar_account SET next_list_pull_at = '2000-01-01 00:00:00'"


@dataclass
class Verdict:
    """What a campaign has found; nothing in ``broken`` is as it should be."""

    kills: int = 0
    stops: int = 0
    changes: int = 0
    in_full_pulls: int = 0
    """How many blows fell while a calendar was read in full."""
    refetched: int = 0
    refused: int = 0
    """Pulls whose late page or end was refused, as another worker had taken over."""
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.stops} stops ({self.in_full_pulls} in full pulls), "
            f"{self.changes} remote changes, {self.refetched} pages refetched, "
            f"{self.refused} late pulls refused, {len(self.broken)} broken"
        )


class Campaign:
    """Two workers at a time, and what befalls them; everything is drawn from a seed."""

    def __init__(self, site: Site, remote: Remote, *, seed: int, events: int, page: int) -> None:
        self._site, self._remote, self._events = site, remote, events
        self._chance, self._edits = random.Random(seed), random.Random(seed + 1)
        self._audit = Audit(site, is_postgresql=bool(site.environment["DATABASE_URL"]))
        self._workers: list[subprocess.Popen[bytes]] = []
        self._crashes: dict[str, int] = {}
        self.verdict = Verdict()
        remote.google.page_size(page)
        remote.google.fail(
            method="events.list", action="delay", seconds=PAGE_SECONDS, times=10_000_000
        )

    def run(self, *, kills: int, stops: int) -> Verdict:
        """Deal so many blows, round by round, and look at what is left after each."""
        blows = ["kill"] * kills + ["stop"] * stops
        self._chance.shuffle(blows)
        self._workers = [self._started(), self._started()]
        for number in range(math.ceil(len(blows) / BLOWS_A_ROUND)):
            self._round(blows[number * BLOWS_A_ROUND : (number + 1) * BLOWS_A_ROUND])
            if self.verdict.broken:
                break
        self._end()
        return self.verdict

    def _round(self, blows: list[str]) -> None:
        self._remote.google.log.clear()
        self._crashes.clear()
        self._remote.add_calendars(CALENDARS, events=self._events)
        self._site.change(ASK_FOR_LIST)
        with self._remote.being_edited(self._edits):
            for blow in blows:
                self._deal(blow)
        self._settle()
        self._look()
        say(f"   all is well: {self.verdict}" if not self.verdict.broken else "   BROKEN")
        self._remote.remove_calendars()

    # blows

    def _deal(self, blow: str) -> None:
        number = self._chance.randrange(len(self._workers))
        pages, pause = self._chance.randrange(MOST_PAGES), self._chance.random() * MOST_SECONDS
        wait_until(lambda: self._site.has_said(self._workers[number], "Working"))
        self._remote.wait_for_pages(pages, seconds=IDLE_SECONDS)
        time.sleep(pause)
        dealt = self.verdict.kills + self.verdict.stops
        say(f"#{dealt} {blow} worker {number} after {pages} pages and {pause * 1000:.1f} ms")
        if blow == "kill":
            kill(self._workers[number])
            self._note_crash()
            self.verdict.kills += 1
            self._workers[number] = self._started()
        else:
            self._stop(self._workers[number])

    def _stop(self, worker: "subprocess.Popen[bytes]") -> None:
        """Let a worker sleep for longer than its leases live; it wakes in the middle of its work.

        On SQLite it may hold the lock for writing, so that nobody else can go on.
        """
        os.killpg(worker.pid, signal.SIGSTOP)
        self._note_crash()
        self.verdict.stops += 1
        time.sleep(LEASE_SECONDS * (1.1 + 0.5 * self._chance.random()))
        os.killpg(worker.pid, signal.SIGCONT)

    def _note_crash(self) -> None:
        being_read = [row[0] for row in self._site.ask(BEING_READ)]
        self.verdict.in_full_pulls += bool(being_read)
        for calendar_id in being_read:
            self._crashes[calendar_id] = self._crashes.get(calendar_id, 0) + 1

    def _started(self) -> "subprocess.Popen[bytes]":
        return self._site.start(MANAGE, "gcal_worker", "--interval", "0.1")

    # what is left

    def _settle(self) -> None:
        try:
            wait_until(self._is_settled)
        except TimeoutError:
            self._break("stuck", [*self._site.ask(WAITING), *self._differing()])

    def _is_settled(self) -> bool:
        return not self._site.ask(WAITING) and not self._differing()

    def _differing(self) -> list[str]:
        """Name the calendars whose mirror is not what Google has."""
        pks = dict(self._site.ask(LISTED))
        return [each for each in self._remote.shown() if not self._is_equal(each, pks.get(each))]

    def _is_equal(self, calendar_id: str, pk: int | None) -> bool:
        if pk is None:
            return False
        return dict(self._site.ask(MIRRORED.format(pk))) == self._remote.living(calendar_id)

    def _look(self) -> None:
        self.verdict.changes = self._remote.changes
        self.verdict.refused = self._site.ask(REFUSED)[0][0]
        self._break("stale commit", self._audit.findings())
        self._break("two live channels", self._site.ask(DOUBLED))
        self._break("account", self._site.ask(ACCOUNTS))
        for calendar_id in self._remote.calendars:
            again, crashes = self._remote.refetched(calendar_id), self._crashes.get(calendar_id, 0)
            self.verdict.refetched += again
            if again > AGAIN * crashes:
                self._break("refetched", [f"{calendar_id}: {again} pages after {crashes} crashes"])

    def _end(self) -> None:
        """Tell the workers to end; whoever ends leaves nothing behind."""
        for worker in self._workers:
            wait_until(lambda worker=worker: self._site.has_said(worker, "Working"))
            worker.send_signal(signal.SIGTERM)
        self._break("exit", [said for worker in self._workers if (said := self._ended(worker))])
        # the last round's dead have none either: each calendar has been pulled since
        self._break("lease without a holder", self._site.ask(HELD))

    def _ended(self, worker: "subprocess.Popen[bytes]") -> str:
        """Wait for a worker's end; say what was wrong with it, or where its threads stand."""
        try:
            code = worker.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            worker.send_signal(signal.SIGABRT)  # has Python write its threads to the log
            worker.wait(timeout=END_SECONDS)
            return "a worker did not end:\n" + self._site.log()[-8000:]
        return f"code {code}" if code else ""

    def _break(self, what: str, found: "list[object] | list[str]") -> None:
        self.verdict.broken += [f"{what}: {each}" for each in found]


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
