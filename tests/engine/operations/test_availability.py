"""When people are busy: as Google says, and never free for want of knowledge."""

import datetime as dt

import pytest

from dj_google_calendar.exceptions import AvailabilityUnknownError, InvalidFieldError
from dj_google_calendar.models import Calendar
from dj_google_calendar.operations import events
from dj_google_calendar.operations.availability import free_busy, free_slots
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"
DAY = dt.datetime(2031, 3, 5, tzinfo=dt.UTC)
WITHIN = {"start": DAY, "end": DAY + dt.timedelta(days=1)}
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def lone(account, google, send):
    """Makes calendars of alice's own, empty but for what is said."""

    def made(name, **described):
        google_id = f"{name}@group.calendar.google.com"
        google.add_calendar(id=google_id, owner=ALICE, summary=name, **described)
        return account.calendars.create(
            google_id=google_id, time_zone="UTC", access_role="owner", summary=name
        )

    return made


@pytest.fixture
def busy_at(google):
    """Puts an event into a calendar, from one hour of the day to another."""

    def put(calendar, begins, ends, **fields):
        times = {
            key: {"dateTime": (DAY + dt.timedelta(hours=at)).isoformat(), "timeZone": "UTC"}
            for key, at in (("start", begins), ("end", ends))
        }
        google.add_event(calendar.google_id, **{"summary": "Busy", **times, **fields})

    return put


def hours(spans):
    return [tuple((each - DAY) / HOUR for each in span) for span in spans]


def test_busy_times_of_several_calendars_are_put_together(lone, busy_at):
    one, other = lone("one"), lone("other")
    busy_at(one, 9, 11)
    busy_at(one, 15, 16, transparency="transparent")
    busy_at(other, 10, 12)

    found = free_busy([one, other], **WITHIN)

    assert hours(found.busy) == [(9, 12)]
    assert hours(found.by_calendar[one.pk]) == [(9, 11)]
    assert found.is_complete


def test_an_account_stands_for_what_it_owns(account, lone, busy_at, google):
    mine = lone("mine")
    busy_at(mine, 9, 10)
    google.log.clear()

    found = free_busy([account], **WITHIN)

    assert mine.pk in found.by_calendar
    assert account.calendars.get(summary="Team releases").pk not in found.by_calendar
    assert google.log.count("freebusy.query") == 1


def test_series_are_expanded_by_google(lone, busy_at):
    one = lone("one")
    busy_at(one, -24 * 7 + 9, -24 * 7 + 10, recurrence=["RRULE:FREQ=WEEKLY"])

    assert hours(free_busy([one], **WITHIN).busy) == [(9, 10)]


def test_many_calendars_and_long_times_are_asked_in_parts(lone, busy_at, google):
    many = [lone(f"calendar{number}") for number in range(51)]
    busy_at(many[50], 24 * 100, 24 * 100 + 1)
    google.log.clear()

    found = free_busy(many, start=DAY, end=DAY + dt.timedelta(days=200))

    assert hours(found.busy) == [(2400, 2401)]
    assert found.is_complete
    assert google.log.count("freebusy.query") == 2 * 3


def test_a_calendar_that_google_does_not_tell_of_is_unknown(lone, busy_at, account):
    one = lone("one")
    busy_at(one, 9, 10)
    lost = account.calendars.create(google_id="lost@example.com", access_role="owner")

    found = free_busy([one, lost], **WITHIN)

    assert (hours(found.busy), set(found.by_calendar)) == ([(9, 10)], {one.pk})
    assert "notFound" in found.unknown[lost.pk]
    with pytest.raises(AvailabilityUnknownError, match="notFound"):
        free_slots([one, lost], duration=HOUR, **WITHIN)


@pytest.mark.parametrize("fault", [{"status": 403, "reason": "forbidden"}, {"body": "{}"}])
def test_no_answer_is_no_word_of_being_free(lone, google, fault):
    one = lone("one")
    google.fail(method="freebusy.query", times=5, **({"status": 200} | fault))

    found = free_busy([one], **WITHIN)

    assert not found.is_complete
    assert found.by_calendar == {}


def test_an_answer_of_another_kind_is_none(lone, google):
    one = lone("one")
    body = f'{{"calendars": {{"{one.google_id}": {{"busy": [{{"start": "soon"}}]}}}}}}'
    google.fail(method="freebusy.query", status=200, body=body)

    assert free_busy([one], **WITHIN).unknown == {one.pk: "Google's answer says nothing of it."}


def test_a_grant_that_does_not_open_it_leaves_it_unknown(lone):
    one = lone("one")
    one.account.granted_scopes = ["https://www.googleapis.com/auth/calendar.events"]

    assert "insufficient" in free_busy([one], **WITHIN).unknown[one.pk]


def test_what_waits_to_be_sent_takes_its_time_already(lone, alice, send):
    one = lone("one")
    events.create_event(one, by=alice, summary="New", start=DAY + 9 * HOUR, end=DAY + 10 * HOUR)

    assert hours(free_busy([one], **WITHIN).busy) == [(9, 10)]
    assert send() == ["sent"]
    assert hours(free_busy([one], **WITHIN).busy) == [(9, 10)]


