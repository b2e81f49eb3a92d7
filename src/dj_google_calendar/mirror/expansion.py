"""A series' occurrences within the horizon: computed, not written."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.recurrence.anchor import DAY_SECONDS, Anchor, anchor_of, zone_named
from dj_google_calendar.recurrence.check import RecurrenceError
from dj_google_calendar.recurrence.expand import Budget, between
from dj_google_calendar.recurrence.instance import length_of, original_start
from dj_google_calendar.recurrence.lines import read_lines
from dj_google_calendar.recurrence.moments import EPOCH_DAY, EPOCH_WALL, epoch_of, epochs

SLACK = dt.timedelta(days=30)
"""So much further than the horizon a series is expanded, so that it is not done every day."""
NEAR_BACK, NEAR_AHEAD = dt.timedelta(days=1), dt.timedelta(days=15)
STEPS, MOST = 10_000, 5_000
"""So many periods of its rules are looked at for a series at once, and so many occurrences kept:
eight rules that meet each day, and five times on each."""
TOO_OFTEN = f"It takes place so often that only {MOST} times are shown."
_encoder = msgspec.json.Encoder(order="sorted")
SHAPING = ("recurrence", "start", "end")


LATEST = (dt.date.max.toordinal() - EPOCH_DAY - 1) * DAY_SECONDS
"""The last moment at which an occurrence ends: no database keeps one, in any zone, after 9999."""


class Span(NamedTuple):
    """One occurrence: moments in seconds since 1970, and for whole days ordinals of days."""

    starts: int
    ends: int
    first_day: int | None = None
    last_day: int | None = None
    """Excluded, as everywhere."""


class Expanded(NamedTuple):
    """The occurrences of a series, and why there is but its start."""

    spans: Sequence[Span]
    problem: str = ""


class Horizon(NamedTuple):
    """The days within which series are expanded; the end is excluded."""

    begins: dt.date
    ends: dt.date

    @property
    def epochs(self) -> tuple[int, int]:
        """The same as moments in UTC."""
        first, last = (day.toordinal() - EPOCH_DAY for day in self)
        return first * DAY_SECONDS, last * DAY_SECONDS


def horizon() -> Horizon:
    """Give the days for which occurrences of series are rows."""
    today = clock.now().date()
    back, ahead = conf.OCCURRENCES_DAYS_BACK, conf.OCCURRENCES_DAYS_AHEAD
    return Horizon(today - dt.timedelta(days=back), today + dt.timedelta(days=ahead))


def near() -> Horizon:
    """Give the days for which many new series get rows at once; the others follow."""
    today = clock.now().date()
    return Horizon(today - NEAR_BACK, today + NEAR_AHEAD)


def expand(
    resource: Mapping[str, Any],
    originals: Iterable[int],
    *,
    time_zone: str,
    begins: int,
    ends: int,
) -> Expanded:
    """Expand a series in a calendar of a zone, without the instances that have events of their own.

    ``begins`` and ``ends`` are moments: what ends in the window may begin before it.
    """
    try:
        anchor = anchor_of(resource["start"], time_zone=time_zone)
        length = int(length_of(resource, anchor).total_seconds())
    except (RecurrenceError, KeyError, TypeError) as error:
        return Expanded((), f"Its time cannot be read: {error}")
    try:
        lines = read_lines(resource["recurrence"], anchor)
        moments = between(lines, begins - max(length, 0), ends, Budget(STEPS))
        problem = TOO_OFTEN if len(moments) > MOST else ""
        del moments[MOST:]
    except RecurrenceError as error:
        moments, problem = [epoch_of(anchor.begins)], str(error)
    left_out = set(originals)
    kept = [moment for moment in moments if moment not in left_out]
    longest = LATEST - max(kept, default=0)
    spans = _spans(kept, min(max(length, 0), longest), anchor, time_zone)
    return Expanded(spans, problem)


def _spans(moments: Sequence[int], length: int, anchor: Anchor, time_zone: str) -> Sequence[Span]:
    if not anchor.is_all_day:
        return [Span(moment, moment + length) for moment in moments]
    # those moments are midnights in UTC, which stand for days: they begin as in the calendar
    zone = zone_named(time_zone) or dt.UTC
    days = [EPOCH_DAY + moment // DAY_SECONDS for moment in moments]
    lasts = max(length // DAY_SECONDS, 1)
    starts = epochs([moment + EPOCH_WALL for moment in moments], zone)
    ends = epochs([moment + EPOCH_WALL + lasts * DAY_SECONDS for moment in moments], zone)
    spans = [
        Span(start, end, day, day + lasts)
        for start, end, day in zip(starts, ends, days, strict=True)
    ]
    # where a zone leaves a day out, that one begins with the next
    return list({span.starts: span for span in spans}.values())


def original_epoch(
    original: Any, google_id: str, series: Mapping[str, Any], *, time_zone: str
) -> int | None:
    """Give the moment at which an instance would have been; None where nothing says so.

    ``original`` is its ``originalStartTime``.
    """
    try:
        anchor = anchor_of(series["start"], time_zone=time_zone)
        return epoch_of(original_start({"originalStartTime": original}, google_id, anchor))
    except (RecurrenceError, KeyError, TypeError, ValueError):
        return None


def key_of(resource: Mapping[str, Any], originals: Collection[int], *place: object) -> str:
    """Give a hash of all that a series' occurrences follow from; ``place`` is its calendar."""
    told = [[resource.get(name) for name in SHAPING], place, sorted(originals)]
    return hashlib.sha256(_encoder.encode(told)).hexdigest()
