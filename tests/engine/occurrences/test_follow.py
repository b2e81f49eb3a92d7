"""Occurrences are where their events are: whatever was written, and by whom."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.engine.occurrences.oracle import differences

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.mirror.expansion import horizon
from dj_google_calendar.models import Event, Expansion, Occurrence
from dj_google_calendar.operations import events, outbox, series
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.tasks import push, roll_on

ALICE = "alice@example.com"
ZONE = "Europe/Berlin"
DAILY = ["RRULE:FREQ=DAILY;COUNT=5"]


def timed(day, hour=10):
    text = f"2026-12-{day:02}T{hour:02}:00:00"
    return {"dateTime": text, "timeZone": ZONE}


SERIES = {"id": "series0", "summary": "Daily", "start": timed(1), "end": timed(1, 11)}


@pytest.fixture
def api(calendar):
    return account_client(calendar.account)


@pytest.fixture
def whole(calendar, google):
    """A mirrored series of five days."""
    google.add_event(ALICE, **SERIES, recurrence=DAILY)
    pull_calendar(calendar)
    return calendar.events.get(google_id="series0")


def days(event):
    return [f"{each:%d}" for each in event.occurrences.values_list("starts_at", flat=True)]


def test_the_demo_calendar_has_all_of_its_occurrences(calendar):
    assert Occurrence.objects.count() > 500
    assert differences() == []


def test_of_many_series_the_near_ones_are_there_at_once_and_then_all(calendar, google):
    for number in range(12):
        google.add_event(ALICE, **SERIES | {"id": f"many{number}"}, recurrence=["RRULE:FREQ=DAILY"])
    pull_calendar(calendar)
    near = Occurrence.objects.count(), differences()

    while roll_on():
        pass

    assert near[1] == differences() == []
    assert Occurrence.objects.count() > near[0] + 12 * 600
    assert not Expansion.objects.filter(until__lt=horizon().ends).exists()


def test_a_series_has_one_each_day(whole):
    assert days(whole) == ["01", "02", "03", "04", "05"]


def test_a_changed_instance_is_in_its_own_place(whole, calendar, api):
    instance = "series0_20261203T090000Z"
    body = {"start": timed(3, 15), "end": timed(3, 16)}
    api.events().patch(calendarId=ALICE, eventId=instance, body=body).execute()

    pull_calendar(calendar)

    assert days(whole) == ["01", "02", "04", "05"]
    assert days(calendar.events.get(google_id=instance)) == ["03"]
    assert differences() == []


def test_a_cancelled_instance_has_none(whole, calendar, api):
    api.events().delete(calendarId=ALICE, eventId="series0_20261203T090000Z").execute()

    pull_calendar(calendar)

    assert days(whole) == ["01", "02", "04", "05"]
    assert differences() == []


def test_a_series_that_ends_earlier_loses_the_rest(whole, calendar, api):
    body = {"recurrence": ["RRULE:FREQ=DAILY;COUNT=2"]}
    api.events().patch(calendarId=ALICE, eventId="series0", body=body).execute()

    pull_calendar(calendar)

    assert days(whole) == ["01", "02"]
    assert differences() == []


def test_a_series_becomes_a_single_event_and_a_series_again(whole, calendar, api):
    for recurrence, expected in (([], 1), (DAILY, 5), ([], 1), (DAILY, 5)):
        event = api.events().get(calendarId=ALICE, eventId="series0").execute()
        body = {**event, "recurrence": recurrence}
        api.events().update(calendarId=ALICE, eventId="series0", body=body).execute()
        pull_calendar(calendar)

        assert whole.occurrences.count() == expected
    assert differences() == []


def test_what_is_deleted_has_none(whole, calendar, api):
    api.events().delete(calendarId=ALICE, eventId="series0_20261203T090000Z").execute()
    api.events().delete(calendarId=ALICE, eventId="series0").execute()

    pull_calendar(calendar)

    assert not whole.occurrences.exists()
    assert differences() == []


def test_what_a_full_list_no_longer_has_is_swept(whole, calendar, google, api):
    api.events().delete(calendarId=ALICE, eventId="series0").execute()
    google.expire_sync_tokens()

    pull_calendar(calendar)

    assert not whole.occurrences.exists()
    assert differences() == []


def test_another_zone_of_the_calendar_moves_whole_days(calendar, google, api):
    google.add_event(ALICE, id="days0", start={"date": "2026-12-24"}, end={"date": "2026-12-27"})
    weekly = ["RRULE:FREQ=WEEKLY;COUNT=3"]
    days = {"start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}}
    google.add_event(ALICE, id="days1", **days, recurrence=weekly)
    pull_calendar(calendar)
    api.calendars().patch(calendarId=ALICE, body={"timeZone": "Asia/Tokyo"}).execute()

    for _ in range(3):
        pull_calendar(calendar)

    moment = Occurrence.objects.get(event__google_id="days0").starts_at
    assert moment == dt.datetime(2026, 12, 23, 15, tzinfo=dt.UTC)
    assert differences() == []


def test_a_new_title_writes_no_occurrence(whole, calendar, api):
    for google_id in ("series0", "single0"):
        if google_id == "single0":
            body = {"id": google_id, "start": timed(8), "end": timed(8, 11)}
            api.events().insert(calendarId=ALICE, body=body).execute()
            pull_calendar(calendar)
        before = set(Occurrence.objects.values_list("pk", flat=True))
        body = {"summary": "Otherwise"}
        api.events().patch(calendarId=ALICE, eventId=google_id, body=body).execute()

        pull_calendar(calendar)

        assert set(Occurrence.objects.values_list("pk", flat=True)) == before


def test_a_full_list_without_changes_writes_no_occurrence(whole, calendar, google):
    google.expire_sync_tokens()
    before = set(Occurrence.objects.values_list("pk", flat=True))

    with CaptureQueriesContext(connection) as captured:
        pull_calendar(calendar)

    inserts = [each["sql"] for each in captured if "INSERT INTO" in each["sql"]]
    assert set(Occurrence.objects.values_list("pk", flat=True)) == before
    assert not any("expansion" in sql for sql in inserts)


def test_edits_show_at_once_and_go_with_their_discarding(whole, calendar, alice):
    pick = dt.datetime(2026, 12, 3, 9, tzinfo=dt.UTC)
    moved = {"start": pick + dt.timedelta(hours=5), "end": pick + dt.timedelta(hours=6)}
    made = events.create_event(calendar, summary="New", **moved, by=alice)
    edited = series.edit_this(whole, original_start=pick, by=alice, **moved)
    shown = days(whole), days(made), differences()

    for entry in outbox.last_edits(alice):
        outbox.discard(entry)

    assert shown == (["01", "02", "04", "05"], ["03"], [])
    assert days(whole) == ["01", "02", "03", "04", "05"]
    assert not Event.objects.filter(pk__in=[made.pk, edited.event_id]).exists()
    assert differences() == []


def test_a_move_to_another_calendar_takes_them_along(whole, calendar, account, alice):
    other = account.calendars.filter(access_role="owner").exclude(pk=calendar.pk)[0]
    entry = events.move_event(whole, other, by=alice)

    push(entry.pk)

    assert set(whole.occurrences.values_list("calendar", flat=True)) == {other.pk}
    assert differences() == []


def test_what_cannot_be_counted_shows_its_start_and_says_why(calendar, google):
    bomb = ["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"]
    google.add_event(ALICE, **SERIES, recurrence=bomb)

    pull_calendar(calendar)

    event = calendar.events.get(google_id="series0")
    assert days(event) == ["01"]
    assert "too long" in event.expansion.problem


def test_the_horizon_rolls_on(calendar, google, time):
    google.add_event(ALICE, **SERIES, recurrence=["RRULE:FREQ=MONTHLY"])
    pull_calendar(calendar)
    event = calendar.events.get(google_id="series0")
    last = event.occurrences.latest("starts_at").starts_at
    time.ahead += dt.timedelta(days=60)

    while roll_on():
        pass

    assert event.occurrences.latest("starts_at").starts_at > last + dt.timedelta(days=30)
    assert not Expansion.objects.filter(until__lt=event.expansion.until).exists()
    assert differences() == []


def test_those_of_a_window_are_found_also_where_they_began_long_before(calendar, google, alice):
    summer = {"start": {"date": "2026-06-01"}, "end": {"date": "2026-12-24"}}
    google.add_event(ALICE, id="long0", **summer)
    google.add_event(ALICE, id="instant0", start=timed(2), end=timed(2))
    pull_calendar(calendar)
    begins = dt.datetime(2026, 12, 2, 9, tzinfo=dt.UTC)

    found = Occurrence.objects.visible_to(alice).between(begins, begins + dt.timedelta(hours=1))

    ids = set(found.values_list("event__google_id", flat=True))
    assert {"long0", "instant0"} <= ids
    nobody = Occurrence.objects.visible_to(type(alice)(username="nobody"))
    assert not nobody.exists()
