"""An instance as its series gives it, before Google has one of its own (R-6, R-8)."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from dj_google_calendar.recurrence.anchor import DAY, Anchor, anchor_of, zone_named
from dj_google_calendar.recurrence.lines import DAY_FORM, UTC_FORM, parse_moment, written

OWN = frozenset({"recurrence", "updated", "created", "htmlLink", "sequence"})
"""What of a series no instance has, or only Google can tell."""
_TAIL = re.compile(r"_R\d{8}(?:T\d{6})?$")


def instance_of(series: Mapping[str, Any], moment: dt.datetime, anchor: Anchor) -> dict[str, Any]:
    """Give the resource of an unchanged instance that begins at a moment."""
    start = time_of(moment, series["start"], anchor)
    end = moment + length_of(series, anchor)
    return {
        **{name: value for name, value in series.items() if name not in OWN},
        "id": instance_id(series["id"], moment, anchor),
        "start": start,
        "end": time_of(end, series["end"], anchor),
        "recurringEventId": series["id"],
        "originalStartTime": start,
    }


def instance_id(series_id: str, moment: dt.datetime, anchor: Anchor) -> str:
    """Name an instance by its original start; those of a series split off by its base (Z-2)."""
    stamp = written(moment.astimezone(dt.UTC), DAY_FORM if anchor.is_all_day else UTC_FORM)
    return f"{_TAIL.sub('', series_id)}_{stamp}"


def original_start(resource: Mapping[str, Any], google_id: str, anchor: Anchor) -> dt.datetime:
    """Give where an instance would have been; raise RecurrenceError where nothing says so."""
    given = resource.get("originalStartTime")
    if given:
        return anchor_of(given, time_zone=str(given.get("timeZone") or anchor.zone)).begins
    moment = parse_moment(google_id.rpartition("_")[2])
    if isinstance(moment, dt.datetime):
        return moment.replace(tzinfo=dt.UTC)
    return dt.datetime.combine(moment, dt.time(), tzinfo=dt.UTC)


def time_of(moment: dt.datetime, model: Mapping[str, Any], anchor: Anchor) -> dict[str, Any]:
    """Give a moment in Google's form, at the offset and with the zone that a model has."""
    if anchor.is_all_day:
        return {"date": moment.date().isoformat()}
    name = model.get("timeZone")
    zone = (zone_named(name) if name else None) or anchor.zone
    given = {"dateTime": moment.astimezone(zone).isoformat(timespec="seconds")}
    return {**given, "timeZone": name} if name else given


def length_of(series: Mapping[str, Any], anchor: Anchor) -> dt.timedelta:
    """Give how long each instance is: in days, or in time that passes."""
    zone = str(series["start"].get("timeZone") or anchor.zone)
    end = anchor_of(series["end"], time_zone=zone)
    if end.is_all_day != anchor.is_all_day:
        return DAY
    return end.begins - anchor_of(series["start"], time_zone=zone).begins
