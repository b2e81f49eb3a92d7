"""The first page: time, the state as a whole, and how much there is of everything."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.inspector.html import (
    button,
    buttons,
    field,
    form,
    hidden,
    link,
    table,
)
from gcal_emulator.world import World

SPANS = (
    ("1 hour", "hours", 1),
    ("1 day", "days", 1),
    ("8 days", "days", 8),
    ("31 days", "days", 31),
)


def shown(emulator: Any, _arguments: Mapping[str, str]) -> str:
    """Write the page."""
    world: World = emulator.world
    return (
        f"<section><h2>Time</h2>{_time(world)}</section>"
        f"<section><h2>State</h2>{_state(emulator)}</section>"
        f"<section><h2>What is there</h2>{_counts(emulator)}</section>"
    )


def _time(world: World) -> str:
    frozen = world.clock.is_frozen
    moves = [button("clock", f"{name} on", {unit: count}) for name, unit, count in SPANS]
    stop = button(
        "clock",
        "Let time run" if frozen else "Freeze time",
        {"frozen": "false" if frozen else "true"},
    )
    now = f"{world.clock.now():%Y-%m-%dT%H:%M}"
    return buttons(*moves, stop) + form(
        "/_emulator/clock",
        hidden("frozen", "true"),
        field("Moment in UTC", "now", now, kind="datetime-local", more="required"),
        name="Freeze time there",
    )


def _state(emulator: Any) -> str:
    rows = (
        (
            name,
            f"{world.clock.now():%Y-%m-%d %H:%M:%S}",
            button("restore", "Restore", {"name": name}, label=name),
        )
        for name, world in emulator.snapshots.items()
    )
    kept = table("Snapshots", ("Snapshot", "Its time", "Actions"), rows, empty="No snapshots yet.")
    seed = (
        "<details><summary>Add a seed, or take on a dump</summary>"
        "<form class='fields' method='post' action='/_emulator/seed'>"
        "<label><span>JSON</span> <textarea name='json' rows='8' required></textarea></label>"
        "<button type='submit'>Load</button></form></details>"
    )
    take = form(
        "/_emulator/snapshot",
        field("Name", "name", "snapshot", more="required"),
        name="Take a snapshot",
    )
    anew = button("reset", "Begin anew", is_grave=True)
    dump = link("/_emulator/dump", "The whole state as JSON")
    return f"{take}{kept}{seed}<div class='buttons'>{anew}<span>{dump}</span></div>"


def _counts(emulator: Any) -> str:
    world: World = emulator.world
    now = world.clock.micros()
    living = [each for each in world.calendars.values() if not each.is_deleted]
    counts = {
        "people": ("People", len(world.users)),
        "calendars": ("Calendars", len(living)),
        "events": ("Events", sum(not e.is_cancelled for each in living for e in each.order)),
        "grants": ("Grants", len(world.grants)),
        "channels": ("Living channels", sum(each.is_alive(now) for each in world.channels)),
        "deliveries": ("Deliveries", len(world.channels.deliveries)),
        "requests": ("Requests", len(emulator.log)),
        "requests?departures=on": (
            "Departures from Google's document",
            len(emulator.log.violations),
        ),
        "faults": ("Faults in force", len(world.faults.rules)),
        "mails": ("Mails", len(world.outbox)),
    }
    items = (
        f"<li>{link(f'/_emulator/{path}', name)} <strong>{count:,}</strong></li>"
        for path, (name, count) in counts.items()
    )
    return f"<ul class='counts'>{''.join(items)}</ul>"
