"""Steps that tests of operations share: times, sending what waits, what Google has."""

import datetime as dt
from zoneinfo import ZoneInfo

from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.tasks import push

BEGINS = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TIMES = {"start": BEGINS, "end": BEGINS + dt.timedelta(hours=1)}
ALICE, BOB = "alice@example.com", "bob@example.com"
SERIES, TEN_DAYS = "daily0", ["RRULE:FREQ=DAILY;COUNT=10"]
"""The series of the fixture ``daily``: from the first of December on, each day at nine."""
BERLIN = ZoneInfo("Europe/Berlin")


def at(day, hour=9, minute=0):
    return dt.datetime(2026, 12, day, hour, minute, tzinfo=BERLIN)


def send():
    """Send what waits; give how each edit came out, oldest first."""
    for entry in OutboxEntry.objects.waiting():
        push(entry.pk)
    return list(OutboxEntry.objects.order_by("pk").values_list("state", flat=True))


def exchange(calendar, time):
    """Send and pull, and once more when no read from before the edits can come."""
    send()
    for _ in range(2):
        pull_calendar(calendar)
        time.ahead += dt.timedelta(minutes=5)


def remote(google, event, calendar_id=""):
    """Give the resource that the emulator holds of an event, in whichever calendar."""
    calendar = google.world.calendars[calendar_id or event.calendar.google_id]
    return calendar.events[event.google_id].resource
