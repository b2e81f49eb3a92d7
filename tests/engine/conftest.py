"""A time that can be moved, and in whose waits things happen; a site that can be notified."""

import datetime as dt
import functools
from contextlib import contextmanager

import pytest
from django.db import connection

from dj_google_calendar import clock
from dj_google_calendar.sync.pull_calendar import pull_calendar


class Later(clock.Clock):
    """The system's clock, ahead by a while; waits take no time, though things happen in them."""

    ahead = dt.timedelta(0)
    meanwhile = None

    def now(self):
        return super().now() + self.ahead

    @contextmanager
    def running_ahead(self):
        yield lambda work, *arguments: functools.partial(work, *arguments)

    def sleep(self, seconds):
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()


@pytest.fixture
def time():
    with clock.use(Later()) as ahead:
        yield ahead


@pytest.fixture
def just_before():
    """Lets something happen, once, as the first statement is about to run of which this is true."""

    @contextmanager
    def happening(is_it, act):
        pending = [act]

        def hook(execute, sql, params, many, context):
            if pending and is_it(sql):
                pending.pop()()
            return execute(sql, params, many, context)

        with connection.execute_wrapper(hook):
            yield
        assert not pending

    return happening


@pytest.fixture
def pushed(settings, account):
    """An account whose calendars are pulled, at a site that can be notified."""
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"WEBHOOK_URL": "http://127.0.0.1:9/"}
    for calendar in account.calendars.all():
        pull_calendar(calendar)
    return account
