"""The instances of a series that are computed, not stored (R-6, R-8)."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.call import Resource
from gcal_emulator.calendar_v3.event_view import write_moment
from gcal_emulator.entities import Calendar, Event, base_of
from gcal_emulator.errors import GoogleError, not_found
from gcal_emulator.recurrence import Occurrence, occurrences
from gcal_emulator.recurrence.rule import RuleError, parse_moment

STUB_FIELDS = ("id", "recurringEventId", "originalStartTime", "eventType")
NEARBY = dt.timedelta(days=2)
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


def is_computed(calendar: Calendar, event_id: str) -> bool:
    """Say whether a series of the calendar has an instance of this id that is not stored."""
    try:
        computed_instance(calendar, event_id)
    except GoogleError:
        return False
    return True


def shown_ids(calendar: Calendar, resource: Mapping[str, Any]) -> dict[str, Resource]:
    """Give the ids that an event has in an expanded list, with what a stub says of each."""
    if resource.get("recurrence"):
        found = occurrences(resource, time_zone=calendar.time_zone)
        computed = (instance_resource(resource, occurrence) for occurrence in found)
        return {each["id"]: {k: each[k] for k in STUB_FIELDS if k in each} for each in computed}
    if "recurringEventId" in resource:
        return {}
    return {resource["id"]: {k: resource[k] for k in ("id", "eventType") if k in resource}}


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
        day = moment.date() if isinstance(moment, dt.datetime) else moment
        noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
        opens, closes = noon - NEARBY, noon + NEARBY
    except (RuleError, OverflowError) as exc:
        raise not_found() from exc
    found = occurrences(
        series.resource, time_zone=calendar.time_zone, time_min=opens, time_max=closes
    )
    return list(found)


def instance_id(series_id: str, original_start: dt.date) -> str:
    """Name an instance after its original start, in UTC (R-6), and the base of its series (Z-2)."""
    end = "Z" if isinstance(original_start, dt.datetime) else ""
    return f"{base_of(series_id)}_{compact(original_start)}{end}"


def compact(moment: dt.date) -> str:
    """Write a date, or a time in UTC without saying so, as names of events do.

    Unlike ``strftime`` it fills up the year.
    """
    if isinstance(moment, dt.datetime):
        moment = moment.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    return moment.isoformat().replace("-", "").replace(":", "")


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
