"""What cannot be kept is set aside with its reason, and nothing else is affected."""

import json

import pytest

from dj_google_calendar.models import QuarantinedItem
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list

GOOD = {
    "id": "good1",
    "etag": '"2"',
    "status": "confirmed",
    "start": {"date": "2026-11-20"},
    "end": {"date": "2026-11-21"},
}
BAD = [
    "text",
    17,
    None,
    {"summary": "no id"},
    {"id": "bad1", "start": {"dateTime": "tomorrow"}},
    {"id": "bad2", "summary": {"a": 1}},
    {"id": "bad3", "summary": "nul \u0000"},
    {"id": "x" * 2000},
]


@pytest.fixture
def odd_page(google):
    def answer(items, method="events.list"):
        body = {"kind": "calendar#events", "items": items, "nextSyncToken": "next"}
        google.fail(method=method, status=200, body=json.dumps(body))

    return answer


def test_bad_events_are_set_aside_and_the_good_one_is_kept(calendar, odd_page):
    odd_page([*BAD[:4], GOOD, *BAD[4:]])

    run = pull_calendar(calendar)

    assert (run.changed, run.quarantined) == (1, len(BAD))
    assert calendar.events.filter(google_id="good1").exists()
    reasons = set(calendar.quarantine.values_list("reason", flat=True))
    assert "Its start.dateTime is no date or time: 'tomorrow'." in reasons


def test_an_event_that_comes_well_later_is_released(calendar, odd_page):
    odd_page([{"id": "good1", "start": {"dateTime": "tomorrow"}}])
    pull_calendar(calendar)

    odd_page([GOOD])
    pull_calendar(calendar)

    assert not QuarantinedItem.objects.exists()


def test_the_same_bad_event_is_set_aside_once(calendar, odd_page):
    for _ in range(2):
        odd_page([BAD[4]])
        pull_calendar(calendar)

    assert QuarantinedItem.objects.count() == 1


def test_a_bad_calendar_does_not_stop_the_list(account, odd_page):
    good = {"id": "team@example.com", "summary": "Team", "accessRole": "reader"}
    odd_page(["text", good, {"id": 3}], method="calendarList.list")

    run = pull_calendar_list(account)

    assert (run.changed, run.quarantined) == (1, 2)
    assert account.calendars.filter(google_id="team@example.com").exists()
