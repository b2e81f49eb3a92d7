"""What takes place between two moments, for the calendar page: JSON from narrow rows.

Within the horizon it is read from the table of occurrences. Where that does not reach, series
are counted here.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.mirror.columns import event_row
from dj_google_calendar.mirror.expansion import expand, horizon, original_epoch
from dj_google_calendar.models import Event, Expansion, OutboxEntry
from dj_google_calendar.operations.feed_rows import Found, kept_rows
from dj_google_calendar.recurrence.moments import epoch_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

LONGEST = dt.timedelta(days=366)
DAY_SECONDS = 24 * 3600
SETTLED = '"waits":false,"refused":false,"in_conflict":false,'
UNKNOWN = event_row(b'{"id":"unknown"}', time_zone="UTC").card
"""What is shown of an event that nobody but a host project can have written."""


def occurrences_json(
    user: "AbstractBaseUser | AnonymousUser",
    *,
    calendars: Collection[int],
    start: dt.datetime,
    end: dt.datetime,
) -> bytes:
    """Give what takes place between two moments in some calendars, by their primary keys.

    It is a JSON array of objects, sorted by their starts. Calendars of others are passed over.
    Raises InvalidFieldError where the window is longer than 366 days.
    """
    check_window(start, end)
    if not user.is_authenticated or not calendars:
        return b"[]"
    found = kept_rows(user.pk, calendars, start, end)
    if found.is_short or is_beyond(start, end):
        found = _with_counted(found, start, end)
    found.rows.sort()
    return f"[{','.join(_objects(found))}]".encode()


def check_window(start: dt.datetime, end: dt.datetime) -> None:
    """Raise InvalidFieldError for what is no window, or a longer one than is shown at once."""
    for name, moment in (("start", start), ("end", end)):
        if not isinstance(moment, dt.datetime) or moment.tzinfo is None:
            raise InvalidFieldError(f"{name} is a time with a zone.", field=name)
    if not dt.timedelta() < end - start <= LONGEST:
        raise InvalidFieldError(
            f"end lies at most {LONGEST.days} days after the start.", field="end"
        )


def is_beyond(start: dt.datetime, end: dt.datetime) -> bool:
    """Say whether a window reaches out of the horizon."""
    begins, ends = horizon().epochs
    return epoch_of(start) < begins or epoch_of(end) > ends


def series_out_of_reach(start: dt.datetime, end: dt.datetime) -> Any:
    """Give the living series that have no rows for all of a window, each with its calendar."""
    known = Expansion.objects.filter(event__starts_at__lt=end)
    if not is_beyond(start, end):
        is_short = Q(until__lte=end.date()) | Q(since__gte=start.date())
        known = known.filter(is_short, until__lt=horizon().ends)
    found = Event.objects.filter(pk__in=known.values("pk"), card__endswith=":")
    return found.not_cancelled().select_related("calendar")


def _with_counted(found: Found, start: dt.datetime, end: dt.datetime) -> Found:
    """Count when those series take place that have not all of their rows."""
    counted = series_out_of_reach(start, end).filter(calendar__in=found.calendars)
    series: dict[str, Event] = {str(event.pk): event for event in counted}
    waiting = OutboxEntry.objects.waiting().filter(event__in=[each.pk for each in series.values()])
    waits = found.waiting | set(map(str, waiting.values_list("event", flat=True)))
    rows, days = [row for row in found.rows if row[1] not in series], dict(found.days)
    for pk, event in series.items():
        for starts, ends, first, last in counted_spans(event, start, end):
            rows.append((starts, pk, str(event.calendar_id), str(ends), event.card or ""))
            if first and last:
                days[starts, pk] = f"{_day(first)}/{_day(last)}"
    return found._replace(rows=rows, days=days, waiting=waits)


def counted_spans(
    series: Event, start: dt.datetime, end: dt.datetime
) -> Iterator[tuple[int, int, int | None, int | None]]:
    """Give the occurrences of a series in a window that have no rows, as they would have."""
    zone = series.calendar.time_zone or "UTC"
    siblings = Event.objects.filter(calendar=series.calendar_id)
    instances = siblings.instances_of([series.google_id])
    originals = {
        original_epoch(resource, google_id, series.resource, time_zone=zone)
        for resource, google_id in instances.values_list("resource", "google_id")
    }
    begins, ends = epoch_of(start), epoch_of(end)
    found = expand(
        series.resource,
        [each for each in originals if each is not None],
        time_zone=zone,
        begins=begins - DAY_SECONDS,  # whole days begin by their zone
        ends=ends + DAY_SECONDS,
    )
    for span in found.spans:
        if span.starts < ends and (span.ends > begins or span.starts >= begins):
            yield span


def _edits(found: Found) -> dict[str, str]:
    """Write how far the edits have come of those events that have any in need of an answer."""
    return {
        event: (
            f'"waits":{json.dumps(event in found.waiting)},'
            f'"refused":{json.dumps(event in found.refused)},'
            f'"in_conflict":{json.dumps(event in found.in_conflict)},'
        )
        for event in found.waiting | found.refused | found.in_conflict
    }


def _day(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).isoformat()


def _objects(found: Found) -> Iterator[str]:
    """Write occurrences; the original start of a series' one is its start."""
    days, edits = found.days, _edits(found)
    of_days = {event for _, event in days}
    for starts, event, calendar, ends, card in found.rows:
        members = card or UNKNOWN
        begins: int | str = starts
        times = f'{starts},"end":{ends},"all_day":false'
        if event in of_days and (starts, event) in days:
            first, _, last = days[starts, event].partition("/")
            begins = f'"{first}"'
            times = f'{begins},"end":"{last}","all_day":true'
        yield (
            f'{{"id":"{event}_{starts}","event":{event},"calendar":{calendar},"start":{times},'
            f"{edits.get(event, SETTLED)}{members}{begins if members[-1] == ':' else ''}}}"
        )
