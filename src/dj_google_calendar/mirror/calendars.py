"""Writing calendars."""

from collections.abc import Collection, Mapping

from dj_google_calendar.gateway.event_pages import EventPage
from dj_google_calendar.lifecycle import move
from dj_google_calendar.mirror.calendar_edits import are_being_removed, bring_back, show_waiting
from dj_google_calendar.mirror.columns import Columns
from dj_google_calendar.models import Account, Calendar

ACTOR = "calendar list"
WRITTEN = ("etag", "summary", "access_role", "is_primary", "resource")
"""The zone is left out: it is the one that events were read in, and changes with them (C-19)."""

FROM_EVENT_LISTS = ("summary", "time_zone", "access_role")
"""Columns that each list of events carries too."""


def upsert_calendars(account: Account, columns: Mapping[str, Columns]) -> None:
    """Insert or replace calendars, given by Google id; one that was away is new again.

    After its absence nothing that was known of its events can be relied on (Y-24, Y-25).
    Edits that wait stay shown. Must run in a transaction.
    """
    account.calendars.all().hold()
    Calendar.objects.bulk_create(
        (
            Calendar(account=account, google_id=google_id, **values)
            # new ones have one order, too
            for google_id, values in sorted(columns.items())
        ),
        update_conflicts=True,
        unique_fields=("account", "google_id"),
        update_fields=WRITTEN,
    )
    show_waiting(account, columns)
    back = account.calendars.filter(google_id__in=columns, state=Calendar.State.UNREACHABLE)
    for calendar in back.exclude(pk__in=are_being_removed(account)):
        bring_back(calendar, reason="It is shared with the account again.", actor=ACTOR)


def hide_calendars(account: Account, google_ids: Collection[str], *, reason: str) -> None:
    """Note that calendars are no longer shown to the account; their events stay (X-43)."""
    for calendar in account.calendars.filter(google_id__in=google_ids).reachable():
        move(calendar, Calendar.State.UNREACHABLE, reason=reason, actor=ACTOR)


def hide_other_calendars(account: Account, google_ids: Collection[str], *, reason: str) -> None:
    """Note that only these calendars are still in the account's list."""
    gone = account.calendars.exclude(google_id__in=google_ids).values_list("google_id", flat=True)
    hide_calendars(account, list(gone), reason=reason)


def columns_of_event_list(page: EventPage) -> dict[str, str]:
    """Give title, zone and role from a list of events.

    The calendar list's sync token does not report changes of them (C-5).
    """
    found = {name: getattr(page, name) for name in FROM_EVENT_LISTS}
    return {name: value for name, value in found.items() if value}
