"""Steps that tests of operations share: times, sending what waits, what Google has."""

import datetime as dt

from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.tasks import push

BEGINS = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TIMES = {"start": BEGINS, "end": BEGINS + dt.timedelta(hours=1)}
BOB = "bob@example.com"


def send():
    """Send what waits; give how each edit came out, oldest first."""
    for entry in OutboxEntry.objects.waiting():
        push(entry.pk)
    return list(OutboxEntry.objects.order_by("pk").values_list("state", flat=True))


def remote(google, event, calendar_id=""):
    """Give the resource that the emulator holds of an event, in whichever calendar."""
    calendar = google.world.calendars[calendar_id or event.calendar.google_id]
    return calendar.events[event.google_id].resource
