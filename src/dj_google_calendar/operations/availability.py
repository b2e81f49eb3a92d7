"""When people are busy and free: asked of Google, over several accounts (section 12).

Nobody is taken to be free because something is not known: what Google does not tell of a
calendar is listed as unknown, and what waits here to be sent counts as busy already.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from dj_google_calendar import clock
from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import (
    AvailabilityUnknownError,
    GoogleCalendarError,
    InvalidFieldError,
)
from dj_google_calendar.gateway.calls import execute
from dj_google_calendar.mirror.columns import MAPPING_VERSION
from dj_google_calendar.models import Account, Calendar, Event, OutboxEntry, QuarantinedItem
from dj_google_calendar.operations.event_fields import zone_of
from dj_google_calendar.operations.feed import counted_spans, series_out_of_reach
from dj_google_calendar.operations.rights import own_entry, require_method
from dj_google_calendar.operations.spans import (
    Hours,
    Span,
    chunks,
    gaps,
    merged,
    out_of_hours,
    slots,
)
from dj_google_calendar.recurrence.moments import moment_at

CALENDARS_AT_ONCE = 50
LONGEST_QUESTION = dt.timedelta(days=90)
LONGEST = dt.timedelta(days=731)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2900
SHORTEST_STEP = dt.timedelta(minutes=1)
MOST_SLOTS = 10_000
EVERY_DAY = range(7)
WHOLE_DAY = (dt.time.min, dt.time.max)
OF_TIME = frozenset({"start", "end", "recurrence", "transparency", "status"})
Kind = OutboxEntry.Kind
Spans = dict[int, list[Span]]
Reasons = dict[int, str]


@dataclass(frozen=True, slots=True)
class FreeBusy:
    """When calendars are busy between two moments; all times are in UTC."""

    start: dt.datetime
    end: dt.datetime
    busy: tuple[Span, ...]
    """When any of them is; in order, none touching another."""
    by_calendar: Mapping[int, tuple[Span, ...]]
    """The same of each calendar, by its primary key; but of those that are known."""
    unknown: Mapping[int, str]
    """Why it is not known of the others, by their primary keys."""

    @property
    def is_complete(self) -> bool:
        """Whether it is known of all of them."""
        return not self.unknown


def free_busy(
    of: Iterable[Account | Calendar],
    *,
    start: dt.datetime,
    end: dt.datetime,
    fresh_within: dt.timedelta | None = None,
) -> FreeBusy:
    """Tell when calendars are busy; an account stands for the calendars that it owns.

    Google is asked. With ``fresh_within`` the mirror answers for a calendar instead that was
    pulled within this time, unless something of it cannot be read here. Raises
    InvalidFieldError; what Google does not answer is in ``unknown``.
    """
    within = _window(start, end)
    calendars = _calendars(of)
    reasons: Reasons = {}
    since = None if fresh_within is None else _age(fresh_within)
    fresh = [each for each in calendars if since is not None and _is_fresh(each, since)]
    others = [calendar for calendar in calendars if calendar not in fresh]
    spans = _waiting(others, within, reasons)
    spans |= {calendar.pk: list(_in_mirror(calendar, within)) for calendar in fresh}
    asked: dict[int, list[Calendar]] = defaultdict(list)
    for calendar in others:
        asked[calendar.account_id].append(calendar)
    for group in asked.values():
        _ask(group, within, spans, reasons)
    known = [calendar.pk for calendar in calendars if calendar.pk not in reasons]
    return FreeBusy(
        *within,
        busy=merged(itertools.chain.from_iterable(spans.values()), within),
        by_calendar={pk: merged(spans[pk], within) for pk in known},
        unknown=reasons,
    )


def free_slots(
    of: Iterable[Account | Calendar],
    *,
    start: dt.datetime,
    end: dt.datetime,
    duration: dt.timedelta,
    step: dt.timedelta | None = None,
    hours: Hours = WHOLE_DAY,
    weekdays: Iterable[int] = EVERY_DAY,
    time_zone: str = "UTC",
    most: int = 100,
    fresh_within: dt.timedelta | None = None,
) -> list[Span]:
    """Find times of a length at which none of the calendars is busy, the first ones first.

    They begin with each ``step`` of the clock (by default as long as they last), counted anew
    each day, within these ``hours`` and ``weekdays`` (Monday is 0) of ``time_zone``. Raises
    InvalidFieldError, and AvailabilityUnknownError where it is not known of a calendar when it
    is busy.
    """
    step = duration if step is None else step
    _check_lengths(duration, step, most)
    zone = ZoneInfo(zone_of(time_zone))
    days = _days_of(hours, weekdays)
    found = free_busy(of, start=start, end=end, fresh_within=fresh_within)
    if found.unknown:
        raise AvailabilityUnknownError("; ".join(sorted(set(found.unknown.values()))))
    within = (found.start, found.end)
    taken = list(found.busy)
    if hours != WHOLE_DAY or days != set(EVERY_DAY):
        taken += out_of_hours(within, zone, hours, days)
    free = gaps(merged(taken, within), within)
    return list(itertools.islice(slots(free, duration, step, zone), most))


def _calendars(of: Iterable[Account | Calendar]) -> list[Calendar]:
    found: dict[int, Calendar] = {}
    for each in of if isinstance(of, Iterable) else (of,):
        if isinstance(each, Account | Calendar) and each.pk is None:
            raise InvalidFieldError("Only what is saved can be asked for.", field="of")
        if isinstance(each, Calendar):
            found[each.pk] = each
            continue
        if not isinstance(each, Account):
            raise InvalidFieldError("Only accounts and calendars can be asked for.", field="of")
        shown = each.calendars.exclude(state=Calendar.State.UNREACHABLE)
        own = list(shown.filter(access_role="owner").select_related("account"))
        if not own:
            raise InvalidFieldError("An account's calendars are not known yet.", field="of")
        found |= {calendar.pk: calendar for calendar in own}
    if not found:
        raise InvalidFieldError("Nobody is asked for.", field="of")
    return list(found.values())


def _ask(calendars: Sequence[Calendar], within: Span, spans: Spans, reasons: Reasons) -> None:
    """Ask Google about calendars of one account, in parts that it takes (F-3, F-4)."""
    account = calendars[0].account
    try:
        require_method(account, "freebusy.query")
        client = account_client(account)
        for at in range(0, len(calendars), CALENDARS_AT_ONCE):
            part = calendars[at : at + CALENDARS_AT_ONCE]
            for begin, end in chunks(within, LONGEST_QUESTION):
                body = {
                    "timeMin": begin.isoformat(),
                    "timeMax": end.isoformat(),
                    "items": [{"id": calendar.google_id} for calendar in part],
                }
                answer = execute(client.freebusy().query(body=body))
                _read(part, answer.get("calendars"), spans, reasons)
    except GoogleCalendarError as error:
        for calendar in calendars:
            reasons.setdefault(calendar.pk, error.message)


def _read(part: Iterable[Calendar], told: Any, spans: Spans, reasons: Reasons) -> None:
    """Read an answer; what is no list of spans is no word of being free (F-2)."""
    for calendar in part:
        try:
            about = told[calendar.google_id]
            if errors := about.get("errors"):
                reasons[calendar.pk] = f"Google does not tell: {errors[0].get('reason')}."
                continue
            spans[calendar.pk] += [_span(each) for each in about["busy"]]
        except (LookupError, TypeError, AttributeError, ValueError, OverflowError):
            reasons[calendar.pk] = "Google's answer says nothing of it."


def _span(told: Mapping[str, str]) -> Span:
    begin, end = (dt.datetime.fromisoformat(told[key]) for key in ("start", "end"))
    return begin.astimezone(dt.UTC), end.astimezone(dt.UTC)


def _waiting(calendars: Iterable[Calendar], within: Span, reasons: Reasons) -> Spans:
    """Give the times of events whose edits Google does not know of yet."""
    spans: Spans = {calendar.pk: [] for calendar in calendars}
    rows = Event.objects.filter(
        calendar__in=spans, in_outbox=True, outbox_entries__state__in=OutboxEntry.OPEN
    )
    for event in rows.not_cancelled().select_related("calendar").distinct():
        if event.is_series and _moves(event):
            reasons[event.calendar_id] = "A series waits to be sent to Google."
        elif not event.is_series:
            spans[event.calendar_id] += _spans_of(event, within)
    return spans


def _moves(series: Event) -> bool:
    """Say whether what waits may change when a series takes place."""
    return any(
        entry.kind != Kind.PATCH or not OF_TIME.isdisjoint(entry.changes)
        for entry in series.outbox_entries.waiting()
    )


def _is_fresh(calendar: Calendar, since: dt.datetime) -> bool:
    """Say whether the mirror can tell of a calendar as Google would."""
    if calendar.state != Calendar.State.LIVE or (calendar.last_pulled_at or since) <= since:
        return False
    events = calendar.events.not_cancelled()
    is_whole = not events.filter(starts_at=None).exists()
    is_counted = not events.filter(expansion__problem__gt="").exists()
    aside = QuarantinedItem.objects.filter(calendar=calendar).exists()
    has_occurrences = calendar.mapping_version == MAPPING_VERSION
    return is_whole and is_counted and has_occurrences and not aside


def _in_mirror(calendar: Calendar, within: Span) -> Iterator[Span]:
    """Give when a calendar is busy; of series beyond the horizon, too."""
    counted = list(series_out_of_reach(*within).filter(calendar=calendar))
    kept = calendar.occurrences.between(*within).exclude(event__in=counted)
    for occurrence in kept.select_related("event__calendar"):
        if _is_busy(occurrence.event):
            yield occurrence.starts_at, occurrence.ends_at
    for series in filter(_is_busy, counted):
        for starts, ends, *_ in counted_spans(series, *within):
            yield moment_at(starts), moment_at(ends)


def _is_busy(event: Event) -> bool:
    """Say whether an event takes time of the account (F-5)."""
    is_free = event.resource.get("transparency") == "transparent"
    return not is_free and own_entry(event).get("responseStatus") != "declined"


def _spans_of(event: Event, within: Span) -> Iterator[Span]:
    """Give the time that an event takes, if it takes any."""
    if not _is_busy(event):
        return
    if event.starts_at is None or event.ends_at is None:
        yield within  # nothing is known but that there is something
    else:
        yield event.starts_at, event.ends_at


def _window(start: object, end: object) -> Span:
    moments = []
    for name, moment in (("start", start), ("end", end)):
        if not isinstance(moment, dt.datetime) or moment.tzinfo is None:
            raise InvalidFieldError(f"{name} is a time with a zone.", field=name)
        if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            raise InvalidFieldError(f"{name} lies outside of the calendar.", field=name)
        moments.append(moment.astimezone(dt.UTC))
    if moments[1] <= moments[0]:
        raise InvalidFieldError("end lies before the start.", field="end")
    if moments[1] - moments[0] > LONGEST:
        raise InvalidFieldError(f"end is more than {LONGEST.days} days away.", field="end")
    return moments[0], moments[1]


def _age(fresh_within: object) -> dt.datetime:
    if not isinstance(fresh_within, dt.timedelta) or fresh_within < dt.timedelta(0):
        raise InvalidFieldError("fresh_within is a length of time.", field="fresh_within")
    try:
        return clock.now() - fresh_within
    except OverflowError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _check_lengths(duration: object, step: object, most: object) -> None:
    for name, length in (("duration", duration), ("step", step)):
        if not isinstance(length, dt.timedelta) or not SHORTEST_STEP <= length <= LONGEST:
            raise InvalidFieldError(f"{name} is from a minute to {LONGEST.days} days.", field=name)
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= MOST_SLOTS:
        raise InvalidFieldError(f"most is a number up to {MOST_SLOTS}.", field="most")


def _days_of(hours: Any, weekdays: Any) -> frozenset[int]:
    """Give the weekdays; raise InvalidFieldError where they or the hours are none."""
    try:
        opens, closes = hours
        are_times = isinstance(opens, dt.time) and isinstance(closes, dt.time)
        is_span = are_times and opens.tzinfo is None and closes.tzinfo is None and opens < closes
        days = frozenset(weekdays)
    except (TypeError, ValueError):
        is_span, days = False, frozenset()
    if not is_span or not days <= set(EVERY_DAY):
        raise InvalidFieldError(
            "hours are two times of a day, weekdays numbers from 0 to 6.", field="hours"
        )
    return days
