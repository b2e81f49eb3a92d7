"""The fields of an event as Python has them, checked and brought into Google's form."""

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict
from zoneinfo import ZoneInfo, available_timezones

from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.recurrence.check import RecurrenceError, check_recurrence

Moment = dt.datetime | dt.date
Resource = dict[str, Any]


class EventFields(TypedDict, total=False):
    """What can be said of an event; None takes a field away.

    ``start`` and ``end`` are both aware datetimes or both dates (``end`` exclusive). Attendees
    are addresses, or objects as Google has them; properties are texts by name, None for one that
    is taken away: those that are not named stay, as they may be another program's.
    """

    summary: str | None
    description: str | None
    location: str | None
    start: Moment
    end: Moment
    time_zone: str
    attendees: Sequence[str | Mapping[str, Any]] | None
    recurrence: Sequence[str] | None
    reminders: Sequence[Mapping[str, Any]] | None
    color_id: str | None
    event_label_id: str | None
    visibility: str | None
    transparency: str | None
    status: str
    guests_can_modify: bool
    guests_can_invite_others: bool
    guests_can_see_other_guests: bool
    private_properties: Mapping[str, str | None]
    shared_properties: Mapping[str, str | None]
    attachments: Sequence[Mapping[str, Any]] | None
    source: Mapping[str, str] | None
    event_type: str
    type_properties: Mapping[str, Any]


LONGEST_TEXT = 32_000
MOST_GUESTS, MOST_REMINDERS, LONGEST_REMINDER, MOST_ATTACHMENTS = 300, 5, 40_320, 25
MOST_ADDITIONAL = 1_000
LONGEST_KEY, LONGEST_VALUE, MOST_PROPERTIES, ALL_PROPERTIES = 44, 1024, 300, 32_768
LONGEST_URL, LARGEST_NUMBER = 2_000, 2**31 - 1

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_ADDRESS = re.compile(r"[^\s@<>\",;]{1,64}@[^\s@<>\",;]{1,255}")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "visibility": ("default", "public", "private", "confidential"),
    "transparency": ("opaque", "transparent"),
    "status": ("confirmed", "tentative", "cancelled"),
    "eventType": ("default", "outOfOffice", "focusTime", "workingLocation", "birthday"),
    "colorId": tuple(map(str, range(1, 12))),
}
RESPONSES = ("accepted", "declined", "tentative", "needsAction")
OF_TYPE = {
    "outOfOffice": "outOfOfficeProperties",
    "focusTime": "focusTimeProperties",
    "workingLocation": "workingLocationProperties",
    "birthday": "birthdayProperties",
}


def resource_fields(
    fields: Mapping[str, Any], *, time_zone: str, known: Mapping[str, Any] | None = None
) -> Resource:
    """Give fields in Google's names and form; ``time_zone`` is the one they are read in.

    ``known`` is the resource that they are to change, as far as there is one. Raises
    InvalidFieldError, which names the field, for what Google would not take.
    """
    given = dict(fields)
    zone = zone_of(given.pop("time_zone", None) or time_zone)
    resource: Resource = {}
    for name, value in given.items():
        google = _camel(name)
        if name in ("start", "end"):
            resource[name] = event_time(value, zone, field=name)
        elif name in ("private_properties", "shared_properties"):
            groups = {**(known or {}), **resource}.get("extendedProperties") or {}
            resource["extendedProperties"] = _laid_over(groups, value, google)
        elif name == "type_properties":
            resource[_of_type(given)] = dict(_mapping(value, name))
        elif name in _READERS:
            resource[google] = _READERS[name](value, google)
        else:
            raise InvalidFieldError(f"An event has no field {name[:40]!r}.", field=name[:40])
    if resource.keys() >= {"eventLabelId", "colorId"}:  # Google reads one of them (E-29)
        raise _invalid("eventLabelId", "has a colour of its own: give one of both")
    return resource


def event_time(value: object, zone: str, *, field: str) -> Resource:
    """Give a moment or a day in Google's form (E-11, R-2)."""
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            value = value.replace(tzinfo=ZoneInfo(zone))
        try:
            value.astimezone(dt.UTC)
        except OverflowError as exc:
            raise _invalid(field, "lies outside of the calendar") from exc
        named = getattr(value.tzinfo, "key", None) or zone
        return {"dateTime": value.isoformat(timespec="seconds"), "timeZone": named}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    raise _invalid(field, "is neither a date nor a time")


