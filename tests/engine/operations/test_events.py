"""What a person can do to events."""

import datetime as dt

import pytest
from tests.engine.operations.steps import BEGINS, BOB, TIMES, remote, send

from dj_google_calendar.exceptions import EventGoneError, InvalidFieldError, NotAllowedError
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations import events
from dj_google_calendar.sync.pull_calendar import pull_calendar

DAILY = {"recurrence": ["RRULE:FREQ=DAILY"]}


def test_creating_needs_a_start_and_writes_nothing_without(calendar, alice):
    with pytest.raises(InvalidFieldError, match="start"):
        events.create_event(calendar, by=alice, summary="When?")

    assert not OutboxEntry.objects.exists()


def test_guests_are_told_once_and_only_when_asked(calendar, alice, google):
    events.create_event(calendar, by=alice, summary="Quiet", attendees=[BOB], **TIMES)
    send()
    assert google.mails == []

    invited = events.create_event(
        calendar, by=alice, summary="Loud", attendees=[BOB], send_updates="all", **TIMES
    )
    send()

    assert [mail.to for mail in google.mails] == [BOB]
    assert invited.resource["attendees"][0]["email"] == BOB


def test_moving_in_time_keeps_the_rest(event, alice, google):
    later = {name: moment + dt.timedelta(days=1) for name, moment in TIMES.items()}
    events.edit_event(event, by=alice, **later)

    assert set(send()) == {"sent"}
    event.refresh_from_db()
    assert event.starts_at == BEGINS + dt.timedelta(days=1)
    assert remote(google, event)["summary"] == "Standup"


def test_a_timed_event_becomes_one_of_whole_days(event, alice, google):
    days = {"start": dt.date(2026, 12, 1), "end": dt.date(2026, 12, 3)}
    events.edit_event(event, by=alice, **days)

    assert set(send()) == {"sent"}
    assert remote(google, event)["start"] == {"date": "2026-12-01"}
    event.refresh_from_db()
    assert event.is_all_day


def test_a_field_is_taken_away(event, alice, google):
    events.edit_event(event, by=alice, location="Room 1", color_id="3")
    send()
    event.refresh_from_db()
    events.edit_event(event, by=alice, location=None)

    assert set(send()) == {"sent"}
    assert "location" not in remote(google, event)
    assert remote(google, event)["colorId"] == "3"


def test_a_guest_who_stays_keeps_the_answer(event, alice, google):
    events.edit_event(event, by=alice, attendees=[BOB])
    send()
    google.edit_event(
        event.calendar.google_id,
        event.google_id,
        attendees=[{"email": BOB, "responseStatus": "accepted"}],
    )
    event.refresh_from_db()
    events.edit_event(event, by=alice, attendees=[BOB, "carol@example.com"])

    assert set(send()) == {"sent"}
    guests = {g["email"]: g["responseStatus"] for g in remote(google, event)["attendees"]}
    assert guests[BOB] == "accepted"
    assert "carol@example.com" in guests


def test_labels_are_given_and_taken_away_apart_from_colours(event, alice, google):
    events.edit_event(event, by=alice, color_id="3")
    events.edit_event(event, by=alice, event_label_id="label1")
    events.edit_event(event, by=alice, summary="Labelled")

    assert set(send()) == {"sent"}
    found = remote(google, event)
    assert (found["colorId"], found["eventLabelId"]) == ("3", "label1")
    assert found["summary"] == "Labelled"

    event.refresh_from_db()
    events.edit_event(event, by=alice, event_label_id=None)

    assert set(send()) == {"sent"}
    assert "eventLabelId" not in remote(google, event)


def test_a_new_event_has_its_label_and_gives_it_to_its_copy(calendar, alice, google):
    made = events.create_event(calendar, by=alice, event_label_id="label1", **TIMES)
    send()
    made.refresh_from_db()
    copy = events.duplicate_event(made, by=alice)

    assert set(send()) == {"sent"}
    for each in (made, copy):
        assert remote(google, each)["eventLabelId"] == "label1"


def test_a_colour_and_a_label_at_once_are_refused(event, alice):
    with pytest.raises(InvalidFieldError, match="of its own"):
        events.edit_event(event, by=alice, event_label_id="label1", color_id="3")


def test_a_deleted_series_is_brought_back_by_its_status(calendar, alice, google):
    made = events.create_event(calendar, by=alice, recurrence=["RRULE:FREQ=DAILY;COUNT=3"], **TIMES)
    send()
    made.refresh_from_db()
    events.delete_event(made, by=alice)

    events.edit_event(made, by=alice, status="confirmed")

    assert set(send()) == {"sent"}
    assert remote(google, made)["status"] == "confirmed"


