"""What becomes of a call about a calendar: its answer kept as if pulled, or its effect put back.

Called within the transaction in which its entry is closed, after that.
"""

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from dj_google_calendar import clock
from dj_google_calendar.lifecycle import move
from dj_google_calendar.mirror.calendar_edits import (
    EDITS,
    REMOVALS,
    are_being_removed,
    ask_for_list,
    bring_back,
    lock_calendar,
    put_back,
    take_shared,
)
from dj_google_calendar.mirror.calendars import upsert_calendars
from dj_google_calendar.mirror.columns import MalformedResourceError, calendar_columns
from dj_google_calendar.mirror.events import cancel_cleared_events
from dj_google_calendar.models import Account, Calendar, OutboxEntry

logger = logging.getLogger(__name__)
DONE = {
    "calendars.delete": "It was deleted.",
    "calendarList.delete": "It was removed from the account's calendar list.",
}
CLEARED = "All of its events were deleted."
REFUSED = "Google refused to remove it."
GIVEN_UP = "To remove it was given up."
LISTED = ("calendars.insert", "calendarList.insert", "calendarList.patch")
"""Calls whose answer is an entry of the calendar list."""


def keep_call(entry: OutboxEntry, answer: Mapping[str, Any] | None) -> None:
    """Write what Google answered to a call; None is that there was nothing left to do it to."""
    if entry.method in LISTED and answer is not None:
        _keep_listed(entry, answer)
        return
    calendar = lock_calendar(entry.calendar_id or 0)
    if calendar is None:
        return
    if entry.method == "calendars.patch" and answer is not None:
        take_shared(calendar, answer)
        _read_again_in(calendar, str(answer.get("timeZone") or ""))
    elif entry.method in REMOVALS:
        rows = Calendar.objects.filter(pk=calendar.pk, state=Calendar.State.UNREACHABLE)
        rows.update(state_reason=DONE[entry.method])
    elif entry.method == "calendars.clear":
        cancel_cleared_events(calendar, asked_at(entry))
        _resync(calendar, CLEARED)


def put_back_call(entry: OutboxEntry, *, reason: str = REFUSED) -> None:
    """Take back what a call has shown that is lost; the list is read again, as it knows best."""
    calendar = lock_calendar(entry.calendar_id or 0)
    if calendar is None:
        return
    if entry.method in EDITS:
        put_back(calendar, entry)
        ask_for_list(calendar.account)
    elif entry.method in REMOVALS and calendar.state == Calendar.State.UNREACHABLE:
        if calendar.pk in are_being_removed(calendar.account):
            return  # by another edit
        bring_back(calendar, reason=reason)
        ask_for_list(calendar.account)


def asked_at(entry: OutboxEntry) -> str:
    """Give when a call was asked for, as Google writes moments; it drops what is below a second."""
    return entry.made_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _keep_listed(entry: OutboxEntry, answer: Mapping[str, Any]) -> None:
    account = Account.objects.get(pk=entry.account_id)
    try:
        upsert_calendars(account, {answer["id"]: calendar_columns(answer)})
    except (MalformedResourceError, KeyError):
        logger.warning("answer not kept: entry=%s", entry.pk)
        ask_for_list(account)
        return
    made = account.calendars.filter(google_id=answer["id"]).first()
    OutboxEntry.objects.filter(pk=entry.pk).update(calendar=made)


def _read_again_in(calendar: Calendar, time_zone: str) -> None:
    """Bring the next pull forward, which finds the new zone and reads all anew (C-19)."""
    if time_zone and time_zone != calendar.time_zone:
        Calendar.objects.filter(pk=calendar.pk).update(next_pull_at=clock.now())


def _resync(calendar: Calendar, reason: str) -> None:
    """Read everything anew: what was made after the call is not to be missing."""
    columns: dict[str, Any] = {"sync_token": "", "page_token": "", "next_pull_at": clock.now()}
    if calendar.state == Calendar.State.LIVE:
        move(calendar, Calendar.State.RESYNC, reason=reason, actor="outbox", **columns)
    else:
        Calendar.objects.filter(pk=calendar.pk).update(**columns)
