"""settings.list and get."""

from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.lists import Shape, list_etag, page_of
from gcal_emulator.calendar_v3.tokens import (
    check_sync_parameters,
    read_sync_token,
    sync_number,
    write_sync_token,
)
from gcal_emulator.errors import not_found
from gcal_emulator.world import User

SHAPE = Shape("settings", default=100, largest=250)


def get(call: Call) -> Answer:
    """Give one setting; one left at its default may be unknown (G-3)."""
    name = call.path["setting"]
    if name not in call.user.settings:
        raise not_found()
    shown = view(call.user, name)
    return Answer(shown, etag=shown["etag"])


def list_settings(call: Call) -> Answer:
    """List the caller's settings, or what changed since a sync token."""
    number = sync_number(call, SHAPE.name)
    names = sorted(call.user.settings)
    if "syncToken" in call.query:
        check_sync_parameters(call.query)
        if read_sync_token(call.query["syncToken"], number) >= call.user.settings_micros:
            names = []
    shown = [view(call.user, name) for name in names]
    page = page_of(call, SHAPE, shown, micros=call.user.settings_micros)
    body: Resource = {"kind": "calendar#settings", "etag": list_etag(call.user.settings_micros)}
    if page.next_page_token:
        body["nextPageToken"] = page.next_page_token
    else:
        body["nextSyncToken"] = write_sync_token(page.micros, number)
    return Answer(body | {"items": page.items}, is_list=True)


def view(user: User, name: str) -> Resource:
    """Give one setting as a resource."""
    return {
        "kind": "calendar#setting",
        "etag": f'"{user.settings_micros}"',
        "id": name,
        "value": user.settings[name],
    }
