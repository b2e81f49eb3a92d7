"""What a person sees first: the calendar list, the first calendar and its events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dj_google_calendar.credentials.gateways import calendar_client, events_of
from dj_google_calendar.credentials.keepers import Keeper
from dj_google_calendar.gateway.pages import calendar_list_pages
from dj_google_calendar.mirror.quarantine import item_of
from dj_google_calendar.models import Account, Event
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list

GoogleResource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Resources as Google sent them; ``calendar`` is None for an account without any."""

    calendars: Sequence[GoogleResource]
    calendar: GoogleResource | None
    events: Sequence[GoogleResource]


def look_at_account(account: Account) -> FirstLook:
    """Pull the calendar list and the first calendar into the mirror, and show them from there."""
    pull_calendar_list(account)
    calendars = list(account.calendars.reachable().order_by("-is_primary", "pk"))
    if not calendars:
        return FirstLook(calendars=[], calendar=None, events=[])
    pull_calendar(calendars[0])
    events = calendars[0].events.not_cancelled()
    return FirstLook(
        calendars=[calendar.resource for calendar in calendars],
        calendar=calendars[0].resource,
        events=list(events.values_list("resource", flat=True)),
    )


def look_without_account(keeper: Keeper) -> FirstLook:
    """Show the same of an account that the site keeps no row of, straight from Google."""
    pages = calendar_list_pages(calendar_client(keeper))
    listed = [entry for page in pages for entry in page.items]
    calendars = [entry for entry in listed if isinstance(entry, Mapping) and entry.get("id")]
    # C-2: the order is not promised; the primary is what people mean by their calendar
    calendars.sort(key=lambda entry: entry.get("primary") is not True)
    if not calendars:
        return FirstLook(calendars=[], calendar=None, events=[])
    sent = (item for page in events_of(keeper, str(calendars[0]["id"])) for item in page.items)
    events = [event for event in map(item_of, map(bytes, sent)) if isinstance(event, Mapping)]
    return FirstLook(
        calendars=calendars,
        calendar=calendars[0],
        events=[event for event in events if event.get("status") != Event.CANCELLED],
    )
