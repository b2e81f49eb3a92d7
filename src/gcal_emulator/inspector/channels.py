"""The page of push channels, and of what goes wrong with their messages."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.inspector.html import Piece, choice, field, form, mark, moment, table
from gcal_emulator.push.channels import Channel
from gcal_emulator.push.rules import ACTIONS
from gcal_emulator.world import World

HEADS = ("Channel", "Watches", "Person", "Address", "Expires", "Last number", "State")
RULE_HEADS = ("Action", "Channel", "Left", "Met", "Probability", "Seconds")


def shown(emulator: Any, _arguments: Mapping[str, str]) -> str:
    """Write the page."""
    world: World = emulator.world
    now = world.clock.micros()
    rows = (
        (
            each.id,
            f"{each.kind} {each.calendar_id}",
            each.email,
            each.address,
            moment(each.expires_at),
            each.number,
            _state(each, now),
        )
        for each in world.channels
    )
    return table("Channels", HEADS, rows, empty="Nobody watches anything yet.") + _rules(world)


def _state(channel: Channel, now: int) -> Piece:
    if channel.is_alive(now):
        return mark("alive", "good")
    return mark("stopped" if channel.is_stopped else "expired", "bad")


def _rules(world: World) -> str:
    names = {"": "any"} | {each.id: each.id for each in world.channels}
    added = form(
        "/_emulator/push",
        choice("What goes wrong", "action", ACTIONS),
        choice("Channel", "channel_id", names),
        field("Messages", "times", 1, kind="number", more="min='1'"),
        field(
            "Probability", "probability", 1, kind="number", more="min='0.01' max='1' step='0.01'"
        ),
        field("Seconds of a delay", "seconds", 1, kind="number", more="min='0' step='0.1'"),
        name="Add a rule",
    )
    rows = (
        (
            each.action,
            each.channel_id or "any",
            each.times,
            each.met,
            each.probability,
            each.seconds if each.action == "delay" else "",
        )
        for each in (*world.channels.rules, *world.channels.spent[-20:])
    )
    listed = table("Rules", RULE_HEADS, rows, empty="Every message arrives as it should.")
    return f"<h2>What goes wrong with messages</h2>{added}{listed}"