def check_span(
    start: Mapping[str, Any] | None, end: Mapping[str, Any] | None, *, may_be_empty: bool = False
) -> None:
    """Raise InvalidFieldError where an event does not end after it starts (E-11, X-1).

    Times ``may_be_empty`` of what was imported: it is known to end as it starts (E-52).
    """
    if not start:
        raise _invalid("start", "is missing")
    if not end:
        raise _invalid("end", "is missing")
    if ("date" in start) != ("date" in end):
        raise _invalid("end", "has to be a date or a time, as the start is")
    key = "date" if "date" in start else "dateTime"
    kind = dt.date if key == "date" else dt.datetime
    begins, ends = kind.fromisoformat(start[key]), kind.fromisoformat(end[key])
    is_known = not (isinstance(begins, dt.datetime) and None in (begins.tzinfo, ends.tzinfo))  # type: ignore[attr-defined] # both are of one kind
    is_allowed = may_be_empty and key == "dateTime"
    if is_known and (ends < begins or (ends == begins and not is_allowed)):
        raise _invalid("end", "has to lie after the start")


def address_of(value: str, *, field: str) -> str:
    """Give a mail address; raise InvalidFieldError where it is none."""
    address = value.strip() if isinstance(value, str) else ""
    if not is_address(address):
        raise _invalid(field, f"holds no mail address: {address[:60]!r}")
    return address


def is_address(text: str) -> bool:
    """Say whether a text is a mail address, with nothing around it."""
    return _ADDRESS.fullmatch(text) is not None


def _invalid(field: str, problem: str) -> InvalidFieldError:
    return InvalidFieldError(f"{field} {problem}.", field=field)


def text_of(value: object, field: str, *, longest: int = LONGEST_TEXT) -> str | None:
    """Give a text; raise InvalidFieldError where it is none that Google would keep."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise _invalid(field, "is not text")
    if len(value) > longest:
        raise _invalid(field, f"is longer than {longest} characters")
    if _CONTROL.search(value):
        raise _invalid(field, "holds control characters")
    return value


def color_of(value: object, field: str) -> str:
    """Give a colour in small letters; raise InvalidFieldError where it is none as ``#7986cb``."""
    if not isinstance(value, str) or not _COLOR.fullmatch(value):
        raise _invalid(field, "is a colour as #rrggbb")
    return value.lower()


def _choice(value: object, field: str) -> str | None:
    if value is None:
        return None
    if value not in CHOICES[field]:
        raise _invalid(field, f"is one of {', '.join(CHOICES[field])}")
    return str(value)


def _flag(value: object, field: str) -> bool:
    if not isinstance(value, bool):
        raise _invalid(field, "is true or false")
    return value


def zone_of(name: object) -> str:
    """Give the name of a zone; raise InvalidFieldError where there is none of that name."""
    if not isinstance(name, str) or name not in _zones():
        said = name[:60] if isinstance(name, str) else ""
        raise _invalid("timeZone", f"is no zone of the IANA database: {said!r}")
    return name


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _attendees(value: object, field: str) -> list[Resource] | None:
    guests: dict[str, Resource] = {}
    for each in _list(value, field, MOST_GUESTS):
        guest = dict(each) if isinstance(each, Mapping) else {"email": each}
        guest["email"] = address_of(guest.get("email", ""), field=field)
        _plain(guest, field)
        for name, read in _OF_GUEST.items():
            if guest.get(name) is not None:
                read(guest[name], f"{field}.{name}")
        guests.setdefault(guest["email"].casefold(), guest)
    return None if value is None else list(guests.values())


def response_of(value: object, field: str) -> str:
    """Give an answer to an invitation; raise InvalidFieldError where it is none of Google's."""
    if value not in RESPONSES:
        raise _invalid(field, f"is one of {', '.join(RESPONSES)}")
    return str(value)


def additional_of(value: object, field: str) -> int:
    """Give how many others a guest brings; raise InvalidFieldError for what Google refuses."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_ADDITIONAL:
        raise _invalid(field, f"is a number up to {MOST_ADDITIONAL}")
    return value


def _reminders(value: object, field: str) -> Resource:
    """Give reminders: None is the calendar's own, a list these, an empty one none (E-21)."""
    if value is None:
        return {"useDefault": True}
    overrides = []
    for each in _list(value, field, MOST_REMINDERS):
        reminder = _mapping(each, field)
        minutes, method = reminder.get("minutes"), reminder.get("method", "popup")
        if method not in ("email", "popup"):
            raise _invalid(field, "come by email or popup")
        if isinstance(minutes, bool) or not isinstance(minutes, int):
            raise _invalid(field, "are given in whole minutes")
        if not 0 <= minutes <= LONGEST_REMINDER:
            raise _invalid(field, f"come at most {LONGEST_REMINDER} minutes before the start")
        overrides.append({"method": method, "minutes": minutes})
    return {"useDefault": False, "overrides": overrides}


