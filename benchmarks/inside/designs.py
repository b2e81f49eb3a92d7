"""Four ways to bring a calendar into the database: the usual ones, ours, and the least there is."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec
import urllib3
from django.db import connection, transaction
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build

from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.sync.pull_calendar import pull_calendar
from inside.site import GOOGLE, IS_POSTGRESQL, TOKEN

FLOOR = "floor_event"
WRITTEN = ("etag", "status", "event_type", "summary", "ical_uid", "recurring_event_id", "starts_at")
WRITTEN += ("ends_at", "starts_on", "ends_on", "resource")


def naive(calendar: Calendar) -> None:
    """google-api-python-client, built for each pull, and update_or_create for each event."""
    for page in _pages(calendar):
        for item in page["items"]:
            Event.objects.update_or_create(
                calendar=calendar, google_id=item["id"], defaults=_columns(item)
            )
        calendar.sync_token = page.get("nextSyncToken", "")
    calendar.save(update_fields=["sync_token"])


def bulk(calendar: Calendar) -> None:
    """google-api-python-client and bulk_create with update_conflicts, a page at a time."""
    for page in _pages(calendar):
        Event.objects.bulk_create(
            [Event(calendar=calendar, google_id=i["id"], **_columns(i)) for i in page["items"]],
            update_conflicts=True,
            unique_fields=("calendar", "google_id"),
            update_fields=WRITTEN,
        )
        calendar.sync_token = page.get("nextSyncToken", "")
    calendar.save(update_fields=["sync_token"])


def ours(calendar: Calendar) -> None:
    """Pull as this app does."""
    pull_calendar(calendar)


def _pages(calendar: Calendar) -> Iterator[dict[str, Any]]:
    options = {"api_endpoint": GOOGLE}
    google = build("calendar", "v3", credentials=Credentials(TOKEN), client_options=options)
    asked: dict[str, Any] = {"calendarId": calendar.google_id, "maxResults": 2500}
    asked |= {"syncToken": calendar.sync_token} if calendar.sync_token else {}
    page: dict[str, Any] = {}
    while "nextSyncToken" not in page:
        page = google.events().list(**asked, pageToken=page.get("nextPageToken")).execute()
        yield page


def _columns(item: dict[str, Any]) -> dict[str, Any]:
    start, end = item.get("start", {}), item.get("end", {})
    return {
        "etag": item.get("etag", ""),
        "status": item.get("status", ""),
        "event_type": item.get("eventType", ""),
        "summary": item.get("summary", ""),
        "ical_uid": item.get("iCalUID", ""),
        "recurring_event_id": item.get("recurringEventId", ""),
        "starts_at": _moment(start.get("dateTime")),
        "ends_at": _moment(end.get("dateTime")),
        "starts_on": start.get("date"),
        "ends_on": end.get("date"),
        "resource": item,
    }


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


class Time(msgspec.Struct, rename="camel"):
    """A start or an end."""

    date_time: str | None = None


class Item(msgspec.Struct, rename="camel"):
    """What of an event fills columns."""

    id: str
    etag: str = ""
    status: str = ""
    event_type: str = ""
    summary: str = ""
    ical_uid: str = msgspec.field(name="iCalUID", default="")
    recurring_event_id: str = ""
    start: Time | None = None
    end: Time | None = None


class Page(msgspec.Struct, rename="camel"):
    """A page of events, each as sent."""

    items: list[msgspec.Raw]
    next_page_token: str = ""


_page = msgspec.json.Decoder(Page)
_item = msgspec.json.Decoder(Item)
NAMES = "calendar_id, google_id, etag, status, event_type, summary, ical_uid, recurring_event_id, "
NAMES += "starts_at, ends_at, resource, seen_generation"


def make_floor_table() -> None:
    """Make a table with the columns, indexes and constraints of the real one."""
    event = Event._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {FLOOR}")
        if IS_POSTGRESQL:
            cursor.execute(
                f"CREATE TABLE {FLOOR} (LIKE {event} INCLUDING ALL, FOREIGN KEY (calendar_id) "
                f"REFERENCES {Calendar._meta.db_table} (id) DEFERRABLE INITIALLY DEFERRED)"
            )
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql != ''", [event])
        for (made,) in cursor.fetchall():
            renamed = made.replace(event, FLOOR).replace('INDEX "', 'INDEX "floor_')
            cursor.execute(renamed)


def empty_floor_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"{'TRUNCATE' if IS_POSTGRESQL else 'DELETE FROM'} {FLOOR}")


def floor(calendar: Calendar) -> None:
    """Download, parse and insert, with nothing around it: no look for rows that are there."""
    store = _copy if IS_POSTGRESQL else _insert
    pool, token = urllib3.PoolManager(), ""
    address = f"{GOOGLE}calendar/v3/calendars/{quote(calendar.google_id)}/events"
    headers = {"Accept-Encoding": "gzip", "Authorization": f"Bearer {TOKEN}"}
    while True:
        fields = {"maxResults": "2500"} | ({"pageToken": token} if token else {})
        page = _page.decode(pool.request("GET", address, fields=fields, headers=headers).data)
        with transaction.atomic():
            store(calendar.pk, page.items)
        token = page.next_page_token
        if not token:
            return


def _copy(pk: int, items: list[msgspec.Raw]) -> None:
    text = "".join([_line(pk, bytes(item)) for item in items])
    with connection.cursor() as cursor, cursor.copy(f"COPY {FLOOR} ({NAMES}) FROM STDIN") as copy:
        copy.write(text)


def _line(pk: int, sent: bytes) -> str:
    each = _item.decode(sent)
    etag, raw = each.etag.replace("\\", "\\\\"), sent.decode().replace("\\", "\\\\")
    return (
        f"{pk}\t{each.id}\t{etag}\t{each.status}\t{each.event_type}\t{each.summary}\t"
        f"{each.ical_uid}\t{each.recurring_event_id}\t{each.start.date_time}\t"
        f"{each.end.date_time}\t{raw}\t1\n"
    )


def _insert(pk: int, items: list[msgspec.Raw]) -> None:
    values = ", ".join(["%s"] * 12)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {FLOOR} ({NAMES}) VALUES ({values})",
            [_values(pk, bytes(item)) for item in items],
        )


def _values(pk: int, sent: bytes) -> tuple[object, ...]:
    each = _item.decode(sent)
    return (
        *(pk, each.id, each.etag, each.status, each.event_type, each.summary, each.ical_uid),
        *(each.recurring_event_id, each.start.date_time, each.end.date_time, sent.decode(), 1),
    )
