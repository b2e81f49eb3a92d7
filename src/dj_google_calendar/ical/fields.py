"""The fields of an event of iCalendar beside its times, as Google has them."""

import re
from collections.abc import Iterator
from typing import Any

from dj_google_calendar.ical.colors import COLOR_IDS
from dj_google_calendar.ical.components import Component
from dj_google_calendar.ical.content import IcalError, Property
from dj_google_calendar.ical.values import duration_of

RESPONSES = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}
LONGEST_REMINDER, MOST_REMINDERS, MOST_FILES, MOST_GUESTS = 40_320, 5, 25, 300
_ADDRESS = re.compile(r"(?:mailto:)?([^\s@<>\",;]{1,64}@[^\s@<>\",;]{1,255})", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s/]\S{0,1990}", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def fields_of(component: Component) -> dict[str, Any]:
    """Give what can be read; what is not understood is left out, as it is no one's time."""
    fields: dict[str, Any] = {
        "summary": _text(component, "SUMMARY"),
        "description": _text(component, "DESCRIPTION"),
        "location": _text(component, "LOCATION"),
        "status": _choice(component, "STATUS", ("confirmed", "tentative", "cancelled")),
        "visibility": _choice(component, "CLASS", ("public", "private", "confidential")),
        "transparency": _transparency(component),
        "colorId": COLOR_IDS.get(component.text("COLOR").lower()),
        "sequence": _sequence(component),
        "source": _source(component),
        "organizer": next((_person(each) for each in component.of("ORGANIZER")), None),
        "attendees": list(_guests(component))[:MOST_GUESTS],
        "attachments": list(_files(component))[:MOST_FILES],
        "reminders": _reminders(component),
    }
    return {name: value for name, value in fields.items() if value}


def _text(component: Component, name: str) -> str:
    found = component.first(name)
    return _CONTROL.sub("", found.text) if found else ""


def _choice(component: Component, name: str, known: tuple[str, ...]) -> str | None:
    value = component.text(name).lower()
    return value if value in known else None


def _transparency(component: Component) -> str | None:
    is_free = component.text("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
    given = _choice(component, "TRANSP", ("opaque", "transparent"))
    return given or ("transparent" if is_free else None)


def _sequence(component: Component) -> int:
    value = component.text("SEQUENCE")
    return int(value) if re.fullmatch(r"\d{1,9}", value, re.ASCII) else 0


def _source(component: Component) -> dict[str, str] | None:
    given = component.first("URL")
    if given is None or not _URL.fullmatch(given.value.strip()):
        return None
    url = given.value.strip()
    return {"title": given.parameters.get("X-TITLE") or url[:1000], "url": url}


def _person(given: Property) -> dict[str, Any] | None:
    """Give whom a property names: Exchange and Apple may have the address in a parameter."""
    for text in (given.value.strip(), given.parameters.get("EMAIL", "")):
        if found := _ADDRESS.fullmatch(text):
            person = {"email": found[1]}
            name = _CONTROL.sub("", given.parameters.get("CN", ""))[:1000]
            return person | ({"displayName": name} if name and name != found[1] else {})
    return None


def _guests(component: Component) -> Iterator[dict[str, Any]]:
    for given in component.of("ATTENDEE"):
        guest = _person(given)
        if guest is None:
            continue
        parameters = {name: value.upper() for name, value in given.parameters.items()}
        guest["responseStatus"] = RESPONSES.get(parameters.get("PARTSTAT", ""), "needsAction")
        if parameters.get("ROLE") == "OPT-PARTICIPANT":
            guest["optional"] = True
        if parameters.get("CUTYPE") in ("RESOURCE", "ROOM"):
            guest["resource"] = True
        if re.fullmatch(r"[1-9]\d{0,3}", parameters.get("X-NUM-GUESTS", ""), re.ASCII):
            guest["additionalGuests"] = int(parameters["X-NUM-GUESTS"])
        if comment := given.parameters.get("X-RESPONSE-COMMENT"):
            guest["comment"] = comment[:1024]
        yield guest


def _files(component: Component) -> Iterator[dict[str, str]]:
    for given in component.of("ATTACH"):
        if _URL.fullmatch(given.value.strip()):
            named = {"title": "FILENAME", "mimeType": "FMTTYPE"}
            file = {key: given.parameters.get(name, "") for key, name in named.items()}
            yield {"fileUrl": given.value.strip()} | {k: v[:1000] for k, v in file.items() if v}


def _reminders(component: Component) -> dict[str, Any] | None:
    overrides = []
    for alarm in component.children:
        minutes = _minutes(alarm)
        if alarm.name == "VALARM" and minutes is not None:
            method = "email" if alarm.text("ACTION").upper() == "EMAIL" else "popup"
            reminder = {"method": method, "minutes": minutes}
            if reminder not in overrides:
                overrides.append(reminder)
    return {"useDefault": False, "overrides": overrides[:MOST_REMINDERS]} if overrides else None


def _minutes(alarm: Component) -> int | None:
    """Give how long before the start an alarm goes off; None for one at another time."""
    trigger = alarm.first("TRIGGER")
    if trigger is None or trigger.parameters.get("RELATED", "START").upper() != "START":
        return None
    try:
        minutes = -duration_of(trigger.value, "TRIGGER").total_seconds() // 60
    except (IcalError, OverflowError):
        return None
    return int(minutes) if 0 <= minutes <= LONGEST_REMINDER else None
