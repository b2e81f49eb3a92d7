"""Which columns a resource fills: pure, tolerant of what is absent, strict about what is wrong."""

import datetime as dt
import functools
import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

Columns = dict[str, Any]
LONGEST_ID = 1024


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


def event_columns(event: Mapping[str, Any], *, time_zone: str) -> Columns:
    """Give the columns of an event of a calendar in this zone."""
    check_resource(event)
    starts_at, starts_on = _moment(event, "start", time_zone)
    ends_at, ends_on = _moment(event, "end", time_zone)
    return {
        "etag": _text(event, "etag"),
        "status": _text(event, "status"),
        "event_type": _text(event, "eventType"),
        "summary": _text(event, "summary"),
        "ical_uid": _text(event, "iCalUID"),
        "recurring_event_id": _text(event, "recurringEventId"),
        "starts_at": starts_at,
        "starts_on": starts_on,
        "ends_at": ends_at,
        "ends_on": ends_on,
        "resource": event,
    }


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
    event: Mapping[str, Any], key: str, time_zone: str
) -> tuple[dt.datetime | None, dt.date | None]:
    """Give the instant, and for an all-day event the date, of ``start`` or ``end``."""
    value = event.get(key)
    if value is None:
        return None, None
    if not isinstance(value, Mapping):
        raise MalformedResourceError(f"Its {key} is not an object.")
    if value.get("dateTime") is not None:
        return _instant(value, key, time_zone), None
    if value.get("date") is not None:
        date = _parse(dt.date, value["date"], f"{key}.date")
        return _at_midnight(date, time_zone), date
    return None, None


def _instant(value: Mapping[str, Any], key: str, time_zone: str) -> dt.datetime | None:
    moment = _parse(dt.datetime, value["dateTime"], f"{key}.dateTime")
    if moment is not None and moment.tzinfo is None:
        # E-12, E-53: a wall time is read in its own zone, else in the calendar's
        moment = moment.replace(tzinfo=_zone(str(value.get("timeZone") or time_zone)))
    return _in_utc(moment)


def _at_midnight(date: dt.date | None, time_zone: str) -> dt.datetime | None:
    if date is None:
        return None
    return _in_utc(dt.datetime.combine(date, dt.time(), tzinfo=_zone(time_zone)))


def _in_utc(moment: dt.datetime | None) -> dt.datetime | None:
    # the first and the last day of the calendar have no instant in every zone
    try:
        return moment.astimezone(dt.UTC) if moment else None
    except OverflowError:
        return None


def _parse(kind: type[Any], text: object, name: str) -> Any:
    """Parse a date or time; a year outside of Python's is kept as unknown, not refused."""
    if not isinstance(text, str):
        raise MalformedResourceError(f"Its {name} is not text.")
    if text.startswith("0000-"):
        return None
    try:
        # a leap second is read as the second before it
        return kind.fromisoformat(text.replace(":60", ":59", 1) if ":60" in text[16:] else text)
    except ValueError as exc:
        raise MalformedResourceError(f"Its {name} is no date or time: {text[:40]!r}.") from exc


@functools.lru_cache(maxsize=512)
def _zone(name: str) -> dt.tzinfo:
    # feeds name zones that no database knows; ZoneInfo raises OSError for folders such as "Europe"
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return dt.UTC