def _attachments(value: object, field: str) -> list[Resource] | None:
    files = [dict(_mapping(each, field)) for each in _list(value, field, MOST_ATTACHMENTS)]
    for file in files:
        _plain(file, field, longest=LONGEST_URL)
        file["fileUrl"] = _url(file.get("fileUrl"), field)
        text_of(file.get("title"), f"{field}.title", longest=LONGEST_VALUE)
        for name in ("mimeType", "iconLink", "fileId"):
            text_of(file.get(name), f"{field}.{name}", longest=LONGEST_URL)
    return None if value is None else files


def _source(value: object, field: str) -> Resource | None:
    if value is None:
        return None
    source = _mapping(value, field)
    title = text_of(source.get("title", ""), f"{field}.title", longest=LONGEST_VALUE)
    return {"title": title, "url": _url(source.get("url"), field)}


def _url(value: object, field: str) -> str:
    url = text_of(value, field, longest=LONGEST_URL) or ""
    if not re.match(r"https?://[^\s/]", url):
        raise _invalid(field, "needs an http or https address")
    return url


def _laid_over(groups: Resource, value: object, field: str) -> Resource | None:
    """Give the groups of extended properties with one changed; None where there are none."""
    name = field.removesuffix("Properties")
    properties = _properties(value, field, groups.get(name) or {})
    after = {**groups, name: properties} if properties or name in groups else groups
    return after or None


def _properties(value: object, field: str, known: Mapping[str, str]) -> dict[str, str]:
    """Give extended properties laid over those that are known (E-23)."""
    given = _mapping(value, field)
    for key, text in given.items():
        if not text_of(key, field, longest=LONGEST_KEY):
            raise _invalid(field, "need names")
        text_of(text, f"{field}.{key}", longest=LONGEST_VALUE)
    properties = {key: text for key, text in {**known, **given}.items() if text is not None}
    if len(properties) > MOST_PROPERTIES:
        raise _invalid(field, f"are more than {MOST_PROPERTIES}")
    if sum(len(key) + len(text) for key, text in properties.items()) > ALL_PROPERTIES:
        raise _invalid(field, f"are longer than {ALL_PROPERTIES} characters in all")
    return properties


def _recurrence(value: object, field: str) -> list[str] | None:
    if value is None:
        return None
    try:
        return check_recurrence(value)  # type: ignore[arg-type] # which is what it checks
    except (RecurrenceError, TypeError) as exc:
        raise InvalidFieldError(str(exc), field=field) from exc


def _plain(value: Mapping[str, Any], field: str, *, longest: int = LONGEST_VALUE) -> None:
    """Raise InvalidFieldError for members that are no texts, numbers or flags."""
    for key, each in _mapping(value, field).items():
        text_of(key, field, longest=longest)
        if isinstance(each, str):
            text_of(each, f"{field}.{key[:40]}", longest=longest)
        elif not (each is None or (isinstance(each, int) and abs(each) <= LARGEST_NUMBER)):
            raise _invalid(f"{field}.{key[:40]}", "is neither text nor a number")


def _of_type(given: Mapping[str, Any]) -> str:
    kind = given.get("event_type", "default")
    if not isinstance(kind, str) or kind not in OF_TYPE:
        raise _invalid("type_properties", "need an event_type")
    return OF_TYPE[kind]


def _list(value: object, field: str, most: int) -> Sequence[Any]:
    if value is None:
        return ()
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Sequence):
        raise _invalid(field, "is not a list")
    if len(value) > most:
        raise _invalid(field, f"holds more than {most}")
    return value


def _mapping(value: object, field: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise _invalid(field, "is not an object")
    return value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


_OF_GUEST: Mapping[str, Callable[[Any, str], Any]] = {
    **dict.fromkeys(("displayName", "comment", "id"), text_of),
    **dict.fromkeys(("optional", "resource", "organizer", "self"), _flag),
    "responseStatus": response_of,
    "additionalGuests": additional_of,
}
_READERS: Mapping[str, Callable[[Any, str], Any]] = {
    **dict.fromkeys(("summary", "description", "location", "event_label_id"), text_of),
    **dict.fromkeys(("color_id", "visibility", "transparency", "status", "event_type"), _choice),
    **dict.fromkeys(
        ("guests_can_modify", "guests_can_invite_others", "guests_can_see_other_guests"), _flag
    ),
    "attendees": _attendees,
    "recurrence": _recurrence,
    "reminders": _reminders,
    "attachments": _attachments,
    "source": _source,
}
