"""Faults planted into edits of series, which are several edits in one; see ``plants.py``."""

from typing import Any

from tests.simulation.plants import Function, plant

from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.outbox import lane, settle


@plant(lane, "_is_due")
def nothing_waits_for_what_it_follows(is_due: Function) -> Function:
    def plant(quote: Any) -> str:
        follows = f"{quote(OutboxEntry._meta.db_table)}.follows_id IS NULL"
        return str(is_due(quote)).replace(follows, "1 = 1")

    return plant


@plant(settle, "_refuse_followers")
def what_follows_waits_for_ever(_refuse: Function) -> Function:
    return lambda _entries: None