def test_a_series_that_waits_to_be_sent_leaves_its_calendar_unknown(lone, alice, send):
    one = lone("one")
    times = {"start": DAY + 9 * HOUR, "end": DAY + 10 * HOUR}
    series = events.create_event(
        one, by=alice, summary="Daily", recurrence=["RRULE:FREQ=DAILY"], **times
    )

    assert "series waits" in free_busy([one], **WITHIN).unknown[one.pk]
    send()
    series.refresh_from_db()
    events.edit_event(series, by=alice, summary="Renamed")
    assert free_busy([one], **WITHIN).is_complete


def test_a_fresh_mirror_answers_as_google_does(lone, busy_at, google):
    one = lone("one")
    busy_at(one, 9, 10)
    busy_at(one, 12, 13, transparency="transparent")
    busy_at(one, 30, 31)
    pull_calendar(one)
    one.refresh_from_db()
    google.log.clear()

    found = free_busy([one], fresh_within=HOUR, **WITHIN)

    assert google.log.count("freebusy.query") == 0
    assert found == free_busy([one], **WITHIN)


@pytest.mark.parametrize("year", [2026, 2031])
def test_a_fresh_mirror_answers_for_series_within_the_horizon_and_beyond(lone, google, year):
    one = lone("one")
    first = {
        key: {"dateTime": f"2025-03-05T{at:02}:00:00Z", "timeZone": "UTC"}
        for key, at in (("start", 9), ("end", 10))
    }
    google.add_event(one.google_id, **first, recurrence=["RRULE:FREQ=DAILY"])
    pull_calendar(one)
    begins = DAY.replace(year=year)
    within = {"start": begins, "end": begins + dt.timedelta(days=3)}

    found = free_busy([one], fresh_within=HOUR, **within)

    assert google.log.count("freebusy.query") == 0
    assert len(found.busy) == 3
    assert found == free_busy([one], **within)


def test_a_mirror_that_is_old_or_cannot_count_does_not_answer(lone, busy_at, google):
    old, odd = lone("old"), lone("odd")
    bomb = ["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"]
    busy_at(odd, 8, 9, recurrence=bomb)
    for calendar in (old, odd):
        pull_calendar(calendar)
    long_ago = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    Calendar.objects.filter(pk=old.pk).update(last_pulled_at=long_ago)
    old.refresh_from_db()

    free_busy([old, odd], fresh_within=HOUR, **WITHIN)

    assert google.log.count("freebusy.query") == 1


def test_slots_are_found_where_nobody_is_busy(lone, busy_at):
    one, other = lone("one"), lone("other")
    busy_at(one, 9, 10.25)
    busy_at(other, 12, 13)

    found = free_slots(
        [one, other],
        duration=HOUR,
        step=dt.timedelta(minutes=30),
        hours=(dt.time(9), dt.time(14)),
        **WITHIN,
    )

    assert hours(found) == [(10.5, 11.5), (11, 12), (13, 14)]


def test_slots_keep_to_days_hours_and_a_number(lone):
    one = lone("one")
    week = {"start": DAY, "end": DAY + dt.timedelta(days=7)}

    found = free_slots(
        [one],
        duration=HOUR,
        hours=(dt.time(9), dt.time(11)),
        weekdays={3},
        time_zone="Europe/Berlin",
        **week,
    )

    assert hours(found) == [(24 + 8, 24 + 9), (24 + 9, 24 + 10)]
    assert len(free_slots([one], duration=HOUR, most=3, **week)) == 3


def test_weekdays_may_be_given_one_by_one(lone):
    found = free_slots([lone("one")], duration=HOUR, weekdays=iter([2]), **WITHIN)

    assert len(found) == 24


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"start": DAY.replace(tzinfo=None)}, "start"),
        ({"start": "tomorrow"}, "start"),
        ({"start": DAY.date()}, "start"),
        ({"start": DAY.replace(year=1)}, "start"),
        ({"end": DAY.replace(year=9999)}, "end"),
        ({"end": DAY}, "end"),
        ({"end": DAY + dt.timedelta(days=800)}, "end"),
        ({"hours": tuple(each.replace(tzinfo=None) for each in WITHIN.values())}, "hours"),
        ({"duration": dt.timedelta(0)}, "duration"),
        ({"duration": dt.timedelta.max}, "duration"),
        ({"duration": 60}, "duration"),
        ({"step": dt.timedelta(seconds=1)}, "step"),
        ({"step": dt.timedelta.max}, "step"),
        ({"most": 0}, "most"),
        ({"most": 10**9}, "most"),
        ({"hours": (dt.time(17), dt.time(9))}, "hours"),
        ({"hours": "9-17"}, "hours"),
        ({"weekdays": [7]}, "hours"),
        ({"time_zone": "Mars/Olympus"}, "timeZone"),
        ({"fresh_within": -HOUR}, "fresh_within"),
        ({"fresh_within": 5}, "fresh_within"),
    ],
)
def test_what_makes_no_sense_is_said(lone, google, changed, field):
    one = lone("one")
    google.log.clear()

    with pytest.raises(InvalidFieldError) as raised:
        free_slots([one], **({"duration": HOUR} | WITHIN | changed))

    assert raised.value.field == field
    assert google.log.count("freebusy.query") == 0


def test_nobody_and_who_is_not_known_is_said(account, alice):
    account.calendars.all().delete()

    for of in ([], [account], [alice]):
        with pytest.raises(InvalidFieldError, match=r"asked for|not known"):
            free_busy(of, **WITHIN)
