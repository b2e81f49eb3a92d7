"""The tables, one noun per file."""

from dj_google_calendar.models.account import Account
from dj_google_calendar.models.budget import Budget
from dj_google_calendar.models.calendar import Calendar
from dj_google_calendar.models.channel import Channel
from dj_google_calendar.models.conflict import Conflict
from dj_google_calendar.models.event import Event
from dj_google_calendar.models.expansion import Expansion
from dj_google_calendar.models.feed import Feed
from dj_google_calendar.models.notification import Notification
from dj_google_calendar.models.occurrence import Occurrence
from dj_google_calendar.models.outbox_entry import OutboxEntry
from dj_google_calendar.models.quarantined_item import QuarantinedItem
from dj_google_calendar.models.state_change import StateChange
from dj_google_calendar.models.sync_run import SyncRun
from dj_google_calendar.models.upload import Upload

__all__ = [
    "Account",
    "Budget",
    "Calendar",
    "Channel",
    "Conflict",
    "Event",
    "Expansion",
    "Feed",
    "Notification",
    "Occurrence",
    "OutboxEntry",
    "QuarantinedItem",
    "StateChange",
    "SyncRun",
    "Upload",
]
