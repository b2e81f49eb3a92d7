"""Special events are checked here as Google would check them."""

import datetime as dt

import pytest
from tests.engine.operations.steps import BOB

from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.operations import conferences, events, invitations
from dj_google_calendar.sync.pull_calendar import pull_calendar

BEGINS = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TIMES = {"start": BEGINS, "end": BEGINS + dt.timedelta(hours=1)}
DAY = {"start": dt.date(2026, 12, 1), "end": dt.date(2026, 12, 2)}
YEARLY = {"recurrence": ["RRULE:FREQ=YEARLY"]}
AWAY = {"event_type": "outOfOffice", **TIMES}
FOCUS = {"event_type": "focusTime", **TIMES}
HOME = {"event_type": "workingLocation", "type_properties": {"type": "homeOffice"}, **DAY}
BIRTHDAY = {"event_type": "birthday", **DAY, **YEARLY}
OFFICE = {"type": "officeLocation", "officeLocation": {"label": "Berlin", "floorId": "3"}}


@pytest.mark.parametrize(
    ("fields", "details"),
    [
        (AWAY, {"autoDeclineMode": "declineNone"}),
        (
            AWAY
            | {
                "type_properties": {
                    "autoDeclineMode": "declineAllConflictingInvitations",
                    "declineMessage": "Back on Monday",
                }
            },
            {"declineMessage": "Back on Monday"},
        ),
        (
            FOCUS | {"type_properties": {"chatStatus": "doNotDisturb"}},
            {"chatStatus": "doNotDisturb"},
        ),
        (HOME, {"type": "homeOffice"}),
        (HOME | {"type_properties": OFFICE}, OFFICE),
        (BIRTHDAY, {"type": "birthday"}),
    ],
)
def test_a_special_event_is_made(calendar, alice, send, remote, fields, details):
    event = events.create_event(calendar, by=alice, summary="Special", **fields)

    assert send() == ["sent"]
    kept = remote(event)
    assert kept["eventType"] == fields["event_type"]
    assert details.items() <= kept[f"{fields['event_type']}Properties"].items()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (AWAY | DAY, "start"),
        (FOCUS | {"transparency": "transparent"}, "transparency"),
        (AWAY | {"type_properties": {"autoDeclineMode": "never"}}, "autoDeclineMode"),
        (AWAY | {"type_properties": {"chatStatus": "available"}}, "chatStatus"),
        (AWAY | {"type_properties": {"declineMessage": "\x00"}}, "declineMessage"),
        (AWAY | {"type_properties": {"declineMessage": object()}}, "declineMessage"),
        (FOCUS | {"type_properties": {"chatStatus": "away"}}, "chatStatus"),
        (HOME | {"type_properties": {}}, "workingLocationProperties.type"),
        (HOME | {"visibility": "private"}, "visibility"),
        (HOME | {"transparency": "opaque"}, "transparency"),
        (HOME | {"type_properties": {"type": "homeOffice", "homeOffice": 7}}, "homeOffice"),
        (
            HOME | {"type_properties": {"type": "customLocation", "customLocation": 7}},
            "customLocation",
        ),
        (HOME | {"type_properties": OFFICE | {"future": object()}}, "future"),
        (BIRTHDAY | {"recurrence": ["RRULE:FREQ=MONTHLY"]}, "recurrence"),
        (BIRTHDAY | {"end": dt.date(2026, 12, 3)}, "end"),
        (BIRTHDAY | TIMES, "end"),
        (BIRTHDAY | {"attendees": ["bob@example.com"]}, "attendees"),
        (BIRTHDAY | {"type_properties": {"type": "anniversary"}}, "birthdayProperties.type"),
        (AWAY | {"event_type": "fromGmail"}, "eventType"),
        (TIMES | {"type_properties": {"type": "homeOffice"}}, "type_properties"),
        (TIMES | {"type_properties": {}, "event_type": ["birthday"]}, "type_properties"),
    ],
)
def test_what_google_would_refuse_is_refused_here(calendar, alice, fields, field):
    with pytest.raises(InvalidFieldError) as raised:
        events.create_event(calendar, by=alice, summary="Special", **fields)

    assert raised.value.field == field
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize("fields", [AWAY, FOCUS, HOME, BIRTHDAY])
def test_special_events_are_for_the_primary_calendar(account, alice, fields):
    family = account.calendars.get(summary="Family")

    with pytest.raises(NotAllowedError, match="primary calendar"):
        events.create_event(family, by=alice, summary="Special", **fields)


def test_an_edit_is_held_to_the_type_too(calendar, alice, send):
    event = events.create_event(calendar, by=alice, summary="Home", **HOME)
    send()
    event.refresh_from_db()

    with pytest.raises(InvalidFieldError, match="visibility"):
        events.edit_event(event, by=alice, visibility="private")
    with pytest.raises(InvalidFieldError, match="cannot be changed"):
        events.edit_event(event, by=alice, event_type="default")
    events.edit_event(event, by=alice, event_type="workingLocation", type_properties=OFFICE)
    assert set(send()) == {"sent"}


def test_what_google_will_say_later_may_already_stand_in_a_special_event(calendar, alice, send):
    event = events.create_event(calendar, by=alice, summary="Home", **HOME)
    send()
    event.refresh_from_db()
    details = {**event.resource["workingLocationProperties"], "future": {"a": 1}}
    event.resource = {**event.resource, "workingLocationProperties": details}
    event.save()

    events.edit_event(event, by=alice, summary="At home")

    assert set(send()) == {"sent"}


def test_special_events_are_not_imported(calendar, alice):
    with pytest.raises(InvalidFieldError, match="Only default events"):
        events.import_event(calendar, by=alice, ical_uid="a@b", summary="Away", **AWAY)


def test_a_birthday_has_neither_guests_nor_a_meeting(calendar, alice):
    event = events.create_event(calendar, by=alice, summary="Birthday", **BIRTHDAY)

    with pytest.raises(InvalidFieldError, match="attendees cannot be given to a birthday"):
        invitations.invite(event, [BOB], by=alice)
    with pytest.raises(InvalidFieldError, match="conferenceData cannot be given to a birthday"):
        conferences.create_meet(event, by=alice)

    assert OutboxEntry.objects.count() == 1


def test_nobody_is_invited_to_what_was_made_from_a_mail(calendar, alice, google):
    google.add_event(calendar.google_id, id="flight0", summary="Flight", eventType="fromGmail")
    pull_calendar(calendar)
    event = calendar.events.get(google_id="flight0")

    with pytest.raises(NotAllowedError, match="from mails"):
        invitations.invite(event, [BOB], by=alice)
    with pytest.raises(NotAllowedError, match="from mails"):
        conferences.create_meet(event, by=alice)

    assert not OutboxEntry.objects.exists()
