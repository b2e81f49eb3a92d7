"""What a calendar page shows of an event, as members of a JSON object: pure."""

import datetime as dt
from typing import Any

import msgspec

from dj_google_calendar.recurrence.anchor import anchor_of
from dj_google_calendar.recurrence.check import RecurrenceError
from dj_google_calendar.recurrence.lines import parse_moment
from dj_google_calendar.recurrence.moments import epoch_of


class Shown(msgspec.Struct):
    """The members of a card, in their order."""

    title: Any
    status: Any
    response: Any
    transparency: Any
    color_id: Any
    event_type: Any
    location: Any
    recurs: bool
    original: str | int | None = None


class Guest(msgspec.Struct):
    """What of an attendee tells how the account itself has answered."""

    is_self: bool = msgspec.field(name="self", default=False)
    response: str = msgspec.field(name="responseStatus", default="")


_encoder = msgspec.json.Encoder()
_guests = msgspec.json.Decoder(list[Guest])
_times = msgspec.json.Decoder(dict[str, Any] | None)


def card_of(shown: Shown, *, is_series: bool) -> str:
    """Give the members; those of a series end where each occurrence adds its original start."""
    members = _encoder.encode(shown)[1:-1].decode()
    return members.removesuffix("null") if is_series else members


def text_of(value: Any) -> str:
    """Give a text of a resource; anything else is shown as none."""
    return value if type(value) is str else ""


def response_of(attendees: bytes | msgspec.Raw) -> str:
    """Give the account's own answer, where it is a guest."""
    if b'"self"' not in bytes(attendees):
        return ""
    try:
        return next((each.response for each in _guests.decode(attendees) if each.is_self), "")
    except msgspec.DecodeError:
        return ""


def original_of(given: bytes | msgspec.Raw, google_id: str, *, time_zone: str) -> str | int | None:
    """Give where an instance would have been: a day, or seconds since 1970."""
    try:
        start = _times.decode(given)
        if start:
            anchor = anchor_of(start, time_zone=time_zone or "UTC")
            day = anchor.begins.date().isoformat()
            return day if anchor.is_all_day else epoch_of(anchor.begins)
        moment = parse_moment(google_id.rpartition("_")[2])
    except (RecurrenceError, msgspec.DecodeError):
        return None
    if isinstance(moment, dt.datetime):
        return epoch_of(moment.replace(tzinfo=dt.UTC))
    return moment.isoformat()
