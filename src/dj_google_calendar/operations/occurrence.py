"""One occurrence of a series: where it is, and what is stored of it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dj_google_calendar.exceptions import EventGoneError, InvalidFieldError
from dj_google_calendar.mirror.edits import lock_event
from dj_google_calendar.models import Event
from dj_google_calendar.operations.event_fields import Moment
from dj_google_calendar.outbox.record import record_instance
from dj_google_calendar.recurrence.anchor import Anchor, anchor_of, midnight
from dj_google_calendar.recurrence.check import RecurrenceError
from dj_google_calendar.recurrence.instance import instance_id, instance_of, original_start
from dj_google_calendar.recurrence.lines import Lines, read_lines
from dj_google_calendar.recurrence.occurrences import first_start, occurs

NO_SERIES = "The event does not recur."
ORIGINAL = "originalStartTime"


@dataclass(frozen=True)
class Occurrence:
    """An occurrence by its original start, which stays its name wherever it is moved to."""

    series: Event
    lines: Lines
    moment: dt.datetime
    stored: Event | None
    """The instance, where it was changed or deleted before."""

    @property
    def is_first(self) -> bool:
        """Whether the series takes place for the first time then."""
        first = first_start(self.lines)
        return first is None or self.moment <= first

    @property
    def given(self) -> dict[str, Any]:
        """The instance as the series gives it."""
        return instance_of(self.series.resource, self.moment, self.lines.anchor)

    @property
    def shown(self) -> Mapping[str, Any]:
        """The instance as it is shown."""
        return self.stored.resource if self.stored is not None else self.given


@contextmanager
def readable(field: str = "recurrence") -> Iterator[None]:
    """Name a field of what cannot be read or counted: InvalidFieldError."""
    try:
        yield
    except RecurrenceError as exc:
        raise InvalidFieldError(str(exc), field=field) from exc


def series_of(event: Event) -> Event:
    """Give the series of an event, locked; raise EventGoneError, InvalidFieldError."""
    if event.is_instance:
        siblings = Event.objects.filter(calendar=event.calendar_id)
        found = siblings.filter(google_id=event.recurring_event_id).only("pk").first()
    else:
        found = event
    series = lock_event(found.pk) if found is not None else None
    if series is None:
        raise EventGoneError("The series is not in this calendar.")
    if series.status == Event.CANCELLED:
        raise EventGoneError
    if not series.is_series:
        raise InvalidFieldError(NO_SERIES, field="recurrence")
    return series


def lines_of(event: Event, recurrence: Sequence[str] | None = None) -> Lines:
    """Read when a series takes place, or would by another recurrence; raise InvalidFieldError."""
    if recurrence is None:
        recurrence = event.resource.get("recurrence") or []
    with readable():
        return read_lines(recurrence, anchor(event.resource.get("start") or {}, event))


def anchor(start: Mapping[str, Any], event: Event) -> Anchor:
    """Read a start in the zone of an event's calendar; raise RecurrenceError."""
    return anchor_of(start, time_zone=event.calendar.time_zone or "UTC")


def moment_of(value: Moment, anchor: Anchor, *, field: str = ORIGINAL) -> dt.datetime:
    """Give the moment of a day or time as a series has them; raise InvalidFieldError."""
    is_time = isinstance(value, dt.datetime)
    if not isinstance(value, dt.date) or is_time == anchor.is_all_day:
        kind = "date" if anchor.is_all_day else "time"
        raise InvalidFieldError(f"The series has a {kind} there.", field=field)
    if not isinstance(value, dt.datetime):
        return midnight(value)
    with readable(field):
        if value.tzinfo is None:
            return anchor.moment_of(value)
        return anchor.moment_of(anchor.wall_of(value)) if value.fold == 0 else value


def moments_of(values: Iterable[Moment], anchor: Anchor, *, field: str) -> set[dt.datetime]:
    """Give the moments of days or times; raise InvalidFieldError."""
    if not isinstance(values, Iterable):
        raise InvalidFieldError(f"{field} is not a list.", field=field)
    return {moment_of(value, anchor, field=field) for value in values}


def occurrence_of(event: Event, start: Moment | None) -> Occurrence:
    """Find an occurrence of a series by its original start, or by the instance that it is.

    Raises InvalidFieldError where there is none, EventGoneError where it was deleted.
    """
    series = series_of(event)
    lines = lines_of(series)
    with readable(ORIGINAL):
        moment = _asked(event, start, lines.anchor)
        stored = stored_at(series, moment, lines.anchor)
        if stored is None and not occurs(lines, moment):
            raise RecurrenceError("The series does not take place then.")
    if stored is not None and stored.status == Event.CANCELLED:
        raise EventGoneError
    return Occurrence(series, lines, moment, stored)


def _asked(event: Event, start: Moment | None, anchor: Anchor) -> dt.datetime:
    if start is not None:
        return moment_of(start, anchor)
    if event.is_instance:
        return original_start(event.resource, event.google_id, anchor)
    raise InvalidFieldError("Say which occurrence is meant.", field=ORIGINAL)


def stored_at(series: Event, moment: dt.datetime, anchor: Anchor) -> Event | None:
    """Give the row of an instance, where one is stored."""
    name = instance_id(series.google_id, moment, anchor)
    rows = series.calendar.events.instances_of([series.google_id])
    return rows.filter(google_id=name).select_related("calendar__account").first()


def stored_of(series: Event) -> list[Event]:
    """Give the rows of a series' instances, each with its calendar."""
    rows = series.calendar.events.instances_of([series.google_id])
    return list(rows.select_related("calendar__account").order_by("pk"))


def row_of(found: Occurrence) -> Event:
    """Give the row of an occurrence, made where there is none yet; within a transaction."""
    if found.stored is not None:
        return found.stored
    return given_row(found.series, found.moment, found.lines.anchor)


def given_row(series: Event, moment: dt.datetime, anchor: Anchor) -> Event:
    """Make the row of an instance that the series gives."""
    given = instance_of(series.resource, moment, anchor)
    family = series.calendar.events.instances_of([series.google_id])
    if series.in_outbox or family.filter(in_outbox=True).exists():
        given.pop("etag", None)  # each edit gives all of a series another one (Z-1)
    return record_instance(series, given)
