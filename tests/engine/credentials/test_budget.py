"""Requests are counted before they leave, by all workers together."""

import datetime as dt

import pytest

from dj_google_calendar import clock
from dj_google_calendar.credentials import budget
from dj_google_calendar.exceptions import RateLimitedError
from dj_google_calendar.models import Budget, Calendar
from dj_google_calendar.sync.pull_calendar import pull_calendar

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


class Still(clock.Clock):
    """A clock that stands until it is moved."""

    moment = NOON

    def now(self):
        return self.moment


@pytest.fixture
def time(db):
    budget.forget()
    with clock.use(Still()) as standing:
        yield standing
    budget.forget()


def spend(times, account_pk=1):
    """Spend requests; give how many were let through."""
    for done in range(times):
        try:
            budget.spend(account_pk)
        except RateLimitedError:
            return done
    return times


def test_a_person_has_a_budget_for_each_minute(time, settings):
    settings.GOOGLE_CALENDAR = {"REQUESTS_PER_MINUTE_PER_USER": 60}

    spent = spend(200), spend(200, account_pk=2)
    time.moment += dt.timedelta(minutes=1)

    assert 60 <= spent[0] <= 60 + budget.FREE
    assert spent[1] == spent[0]
    assert spend(30) == 30


def test_workers_share_the_project_s_budget(time, settings):
    settings.GOOGLE_CALENDAR = {"REQUESTS_PER_MINUTE": 50, "REQUESTS_PER_MINUTE_PER_USER": 0}

    first = spend(30)
    budget.forget()  # another process begins
    second = spend(30)

    assert (first, second) == (30, 20)


def test_a_day_has_a_budget_too(time, settings):
    settings.GOOGLE_CALENDAR = {"REQUESTS_PER_DAY": 5, "REQUESTS_PER_MINUTE_PER_USER": 0}

    assert spend(9) == 5
    time.moment += dt.timedelta(days=1)
    assert spend(9) == 5


def test_most_requests_cost_no_statement(time, django_assert_max_num_queries):
    spend(1)

    with django_assert_max_num_queries(0):
        assert spend(budget.FREE - 1) == budget.FREE - 1


def test_no_limit_is_no_limit(time, settings, django_assert_num_queries):
    names = ("REQUESTS_PER_MINUTE", "REQUESTS_PER_MINUTE_PER_USER", "REQUESTS_PER_DAY")
    settings.GOOGLE_CALENDAR = dict.fromkeys(names, 0)

    with django_assert_num_queries(0):
        assert spend(1000) == 1000


def test_a_pull_waits_where_the_budget_is_used_up(calendar, google, settings):
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"REQUESTS_PER_DAY": 1}
    budget.forget()
    Budget.objects.all().delete()
    pull_calendar(calendar)
    asked = google.log.count("events.list")

    with pytest.raises(RateLimitedError):
        pull_calendar(calendar)

    assert google.log.count("events.list") == asked
    calendar.refresh_from_db()
    assert calendar.state == Calendar.State.BACKOFF
    assert calendar.next_pull_at > clock.now() + dt.timedelta(seconds=50)
    budget.forget()
