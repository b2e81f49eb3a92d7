"""The page of calendars, and of who sees them."""

from collections.abc import Iterable, Mapping
from typing import Any

from gcal_emulator.entities import ROLES, AclRule, Calendar
from gcal_emulator.inspector.html import choice, field, form, in_address, link, moment, table
from gcal_emulator.world import World


def shown(emulator: Any, _arguments: Mapping[str, str]) -> str:
    """Write the page."""
    world: World = emulator.world
    living = [each for each in world.calendars.values() if not each.is_deleted]
    heads = ("Calendar", "Id", "Owner", "Zone", "Events", "Changed", "Shared with")
    listed = table("Calendars", heads, map(_row, living), empty="There are no calendars.")
    return listed + _forms(world, living)


def _row(calendar: Calendar) -> Iterable[object]:
    address = f"/_emulator/events?calendar={in_address(calendar.id)}"
    return (
        link(address, calendar.summary or calendar.id),
        calendar.id,
        calendar.owner or "nobody",
        calendar.time_zone,
        sum(not event.is_cancelled for event in calendar.order),
        moment(calendar.micros),
        ", ".join(
            f"{rule.id} as {rule.role}"
            for rule in calendar.acl.values()
            if _is_shared(calendar, rule)
        ),
    )


def _is_shared(calendar: Calendar, rule: AclRule) -> bool:
    return rule.role != "none" and rule.scope.get("value") not in (calendar.owner, calendar.id)


def _forms(world: World, living: list[Calendar]) -> str:
    if not world.users:
        return ""
    added = form(
        "/_emulator/calendars",
        field("Id", "id", more="required"),
        field("Title", "summary", more="required"),
        choice("Owner", "owner", list(world.users)),
        name="Add a calendar",
    )
    shared = form(
        "/_emulator/calendars/share",
        choice("Calendar", "calendarId", {each.id: each.summary or each.id for each in living}),
        field("With", "email", kind="email", more="required"),
        choice("As", "role", ROLES, "reader"),
        name="Share",
    )
    return f"<h2>Add a calendar</h2>{added}<h2>Share a calendar</h2>{shared}"
