"""A cursor for the few statements that each pull runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def pull_cursor(connection: Any) -> Iterator[Any]:
    """Give a cursor that sends values beside a statement, not within its text.

    PostgreSQL then neither reads a page of events as SQL nor plans a statement each time anew,
    where the site lets it keep prepared ones (``prepare_threshold`` in the OPTIONS).
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with (
        connection.wrap_database_errors,
        connection.Database.Cursor(connection.connection) as cursor,
    ):
        yield cursor
