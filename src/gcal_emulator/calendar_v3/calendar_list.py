"""calendarList.*: the calendars in a person's list, with what is personal about each (C-10)."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.calendar_v3.access import PRIMARY, calendar_of, is_opened
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.event_body import merged, without_nulls
from gcal_emulator.calendar_v3.event_write import check_reminders
from gcal_emulator.calendar_v3.lists import Shape, list_etag, page_of
from gcal_emulator.calendar_v3.palette import (
    CALENDAR_COLORS,
    FOREGROUND_OF_ENTRIES,
    is_color,
    nearest,
)
from gcal_emulator.calendar_v3.tokens import known_since, next_tokens
from gcal_emulator.entities import ROLES, ListEntry, User
from gcal_emulator.errors import (
    calendar_error,
    invalid,
    not_found,
    precondition_failed,
    required,
)
from gcal_emulator.world import World

SHAPE = Shape("calendarList", default=100, largest=250)
PERSONAL = (
    "summaryOverride",
    "colorId",
    "backgroundColor",
    "foregroundColor",
    "selected",
    "hidden",
    "defaultReminders",
    "notificationSettings",
)
RGB = ("backgroundColor", "foregroundColor")
DEFAULT_COLOR = "14"
NOTIFICATIONS = (
    "eventCreation",
    "eventChange",
    "eventCancellation",
    "eventResponse",
    "agenda",
)


def get(call: Call) -> Answer:
    """Give one entry of the caller's list."""
    return _answer(call, _entry(call))


def list_entries(call: Call) -> Answer:
    """List the caller's calendars: shown ones, or what changed since a sync token."""
    since = known_since(call, SHAPE.name)
    entries = call.world.entries_of(call.user)
    micros = max((entry.micros for entry in entries), default=0)
    rows = [
        view(call.world, call.user, each) if _is_wanted(call, each, since) else None
        for each in entries
    ]
    page = page_of(call, SHAPE, rows, micros=micros)
    body: Resource = {"kind": "calendar#calendarList", "etag": list_etag(micros)}
    body |= next_tokens(call, SHAPE.name, page, account=call.user.email)
    return Answer(body | {"items": page.items}, is_list=True)


def insert(call: Call) -> Answer:
    """Put a calendar into the list that the caller may see (C-7, C-8)."""
    calendar_id = call.body.get("id")
    if not calendar_id:
        raise required("Missing calendar ID.")
    calendar = calendar_of(call, calendar_id=calendar_id)
    known = call.user.entries.get(calendar.id)
    before = known.personal if known and not known.is_removed else {}
    personal = _personal(call, before | _given(call))
    entry = call.world.list_calendar(call.user, calendar.id, personal)
    return _answer(call, entry)


def patch(call: Call) -> Answer:
    """Change named personal fields."""
    entry = _entry(call)
    return _write(call, entry, merged(entry.personal, _given(call)))


def update(call: Call) -> Answer:
    """Replace the personal fields."""
    return _write(call, _entry(call), _given(call))


def delete(call: Call) -> Answer:
    """Take a calendar out of the list; the calendar stays (C-9)."""
    entry = _entry(call)
    _check_match(call, entry)
    if entry.calendar_id == call.user.email:
        message = "You cannot remove your own primary calendar from your list."
        raise calendar_error("cannotChangeOwnPrimarySubscription", message, status=403)
    if call.world.calendars[entry.calendar_id].owner == call.user.email:
        message = "The data owner cannot unsubscribe from the calendar."
        raise calendar_error("cannotUnsubscribeFromOwnedCalendar", message, status=403)
    entry.is_removed, entry.micros = True, call.world.clock.tick()
    return Answer(None)


def _write(call: Call, entry: ListEntry, personal: Resource) -> Answer:
    _check_match(call, entry)
    entry.personal = _personal(call, personal)
    entry.micros = call.world.clock.tick()
    return _answer(call, entry)


def _given(call: Call) -> Resource:
    """Give what may be written; colours as RGB are read only where a parameter says so (C-8)."""
    unread = () if call.query.get("colorRgbFormat") else RGB
    return {key: value for key, value in call.body.items() if key in PERSONAL and key not in unread}


