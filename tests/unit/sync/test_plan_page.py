"""One page of events is decided without a database."""

import json

from hypothesis import given
from hypothesis import strategies as st

from dj_google_calendar.sync.plan import plan_page

START = {"dateTime": "2026-11-16T10:00:00+01:00"}


def event(google_id="a", **fields):
    return {"id": google_id, "etag": '"1"', "status": "confirmed", "start": START} | fields


def plan(*items):
    return plan_page([json.dumps(item).encode() for item in items], time_zone="Europe/Berlin")


def test_an_event_is_written():
    assert plan(event()).upserts.keys() == {"a"}


def test_a_bare_cancelled_stub_cancels():
    assert plan({"id": "a", "status": "cancelled"}).cancels == {"a"}


def test_a_cancelled_instance_without_start_is_kept():
    decided = plan({"id": "a_20261116", "status": "cancelled", "recurringEventId": "a"})

    assert decided.upserts["a_20261116"].starts_at is None


def test_of_an_id_that_comes_twice_the_last_counts():
    decided = plan(event(summary="first"), event(summary="last"), event(status="cancelled"))

    assert not decided.upserts
    assert decided.cancels == {"a"}


def test_a_malformed_item_does_not_stop_the_others():
    decided = plan(event("a"), "nonsense", event("b", start={"dateTime": "tomorrow"}), event("c"))

    assert decided.upserts.keys() == {"a", "c"}
    assert [reason for _, reason in decided.quarantine] == [
        "It cannot be read: Expected `object`, got `str`.",
        "Its start.dateTime is no date or time: 'tomorrow'.",
    ]


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=10,
)
event_like = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("id", "etag", "status", "start", "end", "summary", "recurringEventId"), anything
    ),
)


@given(st.lists(st.one_of(anything, event_like), max_size=6))
def test_whatever_google_sends_each_item_is_accounted_for(items):
    sent = [json.dumps(item).encode() for item in items]

    decided = plan_page(sent, time_zone="Mars/Olympus")

    assert not decided.cancels & decided.upserts.keys()
    set_aside = [item for item, _ in decided.quarantine]
    ids = {json.loads(item)["id"] for item in sent if item not in set_aside}
    assert ids == decided.cancels | decided.upserts.keys()
