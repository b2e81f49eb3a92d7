"""Special events: what each type asks for, and where it may stand (E-26, E-27, R-27, X-30)."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.models import Calendar
from dj_google_calendar.operations.event_fields import OF_TYPE, Resource, text_of

DECLINE_MODES = (
    "declineNone",
    "declineAllConflictingInvitations",
    "declineOnlyNewConflictingInvitations",
)
CHAT_STATUSES = ("available", "doNotDisturb")
LOCATIONS = ("homeOffice", "officeLocation", "customLocation")
OF_OFFICES = ("buildingId", "deskId", "floorId", "floorSectionId", "label")
LONGEST = 1024
FILLED_IN: Mapping[str, Mapping[str, str]] = {
    "workingLocation": {"visibility": "public", "transparency": "transparent"},
    "birthday": {"visibility": "private", "transparency": "transparent"},
}
"""What Google wants of a type, set where nothing else is said."""


def with_type(calendar: Calendar, resource: Mapping[str, Any]) -> Resource:
    """Give a new event with what its type asks for.

    Raises NotAllowedError where the type does not belong in this calendar, InvalidFieldError
    where the event is not as its type has to be.
    """
    kind = str(resource.get("eventType") or "default")
    if kind in OF_TYPE and not calendar.is_primary:
        raise NotAllowedError("Events of this type are for the primary calendar alone.")
    filled = {**FILLED_IN.get(kind, {}), **resource}
    if kind == "workingLocation":
        filled.setdefault(OF_TYPE[kind], {})
    check_rules(filled, changed=filled)
    return filled


def check_rules(resource: Mapping[str, Any], *, changed: Collection[str]) -> None:
    """Raise InvalidFieldError where an event is not as its type has to be.

    What was not ``changed`` is as Google has it, and may hold what nobody here knows of.
    """
    kind = str(resource.get("eventType") or "default")
    for other, details in OF_TYPE.items():
        if details in changed and other != kind:
            raise _wrong(details, f"cannot be given to events of the type {kind}")
    if kind in OF_TYPE:
        _RULES[kind](resource, changed)
        if OF_TYPE[kind] in changed:
            _DETAILS[kind](_object(resource.get(OF_TYPE[kind]), OF_TYPE[kind]))


def _away(resource: Mapping[str, Any], changed: Collection[str]) -> None:
    if "start" in changed and "date" in resource["start"]:
        raise _wrong("start", "is a time: this type cannot take whole days")
    if "transparency" in changed and resource.get("transparency") == "transparent":
        raise _wrong("transparency", "has to be opaque for this type")


def _away_details(details: Mapping[str, Any]) -> None:
    _only(details, ("autoDeclineMode", "declineMessage"))
    _one_of(details, "autoDeclineMode", DECLINE_MODES)
    text_of(details.get("declineMessage"), "declineMessage")


def _focus_details(details: Mapping[str, Any]) -> None:
    _one_of(details, "chatStatus", CHAT_STATUSES)
    _away_details({key: value for key, value in details.items() if key != "chatStatus"})


def _working_location(resource: Mapping[str, Any], changed: Collection[str]) -> None:
    for field, needed in FILLED_IN["workingLocation"].items():
        if field in changed and resource.get(field) != needed:
            raise _wrong(field, f"has to be {needed} for a working location")


def _location_details(details: Mapping[str, Any]) -> None:
    _only(details, ("type", *LOCATIONS))
    if details.get("type") not in LOCATIONS:
        raise _wrong("workingLocationProperties.type", f"is one of {', '.join(LOCATIONS)}")
    for name, allowed in (("customLocation", ("label",)), ("officeLocation", OF_OFFICES)):
        place = _object(details.get(name), name)
        _only(place, allowed)
        for key, value in place.items():
            text_of(value, f"{name}.{key}", longest=LONGEST)
    if details.get("homeOffice") not in (None, {}):
        raise _wrong("homeOffice", "is an empty object")


def _birthday(resource: Mapping[str, Any], changed: Collection[str]) -> None:
    lines = resource.get("recurrence") or []
    is_yearly = len(lines) == 1 and re.search(r"\bFREQ=YEARLY\b", str(lines[0]), re.IGNORECASE)
    if not is_yearly and not resource.get("recurringEventId"):
        raise _wrong("recurrence", "of a birthday is one yearly rule")
    if not _is_one_day(resource):
        raise _wrong("end", "of a birthday is the day after its start")
    for field in ("attendees", "conferenceData"):
        if field in changed and resource.get(field):
            raise _wrong(field, "cannot be given to a birthday")


def _birthday_details(details: Mapping[str, Any]) -> None:
    _only(details, ("type",))
    if details.get("type", "birthday") != "birthday":
        raise _wrong("birthdayProperties.type", "can only be birthday")


def _is_one_day(resource: Mapping[str, Any]) -> bool:
    first, last = ((resource.get(key) or {}).get("date") for key in ("start", "end"))
    if not (first and last):
        return False
    return dt.date.fromisoformat(last) - dt.date.fromisoformat(first) == dt.timedelta(days=1)


_RULES: Mapping[str, Callable[[Mapping[str, Any], Collection[str]], None]] = {
    "outOfOffice": _away,
    "focusTime": _away,
    "workingLocation": _working_location,
    "birthday": _birthday,
}
_DETAILS: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "outOfOffice": _away_details,
    "focusTime": _focus_details,
    "workingLocation": _location_details,
    "birthday": _birthday_details,
}


def _one_of(details: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> None:
    if details.get(name) not in (None, *allowed):
        raise _wrong(name, f"is one of {', '.join(allowed)}")


def _only(details: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    for name in details:
        if name not in allowed:
            raise _wrong(name[:40], "is no property of this type")


def _object(value: object, field: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise _wrong(field, "is not an object")
    return value


def _wrong(field: str, problem: str) -> InvalidFieldError:
    return InvalidFieldError(f"{field} {problem}.", field=field)
