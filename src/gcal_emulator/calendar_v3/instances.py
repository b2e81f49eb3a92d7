"""The instances of a series that are computed, not stored (R-6, R-8)."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Resource
from gcal_emulator.calendar_v3.event_view import write_moment
from gcal_emulator.errors import not_found
from gcal_emulator.recurrence import Occurrence, occurrences
from gcal_emulator.recurrence.rule import RuleError, parse_moment
from gcal_emulator.world import Calendar, Event, base_of

INSTANCE_ID = re.compile(r"(?P<base>.+)_(?P<start>\d{8}(?:T\d{6}Z)?)")


def computed_instance(calendar: Calendar, event_id: str) -> tuple[Event, Resource]:
    """Give the series and the resource of an instance that is not stored; raise 404."""
    match = INSTANCE_ID.fullmatch(event_id)
    if match is None:
        raise not_found()
    for series in calendar.series_of(match["base"]):
        for occurrence in _occurrences_at(calendar, series, match["start"]):
            if instance_id(series.resource["id"], occurrence.original_start) == event_id:
                return series, instance_resource(series.resource, occurrence)
    raise not_found()


def has_instance(calendar: Calendar, series: Event, instance: Event) -> bool:
    """Say whether a stored instance still is where its series has an occurrence (R-16)."""
    match = INSTANCE_ID.fullmatch(instance.resource["id"])
    if match is None:
        return True
    names = (
        instance_id(series.resource["id"], occurrence.original_start)
        for occurrence in _occurrences_at(calendar, series, match["start"])
    )
    return instance.resource["id"] in names


def _occurrences_at(calendar: Calendar, series: Event, start: str) -> list[Occurrence]:
    try:
        moment = parse_moment(start)
    except RuleError as exc:
        raise not_found() from exc
    day = moment.date() if isinstance(moment, dt.datetime) else moment
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    window = dt.timedelta(days=2)
    found = occurrences(
        series.resource,
        time_zone=calendar.time_zone,
        time_min=noon - window,
        time_max=noon + window,
    )
    return list(found)


def instance_id(series_id: str, original_start: dt.date) -> str:
    """Name an instance after its original start, in UTC (R-6), and the base of its series (Z-2)."""
    base = base_of(series_id)
    if isinstance(original_start, dt.datetime):
        return f"{base}_{original_start.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    return f"{base}_{original_start:%Y%m%d}"


def instance_resource(series: Mapping[str, Any], occurrence: Occurrence) -> Resource:
    """Give the resource of an occurrence that has not been changed (R-8)."""
    resource = {key: value for key, value in series.items() if key != "recurrence"}
    start = _moment(occurrence.start, series["start"])
    return resource | {
        "id": instance_id(series["id"], occurrence.original_start),
        "start": start,
        "end": _moment(occurrence.end, series["end"]),
        "recurringEventId": series["id"],
        "originalStartTime": start,
    }


def _moment(moment: dt.date, like: Mapping[str, Any]) -> Resource:
    if not isinstance(moment, dt.datetime):
        return {"date": moment.isoformat()}
    zone = {"timeZone": like["timeZone"]} if "timeZone" in like else {}
    return {"dateTime": write_moment(moment)} | zone
