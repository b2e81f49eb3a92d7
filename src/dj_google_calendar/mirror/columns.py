"""Which columns a resource fills: pure, tolerant of what is absent, strict about what is wrong."""

import datetime as dt
import functools
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from dj_google_calendar.mirror.cards import Shown, card_of, original_of, response_of, text_of

Columns = dict[str, Any]
LONGEST_ID = 1024
MAPPING_VERSION = 2
"""Raised when columns are filled in another way: every calendar is then read again."""

UNKEEPABLE = re.compile(r"\\u(?:0000|[dD])")
"""In a resource as sent: a NUL, or perhaps half of a surrogate pair, which no database keeps."""


NOTHING = msgspec.Raw(b"null")


class MalformedResourceError(ValueError):
    """The resource cannot be kept in the mirror; the message says why."""


def calendar_columns(entry: Mapping[str, Any]) -> Columns:
    """Give the columns of a calendar list entry."""
    check_resource(entry)
    return {
        "etag": _text(entry, "etag"),
        "summary": _text(entry, "summary"),
        "time_zone": _text(entry, "timeZone"),
        "access_role": _text(entry, "accessRole"),
        "is_primary": entry.get("primary") is True,
        "resource": entry,
    }


class Time(msgspec.Struct, rename="camel"):
    """``start`` or ``end`` of an event resource."""

    date: str | None = None
    date_time: str | None = None
    time_zone: str | None = None


class EventResource(msgspec.Struct):
    """What of an event resource fills columns; its other members are passed over."""

    id: str
    etag: str | None = None
    status: str | None = None
    event_type: str | None = msgspec.field(name="eventType", default=None)
    summary: str | None = None
    ical_uid: str | None = msgspec.field(name="iCalUID", default=None)
    recurring_event_id: str | None = msgspec.field(name="recurringEventId", default=None)
    start: Time | None = None
    end: Time | None = None
    recurrence: Any = None
    location: Any = None
    transparency: Any = None
    color_id: Any = msgspec.field(name="colorId", default=None)
    # read as a whole only where something of them is shown
    attendees: msgspec.Raw = NOTHING
    original: msgspec.Raw = msgspec.field(name="originalStartTime", default=NOTHING)


class EventRow(NamedTuple):
    """The columns of one event, in the order in which stores write them."""

    google_id: str
    etag: str
    status: str
    event_type: str
    summary: str
    ical_uid: str
    recurring_event_id: str
    card: str
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    resource: str
    """The event as Google sent it: JSON text."""


_decoder = msgspec.json.Decoder(EventResource)


def event_row(resource: msgspec.Raw | bytes, *, time_zone: str) -> EventRow:
    """Give the columns of an event of a calendar in this zone, from its bytes as sent.

    Raises MalformedResourceError for what no database could keep.
    """
    try:
        as_sent = str(resource, "utf-8")
        if UNKEEPABLE.search(as_sent):
            _check_text(as_sent)
        event = _decoder.decode(resource)
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise MalformedResourceError(f"It cannot be read: {exc}.") from exc
    series = event.recurring_event_id or ""
    if not event.id or len(event.id) > LONGEST_ID or len(series) > LONGEST_ID:
        raise MalformedResourceError(f"An id is empty or longer than {LONGEST_ID} characters.")
    starts_at, starts_on = _moment(event.start, "start", time_zone)
    ends_at, ends_on = _moment(event.end, "end", time_zone)
    return EventRow(
        event.id,
        event.etag or "",
        event.status or "",
        event.event_type or "",
        event.summary or "",
        event.ical_uid or "",
        series,
        _card(event, time_zone),
        starts_at,
        ends_at,
        starts_on,
        ends_on,
        as_sent,
    )


def _card(event: EventResource, time_zone: str) -> str:
    is_series = bool(event.recurrence) and not event.recurring_event_id
    original = None
    if event.recurring_event_id:
        original = original_of(event.original, event.id, time_zone=time_zone)
    shown = Shown(
        event.summary or "",
        event.status or "",
        response_of(event.attendees),
        text_of(event.transparency),
        text_of(event.color_id),
        event.event_type or "",
        text_of(event.location),
        is_series or bool(event.recurring_event_id),
        original,
    )
    return card_of(shown, is_series=is_series)


def _check_text(text: str) -> None:
    try:
        whole = json.dumps(json.loads(text), ensure_ascii=False)
        whole.encode()
    except (ValueError, RecursionError) as exc:
        raise MalformedResourceError("It holds text or numbers outside of JSON.") from exc
    if "\\u0000" in whole:
        raise MalformedResourceError("It holds a NUL character.")


def check_resource(resource: object) -> str:
    """Give the resource's id; raise MalformedResourceError for what no database could keep."""
    if not isinstance(resource, Mapping):
        raise MalformedResourceError("It is not an object.")
    google_id = resource.get("id")
    if not isinstance(google_id, str) or not google_id:
        raise MalformedResourceError("It has no id.")
    if len(google_id) > LONGEST_ID or len(_text(resource, "recurringEventId")) > LONGEST_ID:
        raise MalformedResourceError(f"An id is longer than {LONGEST_ID} characters.")
    try:
        text = json.dumps(resource, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, RecursionError) as exc:
        raise MalformedResourceError("It holds text or numbers outside of JSON.") from exc
    if "\\u0000" in text:
        raise MalformedResourceError("It holds a NUL character.")
    return google_id


def _text(resource: Mapping[str, Any], key: str) -> str:
    value = resource.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedResourceError(f"Its {key} is not text.")
    return value


def _moment(
    value: Time | None, key: str, time_zone: str
) -> tuple[dt.datetime | None, dt.date | None]:
    """Give the instant, and for an all-day event the date, of ``start`` or ``end``."""
    if value is None:
        return None, None
    if value.date_time is not None:
        return _instant(value.date_time, value.time_zone or time_zone, key), None
    if value.date is not None:
        return _day(value.date, time_zone, key)
    return None, None


def _instant(text: str, zone: str, key: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        odd = _parse(dt.datetime, text, f"{key}.dateTime")
        if odd is None:
            return None
        moment = odd
    if moment.tzinfo is None:
        # E-12, E-53: a wall time is read in its own zone, else in the calendar's
        moment = moment.replace(tzinfo=_zone(zone))
    return _in_utc(moment)


@functools.lru_cache(maxsize=4096)
def _day(text: str, zone: str, key: str) -> tuple[dt.datetime | None, dt.date | None]:
    date = _parse(dt.date, text, f"{key}.date")
    if date is None:
        return None, None
    return _in_utc(dt.datetime.combine(date, dt.time(), tzinfo=_zone(zone))), date


def _in_utc(moment: dt.datetime) -> dt.datetime | None:
    # the first and the last day of the calendar have no instant in every zone
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        return None


def _parse(kind: type[Any], text: str, name: str) -> Any:
    """Parse a date or time; a year outside of Python's is kept as unknown, not refused."""
    try:
        return kind.fromisoformat(text)
    except ValueError as exc:
        if text.startswith("0000-"):
            return None
        if text[16:19] == ":60":  # a leap second is read as the second before it
            return _parse(kind, f"{text[:16]}:59{text[19:]}", name)
        raise MalformedResourceError(f"Its {name} is no date or time: {text[:40]!r}.") from exc


@functools.lru_cache(maxsize=512)
def _zone(name: str) -> dt.tzinfo:
    # feeds name zones that no database knows; ZoneInfo raises OSError for folders such as "Europe"
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return dt.UTC