@pytest.mark.parametrize(
    "odd", [{"recurrence": ["RRULE:FREQ=HOURLY;COUNT=3"]}, {"start": None, "end": None}]
)
def test_a_series_that_cannot_be_counted_is_renamed_all_the_same(event, alice, odd):
    resource = {**event.resource, "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"], **odd}
    event.resource = {name: value for name, value in resource.items() if value is not None}
    event.save()

    entry = events.edit_event(event, by=alice, summary="Renamed")

    assert entry.changes == {"summary": "Renamed"}


def test_a_series_without_length_can_be_moved(calendar, alice, google):
    google.add_event(
        calendar.google_id,
        id="empty1",
        start={"dateTime": "2026-12-01T09:00:00Z", "timeZone": "UTC"},
        end={"dateTime": "2026-12-01T10:00:00+01:00", "timeZone": "Europe/Berlin"},
        recurrence=["RRULE:FREQ=DAILY;COUNT=3"],
    )
    pull_calendar(calendar)
    found = calendar.events.get(google_id="empty1")

    assert events.edit_event(found, by=alice, start=BEGINS + dt.timedelta(hours=1)) is not None


def test_duplicating_leaves_the_guests_out(event, alice):
    events.edit_event(event, by=alice, attendees=[BOB], description="Bring cake")
    send()
    event.refresh_from_db()

    copy = events.duplicate_event(event, by=alice)

    assert set(send()) == {"sent"}
    assert copy.resource["description"] == "Bring cake"
    assert "attendees" not in copy.resource
    assert copy.google_id != event.google_id


def test_importing_twice_makes_one_event(calendar, alice):
    fields = {"ical_uid": "feed-1@example.com", "summary": "Imported", **TIMES}
    events.import_event(calendar, by=alice, **fields)
    assert send() == ["sent"]
    events.import_event(calendar, by=alice, **{**fields, "summary": "Imported anew"})

    assert set(send()) == {"sent"}
    (event,) = Event.objects.filter(ical_uid="feed-1@example.com")
    assert event.summary == "Imported anew"


def test_a_calendar_that_can_only_be_read_is_left_alone(event, alice, calendar):
    calendar.access_role = "reader"
    calendar.save()
    event.calendar = calendar

    with pytest.raises(NotAllowedError, match="You need to have writer access"):
        events.edit_event(event, by=alice, summary="No")

    assert OutboxEntry.objects.waiting().count() == 0


def test_what_the_organizer_shares_is_not_a_guests_to_change(event, alice):
    event.resource["organizer"] = {"email": BOB}
    event.save()

    with pytest.raises(NotAllowedError, match="by the organizer"):
        events.edit_event(event, by=alice, summary="No")
    events.edit_event(event, by=alice, color_id="3")

    assert OutboxEntry.objects.waiting().count() == 1


def test_of_a_locked_event_only_what_is_ones_own_is_changed(event, alice, google):
    remote(google, event)["locked"] = event.resource["locked"] = True
    event.save()

    for said in ({"summary": "Mine"}, {"location": "Here"}, TIMES, DAILY):
        with pytest.raises(NotAllowedError, match="locked"):
            events.edit_event(event, by=alice, **said)
    events.edit_event(event, by=alice, color_id="3", reminders=[])
    events.delete_event(event, by=alice)

    assert set(send()) == {"sent"}


def test_a_deleted_event_cannot_be_edited(event, alice):
    events.delete_event(event, by=alice)

    with pytest.raises(EventGoneError):
        events.edit_event(event, by=alice, summary="Too late")


@pytest.mark.parametrize("until", ["20261210", "20261210T235959", "20261210T225959Z"])
def test_the_end_of_a_series_is_sent_as_google_takes_it(calendar, alice, google, until):
    zoned = {**TIMES, "time_zone": "Europe/Berlin"}
    rule = f"RRULE:FREQ=DAILY;UNTIL={until}"
    made = events.create_event(calendar, by=alice, recurrence=[rule], **zoned)

    assert set(send()) == {"sent"}
    assert remote(google, made)["recurrence"] == ["RRULE:FREQ=DAILY;UNTIL=20261210T225959Z"]


def test_the_end_of_a_series_of_whole_days_is_a_day(calendar, alice, google):
    days = {"start": dt.date(2026, 12, 1), "end": dt.date(2026, 12, 2)}
    rule = "RRULE:FREQ=DAILY;UNTIL=20261210T090000Z"
    made = events.create_event(calendar, by=alice, recurrence=[rule], **days)

    assert set(send()) == {"sent"}
    assert remote(google, made)["recurrence"] == ["RRULE:FREQ=DAILY;UNTIL=20261210"]


def test_an_end_that_is_no_date_is_refused(calendar, alice):
    rule = "RRULE:FREQ=DAILY;UNTIL=20261399"

    with pytest.raises(InvalidFieldError) as refused:
        events.create_event(calendar, by=alice, recurrence=[rule], **TIMES)

    assert refused.value.field == "recurrence"
    assert not OutboxEntry.objects.exists()
