"""Every figure asked for, measured beside its goal: ``make bench``.

Prints a table and writes ``benchmarks/out/latest.json``. Times are of this machine at this
moment; ratios compare designs within one interleaved run.
"""

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "benchmarks" / "out"
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "example.settings"
os.environ["DATA_DIR"] = tempfile.mkdtemp()

import django  # noqa: E402 - after its settings are named

django.setup()

import requests  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.test import override_settings  # noqa: E402

from dj_google_calendar.credentials.credentials import Credentials  # noqa: E402
from dj_google_calendar.credentials.gateways import account_client  # noqa: E402
from dj_google_calendar.credentials.keepers import account_owner  # noqa: E402
from dj_google_calendar.credentials.vault import seal  # noqa: E402
from dj_google_calendar.models import Account, Event  # noqa: E402
from dj_google_calendar.sync.pull_calendar import pull_calendar  # noqa: E402
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list  # noqa: E402
from gcal_emulator import Emulator  # noqa: E402
from gcal_emulator.clients import CLIENT_ID  # noqa: E402
from gcal_emulator.world import Grant, Token  # noqa: E402

CALENDAR_SCOPE = "https://www.googleapis.com/auth/calendar"
ALICE = "alice@example.com"
ROUNDS = 5


@dataclass
class Figure:
    """One measured value beside its goal."""

    name: str
    value: float
    goal: str
    unit: str
    holds: bool


def at_most(name, value, goal, unit):
    return Figure(name, round(value, 3), f"<= {goal}", unit, value <= goal)


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def big_calendar(emulator: Emulator, name: str, size: int) -> None:
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    events = []
    for number in range(size):
        start = begins + dt.timedelta(minutes=15 * number)
        events.append(
            {
                "summary": f"Event {number}",
                "description": "What there is to say about it. " * 8,
                "start": {"dateTime": start.isoformat()},
                "end": {"dateTime": (start + dt.timedelta(hours=1)).isoformat()},
            }
        )
    emulator.add_calendar(id=name, owner=ALICE, summary=name, timeZone="UTC", events=events)


def connected_account(emulator: Emulator) -> Account:
    """Make an account with a grant of its own, without the pages."""
    emulator.register_client([])
    grant = Grant(CLIENT_ID, ALICE, (CALENDAR_SCOPE,))
    token = emulator.world.ids.access_token()
    expires = emulator.world.clock.micros() + 3_600_000_000
    emulator.world.access_tokens[token] = Token(grant, grant.scopes, expires)
    held = Credentials(
        access_token=token,
        refresh_token="",
        expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1),
        scopes=grant.scopes,
        client_id=CLIENT_ID,
    )
    user, _ = User.objects.get_or_create(username="alice")
    Account.objects.all().delete()
    sealed = seal(held.as_dict(), owner=account_owner("1"))
    return Account.objects.create(user=user, sub="1", email=ALICE, sealed_credentials=sealed)


def first_pulls() -> list[Figure]:
    """10,000 events into SQLite: wall, memory, statements a page; beside update_or_create."""
    with Emulator(seed={"users": [{"email": ALICE}]}) as emulator:
        secrets = emulator.register_client(["http://127.0.0.1/r"])
        with override_settings(DEBUG=False, GOOGLE_CALENDAR={"CLIENT_SECRETS": secrets}):
            for name, size in (("c2500", 2500), ("c5000", 5000), ("c10000", 10_000)):
                big_calendar(emulator, name, size)
            account = connected_account(emulator)
            pull_calendar_list(account)
            walls = [_pull_wall(account, "c10000") for _ in range(ROUNDS)]
            naive = [_naive_wall(account, "c2500") * 4 for _ in range(2)]
            _peak(account, "c5000")  # the emulator, in this process too, keeps what it has written
            small, large = _peak(account, "c5000"), _peak(account, "c10000")
            few, many = _statements(account, "c5000"), _statements(account, "c10000")
    wall = statistics.median(walls)
    ratio = statistics.median(naive) / wall
    return [
        at_most("first pull of 10,000 events into SQLite", wall, 10, "s"),
        Figure(
            "  the same by update_or_create, an event at a time / ours",
            round(ratio, 1),
            "-",
            "x",
            True,
        ),
        at_most("  peak memory at 10,000 events / at 5,000", large / small, 1.1, "x"),
        at_most("  statements a page at 10,000 events / at 5,000", many / few, 1, "x"),
    ]


