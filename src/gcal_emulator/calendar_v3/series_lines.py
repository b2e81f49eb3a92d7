"""The recurrence of a series that is split in two: what ends before, and what goes on."""

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import Any

from gcal_emulator.calendar_v3.event_write import instant
from gcal_emulator.calendar_v3.instances import compact
from gcal_emulator.recurrence.lines import parse_lines, zone_named
from gcal_emulator.recurrence.rule import parse_rule, walls

Moment = Mapping[str, Any]

ENDLESS = 10**9
"""More than any COUNT."""


def ending_before(series: Mapping[str, Any], start: Moment, calendar_zone: str) -> list[str]:
    """Give the lines with an end: the last second of the day before, in UTC (Z-5)."""
    until, zone = _until(series, start, calendar_zone), _zone(series, calendar_zone)
    first = instant(start, calendar_zone)
    ended = []
    for line in series["recurrence"]:
        if _name(line) in ("RRULE", "EXRULE"):
            is_over = _passed(series, line, start, calendar_zone) >= _count(line)
            ended.append(line if is_over else _with_end(line, f"UNTIL={_earlier(line, until)}"))
        else:
            ended += _dates(line, zone, lambda moment: moment < first)
    return ended


def remaining(series: Mapping[str, Any], start: Moment, calendar_zone: str) -> list[str]:
    """Give the lines of what follows: a COUNT is split between the halves (R-15)."""
    zone, first = _zone(series, calendar_zone), instant(start, calendar_zone)
    lines = []
    for line in series["recurrence"]:
        if _name(line) not in ("RRULE", "EXRULE"):
            lines += _dates(line, zone, lambda moment: moment >= first)
        elif _count(line) == ENDLESS:
            lines.append(line)
        elif (rest := _count(line) - _passed(series, line, start, calendar_zone)) > 0:
            lines.append(_with_end(line, f"COUNT={rest}"))
    return lines


def _name(line: str) -> str:
    return line.partition(":")[0].partition(";")[0].strip().upper()


def _parts(line: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in line.partition(":")[2].upper().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _count(line: str) -> int:
    return int(_parts(line).get("COUNT", ENDLESS))


def _zone(series: Mapping[str, Any], calendar_zone: str) -> dt.tzinfo:
    return zone_named(series["start"].get("timeZone") or calendar_zone)


def _until(series: Mapping[str, Any], start: Moment, calendar_zone: str) -> str:
    if "date" in start:
        return compact(dt.date.fromisoformat(start["date"]) - dt.timedelta(days=1))
    zone = _zone(series, calendar_zone)
    local = dt.datetime.fromisoformat(start["dateTime"]).astimezone(zone)
    midnight = dt.datetime.combine(local.date(), dt.time(), tzinfo=zone)
    return compact(midnight.astimezone(dt.UTC) - dt.timedelta(seconds=1)) + "Z"


def _earlier(line: str, until: str) -> str:
    """Give the earlier end: that of the rule itself, or this one; both are written alike."""
    return min(_parts(line).get("UNTIL", until), until)


def _with_end(line: str, end: str) -> str:
    """Give a rule with its end replaced."""
    name, _, value = line.partition(":")
    parts = [
        each
        for each in value.split(";")
        if each.partition("=")[0].strip().upper() not in ("COUNT", "UNTIL", "")
    ]
    return f"{name}:{';'.join([*parts, end])}"


def _passed(series: Mapping[str, Any], line: str, start: Moment, calendar_zone: str) -> int:
    """Count what a rule has given before a moment, also what was left out since."""
    if _count(line) == ENDLESS:
        return 0
    zone = zone_named(calendar_zone) if "date" in start else _zone(series, calendar_zone)
    begun = instant(series["start"], calendar_zone).astimezone(zone).replace(tzinfo=None)
    first = instant(start, calendar_zone)
    found = walls(parse_rule(line.partition(":")[2]), begun)
    return sum(1 for _ in takewhile(lambda wall: wall.replace(tzinfo=zone) < first, found))


def _dates(line: str, zone: dt.tzinfo, is_kept: Callable[[dt.datetime], bool]) -> list[str]:
    """Give a line of added dates with those that are kept, if any; other lines stay."""
    if _name(line) != "RDATE":
        return [line]
    head, _, value = line.partition(":")
    texts = [text for text in value.split(",") if is_kept(_moment(f"{head}:{text}", zone))]
    return [f"{head}:{','.join(texts)}"] if texts else []


def _moment(line: str, zone: dt.tzinfo) -> dt.datetime:
    moment = parse_lines([line], zone).additions[0]
    if isinstance(moment, dt.datetime):
        return moment
    return dt.datetime.combine(moment, dt.time(), tzinfo=zone)
