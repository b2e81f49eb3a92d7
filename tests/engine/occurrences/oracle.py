"""What occurrences there should be: walked from each series' start, instance by instance."""

import datetime as dt
import itertools
from collections.abc import Iterator

from django.db.models import F

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.models import Event, Expansion, Occurrence
from dj_google_calendar.recurrence.anchor import anchor_of, zone_named
from dj_google_calendar.recurrence.instance import length_of, original_start
from dj_google_calendar.recurrence.lines import read_lines
from dj_google_calendar.recurrence.occurrences import starts

Row = tuple[int, dt.datetime, dt.datetime, dt.date | None, dt.date | None]


def differences() -> list[str]:
    """Name what is there and should not be, or the other way round, as far as series are kept."""
    today = clock.now().date()
    begins = _midnight(today - dt.timedelta(days=conf.OCCURRENCES_DAYS_BACK))
    ends = _midnight(today + dt.timedelta(days=conf.OCCURRENCES_DAYS_AHEAD))
    wanted = set(_wanted(begins, ends))
    columns = ("event_id", "starts_at", "ends_at", "starts_on", "ends_on")
    rows = list(Occurrence.objects.values_list(*columns))
    kept = {each.pk: (_midnight(each.since), _midnight(each.until)) for each in _expansions()}
    windows = {row[0]: kept.get(row[0], (begins, ends)) for row in rows}
    there = {row for row in rows if row[1] < min(windows[row[0]][1], ends)}
    there = {row for row in there if row[2] > max(windows[row[0]][0], begins)}
    faults = [f"missing: {each}" for each in wanted - there]
    faults += [f"too much: {each}" for each in there - wanted]
    odd = Occurrence.objects.exclude(calendar_id=F("event__calendar_id"))
    return faults + [f"in another calendar: {each}" for each in odd]


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)


def _expansions() -> Iterator[Expansion]:
    for each in Expansion.objects.select_related("event"):
        if each.event.resource.get("recurrence"):
            yield each


def _wanted(begins: dt.datetime, ends: dt.datetime) -> Iterator[Row]:
    for event in Event.objects.not_cancelled().select_related("calendar"):
        if event.resource.get("recurrence") and not event.recurring_event_id:
            kept = event.expansion
            within = max(begins, _midnight(kept.since)), min(ends, _midnight(kept.until))
            yield from _of_series(event, *within)
        elif event.starts_at is not None:
            last = event.ends_at or event.starts_at
            if event.starts_at < ends and last > begins:
                yield event.pk, event.starts_at, last, event.starts_on, event.ends_on


def _of_series(series: Event, begins: dt.datetime, ends: dt.datetime) -> Iterator[Row]:
    zone = series.calendar.time_zone or "UTC"
    anchor = anchor_of(series.resource["start"], time_zone=zone)
    length = length_of(series.resource, anchor)
    instances = series.calendar.events.filter(recurring_event_id=series.google_id)
    originals = {original_start(each.resource, each.google_id, anchor) for each in instances}
    moments = starts(read_lines(series.resource["recurrence"], anchor))
    margin = dt.timedelta(days=1)
    for moment in itertools.takewhile(lambda each: each < ends + margin, moments):
        if moment in originals:
            continue
        first, last, days = moment, moment + length, (None, None)
        if anchor.is_all_day:
            days = (moment.date(), (moment + length).date())
            first, last = (
                dt.datetime.combine(day, dt.time(), tzinfo=zone_named(zone) or dt.UTC).astimezone(
                    dt.UTC
                )
                for day in days
            )
        if first < ends and last > begins:
            yield series.pk, first, last, *days