def _personal(call: Call, personal: Resource) -> Resource:
    """Check personal fields; colours are written by their id or, if said so, as RGB (C-8)."""
    personal = {key: value for key, value in without_nulls(personal).items() if value != ""}
    color_id, is_rgb = personal.get("colorId"), bool(call.query.get("colorRgbFormat"))
    if color_id is not None and color_id not in CALENDAR_COLORS:
        raise invalid("Invalid color id.")
    given = {key: call.body.get(key) for key in RGB}
    if is_rgb and any(given.values()):
        if not all(is_color(value) for value in given.values() if value):
            raise invalid("Invalid color value.")
        if given["backgroundColor"]:
            personal["colorId"] = nearest(given["backgroundColor"])
    elif call.body.get("colorId"):  # an id takes the place of custom colours
        personal = {key: value for key, value in personal.items() if key not in given}
    check_reminders({"overrides": personal.get("defaultReminders", [])})
    for notice in personal.get("notificationSettings", {}).get("notifications", ()):
        if notice.get("method") != "email" or notice.get("type") not in NOTIFICATIONS:
            raise invalid("Invalid notification.")
    return personal


def _entry(call: Call) -> ListEntry:
    calendar_id = call.path["calendarId"]
    entry = call.user.entries.get(call.user.email if calendar_id == PRIMARY else calendar_id)
    if entry is None or not is_listed(call.world, call.user, entry):
        raise not_found()
    if not is_opened(call, call.world.calendars[entry.calendar_id]):
        raise not_found()
    return entry


def _check_match(call: Call, entry: ListEntry) -> None:
    if call.if_match and call.if_match not in ("*", etag_of(entry)):
        raise precondition_failed()


def _answer(call: Call, entry: ListEntry) -> Answer:
    shown = view(call.world, call.user, entry)
    return Answer(shown, etag=shown["etag"])


def is_listed(world: World, user: User, entry: ListEntry) -> bool:
    """Say whether an entry is in the list: not removed, and still shared with the person."""
    calendar = world.calendars.get(entry.calendar_id)
    if calendar is None or calendar.is_deleted or entry.is_removed:
        return False
    return calendar.role_of(user.email) != "none"


def _is_wanted(call: Call, entry: ListEntry, since: int | None) -> bool:
    if since is not None:  # C-6: removed and hidden entries are always reported
        return entry.micros > since
    if not is_listed(call.world, call.user, entry):
        return bool(call.query.get("showDeleted")) and entry.is_removed
    if entry.personal.get("hidden") and not call.query.get("showHidden"):
        return False
    calendar = call.world.calendars[entry.calendar_id]
    if call.query.get("showOwnOrganizationOnly") and not _is_of_organization(call, entry):
        return False
    least = call.query.get("minAccessRole", "none")
    return ROLES.index(calendar.role_of(call.user.email)) >= ROLES.index(least)


def _is_of_organization(call: Call, entry: ListEntry) -> bool:
    owner = call.world.calendars[entry.calendar_id].owner
    return owner.rpartition("@")[2] == call.user.domain


def etag_of(entry: ListEntry) -> str:
    """Write an entry's ETag: its microseconds, not doubled (Z-13)."""
    return f'"{entry.micros}"'


def view(world: World, user: User, entry: ListEntry) -> Resource:
    """Give an entry as its owner sees it; false flags are left out (C-3)."""
    calendar = world.calendars[entry.calendar_id]
    personal = entry.personal
    role = calendar.role_of(user.email)
    shown: Resource = {
        "kind": "calendar#calendarListEntry",
        "etag": etag_of(entry),
        "id": calendar.id,
    }
    if role == "none":  # whoever may no longer see it learns nothing more of it
        return shown | {"deleted": True}
    shown["summary"] = calendar.summary
    optional = {
        "description": calendar.description,
        "location": calendar.location,
        "timeZone": calendar.time_zone,
        "summaryOverride": personal.get("summaryOverride"),
    }
    shown |= {key: value for key, value in optional.items() if value}
    shown |= _colors(personal)
    shown |= {key: True for key in ("hidden", "selected") if personal.get(key)}
    shown |= {
        "accessRole": role,
        "defaultReminders": personal.get("defaultReminders", []),
    }
    if "notificationSettings" in personal:
        shown["notificationSettings"] = personal["notificationSettings"]
    shown |= {"primary": True} if calendar.id == user.email else {}
    shown |= {"deleted": True} if not is_listed(world, user, entry) else {}
    shown["conferenceProperties"] = {"allowedConferenceSolutionTypes": ["hangoutsMeet"]}
    if calendar.extra.get("autoAcceptInvitations"):
        shown["autoAcceptInvitations"] = True
    if not calendar.is_primary and calendar.owner:
        shown["dataOwner"] = calendar.owner
    return shown


def _colors(personal: Mapping[str, Any]) -> Resource:
    color_id = str(personal.get("colorId", DEFAULT_COLOR))
    background = CALENDAR_COLORS.get(color_id, CALENDAR_COLORS[DEFAULT_COLOR])
    return {
        "colorId": color_id,
        "backgroundColor": personal.get("backgroundColor", background),
        "foregroundColor": personal.get("foregroundColor", FOREGROUND_OF_ENTRIES),
    }
