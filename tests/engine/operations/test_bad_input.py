"""What cannot be is refused by the name of its field, whatever it is that is given."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from tests.engine.operations.steps import BOB, TIMES

from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.models import Account, Calendar, OutboxEntry
from dj_google_calendar.operations import (
    availability,
    calendar_list,
    calendars,
    events,
    labels,
    quick_add,
    series,
)

ALICE = "alice@example.com"
FIRST = dt.datetime(1, 1, 2, tzinfo=dt.UTC)
FIFTH = dt.datetime(2026, 12, 5, 9, tzinfo=ZoneInfo("Europe/Berlin"))
HUGE = 10**5000


def refused(field, work):
    with pytest.raises(InvalidFieldError) as raised:
        work()
    assert raised.value.field == field
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize("start", [FIRST, FIRST.date()])
def test_a_series_does_not_leave_the_calendar(daily, alice, start):
    work = {"by": alice, "original_start": FIFTH, "start": start}

    refused("start", lambda: series.edit_all(daily, **work))


@pytest.mark.parametrize(("work", "field"), [("add_dates", "RDATE"), ("remove_dates", "EXDATE")])
@pytest.mark.parametrize("dates", [None, 5, FIFTH, ["2026"], "2026-12-05", [None]])
def test_dates_are_a_list_of_them(daily, alice, work, field, dates):
    refused(field, lambda: getattr(series, work)(daily, dates, by=alice))


@pytest.mark.parametrize("uid", [5, None, "", b"x", ["x"], "x" * 1025, "a\nb", "\ud800"])
def test_an_ical_uid_is_text(calendar, alice, uid):
    work = {"by": alice, "ical_uid": uid, **TIMES}

    refused("iCalUID", lambda: events.import_event(calendar, **work))


@pytest.mark.parametrize(
    "member", [{"\x00": "1"}, {"\ud800": 1}, {"x" * 1025: True}, {5: 1}, {"comment": {}}]
)
def test_members_of_a_guest_are_plain(event, alice, member):
    OutboxEntry.objects.all().delete()

    with pytest.raises(InvalidFieldError, match="attendees"):
        events.edit_event(event, by=alice, attendees=[{"email": BOB, **member}])


@pytest.mark.parametrize("number", [HUGE, -HUGE, float("nan"), 1.5], ids=range(4))
def test_numbers_of_a_guest_are_whole_and_not_endless(event, alice, number):
    with pytest.raises(InvalidFieldError, match=r"attendees\.additionalGuests"):
        events.edit_event(event, by=alice, attendees=[{"email": BOB, "additionalGuests": number}])


@pytest.mark.parametrize(
    "work",
    [
        lambda new, by: events.create_event(new, by=by, **TIMES),
        lambda new, by: events.import_event(new, by=by, ical_uid="a@b", **TIMES),
        lambda new, by: quick_add.quick_add(new, "Dinner tomorrow", by=by),
        lambda new, by: calendars.edit_calendar(new, by=by, summary="New"),
        lambda new, by: calendar_list.hide_calendar(new, by=by),
        lambda new, by: labels.set_labels(new, [], by=by),
    ],
)
def test_a_calendar_is_one_that_is_known(account, alice, work):
    new = Calendar(account=account, access_role="owner", google_id="new")

    refused("calendar", lambda: work(new, alice))


@pytest.mark.parametrize("of", [None, 5, Account(), [Account()], [Calendar()], [None], []])
@pytest.mark.django_db
def test_free_times_are_asked_of_who_is_known(of):
    window = {"start": FIFTH, "end": FIFTH + dt.timedelta(hours=1)}

    refused("of", lambda: availability.free_busy(of, **window))


def test_a_calendar_is_made_for_an_account_that_is_known(alice):
    refused("account", lambda: calendars.create_calendar(Account(), by=alice, summary="New"))


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"time_zone": HUGE}, "timeZone"), ({"attendees": [HUGE]}, "attendees")],
    ids=range(2),
)
def test_what_is_no_text_is_not_quoted(calendar, alice, fields, field):
    refused(field, lambda: events.create_event(calendar, by=alice, **{**TIMES, **fields}))


def test_a_series_may_last_as_long_as_there_are_dates(calendar, alice):
    end = dt.datetime.max.replace(tzinfo=dt.UTC)
    rule = ["RRULE:FREQ=DAILY;COUNT=2"]

    made = events.create_event(calendar, by=alice, start=FIFTH, end=end, recurrence=rule)

    assert {each.ends_at.year for each in made.occurrences.all()} == {9999}
