"""Events as the list shows them: words and numbers, no rules."""

import datetime as dt
import html
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from dj_google_calendar.recurrence.words import recurrence_in_words

EXCERPT = 160
TYPES = {
    "birthday": "birthday",
    "focusTime": "focus time",
    "fromGmail": "from Gmail",
    "outOfOffice": "out of office",
    "workingLocation": "working location",
}
ANSWERS = {
    "needsAction": "not answered",
    "declined": "declined",
    "tentative": "maybe",
    "accepted": "accepted",
}


@dataclass(frozen=True)
class EventRow:
    """What a line of the list says of one event; ``day`` is None where Google gave no start."""

    day: dt.date | None
    when: str
    title: str
    location: str
    recurrence: str
    badges: Sequence[str]
    guests: int
    answer: str
    meeting: str
    excerpt: str


def rows_of(resources: Iterable[Mapping[str, Any]], *, time_zone: str) -> list[EventRow]:
    """Give the rows of some event resources, in their order."""
    return [event_row(resource, time_zone=time_zone) for resource in resources]


def by_day(rows: Iterable[EventRow]) -> list[tuple[dt.date | None, list[EventRow]]]:
    """Gather neighbouring rows of the same day."""
    return [(day, list(group)) for day, group in itertools.groupby(rows, lambda row: row.day)]


def event_row(event: Mapping[str, Any], *, time_zone: str) -> EventRow:
    """Say one event in words, its times in the calendar's zone."""
    zone = _zone(time_zone)
    start, end = _moment(event.get("start"), zone), _moment(event.get("end"), zone)
    guests = _dicts(event.get("attendees"))
    own = next((guest for guest in guests if guest.get("self") is True), {})
    return EventRow(
        day=start.date() if isinstance(start, dt.datetime) else start,
        when=_when(start, end),
        title=str(event.get("summary") or _("(no title)")),
        location=str(event.get("location") or ""),
        recurrence=recurrence_in_words(
            _strings(event.get("recurrence")), start=_mapping(event.get("start"))
        ),
        badges=_badges(event),
        guests=len(guests),
        answer=ANSWERS.get(str(own.get("responseStatus")), ""),
        meeting=_https(event.get("hangoutLink")),
        excerpt=_excerpt(str(event.get("description") or "")),
    )


def _when(start: dt.date | None, end: dt.date | None) -> str:
    if start is None:
        return ""
    if not isinstance(start, dt.datetime):
        last = end - dt.timedelta(days=1) if end else start
        return _("all day") if last <= start else f"{_day(start)} – {_day(last)}"
    if not isinstance(end, dt.datetime) or end == start:
        return f"{start:%H:%M}"
    if end.date() == start.date():
        return f"{start:%H:%M} – {end:%H:%M}"
    return f"{start:%H:%M} – {_day(end)} {end:%H:%M}"


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%b}"


def _badges(event: Mapping[str, Any]) -> list[str]:
    badges = []
    if event.get("recurringEventId"):
        badges.append(_("changed instance"))
    if event.get("status") == "tentative":
        badges.append(_("tentative"))
    if event.get("visibility") in ("private", "confidential"):
        badges.append(_("private"))
    kind = str(event.get("eventType") or "default")
    if kind != "default":
        badges.append(TYPES.get(kind, kind))
    return badges


def _moment(value: Any, zone: dt.tzinfo) -> dt.date | None:
    value = _mapping(value)
    try:
        if value.get("dateTime"):
            moment = dt.datetime.fromisoformat(str(value["dateTime"]))
            return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
        return dt.date.fromisoformat(str(value["date"])) if value.get("date") else None
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> dt.tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return dt.UTC


def _excerpt(description: str) -> str:
    # tags are dropped, not rendered; what is left is escaped by the template
    text = html.unescape(re.sub(r"<[^>]*>", " ", description))
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _https(link: Any) -> str:
    return link if isinstance(link, str) and link.startswith("https://") else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
