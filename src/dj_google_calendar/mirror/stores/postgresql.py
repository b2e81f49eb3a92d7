"""PostgreSQL: COPY for what is new, and one statement with an array a column for all else."""

import datetime as dt
import functools
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from dj_google_calendar.mirror.columns import EventRow
from dj_google_calendar.mirror.cursors import pull_cursor
from dj_google_calendar.mirror.stores.upsert import (
    EXPANSION,
    IS_STALE,
    SPAN,
    Quote,
    cancelled_sql,
    expansion_sql,
    is_single,
    names,
    recurs,
    series_sql,
    single_sql,
    table,
    upsert_sql,
)
from dj_google_calendar.models import Event, Occurrence
from dj_google_calendar.models.occurrence import LONG

TEXTS = 8
"""So many columns of a row are text, before the times; the resource comes last."""
TYPES = ("text",) * TEXTS + ("timestamptz", "timestamptz", "date", "date", "jsonb")
CHUNK = 250
"""The server stores so many rows while the next ones are being written down."""
DRAWN = """
    SELECT array_agg(nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)))
    FROM generate_series(1, %s)
"""


def insert_rows(
    connection: BaseDatabaseWrapper, rows: Sequence[EventRow], *, calendar_pk: int, generation: int
) -> int:
    """Insert rows, with the occurrences of single events; raise IntegrityError where one is.

    Their keys are drawn before, so that nothing has to be read again.
    """
    quote = connection.ops.quote_name
    ordered = sorted(rows)
    with connection.cursor() as cursor:
        cursor.execute(DRAWN, [Event._meta.db_table, len(ordered)])
        (keys,) = cursor.fetchone()
    keyed = list(zip(keys, ordered, strict=True))
    begin, end = f"\t{calendar_pk}\t", f"\t{generation}\n"
    into = f"{table(quote)} (id, {names(quote)})"
    _copy(connection, into, [(f"{key}{begin}", row, end) for key, row in keyed], _event_line)
    into = f"{quote(Occurrence._meta.db_table)} (event_id, {', '.join(SPAN)}, is_long)"
    singles = [(f"{key}{begin}", row) for key, row in keyed if is_single(row)]
    _copy(connection, into, singles, _single_line)
    return len(rows)


def _copy(connection: Any, into: str, items: Sequence[Any], line_of: Callable[[Any], str]) -> None:
    # Django wraps what a statement raises, but not what comes out of a COPY
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {into} FROM STDIN") as copy,
    ):
        for first in range(0, len(items), CHUNK):
            copy.write("".join(map(line_of, items[first : first + CHUNK])))


def _event_line(item: tuple[str, EventRow, str]) -> str:
    begin, row, end = item
    return f"{begin}{_line(row)}{end}"


def _single_line(item: tuple[str, EventRow]) -> str:
    begin, row = item
    starts_at: Any = row.starts_at
    ends_at = row.ends_at or starts_at
    is_long = "t" if ends_at - starts_at > LONG else "f"
    return (
        f"{begin}{_time(starts_at)}\t{_time(ends_at)}\t"
        f"{_time(row.starts_on)}\t{_time(row.ends_on)}\t{is_long}\n"
    )


def upsert_rows(
    connection: BaseDatabaseWrapper,
    rows: Sequence[EventRow],
    cancels: Collection[str],
    *,
    calendar_pk: int,
    generation: int,
) -> tuple[int, int]:
    """Insert or replace rows, and cancel others; give how many were written, and cancelled."""
    # in the order of their keys, so that two writers cannot wait for each other (a deadlock)
    columns = list(zip(*sorted(rows), strict=True)) or [()] * len(TYPES)
    arrays = [_array(column) for column in columns]
    gone = [calendar_pk, *[_array(list(cancels))] * 2, arrays[0]] if cancels else []
    follows = bool(cancels) or not all(recurs(row) for row in rows)
    sql = _sql(connection.ops.quote_name, has_cancels=bool(cancels), follows=follows)
    with pull_cursor(connection) as cursor:
        cursor.execute(sql, [calendar_pk, generation, *arrays, *gone, arrays[0]])
        written, cancelled = cursor.fetchone() or (0, 0)
    return written, cancelled


@functools.lru_cache(maxsize=4)
def _sql(quote: Quote, *, has_cancels: bool, follows: bool) -> bytes:
    """Give the upsert; where not all rows are series, occurrences follow within it."""
    spread = ", ".join(f"%s::{kind}[]" for kind in TYPES)
    source = f"SELECT %s::bigint, sent.*, %s::bigint FROM unnest({spread}) AS sent"  # noqa: S608
    if has_cancels:
        named = (
            "(google_id = ANY(%s::text[]) "
            "OR NOT (recurring_event_id = '') AND recurring_event_id = ANY(%s::text[]))"
        )
        which = f"calendar_id = %s::bigint AND {named} AND NOT google_id = ANY(%s::text[])"
        source += f" UNION ALL {cancelled_sql(quote, which)}"
    upsert = upsert_sql(quote, source, "IS DISTINCT FROM")
    written = f"WITH written AS ({upsert} RETURNING *, google_id = ANY(%s::text[]) AS is_sent)"
    if follows:
        stale = _stale_sql(quote, "written", "TRUE")
        single = single_sql(quote, "written", "TRUE", IS_LONG)
        written += f", stale AS ({stale}), single AS ({single})"
    counts = "count(*) FILTER (WHERE is_sent), count(*) FILTER (WHERE NOT is_sent)"
    return f"{written} SELECT {counts} FROM written".encode()  # noqa: S608 - names of our own


def _array(values: Sequence[object]) -> str:
    """Write a column as PostgreSQL reads an array."""
    return "{" + ",".join([_item(value) for value in values]) + "}"


