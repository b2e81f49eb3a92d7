"""A worker that slept past its lease does nothing more once another one has taken over."""

import datetime as dt

import pytest
from tests.engine.outbox.conftest import ALICE, FIELDS

from dj_google_calendar.conf import conf
from dj_google_calendar.credentials.gateways import client_as_read
from dj_google_calendar.exceptions import EventGoneError, SupersededError
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations import calendars, events, outbox, series
from dj_google_calendar.outbox.calls import call
from dj_google_calendar.outbox.deliver import deliver
from dj_google_calendar.outbox.lane import take
from dj_google_calendar.outbox.record import record_deletion, record_edit, record_new
from dj_google_calendar.sync.pull_calendar import pull_calendar

GUEST = "guest@elsewhere.example"
AT = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def wake(time, flush):
    """Lets a sleeper go on with its batch, as it knew the event, after ``meanwhile``."""

    def woken(entry, meanwhile):
        batch, event = take(entry.pk), Event.objects.get(pk=entry.event_id)
        time.ahead += dt.timedelta(seconds=conf.LEASE_SECONDS + 1)
        flush(entry)
        meanwhile(Event.objects.get(pk=event.pk))
        flush()
        with pytest.raises(SupersededError):
            deliver(client_as_read(entry.account), batch, event)

    return woken


def test_an_event_that_was_made_and_edited_meanwhile_is_not_made_again(calendar, api, wake, alice):
    _, entry = record_new(calendar, {**FIELDS, "summary": "Onceonly"}, by=alice)

    wake(entry, lambda event: record_edit(event, {"location": "Here"}, by=alice))

    found = api.events().list(calendarId=ALICE, q="Onceonly").execute()["items"]
    assert [each["location"] for each in found] == ["Here"]


def test_an_edit_that_was_taken_back_meanwhile_is_not_made_again(event, remote, wake, alice):
    entry = record_edit(event, {"attendees": [{"email": GUEST}]}, by=alice)

    wake(entry, lambda event: record_edit(event, {"attendees": None}, by=alice))

    assert "attendees" not in remote()


def test_a_deletion_that_was_taken_back_meanwhile_is_not_made_again(event, remote, wake, alice):
    entry = record_deletion(event, by=alice)

    wake(entry, lambda event: record_edit(event, {"status": "confirmed"}, by=alice))

    assert remote()["status"] == "confirmed"


def test_an_edit_of_an_instance_that_was_undone_meanwhile_is_not_made_again(
    calendar, google, remote, wake, alice
):
    google.add_event(ALICE, **FIELDS, id="daily0", recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    pull_calendar(calendar)
    daily = calendar.events.get(google_id="daily0")
    entry = series.edit_this(daily, original_start=AT, by=alice, summary="Once")

    wake(entry, lambda _event: outbox.undo(entry, by=alice))

    assert remote(f"{daily.google_id}_20261201T090000Z")["summary"] == FIELDS["summary"]


def test_a_move_that_was_undone_meanwhile_is_not_made_again(event, account, remote, wake, alice):
    other = account.calendars.filter(access_role="owner").exclude(pk=event.calendar_id)[0]
    entry = events.move_event(event, other, by=alice)

    wake(entry, lambda _event: outbox.undo(entry, by=alice))

    assert remote()["status"] == "confirmed"


def test_an_import_does_not_write_over_what_was_edited_since(calendar, google, wake, alice):
    uid = "fair@elsewhere.example"
    made = events.import_event(calendar, by=alice, ical_uid=uid, summary="Fair", start=AT, end=AT)
    entry = OutboxEntry.objects.get(event=made)

    wake(entry, lambda event: record_edit(event, {"location": "Here"}, by=alice))

    found = [each.resource for each in google.world.calendars[ALICE].events.values()]
    assert [each["location"] for each in found if "fair@" in each["iCalUID"]] == ["Here"]


def test_a_calendar_that_was_renamed_again_meanwhile_keeps_its_name(
    account, google, time, flush, alice
):
    club = account.calendars.filter(access_role="owner", is_primary=False)[0]
    entry = calendars.edit_calendar(club, summary="First", by=alice)
    batch = take(entry.pk)
    time.ahead += dt.timedelta(seconds=conf.LEASE_SECONDS + 1)
    flush()
    calendars.edit_calendar(club, summary="Second", by=alice)
    flush()

    with pytest.raises(SupersededError):
        call(client_as_read(entry.account), batch)

    assert google.world.calendars[club.google_id].summary == "Second"


def test_who_has_not_seen_a_deletion_is_told_of_it(event, alice):
    seen = Event.objects.get(pk=event.pk)
    record_deletion(event, by=alice)

    with pytest.raises(EventGoneError):
        record_edit(seen, {"summary": "After its end"}, by=alice)
