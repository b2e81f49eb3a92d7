"""calendarList.list and get."""

from gcal_emulator.calendar_v3.access import PRIMARY
from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.lists import Shape, list_etag, page_of
from gcal_emulator.calendar_v3.palette import CALENDAR_COLORS
from gcal_emulator.calendar_v3.tokens import (
    check_sync_parameters,
    read_sync_token,
    sync_number,
    write_sync_token,
)
from gcal_emulator.errors import not_found
from gcal_emulator.world import ROLES, ListEntry, User, World

SHAPE = Shape("calendarList", default=100, largest=250)


def get(call: Call) -> Answer:
    """Give one entry of the caller's list."""
    calendar_id = call.path["calendarId"]
    entry = call.user.entries.get(call.user.email if calendar_id == PRIMARY else calendar_id)
    if entry is None or not is_listed(call.world, call.user, entry):
        raise not_found()
    shown = view(call.world, call.user, entry)
    return Answer(shown, etag=shown["etag"])


def list_entries(call: Call) -> Answer:
    """List the caller's calendars: shown ones, or what changed since a sync token."""
    number = sync_number(call, SHAPE.name)
    since = None
    if "syncToken" in call.query:
        check_sync_parameters(call.query)
        since = read_sync_token(call.query["syncToken"], number)
    entries = call.world.entries_of(call.user)
    micros = max((entry.micros for entry in entries), default=0)
    shown = [view(call.world, call.user, each) for each in entries if _is_wanted(call, each, since)]
    page = page_of(call, SHAPE, shown, micros=micros)
    body: Resource = {"kind": "calendar#calendarList", "etag": list_etag(micros)}
    if page.next_page_token:
        body["nextPageToken"] = page.next_page_token
    else:
        body["nextSyncToken"] = write_sync_token(page.micros, number, account=call.user.email)
    return Answer(body | {"items": page.items}, is_list=True)


def is_listed(world: World, user: User, entry: ListEntry) -> bool:
    """Say whether an entry is in the list: not removed, and still shared with the person."""
    calendar = world.calendars.get(entry.calendar_id)
    return calendar is not None and not entry.is_removed and calendar.role_of(user.email) != "none"


def _is_wanted(call: Call, entry: ListEntry, since: int | None) -> bool:
    if since is not None:  # C-6: removed and hidden entries are always reported
        return entry.micros > since
    if not is_listed(call.world, call.user, entry):
        return bool(call.query.get("showDeleted")) and entry.is_removed
    if entry.personal.get("hidden") and not call.query.get("showHidden"):
        return False
    least = call.query.get("minAccessRole", "none")
    role = call.world.calendars[entry.calendar_id].role_of(call.user.email)
    return ROLES.index(role) >= ROLES.index(least)


def view(world: World, user: User, entry: ListEntry) -> Resource:
    """Give an entry as its owner sees it; false flags are left out (C-3)."""
    calendar = world.calendars[entry.calendar_id]
    personal = entry.personal
    shown: Resource = {
        "kind": "calendar#calendarListEntry",
        "etag": f'"{entry.micros}"',  # Z-13: not doubled
        "id": calendar.id,
        "summary": calendar.summary,
    }
    shown |= {
        key: value
        for key, value in (
            ("description", calendar.description),
            ("location", calendar.location),
            ("timeZone", calendar.time_zone),
            ("summaryOverride", personal.get("summaryOverride")),
        )
        if value
    }
    shown |= _colors(personal)
    shown |= {key: True for key in ("hidden", "selected") if personal.get(key)}
    shown |= {
        "accessRole": calendar.role_of(user.email),
        "defaultReminders": personal.get("defaultReminders", []),
    }
    if "notificationSettings" in personal:
        shown["notificationSettings"] = personal["notificationSettings"]
    shown |= {"primary": True} if calendar.id == user.email else {}
    shown |= {"deleted": True} if not is_listed(world, user, entry) else {}
    shown["conferenceProperties"] = {"allowedConferenceSolutionTypes": ["hangoutsMeet"]}
    if calendar.id != user.email and calendar.owner:
        shown["dataOwner"] = calendar.owner
    return shown


def _colors(personal: Resource) -> Resource:
    color_id = str(personal.get("colorId", "14"))
    background = CALENDAR_COLORS.get(color_id, "#9fe1e7")
    return {
        "colorId": color_id,
        "backgroundColor": personal.get("backgroundColor", background),
        "foregroundColor": personal.get("foregroundColor", "#000000"),
    }
