"""Many threads that write to the site's database at once, each with a connection of its own.

Arguments: how many threads, and for how many seconds. Prints how many writes there were, how long
they had to wait, and what went wrong, as JSON.
"""

import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - after its settings

from dj_google_calendar.mirror.calendars import upsert_calendars  # noqa: E402
from dj_google_calendar.mirror.events import Way, write_events  # noqa: E402
from dj_google_calendar.models import Account, Notification  # noqa: E402
from dj_google_calendar.sync import lease  # noqa: E402
from dj_google_calendar.sync.plan import plan_page  # noqa: E402
from dj_google_calendar.sync.prune import prune  # noqa: E402
from dj_google_calendar.tasks import enqueue_account_pull  # noqa: E402

ROWS, IDS = 250, 1000


class Writers:
    """Does at random what workers, webhooks and people do."""

    def __init__(self, threads: int, seconds: float) -> None:
        self.account = Account.objects.get()
        self.calendars = list(self.account.calendars.values_list("pk", flat=True))
        self.waits: list[float] = []
        self.errors: list[str] = []
        self._until = time.monotonic() + seconds
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(threads)]

    def run(self) -> None:
        """Write until the time is over."""
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join()

    def _run(self, number: int) -> None:
        chance = random.Random(number)
        works: list[Callable[[random.Random], None]] = [self._page] * 6
        works += [self._notify, self._notify, self._list, self._prune, self._wish]
        while time.monotonic() < self._until:
            begun = time.monotonic()
            try:
                chance.choice(works)(chance)
            except Exception as error:  # whatever it is, it is what is looked for
                self.errors.append(f"{type(error).__name__}: {error}")
            self.waits.append(time.monotonic() - begun)
        connection.close()

    def _page(self, chance: random.Random) -> None:
        taken = lease.take(chance.choice(self.calendars))
        if taken is None:
            return
        ids = chance.sample(range(IDS), ROWS)
        sent = [
            json.dumps({"id": f"w{n}", "etag": f'"{chance.random()}"', "status": "confirmed"})
            for n in ids
        ]
        rows = plan_page([each.encode() for each in sent], time_zone="UTC").upserts
        with transaction.atomic():
            gone = [f"w{n}" for n in chance.sample(range(IDS), 20)]
            write_events(taken.calendar, list(rows.values()), gone, way=Way.MERGED)
            lease.give_back(taken.calendar, {"done": taken.wanted})

    def _notify(self, chance: random.Random) -> None:
        Notification.objects.create(calendar_id=chance.choice(self.calendars), state="exists")

    def _list(self, chance: random.Random) -> None:
        known = list(self.account.calendars.all())
        chance.shuffle(known)
        names = ("etag", "summary", "access_role", "is_primary", "resource")
        with transaction.atomic():
            columns = {c.google_id: {name: getattr(c, name) for name in names} for c in known}
            upsert_calendars(self.account, columns)

    def _prune(self, _chance: random.Random) -> None:
        prune()

    def _wish(self, _chance: random.Random) -> None:
        enqueue_account_pull(self.account)


def main() -> None:
    """Write, and print what came of it."""
    writers = Writers(int(sys.argv[1]), float(sys.argv[2]))
    writers.run()
    waits = sorted(writers.waits)
    found = {
        "writes": len(waits),
        "p999": round(waits[int(len(waits) * 0.999) - 1], 3),
        "longest": round(waits[-1], 3),
        "errors": writers.errors,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
