"""The page of what became of each message."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.inspector.html import ROWS, mark, table

HEADS = ("Channel", "Number", "State", "Address", "Outcome", "Answers")
KINDS = {"delivered": "good", "waiting": ""}


def shown(emulator: Any, _arguments: Mapping[str, str]) -> str:
    """Write the page."""
    deliveries = emulator.deliveries
    rows = (
        (
            each.channel_id or "security event",
            each.number,
            each.state,
            each.address,
            mark(each.outcome, KINDS.get(each.outcome, "bad")),
            ", ".join(str(status) if status else "none" for status in each.statuses),
        )
        for each in reversed(deliveries[-ROWS:])
    )
    return f"<p>{len(deliveries):,} in all, the latest first.</p>" + table(
        "Deliveries", HEADS, rows, empty="Nothing has been sent yet."
    )
