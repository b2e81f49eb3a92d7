"""The page of the mails that Google would have sent."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.inspector.html import ROWS, table

HEADS = ("To", "Kind", "Event", "Calendar")


def shown(emulator: Any, _arguments: Mapping[str, str]) -> str:
    """Write the page."""
    mails = emulator.mails
    rows = (
        (mail.to, mail.kind, mail.summary, mail.calendar_id) for mail in reversed(mails[-ROWS:])
    )
    return f"<p>{len(mails):,} in all, the latest first.</p>" + table(
        "Mails", HEADS, rows, empty="Nobody would have got a mail yet."
    )
