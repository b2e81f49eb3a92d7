"""What one page of events changes in the mirror: decided without database or network."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from dj_google_calendar.mirror.columns import EventRow, MalformedResourceError, event_row

CANCELLED = "cancelled"


@dataclass(slots=True)
class PagePlan:
    """What to do with the items of one page; each id stands in one of the three."""

    upserts: dict[str, EventRow] = field(default_factory=dict)
    cancels: set[str] = field(default_factory=set)
    quarantine: list[tuple[bytes, str]] = field(default_factory=list)
    """Items as sent, each with the reason why it cannot be kept."""


def plan_page(items: Iterable[msgspec.Raw | bytes], *, time_zone: str) -> PagePlan:
    """Decide, for one page of event resources as sent, what changes in the mirror.

    Of an id that comes twice the last one counts. A cancelled event without
    ``recurringEventId`` cancels what is stored, or nothing (Y-17); with it, it is a cancelled
    instance and is kept as long as its series lives (R-11).
    """
    plan = PagePlan()
    upserts, cancels = plan.upserts, plan.cancels
    for item in items:
        try:
            row = event_row(item, time_zone=time_zone)
        except MalformedResourceError as exc:
            plan.quarantine.append((bytes(item), str(exc)))
            continue
        if row.status == CANCELLED and not row.recurring_event_id:
            upserts.pop(row.google_id, None)
            cancels.add(row.google_id)
        else:
            cancels.discard(row.google_id)
            upserts[row.google_id] = row
    return plan
