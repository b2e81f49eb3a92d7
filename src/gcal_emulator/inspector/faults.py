"""The page of faults: calls that go wrong by rules."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.faults import ANY_METHOD, OTHER_METHODS, Fault
from gcal_emulator.inspector.html import button, buttons, choice, field, form, table
from gcal_emulator.schemas import methods
from gcal_emulator.world import World

KINDS = {
    "503 backendError": "backend error (503)",
    "500 backendError": "backend error (500)",
    "403 rateLimitExceeded": "rate limit (403)",
    "403 userRateLimitExceeded": "rate limit of the person (403)",
    "429 rateLimitExceeded": "rate limit (429)",
    "403 quotaExceeded": "usage limits (403)",
    "410 fullSyncRequired": "sync token dead (410)",
    "404 notFound": "not found (404)",
    "412 conditionNotMet": "changed meanwhile (412)",
    "401 authError": "bad token (401)",
    "delay": "a late answer",
    "stall": "no answer for a while, then a cut",
    "cut_before": "cut before the call takes effect",
    "cut_after": "cut after the call took effect",
    "truncate": "half of an answer",
    "stale": "reads of how it is now",
}
HEADS = {
    "method": "Method",
    "action": "Action",
    "status": "Status",
    "reason": "Reason",
    "calendar_id": "Calendar",
    "email": "Person",
    "seconds": "Seconds",
    "skip": "Right before",
    "times": "Left",
    "met": "Met",
}


def shown(emulator: Any, _arguments: Mapping[str, str]) -> str:
    """Write the page."""
    world: World = emulator.world
    named = (ANY_METHOD, *sorted({each.name for each in methods()} | OTHER_METHODS))
    added = form(
        "/_emulator/faults",
        choice("Method", "method", named, "events.list"),
        choice("What goes wrong", "kind", KINDS),
        field("Calls", "times", 1, kind="number", more="min='1'"),
        field("Right ones before", "skip", 0, kind="number", more="min='0'"),
        field("Seconds", "seconds", 0, kind="number", more="min='0' max='3600' step='0.1'"),
        field(
            "Probability", "probability", 1, kind="number", more="min='0.01' max='1' step='0.01'"
        ),
        choice("Person", "email", {"": "any"} | {each: each for each in world.users}),
        name="Add a fault",
    )
    clear = buttons(button("faults/clear", "Take all out of force"))
    return added + _rules(world) + clear


def _rules(world: World) -> str:
    faults = world.faults
    rows = (_row(rule) for rule in (*faults.rules, *faults.spent[-20:]))
    return table("Faults", HEADS.values(), rows, empty="Everything works.")


def _row(rule: Fault) -> list[object]:
    """Show of a rule what counts for its action."""
    is_answer = rule.action == "answer"
    hidden = ("seconds",) if is_answer else ("status", "reason")
    return ["" if name in hidden else rule.as_json()[name] for name in HEADS]