def _item(value: object) -> str:
    if value is None:
        return "NULL"
    text = str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _line(row: Any) -> str:
    """Write a row as COPY reads it."""
    texts = "\t".join(row[:TEXTS])
    if texts.count("\t") >= TEXTS or "\\" in texts or "\n" in texts or "\r" in texts:
        texts = "\t".join([_escaped(text) for text in row[:TEXTS]])
    return (
        f"{texts}\t{_time(row.starts_at)}\t{_time(row.ends_at)}\t"
        f"{_time(row.starts_on)}\t{_time(row.ends_on)}\t{_escaped(row.resource)}"
    )


def _time(value: dt.date | None) -> str:
    return value.isoformat() if value is not None else r"\N"


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\")
    if "\n" in text or "\r" in text or "\t" in text:
        text = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return text


NAMED = "e.calendar_id = %s AND e.google_id = ANY(%s::text[])"
INSTANCES = "json_agg(json_build_array(i.google_id, i.resource -> 'originalStartTime'))::text"
SENT = ("event", "starts", "ends", "first", "last")
KEPT = dict(zip(EXPANSION, ("bigint", "text", "int", "date", "date", "text"), strict=True))
IS_LONG = "COALESCE(e.ends_at, e.starts_at) > e.starts_at + interval '31 days'"


def _stale_sql(quote: Quote, events: str, which: str) -> str:
    # no occurrence is looked up by another: where the planner takes a full table for an empty one,
    # it would compare each with all
    occurrences = quote(Occurrence._meta.db_table)
    joined = f"DELETE FROM {occurrences} o USING {events} e WHERE o.event_id = e.id"  # noqa: S608 - our own
    return f"{joined} AND {which} AND {IS_STALE}"


def follow_singles(
    connection: BaseDatabaseWrapper, calendar_pk: int, google_ids: Sequence[str]
) -> None:
    """Bring the occurrences of single events to where these are now."""
    quote, named = connection.ops.quote_name, [calendar_pk, _array(google_ids)]
    events = table(quote)
    with pull_cursor(connection) as cursor:
        cursor.execute(_stale_sql(quote, events, NAMED).encode(), named)
        cursor.execute(single_sql(quote, events, NAMED, IS_LONG).encode(), named)


def read_series(
    connection: BaseDatabaseWrapper, calendar_pk: int, google_ids: Sequence[str], until: str
) -> list[tuple[Any, ...]]:
    """Read series of a calendar, what is stored of them until a day, and their instances."""
    quote = connection.ops.quote_name
    sql = series_sql(quote, table(quote), "f.google_id = ANY(%(ids)s::text[])", INSTANCES)
    of = {"calendar": calendar_pk, "ids": _array(google_ids), "until": until}
    with pull_cursor(connection) as cursor:
        cursor.execute(sql.encode(), of)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def write_series(
    connection: BaseDatabaseWrapper,
    calendar_pk: int,
    spans: Sequence[tuple[int, Any]],
    expansions: Sequence[tuple[Any, ...]],
    *,
    stale: Sequence[int],
) -> None:
    """Write what differs of series' occurrences, and how far they are expanded.

    ``stale`` are the keys of those that have occurrences.
    """
    columns = list(zip(*[(pk, *span) for pk, span in spans], strict=True)) or [()] * len(SENT)
    values: dict[str, Any] = {"calendar": calendar_pk, "stale": _numbers(stale)}
    values |= dict(zip(SENT, map(_numbers, columns), strict=True))
    values |= dict(zip(KEPT, map(_array, zip(*expansions, strict=True)), strict=True))
    with pull_cursor(connection) as cursor:
        cursor.execute(_series_sql(connection.ops.quote_name), values)


@functools.lru_cache(maxsize=1)
def _series_sql(quote: Quote) -> bytes:
    occurrences, columns = quote(Occurrence._meta.db_table), (*SPAN, "is_long")
    changing = [name for name in columns if name != "starts_at"]
    written = ", ".join(f"{name} = excluded.{name}" for name in changing)
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM span.{name}" for name in changing)
    expansions = ", ".join(f"%({name})s::{kind}[]" for name, kind in KEPT.items())
    return f"""
        WITH span AS MATERIALIZED (
          SELECT event AS event_id, %(calendar)s::bigint AS calendar_id,
            to_timestamp(starts) AS starts_at, to_timestamp(ends) AS ends_at,
            date '0001-01-01' + (first - 1) AS starts_on,
            date '0001-01-01' + (last - 1) AS ends_on, ends - starts > 31 * 86400 AS is_long
          FROM unnest(%(event)s::bigint[], %(starts)s::bigint[], %(ends)s::bigint[],
            %(first)s::int[], %(last)s::int[]) AS sent (event, starts, ends, first, last)
        ), gone AS (
          DELETE FROM {occurrences} o WHERE o.event_id = ANY(%(stale)s::bigint[])
            AND NOT EXISTS (SELECT 1 FROM span
              WHERE span.event_id = o.event_id AND span.starts_at = o.starts_at)
        ), put AS (
          INSERT INTO {occurrences} (event_id, {", ".join(columns)})
          SELECT event_id, {", ".join(columns)} FROM span
          WHERE NOT EXISTS (SELECT 1 FROM {occurrences} o
            WHERE o.event_id = span.event_id AND o.starts_at = span.starts_at AND {same})
          ON CONFLICT (event_id, starts_at) DO UPDATE SET {written}
        ) {expansion_sql(quote, f"SELECT * FROM unnest({expansions}) WHERE true")}
    """.encode()  # noqa: S608 - names of our own


def _numbers(column: Sequence[int | None]) -> str:
    return "{" + ",".join(["NULL" if value is None else str(value) for value in column]) + "}"
