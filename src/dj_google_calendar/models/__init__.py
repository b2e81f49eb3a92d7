"""The tables, one noun per file."""

from dj_google_calendar.models.account import Account
from dj_google_calendar.models.calendar import Calendar
from dj_google_calendar.models.event import Event
from dj_google_calendar.models.quarantined_item import QuarantinedItem
from dj_google_calendar.models.sync_run import SyncRun

__all__ = ["Account", "Calendar", "Event", "QuarantinedItem", "SyncRun"]
