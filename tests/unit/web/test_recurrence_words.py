"""Recurrence in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dj_google_calendar.web.recurrence_words import CUSTOM, recurrence_in_words

FRIDAY = {"dateTime": "2026-11-20T10:00:00+01:00"}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["RRULE:FREQ=DAILY"], "Daily"),
        (["RRULE:FREQ=DAILY;INTERVAL=3"], "Every 3 days"),
        (["RRULE:FREQ=WEEKLY"], "Weekly"),
        (["RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"], "Every weekday"),
        (["RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR"], "Weekly on Monday, Wednesday and Friday"),
        (["RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=10"], "Every 2 weeks on Tuesday, 10 times"),
        (["RRULE:FREQ=MONTHLY"], "Monthly on day 20"),
        (["RRULE:FREQ=MONTHLY;BYDAY=2TU"], "Monthly on the second Tuesday"),
        (["RRULE:FREQ=MONTHLY;BYDAY=-1FR"], "Monthly on the last Friday"),
        (["RRULE:FREQ=MONTHLY;BYMONTHDAY=15"], "Monthly on day 15"),
        (["RRULE:FREQ=MONTHLY;BYMONTHDAY=1,-1"], "Monthly on day 1 and the last day"),
        (["RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;BYMONTH=2"], "Monthly on the last day of February"),
        (["RRULE:FREQ=MONTHLY;BYDAY=MO,FR"], "Monthly, each Monday and Friday"),
        (["RRULE:FREQ=DAILY;BYMONTH=1,2"], "Daily in January and February"),
        (["RRULE:FREQ=YEARLY;BYMONTH=3,9"], "Yearly on March 20 and September 20"),
        (["RRULE:FREQ=YEARLY"], "Yearly on November 20"),
        (["RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"], "Yearly on February 29"),
        (["RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"], "Yearly on the fourth Thursday in November"),
        (["RRULE:FREQ=DAILY;UNTIL=20270303T225959Z"], "Daily, until March 3, 2027"),
        (["RRULE:FREQ=DAILY;UNTIL=20270302T235959Z"], "Daily, until March 3, 2027"),
        (["RRULE:FREQ=DAILY;UNTIL=99991231T235959Z"], "Daily, until Dec. 31, 9999"),
        (["RRULE:FREQ=DAILY;COUNT=1"], "Daily, once"),
        (
            [
                "RRULE:FREQ=DAILY",
                "RDATE:20261120T090000Z,20261121T090000Z",
                "EXDATE:20261122T090000Z",
            ],
            "Daily, plus 2 extra dates, except 1 date",
        ),
        (["RDATE:20261120T090000Z,20261121T090000Z,20261122T090000Z"], "On 4 given dates"),
        (["rrule:freq=weekly; byday=mo"], "Weekly on Monday"),
        ([], ""),
    ],
)
def test_a_recurrence_is_said_plainly(lines, words):
    assert recurrence_in_words(lines, start=FRIDAY) == words


def test_the_last_day_is_said_in_the_zone_of_the_series():
    start = {"dateTime": "2026-12-01T09:00:00Z", "timeZone": "America/Los_Angeles"}

    said = recurrence_in_words(["RRULE:FREQ=DAILY;UNTIL=20270302T075959Z"], start=start)

    assert said == "Daily, until March 1, 2027"


@pytest.mark.parametrize(
    "lines",
    [
        ["RRULE:FREQ=HOURLY"],
        ["RRULE:FREQ=WEEKLY;BYSETPOS=1;BYDAY=MO"],
        ["RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"],
        ["RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY"],
        ["RRULE:nonsense"],
        ["RRULE:FREQ=MONTHLY;BYDAY=9MO"],
        ["RRULE:FREQ=DAILY;UNTIL=soon"],
        ["RRULE:FREQ=MONTHLY;BYDAY=1MO,TU"],
        ["RRULE:FREQ=MONTHLY;BYMONTHDAY=-3"],
    ],
)
def test_what_cannot_be_said_plainly_is_called_custom(lines):
    assert recurrence_in_words(lines) == CUSTOM


@given(st.lists(st.text(max_size=30) | st.builds("RRULE:{}".format, st.text(max_size=30))))
def test_it_never_raises(lines):
    assert isinstance(recurrence_in_words(lines, start=FRIDAY), str)
