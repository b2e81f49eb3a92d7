"""How fresh the mirror is: of each calendar, and of all together. Staleness is data."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.models import (
    Account,
    Calendar,
    Channel,
    Conflict,
    Notification,
    OutboxEntry,
)

PATIENCE = dt.timedelta(minutes=2)
"""So long after its time a pull may come, before it counts as late."""
UNDER_WAY = (*OutboxEntry.OPEN, OutboxEntry.State.REFUSED)
NOT_WATCHED = Channel.State.FAILED


@dataclass(frozen=True, slots=True)
class Freshness:
    """One calendar: how old its mirror is, and why it is not younger."""

    calendar: Calendar
    age: dt.timedelta | None
    """Since the last pull that succeeded; None before the first."""
    lag: dt.timedelta
    """How long the oldest known change has been waiting; nothing where none is known."""
    is_pending: bool
    is_pushed: bool
    """Whether a notification channel lives and tells of changes."""
    is_late: bool
    """Whether a pull should have come by now and has not: no worker runs, or too few."""


@dataclass(frozen=True, slots=True)
class Overview:
    """All calendars together, in figures."""

    accounts: Counter[str]
    calendars: Counter[str]
    """How many are in each state."""
    pending: int
    late: int
    longest_lag: dt.timedelta
    oldest: dt.timedelta | None
    """The age of the mirror that was brought up to date longest ago, of those that are pulled."""
    channels_live: int
    channels_eligible: int
    """How many calendars should have a channel: those that are pulled, less refused ones."""
    edits: Counter[str]
    """How many edits are in each state in which they need time, or a person."""
    conflicts: int
    """How many conflicts nobody has decided."""
    longest_wait: dt.timedelta
    """How long the oldest edit waits for Google."""


def of_calendars(calendars: "QuerySet[Calendar]") -> list[Freshness]:
    """Say of each calendar how fresh it is. One query."""
    now = clock.now()
    waiting = Notification.objects.filter(calendar=OuterRef("pk"), pk__gt=OuterRef("done"))
    oldest = waiting.order_by("pk").values("received_at")[:1]
    live = Channel.objects.filter(
        calendar=OuterRef("pk"), state=Channel.State.LIVE, expires_at__gt=now
    )
    shown = calendars.select_related("account").annotate(
        waiting_since=Subquery(oldest), is_pushed=Exists(live)
    )
    return [_of(calendar, now) for calendar in shown]


def _of(calendar: Calendar, now: dt.datetime) -> Freshness:
    since: dt.datetime | None = calendar.waiting_since  # type: ignore[attr-defined] # annotated
    is_live: bool = calendar.is_pushed  # type: ignore[attr-defined] # annotated
    last = calendar.last_pulled_at
    is_pulled = calendar.account.may_pull and calendar.state not in Calendar.AWAY
    lag = max(now - since, dt.timedelta(0)) if since else dt.timedelta(0)
    waits_for_worker = calendar.next_pull_at + PATIENCE < now or lag > PATIENCE
    waits_for_google = calendar.state == Calendar.State.BACKOFF and calendar.next_pull_at > now
    is_being_pulled = calendar.lease_until is not None and calendar.lease_until > now
    is_held_up = waits_for_google or is_being_pulled
    return Freshness(
        calendar=calendar,
        age=max(now - last, dt.timedelta(0)) if last else None,
        lag=lag,
        is_pending=since is not None or calendar.is_pending,
        is_pushed=bool(is_live) and not calendar.is_silent,
        is_late=is_pulled and waits_for_worker and not is_held_up,
    )


def overview() -> Overview:
    """Count it all, for metrics and health checks, in a few queries whatever the size."""
    now = clock.now()
    pulled = Calendar.objects.reachable().filter(account__state__in=Account.PULLED)
    waiting = Notification.objects.filter(calendar__in=pulled, pk__gt=F("calendar__done"))
    since = waiting.aggregate(since=Min("received_at"))["since"]
    made = OutboxEntry.objects.waiting().aggregate(made=Min("made_at"))["made"]
    last = pulled.aggregate(last=Min("last_pulled_at"))["last"]
    is_free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    late = pulled.filter(is_free, next_pull_at__lt=now - PATIENCE)
    refused = Channel.objects.filter(calendar=OuterRef("pk"), state=NOT_WATCHED, renew_at=None)
    live = Channel.objects.filter(state=Channel.State.LIVE, expires_at__gt=now)
    live = live.exclude(calendar__silent_pulls__gte=Calendar.SILENT)
    return Overview(
        accounts=_states(Account.objects.all()),
        calendars=_states(Calendar.objects.all()),
        pending=waiting.values("calendar").distinct().count(),
        late=late.count(),
        longest_lag=max(now - since, dt.timedelta(0)) if since else dt.timedelta(0),
        oldest=max(now - last, dt.timedelta(0)) if last else None,
        channels_live=live.filter(calendar__in=pulled).values("calendar").distinct().count(),
        channels_eligible=pulled.filter(~Exists(refused)).count() if conf.WEBHOOK_URL else 0,
        edits=_states(OutboxEntry.objects.filter(state__in=UNDER_WAY)),
        conflicts=Conflict.objects.unresolved().count(),
        longest_wait=max(now - made, dt.timedelta(0)) if made else dt.timedelta(0),
    )


def _states(rows: "QuerySet[Account] | QuerySet[Calendar] | QuerySet[OutboxEntry]") -> Counter[str]:
    counted = rows.order_by().values_list("state").annotate(Count("pk"))
    return Counter(dict(counted))
