"""When a calendar is pulled next."""

import datetime as dt
from collections import Counter

import pytest

from dj_google_calendar import clock
from dj_google_calendar.backoff import after_failure
from dj_google_calendar.exceptions import (
    InvalidClientError,
    QuotaExceededError,
    RateLimitedError,
    TransientError,
)
from dj_google_calendar.sync import schedule

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


class Still(clock.Clock):
    """A time that stands still, and a chance that is known."""

    chance = 0.5

    def now(self):
        return NOW

    def random(self):
        return self.chance


@pytest.fixture(autouse=True)
def time():
    with clock.use(Still()) as still:
        yield still


def seconds(moment):
    return (moment - NOW).total_seconds()


@pytest.mark.parametrize(("is_pushed", "wanted"), [(True, 900), (False, 300)])
def test_polls_are_rarer_where_notifications_come(time, is_pushed, wanted):
    time.chance = 0.0
    soonest = seconds(schedule.after_success(is_pushed=is_pushed))
    time.chance = 1.0
    latest = seconds(schedule.after_success(is_pushed=is_pushed))

    assert (soonest, latest) == pytest.approx((0.9 * wanted, 1.1 * wanted))


@pytest.mark.parametrize(
    ("error", "least"),
    [(TransientError, 0), (RateLimitedError, 60), (QuotaExceededError, 3600)],
)
def test_waits_double_up_to_a_quarter_of_an_hour_with_full_jitter(time, error, least):
    time.chance = 0.0
    assert seconds(after_failure(error(), 3)) == least

    time.chance = 1.0
    waits = [seconds(after_failure(error(), n)) - least for n in range(1, 13)]

    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == 15 * 60
    assert seconds(after_failure(error(), 10_000)) - least == 15 * 60


def test_what_is_wrong_with_the_site_itself_is_tried_again_too():
    assert seconds(after_failure(InvalidClientError(), 12)) == 15 * 60 / 2


def test_everything_is_read_again_within_half_a_week_to_one_and_a_half():
    waits = [seconds(schedule.next_reconcile(pk)) / 86_400 for pk in range(1, 1000)]

    assert min(waits) > 3.5
    assert max(waits) <= 10.5


def test_the_hours_of_that_are_spread_over_the_week():
    days = Counter(schedule.next_reconcile(pk).weekday() for pk in range(1, 7001))

    assert min(days.values()) > 850
    assert max(days.values()) < 1150


def test_a_calendar_keeps_its_hour():
    assert schedule.next_reconcile(7) == schedule.next_reconcile(7)
