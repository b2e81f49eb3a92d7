"""freebusy.query: when calendars are busy (contract, section 12)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from gcal_emulator.calendar_v3.access import PRIMARY
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.event_view import write_moment
from gcal_emulator.calendar_v3.event_write import instant, is_zone
from gcal_emulator.calendar_v3.instances import instance_id
from gcal_emulator.entities import Calendar, Event, guest_of
from gcal_emulator.errors import GoogleError, calendar_error, invalid, required, time_range_empty
from gcal_emulator.recurrence import occurrences
from gcal_emulator.recurrence.lines import zone_named

GROUPS_AT_MOST, CALENDARS_AT_MOST = 100, 50

Span = tuple[dt.datetime, dt.datetime]


def query(call: Call) -> Answer:
    """Tell when each calendar asked for is busy; an unknown one fails by itself (F-2)."""
    window = _window(call)
    zone_name = call.body.get("timeZone") or "UTC"
    if not is_zone(zone_name):
        raise invalid("Invalid time zone.")
    zone = zone_named(zone_name)
    groups, asked = _expanded(call)
    most = _limit(call, "calendarExpansionMax", CALENDARS_AT_MOST)
    calendars: Resource = {}
    for calendar_id in asked:
        if len(calendars) >= most:
            calendars[calendar_id] = _failed("tooManyCalendarsRequested")
        else:
            calendars[calendar_id] = _busy(call, calendar_id, window, zone)
    body: Resource = {
        "kind": "calendar#freeBusy",
        "timeMin": _echo(window[0]),
        "timeMax": _echo(window[1]),
        "calendars": calendars,
    }
    return Answer(body | ({"groups": groups} if groups else {}))


def _window(call: Call) -> Span:
    moments = []
    for name in ("timeMin", "timeMax"):
        if not call.body.get(name):
            raise required(f"Missing {name}.")
        moment = dt.datetime.fromisoformat(call.body[name])
        if moment.tzinfo is None:
            raise GoogleError(400, "badRequest", "Bad Request")
        moments.append(moment)
    earliest, latest = moments
    if latest <= earliest:  # F-7
        raise time_range_empty()
    if latest - earliest > dt.timedelta(days=call.world.switches.free_busy_days):  # F-4
        raise calendar_error("timeRangeTooLong", "The requested time range is too long.")
    return earliest, latest


def _limit(call: Call, name: str, most: int) -> int:
    value = call.body.get(name)
    if value is None:
        return most
    if not 0 < value <= most:
        raise invalid(f"Invalid value for {name}.")
    return int(value)


def _expanded(call: Call) -> tuple[Resource, list[str]]:
    """Give the groups among what is asked for, and all calendars in the order asked (F-6)."""
    most = _limit(call, "groupExpansionMax", GROUPS_AT_MOST)
    groups: Resource = {}
    calendars: dict[str, None] = {}
    for item in call.body.get("items") or ():
        name = item.get("id") or ""
        members = call.world.groups.get(name)
        if members is None:
            calendars[name] = None
        elif len(members) > most:
            groups[name] = {"errors": [_error("groupTooBig")], "calendars": []}
        else:
            groups[name] = {"calendars": list(members)}
            calendars |= dict.fromkeys(members)
    return groups, list(calendars)


def _error(reason: str) -> Resource:
    return {"domain": "global", "reason": reason}


def _failed(reason: str) -> Resource:
    return {"errors": [_error(reason)], "busy": []}


def _busy(call: Call, calendar_id: str, window: Span, zone: dt.tzinfo) -> Resource:
    known = call.user.email if calendar_id == PRIMARY else calendar_id
    calendar = call.world.calendars.get(known)
    role = calendar.role_of(call.user.email) if calendar else "none"
    if calendar is None or calendar.is_deleted or role == "none":
        return _failed("notFound")
    spans = merged_spans(busy_spans(calendar, window), window)
    return {
        "busy": [
            {
                "start": write_moment(start.astimezone(zone)),
                "end": write_moment(end.astimezone(zone)),
            }
            for start, end in spans
        ]
    }


def busy_spans(calendar: Calendar, window: Span) -> Iterator[Span]:
    """Give the times of all that blocks time in a calendar (F-5)."""
    for event in calendar.events.values():
        if event.is_cancelled or not _blocks(event.resource, calendar.id):
            continue
        if event.is_series:
            yield from _of_series(calendar, event, window)
        elif "start" in event.resource:
            zone = calendar.time_zone
            yield instant(event.resource["start"], zone), instant(event.resource["end"], zone)


def _of_series(calendar: Calendar, series: Event, window: Span) -> Iterator[Span]:
    series_id, zone = series.resource["id"], calendar.time_zone
    stored = {each.resource["id"] for each in calendar.instances_of(series_id)}
    found = occurrences(series.resource, time_zone=zone, time_min=window[0], time_max=window[1])
    for occurrence in found:
        if instance_id(series_id, occurrence.original_start) not in stored:
            yield _moment(occurrence.start, zone), _moment(occurrence.end, zone)


def _moment(moment: dt.date, zone: str) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        return moment
    return instant({"date": moment.isoformat()}, zone)


def _blocks(resource: Mapping[str, Any], address: str) -> bool:
    if resource.get("transparency") == "transparent":
        return False
    return guest_of(resource, address).get("responseStatus") != "declined"


def merged_spans(spans: Iterator[Span], window: Span) -> list[Span]:
    """Clip spans to a window and join those that touch."""
    earliest, latest = window
    clipped = sorted(
        (max(a, earliest), min(b, latest)) for a, b in spans if a < latest and b > earliest
    )
    joined: list[Span] = []
    for start, end in clipped:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _echo(moment: dt.datetime) -> str:
    """Write a bound as it is echoed: in UTC, to the millisecond (Z-25)."""
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
