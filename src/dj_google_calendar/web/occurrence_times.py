"""Moments as the calendar page sends them: seconds since 1970, or days."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.models import Event
from dj_google_calendar.operations.event_fields import Moment
from dj_google_calendar.recurrence.anchor import anchor_of, midnight
from dj_google_calendar.recurrence.check import RecurrenceError
from dj_google_calendar.recurrence.instance import instance_of

ORIGINAL = "originalStartTime"
_SECONDS = re.compile(r"-?\d{1,12}")


def read_time(text: str, *, field: str, zone: dt.tzinfo = dt.UTC) -> Moment:
    """Read a moment or a day; raise InvalidFieldError."""
    try:
        if _SECONDS.fullmatch(text):
            return dt.datetime.fromtimestamp(int(text), dt.UTC).astimezone(zone)
        return dt.date.fromisoformat(text)
    except (ValueError, OverflowError, OSError) as exc:
        raise InvalidFieldError(f"{field} is neither a date nor a time.", field=field) from exc


def read_original(text: str | None) -> Moment | None:
    """Read which occurrence is meant; None where none is named. Raises InvalidFieldError."""
    return read_time(text, field=ORIGINAL) if text else None


def written_time(moment: Moment) -> str:
    """Write a moment or a day as the page has them."""
    if isinstance(moment, dt.datetime):
        return str(int(moment.timestamp()))
    return moment.isoformat()


def resource_at(event: Event, original: Moment | None) -> Mapping[str, Any]:
    """Give an event as it is at one of its occurrences; itself where none is named or known."""
    shown: Mapping[str, Any] = event.resource
    if original is None or not event.is_series:
        return shown
    moment = original if isinstance(original, dt.datetime) else midnight(original)
    try:
        anchor = anchor_of(
            event.resource.get("start") or {}, time_zone=event.calendar.time_zone or "UTC"
        )
        if anchor.is_all_day == isinstance(original, dt.datetime):
            return shown
        given = instance_of({"id": event.google_id, **event.resource}, moment, anchor)
    except (RecurrenceError, KeyError, OverflowError):
        return shown
    del given["recurringEventId"]  # only Google's own instances have one: those that were changed
    return given
