"""events.quickAdd: an event from a sentence in English (E-44)."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gcal_emulator.calendar_v3.access import WRITER, calendar_of
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.event_view import default_uid
from gcal_emulator.calendar_v3.events import (
    answer_event,
    created_at,
    normalised_for,
    organizer_of,
    store_event,
)
from gcal_emulator.errors import required
from gcal_emulator.recurrence.lines import zone_named

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
CLOCK = r"\d{1,2}(?::\d{2})?\s*(?:am|pm)|\d{1,2}:\d{2}|noon|midnight"
HOUR = r"\d{1,2}"
TIMES = (
    rf"\b(?:from\s+|at\s+)?(?P<begin>{CLOCK}|{HOUR})\s*(?:-|–|to|until)\s*(?P<end>{CLOCK})(?!\w)",
    rf"\b(?:at\s+)?(?P<begin>{CLOCK})(?!\w)",
    rf"\bat\s+(?P<begin>{HOUR})(?![\w:/.-])",
)
DATES = (
    r"\b(?:on\s+)?(?P<iso>\d{4}-\d{2}-\d{2})\b",
    rf"\b(?:on\s+)?{MONTH}\s+{DAY}\b{YEAR}",
    rf"\b(?:on\s+)?(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH}\b{YEAR}",
    r"\b(?:on\s+)?(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}))?\b",
    r"\b(?P<word>today|tonight|tomorrow)\b",
    rf"\b(?:on\s+|next\s+|this\s+)?(?P<weekday>{'|'.join(WEEKDAYS)})\b",
)
LENGTH = r"\bfor\s+(?P<count>\d+)\s*(?P<unit>hours?|h|minutes?|mins?|days?)\b"
EVENING = dt.time(19)


@dataclass(frozen=True)
class Understood:
    """What a sentence says: a title, a day, and perhaps times of the day."""

    summary: str
    day: dt.date
    begin: dt.time | None
    end: dt.time | None
    length: dt.timedelta | None


def quick_add(call: Call) -> Answer:
    """Make an event from a text; without a time it lasts the whole day."""
    calendar = calendar_of(call, least=WRITER)
    text = str(call.query.get("text", "")).strip()
    if not text:
        raise required("Missing text.")
    zone = zone_named(calendar.time_zone)
    day_first = call.user.settings.get("dateFieldOrder") == "DMY"
    found = understood(text, call.world.clock.now().astimezone(zone), day_first=day_first)
    minutes = int(call.user.settings.get("defaultEventLength", "60"))
    micros, event_id = call.world.clock.tick(), call.world.ids.event()
    resource: Resource = {
        "id": event_id,
        "summary": found.summary,
        "created": created_at(micros),
        "creator": {"email": call.user.email},
        "organizer": organizer_of(calendar),
        "iCalUID": default_uid(event_id),
        **_times(found, dt.timedelta(minutes=minutes), calendar.time_zone),
    }
    resource = normalised_for(call, calendar, resource)
    event = store_event(call, calendar, resource, micros=micros)
    return answer_event(call, calendar, event)


def understood(text: str, now: dt.datetime, *, day_first: bool = False) -> Understood:
    """Read a sentence; what names no day is today, or tomorrow where that time has passed."""
    rest = text
    length, rest = _length(rest)
    day, evening, rest = _day(rest, now.date(), day_first=day_first)
    begin, end, rest = _clock(rest)
    begin = begin or evening
    if day is None:
        has_passed = begin is not None and begin <= now.time()
        day = now.date() + dt.timedelta(days=int(has_passed))
    summary = re.sub(r"\s+(?:on|at|from)?\s*$", "", " ".join(rest.split())).strip(" ,;")
    return Understood(summary or text, day, begin, end, length)


def _times(found: Understood, default: dt.timedelta, zone: str) -> Resource:
    if found.begin is None:
        length = max(found.length or dt.timedelta(days=1), dt.timedelta(days=1))
        return {
            "start": {"date": found.day.isoformat()},
            "end": {"date": (found.day + length).isoformat()},
        }
    begin = dt.datetime.combine(found.day, found.begin)
    end = begin + (found.length or default)
    if found.end is not None:
        end = dt.datetime.combine(found.day, found.end)
        end += dt.timedelta(days=int(end <= begin))
    return {
        "start": {"dateTime": begin.isoformat(), "timeZone": zone},
        "end": {"dateTime": end.isoformat(), "timeZone": zone},
    }


def _length(text: str) -> tuple[dt.timedelta | None, str]:
    match = re.search(LENGTH, text, re.IGNORECASE)
    if match is None:
        return None, text
    unit = {"h": "hours", "m": "minutes", "d": "days"}[match["unit"][0].lower()]
    count = min(int(match["count"]), 1000)
    return dt.timedelta(**{unit: count}), _without(text, match)


def _day(
    text: str, today: dt.date, *, day_first: bool
) -> tuple[dt.date | None, dt.time | None, str]:
    for match in _matches(DATES, text):
        try:
            day = _day_of(match.groupdict(), today, day_first=day_first)
        except ValueError:  # as in 31/31
            continue
        is_evening = (match.groupdict().get("word") or "").lower() == "tonight"
        return day, EVENING if is_evening else None, _without(text, match)
    return None, None, text


def _day_of(parts: dict[str, str | None], today: dt.date, *, day_first: bool) -> dt.date:
    if iso := parts.get("iso"):
        return dt.date.fromisoformat(iso)
    if word := parts.get("word"):
        return today + dt.timedelta(days=int(word.lower() == "tomorrow"))
    if weekday := parts.get("weekday"):
        ahead = (WEEKDAYS.index(weekday.lower()) - today.weekday()) % 7
        return today + dt.timedelta(days=ahead or 7)
    if month := parts.get("month"):
        number, day = MONTHS.index(month.lower()) + 1, int(parts["day"] or 0)
    else:
        numbers = int(parts["first"] or 0), int(parts["second"] or 0)
        number, day = reversed(numbers) if day_first else numbers
    if year := parts.get("year"):
        return dt.date(int(year), number, day)
    found = dt.date(today.year, number, day)
    return found if found >= today else dt.date(today.year + 1, number, day)


def _clock(text: str) -> tuple[dt.time | None, dt.time | None, str]:
    for match in _matches(TIMES, text):
        parts = match.groupdict()
        end_text = parts.get("end") or ""
        half = next((each for each in ("am", "pm") if end_text.lower().endswith(each)), "")
        try:
            end = _time(end_text) if end_text else None
            begin = _time(parts["begin"] or "", half)
        except ValueError:  # as in 25:00
            continue
        return begin, end, _without(text, match)
    return None, None, text


def _time(text: str, half: str = "") -> dt.time:
    """Read a time of day; one without am or pm takes the half that is given."""
    text = text.lower().replace(" ", "")
    if text in ("noon", "midnight"):
        return dt.time(12 if text == "noon" else 0)
    own = text[-2:] if text.endswith(("am", "pm")) else ""
    hour, _, minute = text.removesuffix(own).partition(":")
    number, half = int(hour), own or (half if ":" not in text else "")
    if half:
        if not 1 <= number <= 12:
            raise ValueError(text)
        number = number % 12 + (12 if half == "pm" else 0)
    return dt.time(number, int(minute or 0))


def _matches(patterns: tuple[str, ...], text: str) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from re.finditer(pattern, text, re.IGNORECASE)


def _without(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " + text[match.end() :]
