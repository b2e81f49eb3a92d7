"""The lease of a calendar: one pull at a time, without a transaction open across the network.

A row says who pulls, until when, and in which generation. Each write of a pull checks the
generation, so one that was paused for too long finds its writes refused.
"""

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import connections, router
from django.db.models import Model

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import SupersededError
from dj_google_calendar.mirror.cursors import pull_cursor
from dj_google_calendar.models import (
    Account,
    Calendar,
    Channel,
    Event,
    Notification,
    OutboxEntry,
    QuarantinedItem,
)

WANTED_OF_CALENDAR = frozenset(
    {"id", "account_id", "google_id", "summary", "time_zone", "access_role", "state"}
    | {"state_reason", "sync_token", "page_token", "pull_generation", "mapping_version"}
    | {"done", "failures", "missed", "lease_owner", "lease_generation"}
    | {"next_reconcile_at", "last_pulled_at", "silent_pulls"}
)
WANTED_OF_ACCOUNT = frozenset(
    {"id", "sub", "state", "sealed_credentials", "credentials_generation"}
)


def _columns(model: type[Model], wanted: frozenset[str]) -> tuple[str, ...]:
    """Give the columns in the model's order, in which its rows are read."""
    return tuple(f.attname for f in model._meta.concrete_fields if f.attname in wanted)


OF_CALENDAR = _columns(Calendar, WANTED_OF_CALENDAR)
OF_ACCOUNT = _columns(Account, WANTED_OF_ACCOUNT)


class Taken(NamedTuple):
    """A calendar whose lease is held, with its account and what a pull needs of both."""

    calendar: Calendar
    wanted: int
    """The newest notification's id: what the pull that begins now has to reach."""
    has_quarantine: bool
    """Whether items of it were set aside before."""
    is_pushed: bool
    """Whether notifications come for it."""
    is_told: bool
    """Whether one has come since the last pull."""


def take(calendar_pk: int, *, only_if_wanted: bool = False) -> Taken | None:
    """Take the lease, if it is free and the account may be pulled. One statement.

    With ``only_if_wanted`` also only where a notification has come since the last pull, or
    where the schedule wants one.
    """
    now = clock.now()
    alias = router.db_for_write(Calendar)
    connection = connections[alias]
    moment = connection.ops.adapt_datetimefield_value
    owner = clock.uuid().hex
    with pull_cursor(connection) as cursor:
        cursor.execute(
            _sql(connection.ops.quote_name),
            [
                *(owner, moment(end_from(now)), calendar_pk, moment(now)),
                *(not only_if_wanted, moment(now), *Calendar.WAITING),
                *(*Calendar.AWAY, *Account.PULLED),
                *(Channel.State.LIVE, moment(now)),
            ],
        )
        row = cursor.fetchone()
    return _read(alias, list(row)) if row else None


def end_from(now: dt.datetime) -> dt.datetime:
    """Give when a lease ends that is taken or renewed now; each page renews it."""
    return now + dt.timedelta(seconds=conf.LEASE_SECONDS)


def is_taken(calendar_pk: int) -> bool:
    """Say whether somebody pulls a calendar at the moment."""
    return Calendar.objects.filter(pk=calendar_pk, lease_until__gt=clock.now()).exists()


@functools.lru_cache(maxsize=4)
def _sql(quote: Any) -> str:
    calendar, account = (quote(model._meta.db_table) for model in (Calendar, Account))
    quarantined, channel, notification = (
        quote(model._meta.db_table) for model in (QuarantinedItem, Channel, Notification)
    )
    newest = _newest(quote)
    of_account = ", ".join(
        f"(SELECT a.{quote(name)} FROM {account} a WHERE a.id = {calendar}.account_id)"  # noqa: S608
        for name in OF_ACCOUNT
    )
    waiting, away, states = (
        ", ".join(["%s"] * len(each)) for each in (Calendar.WAITING, Calendar.AWAY, Account.PULLED)
    )
    return f"""
        UPDATE {calendar}
        SET lease_owner = %s, lease_until = %s, lease_generation = lease_generation + 1
        WHERE id = %s AND (lease_until IS NULL OR lease_until <= %s)
          AND (%s OR next_pull_at <= %s OR ({newest} > done AND state NOT IN ({waiting})))
          AND state NOT IN ({away})
          AND EXISTS (SELECT 1 FROM {account} a WHERE a.id = account_id AND a.state IN ({states}))
        RETURNING {", ".join(map(quote, OF_CALENDAR))}, {of_account}, {newest},
          EXISTS (SELECT 1 FROM {quarantined} q WHERE q.calendar_id = {calendar}.id),
          EXISTS (SELECT 1 FROM {channel} c WHERE c.calendar_id = {calendar}.id
                  AND c.state = %s AND c.expires_at > %s),
          EXISTS (SELECT 1 FROM {notification} n WHERE n.calendar_id = {calendar}.id
                  AND n.id > done AND n.channel_id IS NOT NULL)
    """  # noqa: S608 - names of our own tables and columns


