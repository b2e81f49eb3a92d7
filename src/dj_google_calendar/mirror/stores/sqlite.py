"""SQLite: one prepared statement, run for each row."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from dj_google_calendar.mirror.columns import EventRow
from dj_google_calendar.mirror.stores.upsert import (
    COLUMNS,
    IS_STALE,
    Quote,
    cancelled_sql,
    expansion_sql,
    names,
    recurs,
    series_sql,
    single_sql,
    table,
    upsert_sql,
)
from dj_google_calendar.models import Occurrence

Values = tuple[str | int | float | None, ...]
JULIAN = 1721424.5
"""What lies between ordinals of days and SQLite's."""
NUMBERED = ", ".join(f"?{number}" for number in range(1, len(COLUMNS) + 1))
IS_CANCEL = f"?{len(COLUMNS) + 1}"


def insert_rows(
    connection: BaseDatabaseWrapper, rows: Sequence[EventRow], *, calendar_pk: int, generation: int
) -> int:
    """Insert rows, with the occurrences of single events; raise IntegrityError where one is."""
    quote = connection.ops.quote_name
    sql = f"INSERT INTO {table(quote)} ({names(quote)}) VALUES ({NUMBERED})"  # noqa: S608 - our own
    with connection.cursor() as cursor:
        cursor.executemany(sql, [_values(row, calendar_pk, generation) for row in rows])
        since = SINCE.format(table(quote))
        of = (calendar_pk, calendar_pk, rows[0].google_id)
        cursor.execute(single_sql(quote, table(quote), since, IS_LONG), of)
    return len(rows)


def upsert_rows(
    connection: BaseDatabaseWrapper,
    rows: Sequence[EventRow],
    cancels: Collection[str],
    *,
    calendar_pk: int,
    generation: int,
) -> tuple[int, int]:
    """Insert or replace rows, and cancel others; give how many were written, and cancelled."""
    values = [_values(row, calendar_pk, generation) for row in rows]
    changes = [connection.connection.total_changes]
    with connection.cursor() as cursor:
        if not cancels:
            sql = upsert_sql(connection.ops.quote_name, f"VALUES ({NUMBERED})", "IS NOT")
            cursor.executemany(sql, values)
            changes.append(connection.connection.total_changes)
        else:
            cursor.executemany(
                _sql(connection.ops.quote_name),
                _with_cancels(connection, values, cancels, calendar_pk, changes),
            )
    begun, between, ended = *changes, connection.connection.total_changes
    singles = [row.google_id for row in rows if not recurs(row)]
    if ended > begun and (singles or cancels):
        follow_singles(connection, calendar_pk, singles, cancels)
    return between - begun, ended - between


def _sql(quote: Quote) -> str:
    which = (
        f"{IS_CANCEL} AND {quote('calendar_id')} = ?1 "
        "AND (google_id = ?2 OR NOT (recurring_event_id = '') AND recurring_event_id = ?2)"
    )
    source = f"{cancelled_sql(quote, which)} UNION ALL SELECT {NUMBERED} WHERE NOT {IS_CANCEL}"
    return upsert_sql(quote, source, "IS NOT")


def _with_cancels(
    connection: BaseDatabaseWrapper,
    values: Sequence[Values],
    cancels: Collection[str],
    calendar_pk: int,
    changes: list[int],
) -> Any:
    """Give the rows, then what is to be cancelled; note in between what has been written."""
    for each in values:
        yield (*each, 0)
    changes.append(connection.connection.total_changes)
    nothing = (None,) * (len(COLUMNS) - 2)
    for google_id in cancels:
        yield (calendar_pk, google_id, *nothing, 1)


def _values(row: EventRow, calendar_pk: int, generation: int) -> Values:
    *texts, starts_at, ends_at, starts_on, ends_on, resource = row
    return (
        calendar_pk,
        *texts,
        # as Django keeps a moment there: in UTC, without saying so
        starts_at.isoformat(" ")[:-6] if starts_at else None,
        ends_at.isoformat(" ")[:-6] if ends_at else None,
        starts_on.isoformat() if starts_on else None,
        ends_on.isoformat() if ends_on else None,
        resource,
        generation,
    )


