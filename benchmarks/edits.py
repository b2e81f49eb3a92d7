"""What an edit costs, how soon it is at Google, and what a queue of them does after an outage."""

import json
import tempfile
import time
from collections import Counter
from pathlib import Path

from figures import ALICE, Figure, add_big_calendar, at_most, told
from freshness import working_site
from tests.servers.site import MANAGE, running_site, wait_until

from gcal_emulator import Emulator

EDITS, CALENDARS, EVENTS, EDITS_OF_EACH = 50, 100, 5, 2
IDLE = 10_000
WRITES = ("events.insert", "events.patch", "events.update", "events.delete", "events.move")
HERE = Path(__file__).resolve().parent


def figures() -> list[Figure]:
    """One edit after the other, a queue of a thousand, and a site with nothing to do."""
    return [*_one_by_one(), *_after_an_outage(), *_idle()]


def _one_by_one() -> list[Figure]:
    with working_site() as (google, site):
        google.log.clear()
        of = _said(site, "latencies", EDITS)
        wait_until(lambda: not _is_in_outbox(site))
        requests = _requests(google) / of["edits"]
    with (
        tempfile.TemporaryDirectory() as folder,
        Emulator(seed="demo") as google,
        # as a real site has them; without any, each use asks the local Google for some
        running_site(google, Path(folder), GOOGLE_CALENDAR_CLIENT_SECRETS=_secrets(google)) as site,
    ):
        site.run(MANAGE, "gcal_pull")
        cpu = _said(site, "cpu", EDITS)
    return [
        at_most("edit to Google, SQLite, gcal_worker, p50", of["p50"], 0.3, "s"),
        at_most("  the same, p99", of["p99"], 1.5, "s"),
        at_most("  requests to Google for an edit, its echo's list included", requests, 2, ""),
        at_most("CPU of an edit beyond the HTTP call, SQLite", cpu["beyond"] * 1000, 3, "ms"),
        told("  the call alone, by Google's client", cpu["call"] * 1000, "ms"),
    ]


def _after_an_outage() -> list[Figure]:
    with Emulator(seed={"users": [{"email": ALICE}]}) as google:
        for number in range(CALENDARS):
            add_big_calendar(google, f"c{number}", EVENTS)
        with tempfile.TemporaryDirectory() as folder, running_site(google, Path(folder)) as site:
            site.run(MANAGE, "gcal_pull")
            edits = _said(site, "queue", EDITS_OF_EACH)["edits"]
            google.log.clear()
            begun = time.monotonic()
            site.start(MANAGE, "gcal_worker")
            wait_until(lambda: not _waits(site), seconds=600)
            seconds = time.monotonic() - begun
            last = {
                row[0]
                for row in site.ask(f"SELECT summary FROM {EVENT} WHERE summary LIKE 'Edit %'")
            }
            doubled = sum(count > 1 for count in Counter(_patched(google)).values())
        there = {
            event.resource.get("summary")
            for number in range(CALENDARS)
            for event in google.world.calendars[f"c{number}"].events.values()
        }
    return [
        told(f"{edits} edits over {CALENDARS} calendars after an outage", seconds, "s"),
        at_most("  requests that write", len(_patched(google)), edits, ""),
        at_most("  edits that are lost, or not the last of their event", len(last - there), 0, ""),
        at_most("  events that were written twice", doubled, 0, ""),
    ]


def _idle() -> list[Figure]:
    with Emulator(seed="demo") as google:
        add_big_calendar(google, "big", IDLE)
        with tempfile.TemporaryDirectory() as folder, running_site(google, Path(folder)) as site:
            site.run(MANAGE, "gcal_pull")
            google.log.clear()
            for _ in range(3):
                site.run(MANAGE, "gcal_pull")
                site.run(MANAGE, "gcal_tick")
            writes = sum(google.log.count(method) for method in WRITES)
    return [at_most(f"writes to Google in 3 idle cycles over {IDLE} events", writes, 0, "")]


EVENT = "google_calendar_event"


def _said(site, *arguments: object) -> dict:
    return json.loads(site.run(str(HERE / "inside" / "edits.py"), *map(str, arguments)))


def _secrets(google: Emulator) -> str:
    return json.dumps(google.register_client(["http://127.0.0.1/r"]))


def _is_in_outbox(site) -> bool:
    return bool(site.ask(f"SELECT 1 FROM {EVENT} WHERE in_outbox LIMIT 1"))


def _waits(site) -> bool:
    waiting = "SELECT 1 FROM google_calendar_outboxentry WHERE state IN ('queued', 'sending')"
    return bool(site.ask(f"{waiting} LIMIT 1"))


def _requests(google: Emulator) -> int:
    return sum(google.log.count(method) for method in (*WRITES, "events.get", "events.list"))


def _patched(google: Emulator) -> list[str]:
    return [entry.path for entry in google.log if entry.method == "events.patch"]
