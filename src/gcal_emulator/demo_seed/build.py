"""How the demo's events are written down."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from gcal_emulator.ids import base32hex

Resource = dict[str, Any]

ALICE, BOB = "alice@example.com", "bob@example.com"
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def event_id(name: str) -> str:
    """Name an event, always the same for the same text."""
    return base32hex(hashlib.sha256(name.encode()).hexdigest()[:16])[:26]


def timed(
    name: str,
    day: dt.date,
    start: str,
    minutes: int,
    *,
    zone: str = BERLIN,
    **fields: Any,
) -> Resource:
    """Describe an event with a start time in a zone and a length in minutes."""
    wall = dt.datetime.combine(day, dt.time.fromisoformat(start), tzinfo=ZoneInfo(zone))
    end = (wall.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
    return {
        "id": fields.pop("id", None) or event_id(f"{name} {day} {start}"),
        "summary": name,
        "start": {"dateTime": wall.isoformat(), "timeZone": zone},
        "end": {"dateTime": end.isoformat(), "timeZone": zone},
        **fields,
    }


def all_day(name: str, day: dt.date, days: int = 1, **fields: Any) -> Resource:
    """Describe an event of whole days."""
    return {
        "id": fields.pop("id", None) or event_id(f"{name} {day}"),
        "summary": name,
        "start": {"date": day.isoformat()},
        "end": {"date": (day + dt.timedelta(days)).isoformat()},
        "transparency": "transparent",
        **fields,
    }


def instance(series: Mapping[str, Any], day: dt.date, **changes: Any) -> Resource:
    """Make the stored instance of a timed series on a day, with what is different about it."""
    zone = ZoneInfo(series["start"]["timeZone"])
    first = dt.datetime.fromisoformat(series["start"]["dateTime"]).astimezone(zone)
    last = dt.datetime.fromisoformat(series["end"]["dateTime"]).astimezone(zone)
    original = dt.datetime.combine(day, first.timetz().replace(tzinfo=None), tzinfo=zone)
    ends = (original.astimezone(dt.UTC) + (last - first)).astimezone(zone)
    start = {"dateTime": original.isoformat(), "timeZone": str(zone)}
    kept = {key: value for key, value in series.items() if key not in ("recurrence", "id")}
    return {
        **kept,
        "id": f"{series['id']}_{original.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        "recurringEventId": series["id"],
        "originalStartTime": start,
        "start": start,
        "end": {"dateTime": ends.isoformat(), "timeZone": str(zone)},
        **changes,
    }


def cancelled(series: Mapping[str, Any], day: dt.date) -> Resource:
    """Describe a cancelled instance: only what Google guarantees of it (R-10)."""
    whole = instance(series, day, status="cancelled")
    kept = ("id", "status", "recurringEventId", "originalStartTime")
    return {key: whole[key] for key in kept}


def guests(*emails: str, answer: str = "accepted") -> list[Resource]:
    """Describe guests who have all answered alike."""
    return [{"email": email, "responseStatus": answer} for email in emails]
