"""Events as iCalendar text: read in batches and given in pieces, however large the calendar is."""

import datetime as dt
import hashlib
import itertools
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Min, OuterRef

from dj_google_calendar.ical import render
from dj_google_calendar.ical.content import folded
from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.models.event import IS_INSTANCE, EventQuerySet

logger = logging.getLogger(__name__)

BATCH, LINES = 500, 1_000
"""So many events are read at once, and so many lines given."""
EARLIEST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
OF_TIME = ("id", "iCalUID", "updated", "start", "end", "recurrence", "originalStartTime", "status")
Resource = Mapping[str, Any]


@dataclass(frozen=True)
class Scope:
    """What an export has in common: its zones, and how much it tells."""

    zones: Collection[str]
    time_zone: str
    address: str
    is_busy_only: bool = False

    def lines(self, resource: Resource, without: Sequence[Resource] = ()) -> Iterator[str]:
        """Write an event."""
        shown = busy(resource) if self.is_busy_only else resource
        lines = render.event(
            shown,
            zones=self.zones,
            time_zone=self.time_zone,
            without=without,
            address=self.address,
        )
        try:
            # as a whole, since half of an event would spoil those that follow
            yield from list(lines)
        except (ValueError, TypeError, AttributeError):
            logger.warning("event left out of an export: it cannot be read")

    def shows(self, resource: Resource) -> bool:
        """Say whether an event is told of."""
        return not self.is_busy_only or is_busy(resource)


def export_calendar(
    calendar: Calendar, *, is_busy_only: bool = False, every: str = ""
) -> Iterator[bytes]:
    """Give a calendar in pieces; ``every`` is how often a reader is to come again (``PT1H``)."""
    events = calendar.events.not_cancelled()
    return _pieces(_of_calendar(calendar, events, is_busy_only=is_busy_only, every=every))


def export_event(event: Event) -> Iterator[bytes]:
    """Give one event in pieces: of a series with its instances."""
    family = event.calendar.events.filter(pk=event.pk)
    if event.is_series:
        family = family | event.calendar.events.instances_of([event.google_id]).not_cancelled()
    return _pieces(_of_calendar(event.calendar, family, title=str(event)))


def busy(resource: Resource) -> Resource:
    """Keep of an event only when it is; its UID is another, which tells nothing."""
    kept = {name: resource[name] for name in OF_TIME if resource.get(name)}
    uid = str(resource.get("iCalUID") or resource.get("id"))
    hidden = hashlib.sha256(uid.encode()).hexdigest()[:40]
    return {**kept, "iCalUID": f"{hidden}@busy", "summary": "Busy"}


def is_busy(resource: Resource) -> bool:
    """Say whether an event takes time of whose calendar it is in."""
    own = (each for each in resource.get("attendees") or () if each.get("self"))
    is_declined = any(each.get("responseStatus") == "declined" for each in own)
    is_place = resource.get("eventType") in ("workingLocation", "birthday")
    return not (is_declined or is_place or resource.get("transparency") == "transparent")


def _of_calendar(
    calendar: Calendar,
    events: EventQuerySet,
    *,
    is_busy_only: bool = False,
    every: str = "",
    title: str = "",
) -> Iterator[str]:
    zone = calendar.time_zone or "UTC"
    named = events.order_by().values_list("resource__start__timeZone", flat=True).distinct()
    zones = render.declared({zone, *filter(None, named)})
    since = events.aggregate(first=Min("starts_at"))["first"] or EARLIEST
    scope = Scope(zones, zone, calendar.account.email, is_busy_only)
    title = title or ("Busy" if is_busy_only else calendar.title)
    yield from render.head(title=title, time_zone=zone, zones=zones, since=since, every=every)
    for event, without in _family(calendar, events, scope):
        yield from scope.lines(event, without)
    yield from render.tail()


def _family(
    calendar: Calendar, events: EventQuerySet, scope: Scope
) -> Iterator[tuple[Resource, Sequence[Resource]]]:
    """Give events, each series followed by its instances, then instances without a series.

    With each series are the original starts at which it does not take place.
    """
    rows = events.filter(recurring_event_id="").order_by("pk").values_list("google_id", "resource")
    for batch in _batches(rows.iterator(chunk_size=BATCH)):
        series = [google_id for google_id, resource in batch if resource.get("recurrence")]
        changed, cancelled = _instances(calendar, series, scope)
        for google_id, resource in batch:
            if scope.shows(resource):
                yield resource, cancelled[google_id]
            yield from ((instance, ()) for instance in changed[google_id])
    known = events.filter(google_id=OuterRef("recurring_event_id"))
    alone = events.filter(IS_INSTANCE).exclude(Exists(known)).order_by("pk")
    for resource in alone.values_list("resource", flat=True).iterator(chunk_size=BATCH):
        if scope.shows(resource):
            yield resource, ()


def _instances(
    calendar: Calendar, series: Sequence[str], scope: Scope
) -> tuple[Mapping[str, list[Resource]], Mapping[str, list[Resource]]]:
    changed, cancelled = defaultdict(list), defaultdict(list)
    found = calendar.events.instances_of(series).order_by("pk")
    for series_id, status, resource in found.values_list(
        "recurring_event_id", "status", "resource"
    ):
        if status != Event.CANCELLED and scope.shows(resource):
            changed[series_id].append(resource)
        elif original := resource.get("originalStartTime"):
            cancelled[series_id].append(original)
    return changed, cancelled


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(rows)
    while batch := list(itertools.islice(rest, BATCH)):
        yield batch


def _pieces(lines: Iterable[str]) -> Iterator[bytes]:
    rest = iter(lines)
    while piece := b"".join(map(folded, itertools.islice(rest, LINES))):
        yield piece
