"""How a pull ends: complete, held for a second look, or failed."""

import logging
from typing import Any

from django.db import transaction

from dj_google_calendar import clock, lifecycle
from dj_google_calendar.backoff import after_failure
from dj_google_calendar.exceptions import (
    CredentialsError,
    ForbiddenError,
    GatewayError,
    GoogleCalendarError,
    NotFoundError,
    SupersededError,
    TransientError,
)
from dj_google_calendar.gateway.event_pages import EventPage
from dj_google_calendar.mirror.calendars import columns_of_event_list
from dj_google_calendar.mirror.events import missed, sweep_events
from dj_google_calendar.models import Account, Calendar, SyncRun
from dj_google_calendar.sync import brake, lease, schedule

ACTOR = "pull"
ZONE_CHANGED = "The calendar's time zone has changed."
logger = logging.getLogger(__name__)
State = Calendar.State


def finish(
    taken: lease.Taken, page: EventPage, kind: SyncRun.Kind, *, has_changes: bool
) -> tuple[int, bool]:
    """Write, with the last page, the sync token and after a full pull the sweep (Y-4, Y-7).

    Gives how many events were swept, and whether another pull was asked for meanwhile. Must
    run in the last page's transaction.
    """
    calendar, swept = taken.calendar, 0
    if kind == SyncRun.Kind.FULL:
        missing, living = missed(calendar)
        if brake.must_hold(missing=missing, living=living, missed_before=calendar.missed):
            return 0, _hold(taken, missing, living)
        swept = sweep_events(calendar) if missing else 0
    shown = columns_of_event_list(page)
    is_new = kind == SyncRun.Kind.INCREMENTAL and has_changes
    silent_pulls = _silent_pulls(taken) if is_new or taken.is_told else calendar.silent_pulls
    is_pushed = taken.is_pushed and silent_pulls < Calendar.SILENT
    columns: dict[str, Any] = {
        **shown,
        "sync_token": page.next_sync_token or "",
        "page_token": "",
        "last_pulled_at": clock.now(),
        "next_pull_at": schedule.after_success(is_pushed=is_pushed),
        "done": taken.wanted,
        "failures": 0,
        "missed": 0,
        "silent_pulls": silent_pulls,
    }
    if has_changes or swept:
        columns["changed_at"] = clock.now()
    if kind == SyncRun.Kind.FULL:
        columns["next_reconcile_at"] = schedule.next_reconcile(calendar.pk)
    if shown.get("time_zone", calendar.time_zone) != calendar.time_zone:
        # C-19: whole days begin at other moments now
        columns |= {"sync_token": "", "next_pull_at": clock.now()}
        return swept, _end(calendar, State.RESYNC, ZONE_CHANGED, columns)
    return swept, _end(calendar, State.LIVE, "", columns)


def _silent_pulls(taken: lease.Taken) -> int:
    """Count the pulls that had to find by themselves what the channel should have told (P-17)."""
    if taken.is_told:
        return 0
    before, is_wish = taken.calendar.silent_pulls, taken.wanted > taken.calendar.done
    return min(before + 1, Calendar.SILENT) if taken.is_pushed and not is_wish else before


def _hold(taken: lease.Taken, missing: int, living: int) -> bool:
    columns = {
        "page_token": "",
        "missed": missing,
        "next_pull_at": brake.second_look(),
        "done": taken.wanted,
    }
    return _end(taken.calendar, State.HELD, brake.reason(missing, living), columns)


def _end(calendar: Calendar, state: str, reason: str, columns: dict[str, Any]) -> bool:
    """Give the lease back, with another state where there is one."""
    before = calendar.state
    if state == before:
        if reason != calendar.state_reason:
            columns["state_reason"] = reason
        return lease.give_back(calendar, columns)
    lifecycle.check(calendar, state)
    moved = {
        "state": state,
        "state_reason": reason,
        "state_changed_at": clock.now(),
        "state_actor": ACTOR,
    }
    with transaction.atomic(savepoint=False):
        wants_more = lease.give_back(calendar, columns | moved)
        lifecycle.record(calendar, before=before)
    return wants_more


def begin_anew(calendar: Calendar, page: EventPage) -> None:
    """Give up a list whose pages do not all speak of one time zone.

    Times are written in the calendar's zone. Were the last page alone compared, a zone that
    changes and changes back meanwhile would leave what the other pages said.
    """
    columns = {
        "time_zone": page.time_zone,
        "sync_token": "",
        "page_token": "",
        "next_pull_at": clock.now(),
    }
    _end(calendar, State.RESYNC, ZONE_CHANGED, columns)


def fail(calendar: Calendar, error: Exception) -> None:
    """Note why a pull has ended early, and when the next one comes; give the lease back."""
    try:
        _note(calendar, error)
    except SupersededError:
        logger.info("pull superseded: calendar=%s", calendar.pk)
        lease.let_go(calendar)


def _note(calendar: Calendar, error: Exception) -> None:
    if isinstance(error, SupersededError):
        raise error
    if isinstance(error, CredentialsError) and not _may_be_pulled(calendar):
        # the account says what is wrong; its calendars are as they were
        lease.give_back(calendar, {})
    elif isinstance(error, NotFoundError | ForbiddenError):
        _end(calendar, State.UNREACHABLE, error.message, {})
    else:
        _back_off(calendar, error)


def _may_be_pulled(calendar: Calendar) -> bool:
    return Account.objects.filter(pk=calendar.account_id, state__in=Account.PULLED).exists()


def _back_off(calendar: Calendar, error: Exception) -> None:
    known = error if isinstance(error, GatewayError) else TransientError(unforeseen(error))
    failures = calendar.failures + 1
    columns = {
        "failures": failures,
        "next_pull_at": after_failure(known, failures),
        "page_token": calendar.page_token,
    }
    _end(calendar, State.BACKOFF, known.message, columns)


def unforeseen(error: BaseException) -> str:
    """Name an error that nobody foresaw: its text can hold anything, tokens included."""
    if isinstance(error, GoogleCalendarError):
        return error.message
    return f"Unforeseen: {type(error).__name__}"
