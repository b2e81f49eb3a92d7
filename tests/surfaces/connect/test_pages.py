"""What the pages of accounts say of pulls."""

import pytest
from django.core.management import call_command

from dj_google_calendar.exceptions import GoogleCalendarError
from dj_google_calendar.models import Calendar
from dj_google_calendar.sync.pull_calendar import pull_calendar

FAILED = "The last pull failed"


@pytest.fixture
def failed(calendar, google):
    """A calendar that was pulled, and then could not be."""
    pull_calendar(calendar)
    google.fail(method="events.list", status=403, reason="dailyLimitExceeded", times=1)
    with pytest.raises(GoogleCalendarError):
        pull_calendar(calendar)
    return calendar


def test_a_pull_that_failed_is_told_until_one_comes_through(failed, alice, browser_of):
    page = f"/calendar/accounts/{failed.account_id}/"
    assert FAILED in browser_of(alice).get(page).text

    pull_calendar(failed)

    assert FAILED not in browser_of(alice).get(page).text


@pytest.mark.usefixtures("failed")
def test_a_tick_tells_of_calendars_that_wait(capsys):
    assert Calendar.objects.filter(state=Calendar.State.BACKOFF).count() == 1

    call_command("gcal_tick")

    assert "1 calendars wait after a failure" in capsys.readouterr().err
