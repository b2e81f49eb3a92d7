"""What one page of events changes in the mirror: decided without database or network."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dj_google_calendar.mirror.columns import (
    Columns,
    MalformedResourceError,
    check_resource,
    event_columns,
)

CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Stored:
    """What the mirror holds of an event, as far as a plan asks."""

    etag: str
    status: str


@dataclass(slots=True)
class PagePlan:
    """What to do with the items of one page; each id stands in one of the four."""

    upserts: dict[str, Columns] = field(default_factory=dict)
    cancels: set[str] = field(default_factory=set)
    unchanged: set[str] = field(default_factory=set)
    quarantine: list[tuple[Any, str]] = field(default_factory=list)


def ids_of(items: Iterable[object]) -> list[str]:
    """Give the ids of the items that have a usable one."""
    return [
        item["id"]
        for item in items
        if isinstance(item, Mapping) and isinstance(item.get("id"), str)
    ]


def plan_page(items: Iterable[object], *, stored: Mapping[str, Stored], time_zone: str) -> PagePlan:
    """Decide, for one page of event resources, what changes in the mirror.

    An item whose ETag and status equal those in ``stored`` is unchanged; pass nothing there
    to have every item written. Of an id that comes twice the last one counts. A cancelled
    event without ``recurringEventId`` cancels what is stored, or nothing (Y-17); with it, it
    is a cancelled instance and is kept as long as its series lives (R-11).
    """
    plan = PagePlan()
    for item in items:
        try:
            google_id = check_resource(item)
            _place(plan, google_id, item, stored.get(google_id), time_zone)
        except MalformedResourceError as exc:
            plan.quarantine.append((item, str(exc)))
    return plan


def _place(
    plan: PagePlan, google_id: str, event: Any, stored: Stored | None, time_zone: str
) -> None:
    columns = event_columns(event, time_zone=time_zone)
    plan.upserts.pop(google_id, None)
    plan.cancels.discard(google_id)
    plan.unchanged.discard(google_id)
    if columns["etag"] and Stored(columns["etag"], columns["status"]) == stored:
        plan.unchanged.add(google_id)
    elif columns["status"] == CANCELLED and not columns["recurring_event_id"]:
        plan.cancels.add(google_id)
    else:
        plan.upserts[google_id] = columns
