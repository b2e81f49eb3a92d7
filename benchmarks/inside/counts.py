"""How many statements and requests pulls take."""

import json
import tempfile
import urllib.request
from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dj_google_calendar import clock, tasks
from dj_google_calendar.models import Account, Notification
from inside.designs import ours
from inside.site import GOOGLE, IS_POSTGRESQL, new_account, new_calendar

CHANGES, DELETIONS = (0, 1, 100, 2500), (0, 1, 100)
SIZES = (0, 1, 2500, 2501, 10_001)
BURST = 20


def main() -> None:
    account = new_account()
    counts = [_of_increment(account, k, gone) for k in CHANGES for gone in DELETIONS]
    print(
        json.dumps(
            {
                "statements": max(counts),
                "burst": _of_burst(account),
                "pages": {size: _of_first_pull(account, size) for size in SIZES},
            }
        )
    )


def _of_increment(account: Account, changes: int, deletions: int) -> int:
    calendar = new_calendar(account, f"5000.changes{changes}.deletions{deletions}")
    ours(calendar)
    ours(calendar)  # so that the connection is warm
    # one in a hundred requests also takes a lump of the quota's budget
    return min(_statements(lambda: ours(calendar)) for _ in range(2))


def _statements(work: Callable[[], None]) -> int:
    """Count what goes to the database, BEGIN and COMMIT too; an executemany is one."""
    if not IS_POSTGRESQL:
        with CaptureQueriesContext(connection) as captured:
            work()
        return len(captured)
    link = connection.connection.pgconn
    with tempfile.TemporaryFile("w+") as seen:
        link.trace(seen.fileno())
        work()
        link.untrace()
        seen.seek(0)
        sent = [line.split("\t")[1:4] for line in seen]
    return sum(parts[:1] == ["F"] and parts[-1] in ("Query", "Execute") for parts in sent)


def _calls() -> int:
    with urllib.request.urlopen(GOOGLE + "calls") as answer:
        return int(answer.read())


def _of_burst(account: Account) -> int:
    calendar = new_calendar(account, "2500.changes7")
    ours(calendar)
    _calls()
    for _ in range(BURST):
        Notification.objects.create(calendar=calendar, state="exists", received_at=clock.now())
    for _ in range(BURST):
        tasks.pull(calendar.pk, only_if_wanted=True)
    return _calls()


def _of_first_pull(account: Account, size: int) -> int:
    calendar = new_calendar(account, str(size))
    _calls()
    ours(calendar)
    return _calls()


if __name__ == "__main__":
    main()
