"""First pulls without the occurrences that belong to events, as the usual ways write none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from dj_google_calendar.mirror.stores import postgresql, sqlite
from dj_google_calendar.mirror.stores.upsert import names, table
from dj_google_calendar.sync import pull_calendar
from inside.site import IS_POSTGRESQL

STORE = postgresql if IS_POSTGRESQL else sqlite
AS_IT_IS = STORE.insert_rows, pull_calendar.follow_page


@contextmanager
def written(insert: Callable[..., int], follow: Callable[..., None]) -> Iterator[None]:
    """Let first pulls write in another way."""
    STORE.insert_rows, pull_calendar.follow_page = insert, follow
    try:
        yield
    finally:
        STORE.insert_rows, pull_calendar.follow_page = AS_IT_IS


def insert_alone(_connection, rows, *, calendar_pk: int, generation: int) -> int:
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


def nothing(*_args, **_options) -> None:
    """Write no occurrences of series."""