def _calendar(account: Account, name: str):
    Event.objects.all().delete()
    calendar = account.calendars.get(google_id=name)
    calendar.sync_token = ""
    return calendar


def _pull_wall(account: Account, name: str) -> float:
    calendar = _calendar(account, name)
    wall = timed(lambda: pull_calendar(calendar))
    assert calendar.events.count() == int(name[1:])
    return wall


def _naive_wall(account: Account, name: str) -> float:
    calendar = _calendar(account, name)

    def pull():
        events, page_token = account_client(account).events(), None
        while True:
            page = events.list(calendarId=name, maxResults=2500, pageToken=page_token).execute()
            for item in page["items"]:
                Event.objects.update_or_create(
                    calendar=calendar, google_id=item["id"], defaults={"resource": item}
                )
            page_token = page.get("nextPageToken")
            if not page_token:
                return

    return timed(pull)


def _peak(account: Account, name: str) -> int:
    calendar = _calendar(account, name)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    pull_calendar(calendar)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return peak


def _statements(account: Account, name: str) -> float:
    calendar = _calendar(account, name)
    connection.force_debug_cursor = True
    reset_queries()
    pages = pull_calendar(calendar).pages
    connection.force_debug_cursor = False
    return len(connection.queries) / pages


def emulator_figures() -> list[Figure]:
    """Measure starting, and pages of a large calendar."""
    code = (
        "import time; t=time.perf_counter(); from gcal_emulator import Emulator; "
        "e=Emulator(seed='demo').start(); print(time.perf_counter()-t); e.stop()"
    )
    starts = [
        float(subprocess.check_output([sys.executable, "-c", code], text=True))
        for _ in range(ROUNDS)
    ]
    with Emulator(seed={"users": [{"email": ALICE}]}) as emulator:
        big_calendar(emulator, "big", 20_000)
        page, increment = _page_walls(emulator)
    return [
        at_most("emulator: import and start with the demo seed", statistics.median(starts), 1, "s"),
        Figure(
            "  page of 2,500 events, later reads",
            round(page * 1000, 1),
            "(150)",
            "ms",
            page <= 0.15,
        ),
        Figure(
            "  increment of 1 change in 20,000",
            round(increment * 1000, 1),
            "(5)",
            "ms",
            increment <= 0.005,
        ),
    ]


def _page_walls(emulator: Emulator) -> tuple[float, float]:
    emulator.register_client([])
    grant = Grant(CLIENT_ID, ALICE, (CALENDAR_SCOPE,))
    token = emulator.world.ids.access_token()
    expires = emulator.world.clock.micros() + 3_600_000_000
    emulator.world.access_tokens[token] = Token(grant, grant.scopes, expires)
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    url = emulator.url + "/calendar/v3/calendars/big/events"
    sync_token, page_token = "", None
    while not sync_token:
        query = {"maxResults": 2500} | ({"pageToken": page_token} if page_token else {})
        answer = session.get(url, params=query, timeout=60).json()
        sync_token, page_token = answer.get("nextSyncToken", ""), answer.get("nextPageToken")
    pages = [
        timed(lambda: session.get(url, params={"maxResults": 2500}, timeout=60)) for _ in range(9)
    ]
    emulator.add_event(
        "big", summary="New", start={"date": "2026-01-01"}, end={"date": "2026-01-02"}
    )
    query = {"syncToken": sync_token}
    increments = [timed(lambda: session.get(url, params=query, timeout=60)) for _ in range(9)]
    return statistics.median(pages), statistics.median(increments)


def main() -> None:
    call_command("migrate", verbosity=0)
    figures = [*first_pulls(), *emulator_figures()]
    OUT.mkdir(exist_ok=True)
    (OUT / "latest.json").write_text(json.dumps([asdict(each) for each in figures], indent=1))
    for each in figures:
        verdict = "holds" if each.holds else "MISSED"
        print(f"{each.name:<60} {each.value:>9} {each.unit:<3} {each.goal:>8}  {verdict}")


if __name__ == "__main__":
    main()
