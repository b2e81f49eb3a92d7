"""Events as the list shows them: words and numbers, no rules."""

import datetime as dt
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dj_google_calendar.web.event_times import Span, said_elsewhere
from dj_google_calendar.web.recurrence_words import last_day, recurrence_in_words
from dj_google_calendar.web.resource_values import mapping, mappings, strings

EXCERPT, READ_OF_DESCRIPTION = 160, 2000
TAGS_THAT_PART_WORDS = re.compile(
    r"<(?:br|/?(?:p|div|[uo]l|li|h[1-6]|tr|td))\b[^>]*>", re.IGNORECASE
)
TYPES = {
    "birthday": gettext_lazy("birthday"),
    "focusTime": gettext_lazy("focus time"),
    "fromGmail": gettext_lazy("from Gmail"),
    "outOfOffice": gettext_lazy("out of office"),
    "workingLocation": gettext_lazy("working location"),
}
RESPONSES = {
    "needsAction": gettext_lazy("you have not responded"),
    "declined": gettext_lazy("you declined"),
    "tentative": gettext_lazy("you may attend"),
    "accepted": gettext_lazy("you accepted"),
}


class Badge(NamedTuple):
    """A word beside the title; ``kind`` chooses its looks."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """What a line of the list says of one event; ``day`` is None where Google gave no start."""

    day: dt.date | None
    when: str
    elsewhere: str
    title: str
    location: str
    recurrence: str
    has_ended: bool
    badges: Sequence[Badge]
    attendees: int
    response: str
    is_declined: bool
    meeting: str
    excerpt: str
    pk: int | None = None
    """The event's row here; None for a visitor's."""
    original: str = ""
    """Which occurrence of a series it is; empty for the series itself."""
    color: str = ""
    """Its calendar's, where a list is of several."""


def event_row(
    event: Mapping[str, Any],
    *,
    zone: dt.tzinfo,
    today: dt.date,
    opens_at: dt.date | None = None,
    pk: int | None = None,
    is_waiting: bool = False,
) -> EventRow:
    """Say one event in words; what has begun before ``opens_at`` stands under that day.

    ``is_waiting`` says that an edit of it has still to reach Google.
    """
    span = Span.of(event, zone)
    day = span.first_day
    if day and opens_at:
        day = max(day, opens_at)
    attendees = mappings(event.get("attendees"))
    own = next((attendee for attendee in attendees if attendee.get("self") is True), {})
    status = str(own.get("responseStatus"))
    recurrence = strings(event.get("recurrence"))
    ended = has_ended(event, today=today)
    return EventRow(
        day=day,
        when=span.said_on(day),
        elsewhere=said_elsewhere(event, zone),
        title=str(event.get("summary") or _("(no title)")),
        location=str(event.get("location") or ""),
        recurrence=recurrence_in_words(recurrence, start=mapping(event.get("start"))),
        has_ended=ended,
        badges=_badges(event, ended=ended, is_waiting=is_waiting),
        attendees=len(attendees),
        response=str(RESPONSES.get(status, "")),
        is_declined=status == "declined",
        meeting=_meeting(event),
        excerpt=_excerpt(str(event.get("description") or "")),
        pk=pk,
    )


def has_ended(event: Mapping[str, Any], *, today: dt.date) -> bool:
    """Say whether every rule of a series names an end that has passed; extra dates keep it open."""
    lines = [line.upper() for line in strings(event.get("recurrence"))]
    if any(line.startswith("RDATE") for line in lines):
        return False
    ends = [re.search(r"UNTIL=([^;]+)", line) for line in lines if line.startswith("RRULE")]
    start = mapping(event.get("start"))
    try:
        return bool(ends) and all(end and last_day(end[1], start) < today for end in ends)
    except ValueError:
        return False


def _badges(event: Mapping[str, Any], *, ended: bool, is_waiting: bool) -> list[Badge]:
    kind = str(event.get("eventType") or "default")
    type_said = str(TYPES.get(kind, kind))
    # Google titles some types with their own name
    is_titled_so = type_said.casefold() == str(event.get("summary")).casefold()
    says_type = kind != "default" and not is_titled_so
    badges = [
        (event.get("recurringEventId"), _("changed instance"), "changed"),
        (is_waiting, _("being sent"), "sending"),
        (ended, _("ended"), "ended"),
        (event.get("status") == "tentative", _("tentative"), "tentative"),
        (event.get("visibility") in ("private", "confidential"), _("private"), "private"),
        (says_type, type_said, "type"),
    ]
    return [Badge(text, looks) for applies, text, looks in badges if applies]


def _excerpt(description: str) -> str:
    # tags are dropped, not rendered; what is left is escaped by the template
    parted = TAGS_THAT_PART_WORDS.sub(" ", description[:READ_OF_DESCRIPTION])
    text = " ".join(html.unescape(re.sub(r"</?[a-zA-Z!][^>]*>", "", parted)).split())
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _meeting(event: Mapping[str, Any]) -> str:
    entries = mappings(mapping(event.get("conferenceData")).get("entryPoints"))
    videos = [entry.get("uri") for entry in entries if entry.get("entryPointType") == "video"]
    links = [link for link in (event.get("hangoutLink"), *videos) if isinstance(link, str)]
    return next((link for link in links if _is_address(link)), "")


def _is_address(link: str) -> bool:
    """Say whether a link leads anywhere: programs put into conferences what they like."""
    try:
        return link.startswith("https://") and bool(urlsplit(link).hostname)
    except ValueError:
        return False
