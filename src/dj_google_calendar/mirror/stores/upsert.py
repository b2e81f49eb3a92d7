"""The statements that stores share: insert what is new, or replace what differs."""

import functools
from collections.abc import Callable

from dj_google_calendar.mirror.columns import EventRow
from dj_google_calendar.models import Event, Expansion, Occurrence

COLUMNS = ("calendar_id", *EventRow._fields, "seen_generation")
KEY = ("calendar_id", "google_id")
GUARD = ("etag", "status", "seen_generation", "resource")
"""Compared in this order; resources only where all else is equal (H-16)."""

SPAN = {
    "calendar_id": "e.calendar_id",
    "starts_at": "e.starts_at",
    "ends_at": "COALESCE(e.ends_at, e.starts_at)",
    "starts_on": "e.starts_on",
    "ends_on": "e.ends_on",
}
"""The columns of an occurrence, and what they are of a single event."""

EXPANSION = ("event_id", "key", "count", "since", "until", "problem")

Quote = Callable[[str], str]


def recurs(row: EventRow | Event) -> bool:
    """Say whether an event is a series: the cards of these end with a colon."""
    return (row.card or "").endswith(":")


def is_single(row: EventRow) -> bool:
    """Say whether an event takes place, and once."""
    return row.status != Event.CANCELLED and row.starts_at is not None and not recurs(row)


@functools.lru_cache(maxsize=4)
def series_sql(quote: Quote, source: str, is_wanted: str, instances: str) -> str:
    """Give what reads series ``f``, what is stored of them, and ``instances`` as JSON, of ``i``."""
    expansions, occurrences = (quote(model._meta.db_table) for model in (Expansion, Occurrence))
    return f"""
        SELECT f.id, f.google_id, f.status, f.resource,
          (SELECT {instances} FROM {table(quote)} i
            WHERE i.calendar_id = f.calendar_id AND i.recurring_event_id = f.google_id
              AND NOT (i.recurring_event_id = '')),
          EXISTS (SELECT 1 FROM {occurrences} o WHERE o.event_id = f.id), x.key,
          x.until >= %(until)s
            AND x.count = (SELECT count(*) FROM {occurrences} o WHERE o.event_id = f.id)
        FROM {source} f LEFT JOIN {expansions} x ON x.event_id = f.id
        WHERE f.calendar_id = %(calendar)s AND {is_wanted}
    """  # noqa: S608 - names of our own


def names(quote: Quote) -> str:
    """Name the columns in their order."""
    return ", ".join(map(quote, COLUMNS))


def table(quote: Quote) -> str:
    """Name the table."""
    return quote(Event._meta.db_table)


@functools.lru_cache(maxsize=8)
def upsert_sql(quote: Quote, source: str, differs: str) -> str:
    """Give the statement that takes its rows from ``source``.

    ``differs`` is the database's operator for "is distinct from".
    """
    written = ", ".join(
        f"{quote(name)} = excluded.{quote(name)}" for name in COLUMNS if name not in KEY
    )
    guard = " OR ".join(
        f"{table(quote)}.{quote(name)} {differs} excluded.{quote(name)}" for name in GUARD
    )
    return (
        f"INSERT INTO {table(quote)} ({names(quote)}) {source} "
        f"ON CONFLICT ({', '.join(map(quote, KEY))}) DO UPDATE SET {written} "
        f"WHERE ({guard}) AND NOT {table(quote)}.in_outbox"
    )


@functools.lru_cache(maxsize=8)
def cancelled_sql(quote: Quote, which: str) -> str:
    """Give what selects the stored rows that ``which`` finds, as they are when cancelled.

    As a source of rows beside those that were sent, it spares a statement of its own.
    """
    selected = ", ".join(
        f"'{Event.CANCELLED}'" if name == "status" else quote(name) for name in COLUMNS
    )
    return (
        f"SELECT {selected} FROM {table(quote)} "  # noqa: S608 - names of our own
        f"WHERE {quote('status')} <> '{Event.CANCELLED}' AND {which}"
    )


IS_SINGLE = f"e.status <> '{Event.CANCELLED}' AND e.starts_at IS NOT NULL AND e.card NOT LIKE '%%:'"
"""The same of a row ``e``."""


IS_STALE = (
    f"(e.status = '{Event.CANCELLED}' OR e.starts_at IS NULL "
    "OR e.starts_at <> o.starts_at AND e.card NOT LIKE '%%:')"
)
"""An occurrence ``o`` is of a row ``e`` that takes place once, at another time or not at all."""


@functools.lru_cache(maxsize=8)
def single_sql(quote: Quote, events: str, which: str, is_long: str) -> str:
    """Give what writes the occurrence of each event that takes place once, where it differs."""
    occurrences = quote(Occurrence._meta.db_table)
    columns = {**SPAN, "is_long": is_long}
    changing = [name for name in columns if name != "starts_at"]
    written = ", ".join(f"{name} = excluded.{name}" for name in changing)
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM {columns[name]}" for name in changing)
    return f"""
        INSERT INTO {occurrences} (event_id, {", ".join(columns)})
        SELECT e.id, {", ".join(columns.values())} FROM {events} e
        WHERE {which} AND {IS_SINGLE} AND NOT EXISTS (SELECT 1 FROM {occurrences} o
          WHERE o.event_id = e.id AND o.starts_at = e.starts_at AND {same})
        ON CONFLICT (event_id, starts_at) DO UPDATE SET {written}
    """  # noqa: S608 - names of our own


@functools.lru_cache(maxsize=4)
def expansion_sql(quote: Quote, source: str) -> str:
    """Give what keeps how far series are expanded."""
    into = ", ".join(map(quote, EXPANSION))
    written = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in EXPANSION[1:])
    return (
        f"INSERT INTO {quote(Expansion._meta.db_table)} ({into}) {source} "
        f"ON CONFLICT (event_id) DO UPDATE SET {written}"
    )
