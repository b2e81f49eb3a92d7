"""Events as the list shows them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dj_google_calendar.web.event_rows import event_row


def row(**event):
    return event_row(event, time_zone="Europe/Berlin")


def timed(start, end):
    return {"start": {"dateTime": start}, "end": {"dateTime": end}}


@pytest.mark.parametrize(
    ("event", "day", "when"),
    [
        (timed("2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z"), 20, "10:00 – 11:00"),
        (timed("2026-11-20T23:30:00Z", "2026-11-21T00:30:00Z"), 21, "00:30 – 01:30"),
        (timed("2026-11-20T21:00:00Z", "2026-11-21T21:00:00Z"), 20, "22:00 – 21 Nov 22:00"),
        (timed("2026-11-20T09:00:00Z", "2026-11-20T09:00:00Z"), 20, "10:00"),
        ({"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}, 20, "all day"),
        ({"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-23"}}, 20, "20 Nov – 22 Nov"),
        ({"start": {"date": "2026-11-20"}}, 20, "all day"),
    ],
)
def test_when_an_event_is(event, day, when):
    shown = row(**event)

    assert shown.day == dt.date(2026, 11, day)
    assert shown.when == when


def test_an_event_without_start_has_no_day():
    assert (row(status="confirmed").day, row().when) == (None, "")


def test_a_title_may_be_missing():
    assert row().title == "(no title)"


def test_markup_of_a_description_is_dropped():
    assert row(description="<b>Bring</b> &lt;it&gt;<script>x</script>").excerpt == "Bring <it> x"


def test_only_safe_links_are_kept():
    assert row(hangoutLink="javascript:alert(1)").meeting == ""
    assert row(hangoutLink="https://meet.google.com/x").meeting == "https://meet.google.com/x"


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = "start end summary location description recurrence attendees hangoutLink status eventType"


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS.split(), json)))
def test_whatever_google_sends_it_is_a_row(event):
    assert isinstance(row(**event).title, str)
