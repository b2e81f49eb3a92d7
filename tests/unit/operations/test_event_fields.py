"""What Google would not take is refused here, with the name of the field."""

import datetime as dt

import pytest

from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.operations.event_fields import check_span, resource_fields

MOMENT = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)
HOSTILE = [
    ("summary", "a\x00b", "summary"),
    ("summary", "\ud800", "summary"),
    ("summary", "x" * 40_000, "summary"),
    ("summary", 7, "summary"),
    ("description", "\x1b[31m", "description"),
    ("start", "2026-12-01", "start"),
    ("start", dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=5))), "start"),
    ("start", dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=5))), "start"),
    ("time_zone", "Europe/Nowhere", "timeZone"),
    ("time_zone", "../../etc/passwd", "timeZone"),
    ("time_zone", "Europe", "timeZone"),
    ("attendees", [f"guest{n}@example.com" for n in range(3_000)], "attendees"),
    ("attendees", ["no address"], "attendees"),
    ("attendees", ["a@b.example\r\nBcc: c@d.example"], "attendees"),
    ("attendees", "bob@example.com", "attendees"),
    ("attendees", [7], "attendees"),
    *(
        ("attendees", [{"email": "a@b.example", name: value}], f"attendees.{name}")
        for name, value in (
            *(("responseStatus", value) for value in ("maybe", "", 5, ["accepted"])),
            *(("additionalGuests", value) for value in (-1, 1_001, "3", True)),
            *((name, 7) for name in ("displayName", "comment", "id")),
            *((name, "yes") for name in ("optional", "resource", "self", "organizer")),
        )
    ),
    ("reminders", [{"minutes": 5}] * 6, "reminders"),
    ("reminders", [{"minutes": -1}], "reminders"),
    ("reminders", [{"minutes": 40_321}], "reminders"),
    ("reminders", [{"minutes": True}], "reminders"),
    ("reminders", [{"minutes": 5, "method": "sms"}], "reminders"),
    ("color_id", "12", "colorId"),
    ("visibility", "secret", "visibility"),
    ("transparency", 1, "transparency"),
    ("guests_can_modify", "yes", "guestsCanModify"),
    ("private_properties", {"k" * 45: "v"}, "privateProperties"),
    ("private_properties", {"k": "v" * 1_025}, "privateProperties.k"),
    ("private_properties", {f"k{n}": "v" for n in range(301)}, "privateProperties"),
    ("shared_properties", {"k": 1}, "sharedProperties.k"),
    ("attachments", [{"fileUrl": "https://drive.example/1"}] * 26, "attachments"),
    ("attachments", [{"fileUrl": "javascript:alert(1)"}], "attachments"),
    *(
        ("attachments", [{"fileUrl": "https://drive.example/1", name: 5}], f"attachments.{name}")
        for name in ("mimeType", "iconLink", "fileId")
    ),
    ("source", {"title": "x", "url": "file:///etc/passwd"}, "source"),
    ("recurrence", ["RRULE:FREQ=SECONDLY"], "recurrence"),
    ("recurrence", ["RRULE:FREQ=DAILY;INTERVAL=0"], "recurrence"),
    ("recurrence", ["RRULE:FREQ=DAILY;COUNT=1000000000"], "recurrence"),
    ("recurrence", ["RRULE:FREQ=DAILY;COUNT=2;UNTIL=20261231"], "recurrence"),
    ("recurrence", ["RRULE:FREQ=YEARLY;BYHOUR=" + ",".join("0" * 101)], "recurrence"),
    ("recurrence", ["RDATE:" + ",".join(["20261201"] * 1_001)], "recurrence"),
    ("recurrence", ["DTSTART:20261201T100000Z"], "recurrence"),
    ("recurrence", ["RRULE:FREQ=DAILY\r\nX-EVIL:1"], "recurrence"),
    ("recurrence", "RRULE:FREQ=DAILY", "recurrence"),
    ("event_type", "party", "eventType"),
    ("etag", "1", "etag"),
]


@pytest.mark.parametrize(("name", "value", "field"), HOSTILE)
def test_a_hostile_value_is_refused_by_name(name, value, field):
    with pytest.raises(InvalidFieldError) as refused:
        resource_fields({name: value}, time_zone="UTC")

    assert refused.value.field == field
    assert len(refused.value.message) < 200


def test_a_moment_without_a_zone_is_read_in_the_calendars():
    given = resource_fields({"start": dt.datetime(2026, 7, 1, 9)}, time_zone="Europe/Berlin")  # noqa: DTZ001 - as forms give it

    start = {"dateTime": "2026-07-01T09:00:00+02:00", "timeZone": "Europe/Berlin"}
    assert given == {"start": start}


def test_a_day_stays_a_day():
    given = resource_fields({"start": dt.date(2026, 7, 1)}, time_zone="Asia/Tokyo")

    assert given == {"start": {"date": "2026-07-01"}}


def test_reminders_are_the_calendars_these_or_none():
    own, these, none = (
        resource_fields({"reminders": given}, time_zone="UTC")["reminders"]
        for given in (None, [{"minutes": 5}], [])
    )

    assert own == {"useDefault": True}
    assert these == {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]}
    assert none == {"useDefault": False, "overrides": []}


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ({"date": "2026-01-02"}, {"date": "2026-01-01"}),
        ({"date": "2026-01-01"}, {"date": "2026-01-01"}),
        ({"date": "2026-01-01"}, {"dateTime": "2026-01-01T10:00:00Z"}),
        ({"dateTime": "2026-01-01T10:00:00+01:00"}, {"dateTime": "2026-01-01T08:59:59Z"}),
        (None, {"date": "2026-01-01"}),
        ({"date": "2026-01-01"}, None),
    ],
)
def test_an_event_ends_after_it_begins(start, end):
    with pytest.raises(InvalidFieldError) as refused:
        check_span(start, end)

    assert refused.value.field in ("start", "end")
