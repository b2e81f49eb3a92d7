"""Recording edits of calendars: the row that shows one and its entry, in one transaction."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from dj_google_calendar.exceptions import NotAllowedError
from dj_google_calendar.mirror.calendar_edits import (
    EDITS,
    REMOVALS,
    edited,
    lock_calendar,
    show,
    take_away,
    waiting_of,
    write,
)
from dj_google_calendar.mirror.merge import values_of
from dj_google_calendar.models import Account, Calendar, OutboxEntry
from dj_google_calendar.outbox.record import record_call

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

COLORS = ("colorId", "backgroundColor", "foregroundColor")
"""What changes together: an undo, or a refusal, goes back to all of them."""
GOING = {
    "calendars.delete": "It is being deleted.",
    "calendarList.delete": "It is being removed from the account's calendar list.",
}


def record_calendar_edit(
    calendar: Calendar,
    method: str,
    changes: Mapping[str, Any],
    *,
    by: "AbstractBaseUser | None",
    parameters: Mapping[str, Any] | None = None,
) -> OutboxEntry | None:
    """Record new values of a calendar's fields; None where they are what they were."""
    with transaction.atomic():
        held = _held(calendar)
        after = edited(held.resource, changes)
        if after == held.resource:
            return None
        changed = {
            name: value
            for name, value in changes.items()
            if name in COLORS or after.get(name) != held.resource.get(name)
        }
        names = {*changed, *(COLORS if not changed.keys().isdisjoint(COLORS) else ())}
        entry = record_calendar_call(
            held,
            method,
            by=by,
            changes=changed,
            base=values_of(held.resource, sorted(names)),
            parameters=dict(parameters or {}),
        )
        write(held, after)
    calendar.resource, calendar.summary = held.resource, held.summary
    return entry


def record_removal(
    calendar: Calendar, method: str, *, by: "AbstractBaseUser | None"
) -> OutboxEntry:
    """Record that a calendar is to go; it is shown no longer, and its events stay."""
    with transaction.atomic():
        held = _held(calendar)
        entry = record_calendar_call(held, method, by=by)
        take_away(held, reason=GOING[method])
    calendar.refresh_from_db()
    return entry


def record_calendar_call(
    calendar: Calendar, method: str, *, by: "AbstractBaseUser | None", **details: Any
) -> OutboxEntry:
    """Record any other call about one calendar, in the lane of what is done to it."""
    parameters = {"calendarId": calendar.google_id, **details.pop("parameters", {})}
    return record_call(
        calendar.account,
        method,
        lane=lane_of(calendar),
        by=by,
        calendar=calendar,
        parameters=parameters,
        **details,
    )


def show_call(entry: OutboxEntry) -> None:
    """Show what a call does that waits again, as when it was recorded."""
    calendar = lock_calendar(entry.calendar_id or 0)
    if calendar is None:
        return
    if entry.method in EDITS:
        show(calendar, waiting_of(calendar))
    elif entry.method in REMOVALS and calendar.state not in Calendar.AWAY:
        take_away(calendar, reason=GOING[entry.method])


def lane_of(calendar: Calendar) -> str:
    """Name the lane of what is done to a calendar itself."""
    return f"calendar {calendar.pk}"


def lane_of_list(account: Account) -> str:
    """Name the lane of what is done to an account's list of calendars."""
    return f"calendars of account {account.pk}"


def _held(calendar: Calendar) -> Calendar:
    held = lock_calendar(calendar.pk)
    if held is None or held.state in Calendar.AWAY:
        raise NotAllowedError("The calendar is away.")
    return held
