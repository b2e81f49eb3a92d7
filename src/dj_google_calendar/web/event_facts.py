"""What the panel says of an event beside its title and time: words and numbers, no rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dj_google_calendar.models import Calendar
from dj_google_calendar.operations.response_words import response_in_words
from dj_google_calendar.web.event_forms import COLORS, CONFIDENTIAL, TRANSPARENCIES, VISIBILITIES
from dj_google_calendar.web.resource_values import mapping, mappings
from dj_google_calendar.web.rich_text import rich_text, safe_link

HOUR, DAY = 60, 24 * 60


class Guest(NamedTuple):
    """One line of the list of guests."""

    name: str
    response: str
    said: str
    comment: str
    is_organizer: bool


class Link(NamedTuple):
    """An attachment; without an address where that is no link."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands below the title."""

    guests: Sequence[Guest]
    organizer: str
    reminders: Sequence[str]
    description: SafeString
    attachments: Sequence[Link]
    visibility: str
    transparency: str
    color: str
    source: Link | None


def facts_of(event: Mapping[str, Any], calendar: Calendar) -> Facts:
    """Say what Google knows of an event."""
    organizer = mapping(event.get("organizer"))
    source = mapping(event.get("source"))
    return Facts(
        guests=[_guest(each) for each in mappings(event.get("attendees"))],
        organizer="" if organizer.get("self") else _name(organizer),
        reminders=_reminders(event, calendar),
        description=rich_text(str(event.get("description") or "")),
        attachments=[
            Link(str(each.get("title") or _("Attachment")), safe_link(each.get("fileUrl")))
            for each in mappings(event.get("attachments"))
        ],
        visibility=_said((*VISIBILITIES, CONFIDENTIAL), event.get("visibility", "default")),
        transparency=_said(TRANSPARENCIES, event.get("transparency", "opaque")),
        color=_said(COLORS, event.get("colorId") or ""),
        source=Link(str(source.get("title") or source.get("url")), safe_link(source.get("url")))
        if source
        else None,
    )


def _guest(guest: Mapping[str, Any]) -> Guest:
    response = str(guest.get("responseStatus") or "needsAction")
    return Guest(
        name=_name(guest),
        response=response,
        said=response_in_words(response),
        comment=str(guest.get("comment") or ""),
        is_organizer=guest.get("organizer") is True,
    )


def _name(person: Mapping[str, Any]) -> str:
    return str(person.get("displayName") or person.get("email") or "")


def _reminders(event: Mapping[str, Any], calendar: Calendar) -> list[str]:
    own = mapping(event.get("reminders"))
    given = own.get("overrides")
    if own.get("useDefault", True):
        given = calendar.resource.get("defaultReminders")
    return [_reminder(each) for each in mappings(given)]


def _reminder(reminder: Mapping[str, Any]) -> str:
    minutes = reminder.get("minutes")
    before = before_in_words(minutes if isinstance(minutes, int) else 0)
    return _("%(before)s, by mail") % {"before": before} if _is_mail(reminder) else before


def _is_mail(reminder: Mapping[str, Any]) -> bool:
    return reminder.get("method") == "email"


def before_in_words(minutes: int) -> str:
    """Say how long before an event, in its largest unit."""
    if minutes == 0:
        return _("when it starts")
    if minutes % DAY == 0:
        days = minutes // DAY
        return ngettext("%(n)d day before", "%(n)d days before", days) % {"n": days}
    if minutes % HOUR == 0:
        hours = minutes // HOUR
        return ngettext("%(n)d hour before", "%(n)d hours before", hours) % {"n": hours}
    return ngettext("%(n)d minute before", "%(n)d minutes before", minutes) % {"n": minutes}


def _said(choices: Sequence[tuple[str, Any]], value: object) -> str:
    return str(dict(choices).get(str(value), value))
