"""gcsa in an environment of its own: each verb is a method of its GoogleCalendar."""

import datetime as dt
import functools
import os
from collections.abc import Callable, Iterator
from typing import Any

from converse import converse
from gcsa import recurrence as weekdays
from gcsa.acl import AccessControlRule
from gcsa.calendar import Calendar, CalendarListEntry
from gcsa.conference import ConferenceSolutionCreateRequest
from gcsa.event import Event
from gcsa.free_busy import FreeBusy
from gcsa.google_calendar import GoogleCalendar
from gcsa.recurrence import Recurrence
from gcsa.reminders import EmailReminder, PopupReminder
from gcsa.serializers.acl_rule_serializer import ACLRuleSerializer
from gcsa.serializers.attachment_serializer import AttachmentSerializer
from gcsa.serializers.calendar_serializer import CalendarListEntrySerializer
from gcsa.serializers.event_serializer import EventSerializer
from gcsa.settings import Settings
from google.oauth2.credentials import Credentials

REMINDERS = {"popup": PopupReminder, "email": EmailReminder}


class Driver:
    """Holds the library's one object, and turns JSON into its classes and back."""

    def __init__(self) -> None:
        self.google: GoogleCalendar | None = None

    def answered(self, verb: str, arguments: dict[str, Any]) -> Any:
        """Carry out a verb of ours, else the method of that name."""
        own = getattr(self, verb, None)
        if own is not None:
            return own(**arguments)
        given = {key: read(key, value) for key, value in arguments.items()}
        return written(getattr(self.google, verb)(**given))

    def connect(self, **credentials: Any) -> None:
        """Begin with credentials that were granted elsewhere."""
        self.google = GoogleCalendar(credentials=Credentials(**credentials))

    def sign_in(self, *, secrets: str, browser: str) -> None:
        """Begin with the library's own way of getting credentials, on any free port."""
        os.environ["BROWSER"] = browser
        self.google = GoogleCalendar(
            credentials_path=secrets, authentication_flow_port=0, open_browser=True
        )

    def change_event(self, *, event_id: str, **changes: Any) -> Any:
        """Read an event, change its attributes, and write it back."""
        calendar_id = changes.pop("calendar_id", "primary")
        event = self.google.get_event(event_id, calendar_id=calendar_id)
        for key, value in changes.items():
            setattr(event, key, read(key, value))
        return written(self.google.update_event(event, calendar_id=calendar_id))

    def answer(self, *, event_id: str, email: str, response: str) -> Any:
        """Write back an event with the answer of one guest."""
        event = self.google.get_event(event_id)
        for guest in event.attendees:
            if guest.email == email:
                guest.response_status = response
        return written(self.google.update_event(event))

    def change_calendar(self, *, calendar_id: str, **changes: Any) -> Any:
        """Do the same with a calendar."""
        calendar = self.google.get_calendar(calendar_id)
        vars(calendar).update(changes)
        return written(self.google.update_calendar(calendar))

    def between(self, *, first: str, last: str, order: str) -> Any:
        """Take a slice of a calendar."""
        return written(self.google[moment(first) : moment(last) : order])

    def sum_of(self, *, calendar_id: str) -> list[str]:
        """Iterate over a calendar as such."""
        self.google.default_calendar = calendar_id
        return [event.summary for event in self.google]


def read(key: str, value: Any) -> Any:
    """Make what the library wants for an argument or attribute of this name."""
    reader = READERS.get(key)
    return value if reader is None or value is None else reader(value)


def moment(text: str) -> dt.date | dt.datetime:
    """Read a date, or a date and time."""
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def reminders(rows: list[tuple[str, int]]) -> list[Any]:
    """Make reminders of their method and minutes."""
    return [REMINDERS[method](minutes) for method, minutes in rows]


def fields(kind: Callable[..., Any]) -> Callable[[Any], Any]:
    """Give what makes an object of a description; an id stays an id."""

    def made(given: Any) -> Any:
        if isinstance(given, str):
            return given
        return kind(**{key: read(key, value) for key, value in given.items()})

    return made


def recurrence(given: Any) -> Any:
    """Make lines by the library's own builders; lines stay as they are."""
    if isinstance(given, str):
        return given
    return [each if isinstance(each, str) else line(*each) for each in given]


def line(builder: str, arguments: dict[str, Any]) -> str:
    """Have one of the builders write a line."""
    for key in ("ds", "dts"):
        if key in arguments:
            arguments[key] = [moment(text) for text in arguments[key]]
    days = arguments.get("by_week_day", ())
    if days:
        arguments["by_week_day"] = [weekday(text) for text in days]
    return getattr(Recurrence, builder)(**arguments)


def weekday(text: str) -> Any:
    """Read a day of the week, perhaps numbered."""
    day = getattr(weekdays, text[-2:])
    return day(int(text[:-2])) if text[:-2] else day


def calendar_of(given: Any) -> Any:
    """Make a calendar, or an entry of the list where an id or a list's field is given."""
    kind = CalendarListEntry if "calendar_id" in given else Calendar
    return fields(kind)(given)


READERS: dict[str, Callable[[Any], Any]] = {
    "attachments": lambda given: list(map(AttachmentSerializer.to_object, given)),
    "acl_rule": fields(AccessControlRule),
    "calendar": calendar_of,
    "conference_solution": fields(ConferenceSolutionCreateRequest),
    "default_reminders": lambda given: reminders(given) if isinstance(given, list) else given,
    "end": moment,
    "event": fields(Event),
    "recurrence": recurrence,
    "reminders": reminders,
    "start": moment,
    "time_max": moment,
    "time_min": moment,
}


@functools.singledispatch
def written(result: Any) -> Any:
    """Write what a method gave as JSON."""
    return result


@written.register
def _(result: Iterator) -> Any:
    return [written(each) for each in result]


@written.register
def _(event: Event) -> Any:
    shown = EventSerializer.to_json(event)
    for key in ("created", "updated"):
        shown[key] = getattr(event, key) and getattr(event, key).isoformat()
    shown["recurring_event_id"] = event.recurring_event_id
    shown["organizer"] = event.organizer and event.organizer.email
    shown["answers"] = {each.email: each.response_status for each in event.attendees}
    return shown


@written.register
def _(calendar: Calendar) -> Any:
    return vars(calendar)


@written.register
def _(entry: CalendarListEntry) -> Any:
    read_only = ("summary", "timezone", "access_role", "primary", "deleted")
    shown = {key: getattr(entry, key) for key in read_only}
    return CalendarListEntrySerializer.to_json(entry) | shown


@written.register
def _(rule: AccessControlRule) -> Any:
    return ACLRuleSerializer.to_json(rule)


@written.register
def _(settings: Settings) -> Any:
    return vars(settings)


@written.register
def _(answer: FreeBusy) -> Any:
    return {
        "busy": {
            key: [[start.isoformat(), end.isoformat()] for start, end in ranges]
            for key, ranges in answer.calendars.items()
        },
        "groups": answer.groups,
        "errors": answer.calendars_errors | answer.groups_errors,
    }


if __name__ == "__main__":
    converse(Driver().answered)
