"""The fields of an event, as people call them, and their values."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from dj_google_calendar.models import OutboxEntry

FIELDS = {
    "summary": gettext_lazy("title"),
    "description": gettext_lazy("description"),
    "location": gettext_lazy("place"),
    "start": gettext_lazy("start"),
    "end": gettext_lazy("end"),
    "attendees": gettext_lazy("guests"),
    "recurrence": gettext_lazy("recurrence"),
    "status": gettext_lazy("status"),
    "visibility": gettext_lazy("visibility"),
    "transparency": gettext_lazy("busy or free"),
    "colorId": gettext_lazy("colour"),
    "eventLabelId": gettext_lazy("label"),
    "reminders": gettext_lazy("reminders"),
    "conferenceData": gettext_lazy("meeting"),
    "attachments": gettext_lazy("attachments"),
}
NAMING = ("dateTime", "date", "email", "title", "fileUrl", "uri")
LONGEST = 300


def fields_in_words(names: Iterable[str]) -> str:
    """Name fields; those that people do not know are passed over."""
    return ", ".join(str(said) for name, said in FIELDS.items() if name in set(names))


def values_in_words(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name fields with their values; those that people do not know are passed over."""
    return [
        (str(said), value_in_words(values[name])) for name, said in FIELDS.items() if name in values
    ]


def call_values(entry: OutboxEntry) -> list[tuple[str, str]]:
    """Name what a call gives, and what it is about beside its calendar; all that there is.

    Nothing else tells it from another one: a call is about no event.
    """
    about = {name: value for name, value in entry.parameters.items() if name != "calendarId"}
    given = {**about, **entry.changes}
    if isinstance(given.get("scope"), Mapping):
        given["scope"] = ":".join(map(str, given["scope"].values()))
    return [(str(FIELDS.get(name, name)), value_in_words(value)) for name, value in given.items()]


def value_in_words(value: Any) -> str:
    """Say a value of a field."""
    if value is None or value == "":
        return "—"
    if isinstance(value, list):
        return ", ".join(map(_in_words, value))[:LONGEST]
    return _in_words(value)[:LONGEST]


def _in_words(value: Any) -> str:
    """Say one value: of an object by what people know it by."""
    if not isinstance(value, Mapping):
        return str(value)
    if "conferenceSolution" in value or "createRequest" in value:
        points = value.get("entryPoints")
        known = points if isinstance(points, list) else ()
        uris = (str(point.get("uri")) for point in known if isinstance(point, Mapping))
        return ", ".join(uris) or "Google Meet"
    said = (value.get(name) for name in NAMING)
    return str(next(filter(None, said), None) or json.dumps(value, ensure_ascii=False))
