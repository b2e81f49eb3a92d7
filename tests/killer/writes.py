"""A campaign against what sends edits: workers, the broker and the editor itself are killed."""

import math
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.killer.campaign import LEASE_SECONDS, LISTED, MIRRORED, PAGE_SECONDS, say
from tests.killer.history import History
from tests.killer.ledger import OURS, Ledger
from tests.killer.remote import WRITES, Remote
from tests.servers.redis import Broker
from tests.servers.site import MANAGE, Site, kill, wait_until

CALENDARS = 2
BLOWS_A_ROUND = 25
WORKERS = 2
MOST_WRITES, MOST_SECONDS, IDLE_SECONDS = 4, 0.15, 1.0
WRITE_SECONDS = 0.05
REMOTE_PAUSE = 0.6
OFTEN = 10_000_000
END_SECONDS = 60
LOG_SHOWN = 6000
PATIENCE_SECONDS = 120
"""Longer than what waits needs when each try of it meets trouble."""
EDITOR_SHARE, BROKER_SHARE, CHILD_SHARE = 0.1, 0.08, 0.4

WAITING = """
    SELECT o.id, o.lane, o.kind, o.state, o.follows_id, o.attempts, o.reason
    FROM google_calendar_outboxentry o
    WHERE o.state IN ('queued', 'sending', 'refused') ORDER BY o.id
"""
LET_FLOORS_PASS = """
    UPDATE google_calendar_event SET answered_at = '2000-01-01 00:00:00'
    WHERE answered_at IS NOT NULL
"""
IN_OUTBOX = """
    SELECT e.google_id, e.answered_at FROM google_calendar_event e
    WHERE e.in_outbox AND NOT EXISTS (  -- which waits for a person
      SELECT 1 FROM google_calendar_outboxentry o
      WHERE o.event_id = e.id AND o.state IN ('queued', 'refused'))
"""
UNKEPT = """
    SELECT o.id FROM google_calendar_outboxentry o WHERE o.state = 'conflict' AND NOT EXISTS (
      SELECT 1 FROM google_calendar_conflict c JOIN google_calendar_outboxentry b
      ON b.id = c.entry_id WHERE b.batch = o.batch)
"""


@dataclass
class Verdict:
    """What a campaign has found; nothing in ``broken`` is as it should be."""

    kills: int = 0
    stops: int = 0
    edits: str = ""
    changes: int = 0
    mails: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.stops} stops; edits: {self.edits}; {self.mails} mails, "
            f"{self.changes} remote changes, {len(self.broken)} broken"
        )


def left_waiting(entries: list[tuple[Any, ...]]) -> list[object]:
    """Leave out what was refused, and what waits behind that until a person has decided it."""
    held, lanes, left = set(), set(), []
    for entry in entries:
        pk, lane, kind, state, follows = entry[:5]
        is_refused = state == "refused"
        if is_refused or follows in held or lane in lanes:
            held.add(pk)
            if not is_refused or kind == "insert":
                lanes.add(lane)
        else:
            left.append(entry)
    return left


