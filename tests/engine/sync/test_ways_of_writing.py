"""Rows are written in the quickest way that can take them, and each way leaves the same."""

import datetime as dt
import json

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.mirror.columns import event_row
from dj_google_calendar.mirror.events import Way, write_events
from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"
ODD = 'a "b" \\ c\td\ne\rf {g,h} \u001f é'
TIMES = {"start": {"dateTime": "2026-11-20T10:00:00+01:00"}, "end": {"date": "2026-11-21"}}
WITHOUT_BUDGET = dict.fromkeys(
    ("REQUESTS_PER_MINUTE", "REQUESTS_PER_MINUTE_PER_USER", "REQUESTS_PER_DAY"), 0
)


def row(google_id, **fields):
    sent = {"id": google_id, "status": "confirmed", "summary": ODD} | TIMES | fields
    return event_row(json.dumps(sent, indent=1).encode(), time_zone="Europe/Berlin")


@pytest.mark.parametrize("way", list(Way))
def test_odd_text_is_kept_to_the_letter(calendar, way):
    with transaction.atomic():
        write_events(calendar, [row(f"odd-{way.name}")], (), way=way)

    event = Event.objects.get(google_id=f"odd-{way.name}")
    assert event.summary == event.resource["summary"] == ODD
    assert event.starts_at == dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
    assert event.ends_on == dt.date(2026, 11, 21)


@pytest.mark.parametrize("way", list(Way))
def test_an_empty_page_writes_nothing(calendar, way):
    with transaction.atomic():
        written = write_events(calendar, [], (), way=way)

    assert written == (0, 0, {})


def test_what_is_there_is_not_inserted_anew(calendar):
    write_events(calendar, [row("twice")], (), way=Way.AS_NEW)

    with pytest.raises(IntegrityError), transaction.atomic():
        write_events(calendar, [row("twice")], (), way=Way.AS_NEW)


def test_what_the_database_cannot_keep_is_refused_in_the_same_words_by_each_driver(calendar):
    broken = row("broken")._replace(resource='{"a"')

    with pytest.raises((DataError, IntegrityError)), transaction.atomic():
        write_events(calendar, [broken], (), way=Way.AS_NEW)


def test_a_first_list_may_meet_events_that_are_there(calendar, google):
    Calendar.objects.filter(pk=calendar.pk).update(pull_generation=0, sync_token="")
    Event.objects.filter(calendar=calendar).update(summary="stale", etag="stale")

    pulled = pull_calendar(calendar)

    assert pulled.is_finished
    assert not Event.objects.filter(calendar=calendar, summary="stale").exists()


def test_a_series_and_its_instances_go_in_one_statement_with_what_comes(calendar):
    old = [row("series"), row("there", recurringEventId="series"), row("gone"), row("stays")]
    write_events(calendar, old, (), way=Way.MERGED)
    new = [row("comes"), row("late", recurringEventId="series")]

    written = write_events(calendar, new, {"series", "gone", "unknown"}, way=Way.MERGED)

    assert (written.changed, written.cancelled) == (2, 3)
    cancelled = Event.objects.filter(google_id__in=["series", "there", "gone", "late"])
    assert {event.status for event in cancelled} == {Event.CANCELLED}
    assert Event.objects.get(google_id="stays").status == "confirmed"


def test_an_increment_with_deletions_takes_seven_statements(calendar, google, settings):
    # the budget takes a few more at the beginning of each minute
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | WITHOUT_BUDGET
    gone = calendar.events.filter(recurring_event_id="").exclude(resource__has_key="recurrence")[0]
    api = account_client(calendar.account)
    api.events().delete(calendarId=ALICE, eventId=gone.google_id).execute()
    google.add_event(ALICE, summary="New", start={"date": "2026-11-20"})

    with CaptureQueriesContext(connection) as captured:
        pulled = pull_calendar(calendar)

    assert (pulled.changed, pulled.cancelled) == (1, 1)
    assert len(captured) <= 7, "five, and two for occurrences"


@pytest.mark.parametrize(
    ("body", "most"),
    [
        ({"summary": "Another"}, 6),
        ({"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=50"]}, 9),
        ({"recurrence": []}, 9),
    ],
)
def test_an_increment_with_a_series_takes_a_read_and_what_differs(
    calendar, google, settings, body, most
):
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | WITHOUT_BUDGET
    day = {"dateTime": "2026-12-01T10:00:00", "timeZone": "Europe/Berlin"}
    google.add_event(ALICE, id="series0", start=day, end=day, recurrence=["RRULE:FREQ=DAILY"])
    pull_calendar(calendar)
    api = account_client(calendar.account)
    api.events().patch(calendarId=ALICE, eventId="series0", body=body).execute()

    with CaptureQueriesContext(connection) as captured:
        pulled = pull_calendar(calendar)

    assert pulled.changed == 1
    assert len(captured) <= most, [each["sql"][:80] for each in captured]