# the plus keeps the calendar's index out: it would read all that was written before
SINCE = (
    "+e.calendar_id = %s AND e.id >= (SELECT f.id FROM {} f "
    "WHERE f.calendar_id = %s AND f.google_id = %s)"
)
# a list with IN would have another index of the calendar's read, and all of its events
IS_NAMED = "f.google_id = wanted.value"
IS_OF_NAMED = "f.recurring_event_id = wanted.value AND NOT (f.recurring_event_id = '')"
BY_LIST = (
    "SELECT f.id FROM json_each(%s) wanted CROSS JOIN {table} f "
    "WHERE f.calendar_id = %s AND {which}"
)
GONE = """
    DELETE FROM {} WHERE event_id IN (SELECT value FROM json_each(%s))
      AND (event_id, starts_at) NOT IN (
        SELECT json_extract(value, '$[0]'), datetime(json_extract(value, '$[1]'), 'unixepoch')
        FROM json_each(%s))
"""
INSTANCES = (
    "json_group_array(json_array(i.google_id, json(json_extract(i.resource, "
    "'$.originalStartTime'))))"
)
IS_LONG = "COALESCE(julianday(e.ends_at) - julianday(e.starts_at) > 31, 0)"


def follow_singles(
    connection: BaseDatabaseWrapper,
    calendar_pk: int,
    google_ids: Sequence[str],
    cancels: Collection[str] = (),
) -> None:
    """Bring the occurrences of single events to where these are, and take away cancelled ones."""
    quote, events = connection.ops.quote_name, table(connection.ops.quote_name)
    by_id, by_series = (
        BY_LIST.format(table=events, which=which) for which in (IS_NAMED, IS_OF_NAMED)
    )
    is_named, is_meant = f"e.id IN ({by_id})", f"e.id IN ({by_id} UNION ALL {by_series})"
    with connection.cursor() as cursor:
        meant = (json.dumps([*google_ids, *cancels]), calendar_pk)
        gone = (json.dumps(list(cancels)), calendar_pk)
        cursor.execute(_stale_sql(quote, events, is_meant), (*meant, *gone))
        if google_ids:
            named = (json.dumps(google_ids), calendar_pk)
            cursor.execute(single_sql(quote, events, is_named, IS_LONG), named)


def _stale_sql(quote: Quote, events: str, which: str) -> str:
    occurrences = quote(Occurrence._meta.db_table)
    return f"""
        DELETE FROM {occurrences} WHERE (event_id, starts_at) IN (
          SELECT o.event_id, o.starts_at FROM {events} e
          JOIN {occurrences} o ON o.event_id = e.id WHERE {which} AND {IS_STALE})
    """  # noqa: S608 - names of our own


def read_series(
    connection: BaseDatabaseWrapper, calendar_pk: int, google_ids: Sequence[str], until: str
) -> list[tuple[Any, ...]]:
    """Read series of a calendar, what is stored of them until a day, and their instances."""
    quote = connection.ops.quote_name
    source = f"json_each(%(ids)s) wanted CROSS JOIN {table(quote)}"
    sql = series_sql(quote, source, "f.google_id = wanted.value", INSTANCES)
    of: dict[str, Any] = {"calendar": calendar_pk, "ids": json.dumps(google_ids), "until": until}
    with connection.cursor() as cursor:
        cursor.execute(sql, of)
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
    quote = connection.ops.quote_name
    occurrences = quote(Occurrence._meta.db_table)
    changing = ("ends_at", "starts_on", "ends_on", "is_long", "calendar_id")
    written = ", ".join(f"{name} = excluded.{name}" for name in changing)
    differs = " OR ".join(f"{name} IS NOT excluded.{name}" for name in changing)
    insert = f"""
        INSERT INTO {occurrences}
          (event_id, calendar_id, starts_at, ends_at, starts_on, ends_on, is_long)
        VALUES (?, {calendar_pk}, datetime(?, 'unixepoch'), datetime(?, 'unixepoch'),
          date(?), date(?), ?)
        ON CONFLICT (event_id, starts_at) DO UPDATE SET {written} WHERE {differs}
    """  # noqa: S608 - names and a number of our own
    with connection.cursor() as cursor:
        if stale:
            kept = [(pk, span[0]) for pk, span in spans]
            cursor.execute(GONE.format(occurrences), (json.dumps(stale), json.dumps(kept)))
        cursor.executemany(insert, [_span(pk, span) for pk, span in spans])
        keep = expansion_sql(quote, "VALUES (?, ?, ?, ?, ?, ?)")
        cursor.executemany(keep, expansions)


def _span(pk: int, span: Any) -> Values:
    starts, ends, first, last = span
    is_long = int(ends - starts > 31 * 86400)
    if first is None:
        return pk, starts, ends, None, None, is_long
    # julian days begin at noon
    return pk, starts, ends, first + JULIAN, last + JULIAN, is_long