class WritesCampaign:
    """Workers that send edits, and what befalls them; everything is drawn from a seed."""

    def __init__(
        self, site: Site, remote: Remote, history: History, *, seed: int, broker: Broker | None
    ) -> None:
        self._site, self._remote, self._broker, self._seed = site, remote, broker, seed
        self._chance, self._edits = random.Random(seed), random.Random(seed + 1)
        self._notes = Path(site.environment["DATA_DIR"]) / "notes.txt"
        self._ledger = Ledger(site, remote, history, self._notes)
        self._workers: list[subprocess.Popen[bytes]] = []
        self._editors = 0
        self._beat: subprocess.Popen[bytes] | None = None
        self.verdict = Verdict()
        remote.add_calendars(CALENDARS, events=0)
        self._trouble()

    def _trouble(self) -> None:
        """Let three requests of ten meet trouble.

        Answers are lost, requests are turned away, and some arrive after the lease of their sender.
        """
        for method in WRITES:
            for rule in (
                {"action": "cut_after", "probability": 0.14, "seconds": WRITE_SECONDS},
                {"status": 503, "reason": "backendError", "probability": 0.16},
                {"action": "delay", "probability": 0.03, "seconds": LEASE_SECONDS * 1.5},
                {"action": "delay", "seconds": WRITE_SECONDS},
            ):
                self._remote.google.fail(method=method, times=OFTEN, **rule)
        self._remote.google.fail(
            method="events.list", action="delay", seconds=PAGE_SECONDS, times=OFTEN
        )

    def run(self, *, kills: int, stops: int) -> Verdict:
        """Deal so many blows, round by round, and look at what is left after each."""
        blows = ["kill"] * kills + ["stop"] * stops
        self._chance.shuffle(blows)
        self._workers = [self._started() for _ in range(WORKERS)]
        if self._broker is not None:
            self._see_to_beat()
        for number in range(math.ceil(len(blows) / BLOWS_A_ROUND)):
            self._round(blows[number * BLOWS_A_ROUND : (number + 1) * BLOWS_A_ROUND])
            if self.verdict.broken:
                break
        return self.verdict

    def _round(self, blows: list[str]) -> None:
        self._remote.google.log.clear()
        self._editor = self._started_editor()
        with self._remote.being_edited(self._edits, pause=REMOTE_PAUSE):
            for blow in blows:
                self._deal(blow)
            wait_until(lambda: self._site.has_said(self._editor, "Working"))
            self._editor.send_signal(signal.SIGTERM)
            if code := self._editor.wait(timeout=END_SECONDS):
                self._break("editor", [f"code {code}", self._site.log()[-LOG_SHOWN:]])
        self._settle()
        self._look()
        say(f"   {'BROKEN' if self.verdict.broken else 'all is well'}: {self.verdict}")

    # blows

    def _deal(self, blow: str) -> None:
        self._remote.wait_for_writes(self._chance.randrange(MOST_WRITES), seconds=IDLE_SECONDS)
        time.sleep(self._chance.random() * MOST_SECONDS)
        number = self._chance.randrange(WORKERS)
        fate = self._chance.random()
        wait_until(lambda: self._is_ready(self._workers[number]))
        say(f"#{self.verdict.kills + self.verdict.stops} {blow} worker {number}")
        if blow == "stop":
            self._stop(self._workers[number])
            return
        self.verdict.kills += 1
        if fate < EDITOR_SHARE:
            kill(self._editor)
            self._editor = self._started_editor()
        elif self._broker is not None and fate < EDITOR_SHARE + BROKER_SHARE:
            self._broker.kill()
            self._broker.start()
            self._see_to_beat()
        elif self._broker is not None and fate > 1 - CHILD_SHARE:
            self._kill_child(self._workers[number])
        else:
            kill(self._workers[number])
            self._workers[number] = self._started()

    def _see_to_beat(self) -> None:
        """Start what sends the tick again where it has ended with the broker, as sites do."""
        if self._beat is None or self._beat.poll() is not None:
            self._beat = self._site.start_beat()

    def _kill_child(self, worker: "subprocess.Popen[bytes]") -> None:
        """Kill one of the processes that work for a Celery worker, which starts another one."""
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        if children:
            os.kill(int(self._chance.choice(children)), signal.SIGKILL)

    def _stop(self, worker: "subprocess.Popen[bytes]") -> None:
        """Let a worker sleep for longer than its leases live."""
        os.killpg(worker.pid, signal.SIGSTOP)
        self.verdict.stops += 1
        time.sleep(LEASE_SECONDS * (1.1 + 0.5 * self._chance.random()))
        os.killpg(worker.pid, signal.SIGCONT)

    def _is_ready(self, worker: "subprocess.Popen[bytes]") -> bool:
        return self._site.has_said(worker, "ready." if self._broker else "Working")

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._broker:
            return self._site.start_celery()
        return self._site.start(MANAGE, "gcal_worker", "--interval", "0.1")

    def _started_editor(self) -> "subprocess.Popen[bytes]":
        self._editors += 1
        name, seed = f"{OURS} {self._editors}", f"{self._seed} {self._editors}"
        return self._site.start("-m", "tests.killer.editor", name, seed, str(self._notes))

    # what is left

    def _settle(self) -> None:
        if self._broker is not None:
            self._see_to_beat()
        self._wait("waits", lambda: left_waiting(self._site.ask(WAITING)))
        self._site.change(LET_FLOORS_PASS)
        self._wait("in the outbox", lambda: self._site.ask(IN_OUTBOX))
        self._wait("not as at Google", self._differing)

    def _wait(self, what: str, left: Callable[[], list[object]]) -> None:
        try:
            wait_until(lambda: not left(), seconds=PATIENCE_SECONDS)
        except TimeoutError:
            self._break(what, [*left(), self._site.log()[-LOG_SHOWN:]])

    def _differing(self) -> list[object]:
        """Name the events that the mirror has in another version than Google."""
        pks, found = dict(self._site.ask(LISTED)), []
        for calendar_id in self._remote.calendars:
            if calendar_id not in pks:
                return [calendar_id]
            mirrored = dict(self._site.ask(MIRRORED.format(pks[calendar_id])))
            found += sorted(mirrored.items() ^ self._remote.living(calendar_id).items())
        return found

    def _look(self) -> None:
        self._break("ledger", self._ledger.findings())
        self._break("conflict without a row", self._site.ask(UNKEPT))
        self.verdict.edits = self._ledger.states()
        self.verdict.changes = self._remote.changes
        self.verdict.mails = len(self._remote.google.mails)

    def _break(self, what: str, found: "list[object] | list[str]") -> None:
        self.verdict.broken += [f"{what}: {each}" for each in found]
