"""Which events stand under which tab."""

import datetime as dt

import pytest

from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.web.event_listing import View, list_events

MIDNIGHT = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


@pytest.fixture
def calendar(connected, alice):
    account = connected(alice)
    return Calendar.objects.create(account=account, google_id="empty", summary="Empty")


@pytest.fixture
def add(calendar):
    """Adds an event that begins so many hours after midnight."""

    def added(title, hours, *, lasts=1, **fields):
        start = MIDNIGHT + dt.timedelta(hours=hours)
        return Event.objects.create(
            calendar=calendar,
            google_id=title,
            summary=title,
            starts_at=start,
            ends_at=start + dt.timedelta(hours=lasts),
            **fields,
        )

    return added


@pytest.fixture
def listed(calendar):
    def titles(view="", search="", page=None):
        listing = list_events(calendar, view=view, search=search, page=page, midnight=MIDNIGHT)
        return listing, [event.summary for event in listing.page.object_list]

    return titles


def series(**fields):
    return {"resource": {"recurrence": ["RRULE:FREQ=DAILY"], **fields}}


def test_upcoming_begins_with_what_goes_on_today(add, listed):
    add("tomorrow", 30)
    add("this morning", 6)
    add("since yesterday", -20, lasts=24)
    add("yesterday", -20)

    listing, titles = listed()

    assert listing.view == View.UPCOMING
    assert titles == ["since yesterday", "this morning", "tomorrow"]


def test_past_is_the_rest_newest_first(add, listed):
    add("long ago", -400)
    add("yesterday", -20)
    add("ends at midnight", -1)
    add("today", 1)

    assert listed("past")[1] == ["ends at midnight", "yesterday", "long ago"]


def test_series_that_began_before_stand_beside_what_is_upcoming(add, listed):
    add("old series", -100, **series())
    add("new series", 10, **series())

    listing, titles = listed()

    assert titles == ["new series"]
    assert [event.summary for event in listing.series] == ["old series"]
    assert listed("past")[1] == []
    assert listed("repeating")[1] == ["new series", "old series"]


def test_cancelled_events_stand_nowhere(add, listed):
    add("cancelled", 1, status=Event.CANCELLED)

    for view in View.values:
        assert listed(view)[1] == []


def test_events_without_a_start_are_among_all(calendar, listed):
    Event.objects.create(calendar=calendar, google_id="odd", summary="odd")

    assert listed("all")[1] == ["odd"]
    assert listed("upcoming")[1] == listed("past")[1] == []


def test_a_calendar_of_the_past_opens_with_all_it_has(add, listed):
    add("yesterday", -20)

    listing, titles = listed()

    assert listing.view == View.ALL
    assert titles == ["yesterday"]


def test_a_search_goes_through_everything_unless_a_tab_is_chosen(add, listed):
    add("talk long ago", -400)
    add("talk tomorrow", 30)

    assert listed(search="talk")[1] == ["talk long ago", "talk tomorrow"]
    assert listed("upcoming", search="talk")[1] == ["talk tomorrow"]


def test_all_opens_at_the_page_of_today(add, listed):
    for number in range(120):
        add(f"{number:03}", number - 110)

    listing, titles = listed("all")

    assert listing.page.number == 3
    assert titles[10] == "110"
    assert listed("all", page="1")[1][0] == "000"
