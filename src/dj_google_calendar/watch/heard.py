"""The statements of a notification, in SQL by hand: of these Google may send thousands at once."""

import datetime as dt
import functools
from collections.abc import Callable
from typing import NamedTuple

from django.db import connections, router

from dj_google_calendar.models import Channel, Notification

Quote = Callable[[str], str]


class Heard(NamedTuple):
    """What counts of a channel that something was heard of."""

    pk: int
    account_id: int
    calendar_id: int | None
    """None for the channel of a calendar list."""
    state: str
    token_hash: str
    resource_id: str
    is_over: bool
    """Whether its time is over."""


def find_channel(channel_id: str, *, now: dt.datetime) -> Heard | None:
    """Give a channel by the id that Google knows it by."""
    connection = connections[router.db_for_write(Channel)]
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_find_sql(connection.ops.quote_name), [moment, channel_id])
        row = cursor.fetchone()
    return Heard._make([*row[:-1], bool(row[-1])]) if row else None


@functools.lru_cache(maxsize=4)
def _find_sql(quote: Quote) -> str:
    return f"""
        SELECT id, account_id, calendar_id, state, token_hash, resource_id,
          expires_at IS NOT NULL AND expires_at <= %s
        FROM {quote(Channel._meta.db_table)} WHERE channel_id = %s
    """  # noqa: S608 - a name of our own


def add_notification(heard: Heard, *, state: str, number: int, now: dt.datetime) -> None:
    """Add the row that makes a channel's calendar due."""
    connection = connections[router.db_for_write(Notification)]
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(
            _add_sql(connection.ops.quote_name),
            [heard.calendar_id, heard.pk, state, number, moment],
        )


@functools.lru_cache(maxsize=4)
def _add_sql(quote: Quote) -> str:
    return f"""
        INSERT INTO {quote(Notification._meta.db_table)}
          (calendar_id, channel_id, state, message_number, received_at)
        VALUES (%s, %s, %s, %s, %s)
    """  # noqa: S608 - a name of our own
