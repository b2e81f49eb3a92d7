"""No calendar grows old in silence: within two polls it is said everywhere."""

import datetime as dt

import pytest

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.freshness import of_calendars, overview
from dj_google_calendar.models import Calendar
from dj_google_calendar.tasks import tick

ALICE = "alice@example.com"


@pytest.fixture
def polled(account):
    """Alice's calendar at a site without notifications, all pulled."""
    tick()
    return account.calendars.get(google_id=ALICE)


def two_polls_later(time):
    for _ in range(2):
        time.ahead += dt.timedelta(seconds=conf.POLL_SECONDS_WITHOUT_PUSH)
        tick()


def freshness_of(calendar):
    return of_calendars(Calendar.objects.filter(pk=calendar.pk))[0]


def test_an_outage_of_google_is_said_within_two_polls(polled, google, time, alice, browser_of):
    google.fail(method="events.list", status=503, times=10_000)

    two_polls_later(time)

    found = freshness_of(polled)
    assert found.calendar.state == Calendar.State.BACKOFF
    assert found.calendar.state_reason
    assert found.age > dt.timedelta(seconds=conf.POLL_SECONDS_WITHOUT_PUSH)
    assert overview().calendars[Calendar.State.BACKOFF] > 0
    page = browser_of(alice).get(f"/calendar/accounts/{polled.account_id}/").content.decode()
    assert "waiting for Google" in page


def test_a_worker_that_does_not_run_is_said_within_two_polls(polled, time):
    time.ahead += dt.timedelta(seconds=2 * conf.POLL_SECONDS_WITHOUT_PUSH)

    found = freshness_of(polled)

    assert found.is_late
    assert overview().late > 0
    assert found.age >= dt.timedelta(seconds=2 * conf.POLL_SECONDS_WITHOUT_PUSH)


def test_what_has_recovered_is_no_longer_said(polled, google, time):
    google.fail(method="events.list", status=503, times=10_000)
    two_polls_later(time)
    google.clear_faults()
    time.ahead += dt.timedelta(minutes=16)  # the longest wait

    tick()

    found = freshness_of(polled)
    assert found.calendar.state == Calendar.State.LIVE
    assert found.age < dt.timedelta(minutes=1)
    assert not found.is_late
    assert clock.now() < found.calendar.next_pull_at
