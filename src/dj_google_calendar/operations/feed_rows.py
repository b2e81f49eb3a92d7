"""What takes place, as narrow as each database gives it fastest.

Columns come as lists in one text each: hundreds of rows of their own would take twice as long,
and datetimes with zones several times. Moments are seconds since 1970.
"""

import datetime as dt
import functools
import sqlite3
from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from django.db import connections, router
from django.db.models import Exists, OuterRef, Value

from dj_google_calendar.mirror.cursors import pull_cursor
from dj_google_calendar.mirror.expansion import horizon
from dj_google_calendar.models import (
    Account,
    Calendar,
    Conflict,
    Event,
    Expansion,
    Occurrence,
    OutboxEntry,
)
from dj_google_calendar.models.occurrence import LONG
from dj_google_calendar.recurrence.moments import epoch_of

Quote = Callable[[str], str]
MOST = 500
"""So many calendars are shown at once."""
HAS_UNIXEPOCH = sqlite3.sqlite_version_info >= (3, 38)


Row = tuple[int, str, str, str, str]
"""One occurrence: its start, and in texts its event, its calendar, its end and its card, which is
empty where there is none yet. Plain tuples: names for the members would cost a tenth of all."""


class Found(NamedTuple):
    """Occurrences in no order, and what is true of few of them."""

    rows: list[Row]
    days: dict[tuple[int, str], str]
    """Of whole days, by start and event: the first one, a slash, and the one after the last."""
    waiting: set[str]
    """Events with edits that have still to be answered."""
    refused: set[str]
    """Events of the calendars, in the window or not, with edits that were refused."""
    in_conflict: set[str]
    """Events of the calendars, in the window or not, with conflicts that nobody has decided."""
    calendars: set[int]
    """Those of the calendars asked for that are the user's."""
    is_short: bool
    """Whether any series, of anybody, lacks rows before the end of the horizon."""


class Dialect(NamedTuple):
    """How a database writes a moment as seconds, and a column as one text, without NULLs."""

    seconds: str
    numbers: str
    texts: str


DIALECTS = {
    "postgresql": Dialect(
        "date_part('epoch', {})::bigint", "string_agg({}::text, ',')", "string_agg({}, chr(31))"
    ),
    "sqlite": Dialect(
        "unixepoch({})" if HAS_UNIXEPOCH else "CAST(strftime('%%s', {}) AS INTEGER)",
        "group_concat({})",
        "group_concat({}, char(31))",
    ),
}
SEPARATOR = "\x1f"
"""Between cards: a character that stands in no JSON."""


def kept_rows(
    user_pk: Any, calendars: Collection[int], start: dt.datetime, end: dt.datetime
) -> Found:
    """Give what the table has of a user's calendars between two moments.

    Calendars of others are passed over: whose they are is asked along, and once in a while
    somebody asks for one that is not theirs.
    """
    wanted = sorted(set(calendars))[:MOST]
    while wanted:
        found = _found(user_pk, wanted, start, end)
        if len(found.calendars) == len(wanted):
            return found
        wanted = sorted(found.calendars)
    return Found([], {}, set(), set(), set(), set(), is_short=False)


def _found(user_pk: Any, calendars: Sequence[int], start: dt.datetime, end: dt.datetime) -> Found:
    connection, needed = connections[router.db_for_read(Occurrence)], horizon().ends
    if connection.vendor not in DIALECTS:
        return portable_rows(user_pk, calendars, start, end)
    sql = rows_sql(connection.ops.quote_name, connection.vendor, len(calendars))
    with pull_cursor(connection) as cursor:
        values = values_of(connection.vendor, calendars, start, end)
        asked = [needed, user_pk, *calendars, *calendars, *calendars]
        cursor.execute(sql, [*asked, *values])
        is_short, *numbers, joined = cursor.fetchone()
    owned, refused, in_conflict, starts, events, owners, ends, waiting, days = (
        text.split(",") if text else [] for text in numbers
    )
    cards = joined.split(SEPARATOR) if starts else []
    return Found(
        list(zip(map(int, starts), events, owners, ends, cards, strict=True)),
        dict(map(_dated, days)),
        set(waiting),
        set(refused),
        set(in_conflict),
        set(map(int, owned)),
        bool(is_short),
    )


def _dated(text: str) -> tuple[tuple[int, str], str]:
    starts, event, days = text.split(" ")
    return (int(starts), event), days


def values_of(
    vendor: str, calendars: Sequence[int], start: dt.datetime, end: dt.datetime
) -> list[Any]:
    """Give the values in the order in which the statement has them."""
    near: list[Any] = [end, start - LONG, start, start]
    if vendor == "sqlite":
        near = [f"{each.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}" for each in near]
    return [*calendars, *near, *calendars, near[0], *near[2:]]


