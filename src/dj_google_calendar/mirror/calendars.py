"""Writing calendars."""

from collections.abc import Collection, Mapping
from typing import Any

from dj_google_calendar import clock
from dj_google_calendar.mirror.columns import Columns
from dj_google_calendar.models import Account, Calendar

WRITTEN = ("etag", "summary", "time_zone", "access_role", "is_primary", "resource")

FROM_EVENT_LISTS = {"summary": "summary", "time_zone": "timeZone", "access_role": "accessRole"}
"""Columns that each list of events carries too."""


def upsert_calendars(account: Account, columns: Mapping[str, Columns]) -> None:
    """Insert or replace calendars, given by Google id; one that was away is new again.

    After its absence nothing that was known of its events can be relied on (Y-24, Y-25).
    """
    Calendar.objects.bulk_create(
        (
            Calendar(account=account, google_id=google_id, **values)
            for google_id, values in columns.items()
        ),
        update_conflicts=True,
        unique_fields=("account", "google_id"),
        update_fields=WRITTEN,
    )
    account.calendars.filter(google_id__in=columns, state=Calendar.State.UNREACHABLE).update(
        state=Calendar.State.RESYNC,
        state_reason="It is shared with the account again.",
        state_changed_at=clock.now(),
        sync_token="",
    )


def hide_calendars(account: Account, google_ids: Collection[str], *, reason: str) -> None:
    """Note that calendars are no longer shown to the account; their events stay (X-43)."""
    account.calendars.filter(google_id__in=google_ids).reachable().update(
        state=Calendar.State.UNREACHABLE, state_reason=reason, state_changed_at=clock.now()
    )


def hide_other_calendars(account: Account, google_ids: Collection[str], *, reason: str) -> None:
    """Note that only these calendars are still in the account's list."""
    gone = account.calendars.exclude(google_id__in=google_ids).values_list("google_id", flat=True)
    hide_calendars(account, list(gone), reason=reason)


def refresh_from_event_list(calendar: Calendar, envelope: Mapping[str, Any]) -> None:
    """Take over title, zone and role from a list of events.

    The calendar list's sync token does not report changes of them (C-5).
    """
    for column, key in FROM_EVENT_LISTS.items():
        value = envelope.get(key)
        if isinstance(value, str) and value:
            setattr(calendar, column, value)
    calendar.save(update_fields=tuple(FROM_EVENT_LISTS))
