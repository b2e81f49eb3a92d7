"""The page of people, and of settings."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.entities import User
from gcal_emulator.inspector.html import choice, details, field, form, table
from gcal_emulator.world import World

HEADS = ("Person", "Name", "Calendars", "Grants", "Traits", "Settings")


def shown(emulator: Any, _arguments: Mapping[str, str]) -> str:
    """Write the page."""
    world: World = emulator.world
    rows = (
        (
            user.email,
            user.name,
            sum(not entry.is_removed for entry in user.entries.values()),
            sum(grant.email == user.email for grant in world.grants.values()),
            ", ".join(_traits(user)),
            details(
                user.settings.get("timezone", "settings"),
                "\n".join(f"{name} = {value}" for name, value in sorted(user.settings.items())),
            ),
        )
        for user in world.users.values()
    )
    added = form(
        "/_emulator/users",
        field("Address", "email", kind="email", more="required"),
        field("Name", "name"),
        name="Add a person",
    )
    listed = table("People", HEADS, rows, empty="There are no people.")
    return listed + added + _settings(world)


def _traits(user: User) -> list[str]:
    traits = {
        "administrator": user.is_admin,
        "consumer account": not user.is_workspace,
        "service account": user.is_service_account,
        "without Calendar": not user.has_calendar,
    }
    return [name for name, has in traits.items() if has]


def _settings(world: World) -> str:
    """Give a form for what the API only reads."""
    if not world.users:
        return ""
    names = sorted({name for user in world.users.values() for name in user.settings})
    return "<h2>Settings</h2>" + form(
        "/_emulator/settings",
        choice("Person", "email", list(world.users)),
        choice("Setting", "name", names),
        field("Value", "value", more="required"),
        name="Change the setting",
    )
