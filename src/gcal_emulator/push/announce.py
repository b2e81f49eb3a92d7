"""Telling channels what has changed since they last heard of it."""

from bisect import bisect_right

from gcal_emulator.entities import ROLES, Calendar
from gcal_emulator.push.channels import EXISTS, NOT_EXISTS, SYNC, Channel
from gcal_emulator.world import World

LEAST = {"acl": "writerWithoutPrivateAccess"}
"""The least role that hears of what is watched; for the rest any will do."""


def announce(world: World) -> None:
    """Queue a message for each living channel whose resource has changed (P-6).

    Called after every request: a request's changes to one resource make one message (P-17).
    """
    now = world.clock.micros()
    for channel in world.channels:
        if channel.is_alive(now) and not channel.is_gone:
            _tell(world, channel)


def _tell(world: World, channel: Channel) -> None:
    if channel.calendar_id and world.calendars[channel.calendar_id].is_deleted:
        channel.is_gone = True
        if world.switches.channels_tell_of_deletion and _is_granted(world, channel):
            world.channels.send(channel, NOT_EXISTS, world.ids.chance)
        return
    moment = moment_of(world, channel)
    if moment <= channel.seen:
        return
    is_told = may_hear(world, channel) and _concerns(world, channel)
    channel.seen = moment
    if is_told:
        world.channels.send(channel, EXISTS, world.ids.chance)


def greet(world: World, channel: Channel) -> None:
    """Queue the first message of a new channel (P-5)."""
    channel.seen = moment_of(world, channel)
    world.channels.send(channel, SYNC, world.ids.chance)


def moment_of(world: World, channel: Channel) -> int:
    """Give when the watched resource last changed."""
    if channel.kind == "settings":
        return world.users[channel.email].settings_micros
    if channel.kind == "calendarList":
        entries = world.users[channel.email].entries.values()
        return max((entry.micros for entry in entries), default=0)
    calendar = world.calendars[channel.calendar_id]
    return calendar.acl_micros if channel.kind == "acl" else calendar.micros


def may_hear(world: World, channel: Channel) -> bool:
    """Say whether the grant stands, and the person may still see what is watched (P-24)."""
    if not _is_granted(world, channel):
        return False
    if not channel.calendar_id:
        return True
    role = world.calendars[channel.calendar_id].role_of(channel.email)
    return ROLES.index(role) >= ROLES.index(LEAST.get(channel.kind, "freeBusyReader"))


def _is_granted(world: World, channel: Channel) -> bool:
    return (channel.client_id, channel.email) in world.grants


def _concerns(world: World, channel: Channel) -> bool:
    """Say whether an event of a wanted type is among the changes (P-25)."""
    if not channel.event_types:
        return True
    calendar: Calendar = world.calendars[channel.calendar_id]
    since = bisect_right(calendar.changes, channel.seen, key=lambda change: change[0])
    changed = (event for _, event in calendar.changes[since:])
    return any(
        event.resource.get("eventType", "default") in channel.event_types for event in changed
    )