def _newest(quote: Any) -> str:
    notification, calendar = (quote(m._meta.db_table) for m in (Notification, Calendar))
    return (
        f"(SELECT COALESCE(MAX(n.id), 0) FROM {notification} n "  # noqa: S608 - our own tables
        f"WHERE n.calendar_id = {calendar}.id)"
    )


def _read(alias: str, row: list[Any]) -> Taken:
    *rest, wanted, has_quarantine, is_pushed, is_told = row
    own, of_account = rest[: len(OF_CALENDAR)], rest[len(OF_CALENDAR) :]
    values = [
        _moment(value) if name.endswith("_at") else value
        for name, value in zip(OF_CALENDAR, own, strict=True)
    ]
    calendar = Calendar.from_db(alias, OF_CALENDAR, values)
    calendar.account = Account.from_db(alias, OF_ACCOUNT, of_account)
    return Taken(calendar, wanted, bool(has_quarantine), bool(is_pushed), bool(is_told))


def _moment(value: Any) -> dt.datetime | None:
    """Read a moment: SQLite keeps it as text, in UTC."""
    if value is None or (isinstance(value, dt.datetime) and value.tzinfo):
        return value
    found = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return found.replace(tzinfo=dt.UTC)


def held(calendar: Calendar) -> Any:
    """Give the calendar's row if this lease still holds it, for an update.

    Whoever changes the state meanwhile, as by switching the calendar off, takes it away too.
    """
    return Calendar.objects.filter(
        pk=calendar.pk, lease_generation=calendar.lease_generation, state=calendar.state
    )


def renew(calendar: Calendar, **columns: Any) -> None:
    """Hold the lease for longer, with columns that change; raise SupersededError if it is lost."""
    if not held(calendar).update(lease_until=end_from(clock.now()), **columns):
        raise SupersededError
    connection = connections[router.db_for_write(Calendar)]
    has_edits = _has_edits(connection.ops.quote_name)
    with pull_cursor(connection) as cursor:
        of = f"FROM {connection.ops.quote_name(Calendar._meta.db_table)} WHERE id = %s"
        cursor.execute(f"SELECT {has_edits} {of}", [calendar.pk])
        calendar.has_edits = bool(cursor.fetchone()[0])


def give_back(calendar: Calendar, columns: Mapping[str, Any]) -> bool:
    """End the lease with columns that change; raise SupersededError if it is lost.

    Gives whether a notification has come that the columns do not mark as done. One statement.
    """
    columns = {"lease_owner": "", "lease_until": None, **columns}
    connection = connections[router.db_for_write(Calendar)]
    quote = connection.ops.quote_name
    fields: list[Any] = [Calendar._meta.get_field(name) for name in columns]
    values = [
        field.get_db_prep_save(value, connection)
        for field, value in zip(fields, columns.values(), strict=True)
    ]
    written = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    with pull_cursor(connection) as cursor:
        cursor.execute(
            f"UPDATE {quote(Calendar._meta.db_table)} SET {written} "  # noqa: S608 - our columns
            f"WHERE id = %s AND lease_generation = %s AND state = %s "
            f"RETURNING {_newest(quote)} > done, {_has_edits(quote)}",
            [*values, calendar.pk, calendar.lease_generation, calendar.state],
        )
        row = cursor.fetchone()
    if row is None:
        raise SupersededError
    for name, value in columns.items():
        setattr(calendar, name, value)
    calendar.has_edits = bool(row[1])
    return bool(row[0])


def _has_edits(quote: Any) -> str:
    """Say in SQL that events of a calendar are in the outbox, or may be on their way to it."""
    event, entry, calendar = (quote(m._meta.db_table) for m in (Event, OutboxEntry, Calendar))
    return (
        f"(EXISTS (SELECT 1 FROM {event} e "  # noqa: S608 - our own tables
        f"WHERE e.calendar_id = {calendar}.id AND e.in_outbox) "
        f"OR EXISTS (SELECT 1 FROM {entry} o WHERE o.account_id = {calendar}.account_id "
        f"AND o.state = '{OutboxEntry.State.SENDING}' AND o.kind = '{OutboxEntry.Kind.MOVE}'))"
    )


def let_go(calendar: Calendar) -> None:
    """End the lease, if it is still held, and change nothing else."""
    rows = Calendar.objects.filter(pk=calendar.pk, lease_generation=calendar.lease_generation)
    rows.update(lease_owner="", lease_until=None)
