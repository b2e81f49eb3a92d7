"""How long ago, in words."""

import datetime as dt

import pytest

from dj_google_calendar import clock
from dj_google_calendar.templatetags.google_calendar import ago

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


class Stopped(clock.Clock):
    def now(self):
        return NOW


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (dt.timedelta(0), "just now"),
        (dt.timedelta(seconds=59), "just now"),
        (dt.timedelta(seconds=-30), "just now"),
        (dt.timedelta(minutes=1), "1\xa0minute ago"),
        (dt.timedelta(hours=3, minutes=20), "3\xa0hours ago"),
        (dt.timedelta(days=15), "2\xa0weeks ago"),
    ],
)
def test_only_the_largest_unit_is_said(passed, words):
    with clock.use(Stopped()):
        assert ago(NOW - passed) == words
