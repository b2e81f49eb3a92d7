"""settings.list and get (G-1: read-only)."""

from gcal_emulator.calendar_v3.call import Answer, Call, Resource
from gcal_emulator.calendar_v3.lists import Shape, list_etag, page_of
from gcal_emulator.calendar_v3.tokens import known_since, next_tokens
from gcal_emulator.entities import User
from gcal_emulator.errors import not_found

SHAPE = Shape("settings", default=100, largest=250)


def get(call: Call) -> Answer:
    """Give one setting; one left at its default may be unknown (G-3)."""
    name = call.path["setting"]
    if name not in call.user.settings:
        raise not_found()
    shown = view(call.user, name)
    return Answer(shown, etag=shown["etag"])


def list_settings(call: Call) -> Answer:
    """List the caller's settings, or what changed since a sync token (G-7)."""
    user, since = call.user, known_since(call, SHAPE.name)
    rows = [
        view(user, name) if since is None or user.setting_micros.get(name, 0) > since else None
        for name in sorted(user.settings)
    ]
    page = page_of(call, SHAPE, rows, micros=user.settings_micros)
    body: Resource = {"kind": "calendar#settings", "etag": list_etag(user.settings_micros)}
    return Answer(body | next_tokens(call, SHAPE.name, page) | {"items": page.items}, is_list=True)


def view(user: User, name: str) -> Resource:
    """Give one setting as a resource."""
    return {
        "kind": "calendar#setting",
        "etag": f'"{user.setting_micros.get(name, 0)}"',
        "id": name,
        "value": user.settings[name],
    }
