"""A worker that slept past its lease does nothing more once another one has taken over."""

import datetime as dt

import pytest
from tests.engine.outbox.conftest import ALICE, FIELDS

from dj_google_calendar.conf import conf
from dj_google_calendar.credentials.gateways import client_as_read
from dj_google_calendar.exceptions import EventGoneError, SupersededError
from dj_google_calendar.models import Event
from dj_google_calendar.outbox.deliver import deliver
from dj_google_calendar.outbox.lane import take
from dj_google_calendar.outbox.record import record_deletion, record_edit, record_new

GUEST = "guest@elsewhere.example"


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


def test_who_has_not_seen_a_deletion_is_told_of_it(event, alice):
    seen = Event.objects.get(pk=event.pk)
    record_deletion(event, by=alice)

    with pytest.raises(EventGoneError):
        record_edit(seen, {"summary": "After its end"}, by=alice)
