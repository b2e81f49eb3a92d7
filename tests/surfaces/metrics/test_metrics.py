"""Figures for those who watch the site."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from health_check.exceptions import ServiceUnavailable, ServiceWarning
from prometheus_client.parser import text_string_to_metric_families

from dj_google_calendar import clock
from dj_google_calendar.freshness import of_calendars, overview
from dj_google_calendar.health_check import Mirror
from dj_google_calendar.models import Account, Calendar, Channel
from dj_google_calendar.operations.calendars import ask_for_pull
from dj_google_calendar.sync.pull_calendar import pull_calendar

METRICS = "/calendar/metrics/"


class Later(clock.Clock):
    """The system's clock, ahead by a while."""

    ahead = dt.timedelta(0)

    def now(self):
        return super().now() + self.ahead


@pytest.fixture
def time():
    with clock.use(Later()) as ahead:
        yield ahead


@pytest.fixture
def pulled(account):
    for calendar in account.calendars.all():
        pull_calendar(calendar)
    return account


def figures(answer):
    return {
        (sample.name, sample.labels.get("state", "")): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


@pytest.fixture
def wants_channels(pulled, settings):
    address = {"WEBHOOK_URL": "https://site.example/calendar/webhook/"}
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | address


@pytest.mark.usefixtures("wants_channels")
def test_staff_see_the_figures(pulled, alice, browser_of):
    alice.is_staff = True
    alice.save()

    answer = browser_of(alice).get(METRICS)

    found = figures(answer)
    assert answer["Content-Type"].startswith("text/plain")
    assert found["google_calendar_accounts", "active"] == 1
    assert found["google_calendar_calendars", "live"] == pulled.calendars.count()
    assert found["google_calendar_channels_eligible", ""] == pulled.calendars.count()
    assert found["google_calendar_lag_seconds", ""] == 0


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "Basic secret", "Bearer café"])
def test_others_do_not(db, browser_of, settings, header):
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"METRICS_TOKEN": "secret"}

    answer = browser_of().get(METRICS, headers={"Authorization": header})

    assert answer.status_code == 403


def test_a_monitor_shows_its_token(db, browser_of, settings):
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"METRICS_TOKEN": "secret"}

    answer = browser_of().get(METRICS, headers={"Authorization": "Bearer secret"})

    assert answer.status_code == 200


def test_an_empty_token_opens_nothing(db, browser_of):
    assert browser_of().get(METRICS, headers={"Authorization": "Bearer "}).status_code == 403


def test_a_change_that_waits_is_lag(pulled, time):
    calendar = pulled.calendars.first()
    ask_for_pull(calendar)
    time.ahead = dt.timedelta(minutes=5)

    freshness = {each.calendar: each for each in of_calendars(pulled.calendars.all())}

    assert freshness[calendar].is_pending
    assert dt.timedelta(minutes=5) <= freshness[calendar].lag < dt.timedelta(minutes=6)
    assert freshness[calendar].is_late
    assert overview().pending == 1


def test_a_pull_ends_the_lag(pulled):
    calendar = pulled.calendars.first()
    ask_for_pull(calendar)

    pull_calendar(calendar)

    assert overview().pending == 0
    assert not any(each.is_late for each in of_calendars(pulled.calendars.all()))


def test_the_health_check_speaks_up_where_no_worker_runs(pulled, time):
    Mirror().run()
    time.ahead = dt.timedelta(hours=1)

    with pytest.raises(ServiceUnavailable, match="overdue"):
        Mirror().run()


def test_the_health_check_warns_of_accounts_that_wait(pulled):
    Account.objects.update(state=Account.State.REAUTH_REQUIRED)

    with pytest.raises(ServiceWarning, match="1 accounts"):
        Mirror().run()


def test_channels_that_nobody_wants_are_not_expected(pulled):
    assert overview().channels_eligible == 0


@pytest.mark.usefixtures("wants_channels")
def test_refused_channels_are_not_expected(pulled):
    calendar = pulled.calendars.first()
    Channel.objects.create(
        account=pulled, calendar=calendar, channel_id="a", state=Channel.State.FAILED
    )

    assert overview().channels_eligible == pulled.calendars.count() - 1


def test_the_queries_do_not_grow(pulled, django_assert_num_queries):
    few = _queries(overview)
    Calendar.objects.bulk_create(
        Calendar(account=pulled, google_id=f"more{n}", state="live") for n in range(50)
    )

    assert _queries(overview) == few
    with django_assert_num_queries(1):
        of_calendars(Calendar.objects.all())


def _queries(work):
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)
