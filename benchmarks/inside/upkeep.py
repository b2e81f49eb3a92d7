"""The processor's seconds of a first pull, by turns without occurrences and with them."""

import json
import statistics
import sys
from collections.abc import Callable

from django.db import connection

from dj_google_calendar.mirror.stores import postgresql, sqlite
from dj_google_calendar.mirror.stores.upsert import names, table
from dj_google_calendar.models import Account, Occurrence
from dj_google_calendar.sync import pull_calendar
from dj_google_calendar.tasks import roll_on
from inside.designs import ours
from inside.site import IS_POSTGRESQL, Cpu, new_account, new_calendar, settle

STORE = postgresql if IS_POSTGRESQL else sqlite
AS_IT_IS = STORE.insert_rows, pull_calendar.follow_page


def main(size: int, rounds: int) -> None:
    account, cpu = new_account(), Cpu()
    ways: dict[str, tuple[Callable[..., int], Callable[..., None]]] = {
        "without": (_events_alone, _nothing),
        "singles": (AS_IT_IS[0], _nothing),
        "with": AS_IT_IS,
    }
    spent: dict[str, list[float]] = {name: [] for name in (*ways, "rolled")}
    for _ in range(rounds):
        for name, way in ways.items():
            spent[name].append(_pull(account, cpu, size, *way))
        spent["rolled"].append(_roll(cpu))
    of = {name: statistics.median(each) for name, each in spent.items()}
    print(json.dumps({**of, "rows": Occurrence.objects.count()}))
    print(spent, file=sys.stderr)


def _events_alone(_connection, rows, *, calendar_pk: int, generation: int) -> int:
    """Insert events as the stores do, and nothing else."""
    quote = connection.ops.quote_name
    into = f"{table(quote)} ({names(quote)})"
    if IS_POSTGRESQL:
        begin, end = f"{calendar_pk}\t", f"\t{generation}\n"
        items = [(begin, row, end) for row in sorted(rows)]
        postgresql._copy(connection, into, items, postgresql._event_line)
        return len(rows)
    with connection.cursor() as cursor:
        values = [sqlite._values(row, calendar_pk, generation) for row in rows]
        cursor.executemany(f"INSERT INTO {into} VALUES ({sqlite.NUMBERED})", values)
    return len(rows)


def _nothing(*_args, **_options) -> None:
    pass


def _pull(account: Account, cpu: Cpu, size: int, insert, follow) -> float:
    settle()
    calendar = new_calendar(account, str(size))
    STORE.insert_rows, pull_calendar.follow_page = insert, follow
    begun = cpu()
    ours(calendar)
    spent = cpu() - begun
    assert calendar.events.count() == size
    return spent


def _roll(cpu: Cpu) -> float:
    """Keep what the pull has left to the background."""
    begun = cpu()
    while roll_on():
        pass
    return cpu() - begun


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