@functools.lru_cache(maxsize=64)
def rows_sql(quote: Quote, vendor: str, calendars: int, *, is_count: bool = False) -> str:
    """Give the statement: what is short from a while before the window on, and what is long."""
    dialect = DIALECTS[vendor]
    events, occurrences, entries = (
        quote(model._meta.db_table) for model in (Event, Occurrence, OutboxEntry)
    )
    waiting = ", ".join(f"'{state}'" for state in OutboxEntry.OPEN)
    waits = f"""CASE WHEN e.in_outbox AND EXISTS (SELECT 1 FROM {entries} w
        WHERE w.event_id = e.id AND w.state IN ({waiting})) THEN o.event_id END"""  # noqa: S608
    starts = dialect.seconds.format("o.starts_at")
    days = f"{starts} || ' ' || o.event_id || ' ' || o.starts_on || '/' || o.ends_on"
    columns = (
        *(starts, "o.event_id", "o.calendar_id", dialect.seconds.format("o.ends_at")),
        *(waits, f"CASE WHEN o.starts_on IS NOT NULL THEN {days} END", "COALESCE(e.card, '')"),
    )
    lists = [*map(dialect.numbers.format, "abcdef"), dialect.texts.format("g")]
    told = ", ".join([*_asked(quote, dialect, calendars), *lists])
    named = ", ".join(
        f"{column} AS {name}" for column, name in zip(columns, "abcdefg", strict=True)
    )
    rows = f"""
        SELECT {"1" if is_count else named}
        FROM {occurrences} o JOIN {events} e ON e.id = o.event_id
        WHERE o.calendar_id IN ({", ".join(["%s"] * calendars)}) AND o.starts_at < %s
    """  # noqa: S608 - names of our own
    lasts_into = "(o.ends_at > %s OR o.starts_at >= %s)"
    return f"""
        SELECT {"count(*)" if is_count else told} FROM (
          {rows} AND o.starts_at >= %s AND NOT o.is_long AND {lasts_into}
          UNION ALL {rows} AND o.is_long AND {lasts_into}) found
    """  # noqa: S608 - names of our own


def _asked(quote: Quote, dialect: Dialect, calendars: int) -> list[str]:
    """Give columns of what holds for all rows: what is short, whose calendars, few events."""
    accounts, owned, expansions, events, entries, conflicts = (
        quote(model._meta.db_table)
        for model in (Account, Calendar, Expansion, Event, OutboxEntry, Conflict)
    )
    marks = ", ".join(["%s"] * calendars)
    within = f"calendar_id IN ({marks})"
    of_user = f"""{owned} w JOIN {accounts} a ON a.id = w.account_id
        WHERE a.user_id = %s AND w.id IN ({marks})"""
    # events with edits that need somebody are few, so that this is not asked of each row
    refused = f"{entries} w WHERE w.{within} AND w.state = '{OutboxEntry.State.REFUSED}'"
    in_conflict = f"""{conflicts} w WHERE w.state = '{Conflict.State.OPEN}'
        AND EXISTS (SELECT 1 FROM {events} e WHERE e.id = w.event_id AND e.{within})"""  # noqa: S608 - names of our own
    listed = (("w.id", of_user), ("w.event_id", refused), ("w.event_id", in_conflict))
    return [
        f"(SELECT min(x.until) FROM {expansions} x) < %s",  # noqa: S608 - as above
        *(f"(SELECT {dialect.numbers.format(what)} FROM {which})" for what, which in listed),  # noqa: S608 - as above
    ]


def portable_rows(
    user_pk: Any, calendars: Collection[int], start: dt.datetime, end: dt.datetime
) -> Found:
    """Give the same by what any database can do."""
    owned = Calendar.objects.filter(pk__in=calendars, account__user=user_pk)
    is_short = Expansion.objects.filter(until__lt=horizon().ends).exists()
    entries = OutboxEntry.objects.waiting().filter(event=OuterRef("event"))
    found = Occurrence.objects.filter(calendar__in=calendars).between(start, end)
    rows: list[Row] = []
    days, waiting = {}, set()
    for each in found.select_related("event").annotate(waits=Exists(entries)):
        starts, event = epoch_of(each.starts_at), str(each.event_id)
        of = (event, str(each.calendar_id), str(epoch_of(each.ends_at)))
        rows.append((starts, *of, each.event.card or ""))
        if each.starts_on and each.ends_on:
            days[starts, event] = f"{each.starts_on}/{each.ends_on}"
        if vars(each)["waits"]:
            waiting.add(event)
    refused, in_conflict = _troubled_portable(calendars)
    of_user = set(owned.values_list("pk", flat=True))
    return Found(rows, days, waiting, refused, in_conflict, of_user, is_short)


def _troubled_portable(calendars: Collection[int]) -> tuple[set[str], set[str]]:
    entries = OutboxEntry.objects.filter(calendar__in=calendars, event__isnull=False)
    refused = entries.filter(state=OutboxEntry.State.REFUSED).order_by()
    conflicts = Conflict.objects.unresolved().filter(event__calendar__in=calendars).order_by()
    found = list(
        refused.values_list("event", Value("refused")).union(
            conflicts.values_list("event", Value("conflict"))
        )
    )
    first, second = (
        {str(pk) for pk, of in found if of == name} for name in ("refused", "conflict")
    )
    return first, second
