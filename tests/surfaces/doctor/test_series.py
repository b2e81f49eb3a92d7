"""What the doctor and the admin say of series that cannot be counted."""

from django.contrib.auth.models import User
from django.test import Client

from dj_google_calendar.doctor.calendars import calendar_findings
from dj_google_calendar.sync.pull_calendar import pull_calendar

TIMES = {
    "start": {"dateTime": "2026-12-01T10:00:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-12-01T11:00:00", "timeZone": "Europe/Berlin"},
}
BOMB = ["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"]


def test_series_that_cannot_be_counted_are_told(account, calendar, google):
    before = [finding.id for finding in calendar_findings(account)]
    google.add_event(calendar.google_id, summary="Odd", **TIMES, recurrence=BOMB)
    pull_calendar(calendar)

    after = {finding.id: finding for finding in calendar_findings(account)}

    assert "W028" not in before
    assert after["W028"].message.startswith("1 series")
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    page = client.get("/admin/google_calendar/expansion/?problem__isempty=0").content.decode()
    assert "too long to be counted" in page
