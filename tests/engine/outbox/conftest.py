"""An event of alice's, and what Google holds of it."""

import pytest

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.tasks import push

ALICE = "alice@example.com"
FIELDS = {
    "summary": "Standup",
    "start": {"dateTime": "2026-12-01T10:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-12-01T11:00:00+01:00", "timeZone": "Europe/Berlin"},
}


@pytest.fixture
def api(calendar):
    """Google's own client, acting as alice beside the site."""
    return account_client(calendar.account)


@pytest.fixture
def event(calendar, google):
    """A mirrored event without guests."""
    google.add_event(ALICE, id="standup0", **FIELDS)
    pull_calendar(calendar)
    return calendar.events.get(google_id="standup0")


@pytest.fixture
def remote(api):
    """Reads an event as Google has it."""

    def read(google_id="standup0", calendar_id=ALICE):
        return api.events().get(calendarId=calendar_id, eventId=google_id).execute()

    return read


@pytest.fixture
def flush():
    """Sends what waits, and says how each edit came out."""

    def sent(*entries):
        for entry in OutboxEntry.objects.waiting():
            push(entry.pk)
        for entry in entries:
            entry.refresh_from_db()
        return [entry.state for entry in entries]

    return sent
