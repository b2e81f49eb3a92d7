"""Calendars and events as files, and under secret addresses."""

import datetime as dt
import logging
import urllib.parse

import icalendar
import pytest
import recurring_ical_events

from dj_google_calendar.models import Calendar, Event, Feed
from dj_google_calendar.operations.events import create_event, edit_event
from dj_google_calendar.operations.feeds import open_feed
from dj_google_calendar.operations.series import delete_this, edit_this

BEGINS, HOUR = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC), dt.timedelta(hours=1)


@pytest.fixture
def client(account, browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def stranger(browser_of):
    return browser_of(None)


@pytest.fixture
def read(stranger):
    """Reads a secret address without signing in."""

    def answered(secret, **headers):
        return stranger.get(f"/calendar/feeds/{secret}.ics", **headers)

    return answered


def parsed(answer):
    return icalendar.Calendar.from_ical(answer.getvalue())


def addresses(calendar):
    return f"/calendar/calendars/{calendar.pk}/feeds/"


def secret_in(answer):
    address = answer.context["address"]
    return urllib.parse.urlsplit(address).path.removeprefix("/calendar/feeds/")[: -len(".ics")]


def test_a_calendar_is_a_file_with_every_event(client, calendar):
    answer = client.get(f"/calendar/calendars/{calendar.pk}/file.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"].endswith('.ics"')
    assert len(parsed(answer).events) == calendar.events.not_cancelled().count()


def test_an_event_is_a_file_and_a_series_has_its_instances(client, calendar, alice):
    series = calendar.events.filter(resource__has_key="recurrence", recurring_event_id="").first()
    first = recurring_ical_events.of(parsed(client.get(f"/calendar/events/{series.pk}/file.ics")))
    gone = next(first.all()).start
    delete_this(series, by=alice, original_start=gone)

    calendar_file = parsed(client.get(f"/calendar/events/{series.pk}/file.ics"))

    assert {str(event["UID"]) for event in calendar_file.events} == {series.ical_uid}
    assert gone != next(recurring_ical_events.of(calendar_file).all()).start


def test_files_are_for_those_who_see_the_calendar(calendar, bob, browser_of, stranger):
    event = calendar.events.first()
    paths = [
        f"/calendar/calendars/{calendar.pk}/file.ics",
        f"/calendar/events/{event.pk}/file.ics",
        addresses(calendar),
        f"/calendar/calendars/{calendar.pk}/import/",
    ]

    assert [browser_of(bob).get(path).status_code for path in paths] == [404] * 4
    assert [stranger.get(path).status_code for path in paths] == [302] * 4


def test_a_secret_address_is_shown_once_and_read_without_signing_in(client, calendar, read):
    made = client.post(addresses(calendar), {"kind": "full", "do": "open"})
    secret = secret_in(made)

    answer = read(secret)

    assert len(parsed(answer).events) == calendar.events.not_cancelled().count()
    assert answer["Referrer-Policy"] == "no-referrer"
    assert secret not in client.get(addresses(calendar)).text
    assert not Feed.objects.filter(digest__contains=secret).exists()
    assert "no-store" in made["Cache-Control"]


def test_a_replaced_address_and_one_that_never_was_are_answered_alike(calendar, read):
    old = open_feed(calendar)
    new = open_feed(calendar)

    replaced, unknown = read(old), read("x" * 43)

    assert (replaced.status_code, replaced.content) == (404, unknown.content)
    assert dict(replaced.headers) == dict(unknown.headers)
    assert read(new).status_code == 200


def test_an_address_is_switched_off(client, calendar, read):
    secret = open_feed(calendar)

    client.post(addresses(calendar), {"kind": "full", "do": "close"})

    assert read(secret).status_code == 404
    assert not calendar.feeds.exists()


@pytest.mark.parametrize("change", ["inactive", "unreachable"])
def test_an_address_ends_with_what_it_shows(calendar, alice, read, change):
    secret = open_feed(calendar)
    if change == "inactive":
        alice.is_active = False
        alice.save()
    else:
        Calendar.objects.filter(pk=calendar.pk).update(state=Calendar.State.UNREACHABLE)

    assert read(secret).status_code == 404


def test_a_reader_that_has_it_is_told_so_until_something_changes(calendar, alice, read):
    secret = open_feed(calendar)
    etag = read(secret)["ETag"]
    again = read(secret, HTTP_IF_NONE_MATCH=etag)

    edit_event(calendar.events.filter(recurring_event_id="").first(), by=alice, summary="Other")
    after = read(secret, HTTP_IF_NONE_MATCH=etag)

    assert (again.status_code, again.content) == (304, b"")
    assert after.status_code == 200
    assert after["ETag"] != etag


def test_a_reader_may_ask_by_date(calendar, read):
    secret = open_feed(calendar)
    since = read(secret)["Last-Modified"]

    assert read(secret, HTTP_IF_MODIFIED_SINCE=since).status_code == 304


def test_free_and_busy_alone_tells_nothing_else(calendar, read):
    secret = open_feed(calendar, is_busy_only=True)

    text = read(secret).getvalue().decode()

    assert "SUMMARY:Busy" in text
    for word in ("ATTENDEE", "\nLOCATION", "DESCRIPTION", "Stand-up", "ORGANIZER", "@google.com"):
        assert word not in text


def test_no_secret_is_logged(calendar, read, client, caplog):
    with caplog.at_level(logging.DEBUG):
        made = client.post(addresses(calendar), {"kind": "full", "do": "open"})
        secret = secret_in(made)
        read(secret)
        read(secret + "x")

    assert secret not in caplog.text


def test_a_feed_asks_no_more_of_the_database_as_the_calendar_grows(
    calendar, read, django_assert_max_num_queries
):
    secret = open_feed(calendar)
    series = calendar.events.filter(resource__has_key="recurrence").first()
    Event.objects.bulk_create(
        Event(calendar=calendar, google_id=f"new{n}", status="confirmed", resource=series.resource)
        for n in range(300)
    )

    with django_assert_max_num_queries(12):
        answer = read(secret).getvalue()

    assert answer.count(b"BEGIN:VEVENT") > 300


def test_an_instance_is_a_file_of_its_own(client, calendar):
    instance = calendar.events.not_cancelled().exclude(recurring_event_id="").first()

    events = parsed(client.get(f"/calendar/events/{instance.pk}/file.ics")).events

    assert [str(event["SUMMARY"]) for event in events] == [instance.summary]
    assert "RECURRENCE-ID" in events[0]


def test_an_instance_that_takes_no_time_is_left_out_of_busy_times(calendar, read, alice):
    rules = ["RRULE:FREQ=DAILY;COUNT=5"]
    series = create_event(calendar, by=alice, start=BEGINS, end=BEGINS + HOUR, recurrence=rules)
    secret = open_feed(calendar, is_busy_only=True)
    before = read(secret).getvalue().count(b"EXDATE")

    edit_this(series, by=alice, original_start=BEGINS, transparency="transparent")

    assert read(secret).getvalue().count(b"EXDATE") == before + 1


def test_an_event_that_cannot_be_read_spoils_no_other(client, calendar):
    count = calendar.events.not_cancelled().count()
    broken = {"start": {"dateTime": "nonsense"}, "end": {"dateTime": "nonsense"}}
    calendar.events.create(google_id="broken", status="confirmed", resource=broken)

    events = parsed(client.get(f"/calendar/calendars/{calendar.pk}/file.ics")).events

    assert len(events) == count
