"""What a line of the list says of one event."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from dj_google_calendar.web.event_rows import TYPES, event_row, has_ended

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = dt.date(2026, 11, 24)
START = {"dateTime": "2026-11-20T10:00:00+01:00"}


def row(opens_at=None, **fields):
    event = {"start": START, **fields}
    return event_row(event, zone=BERLIN, today=TODAY, opens_at=opens_at)


def words(**fields):
    return [badge.text for badge in row(**fields).badges]


def test_an_event_without_title_says_so():
    assert row().title == "(no title)"


def test_what_has_begun_stands_under_the_first_day():
    assert row(opens_at=TODAY).day == TODAY
    assert row().day == dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("fields", "badges"),
    [
        ({}, []),
        ({"status": "tentative"}, ["tentative"]),
        ({"visibility": "confidential"}, ["private"]),
        ({"recurringEventId": "abc"}, ["changed instance"]),
        ({"eventType": "outOfOffice"}, ["out of office"]),
        ({"eventType": "outOfOffice", "summary": "Out of office"}, []),
        ({"eventType": "somethingNew"}, ["somethingNew"]),
        ({"recurrence": ["RRULE:FREQ=DAILY;UNTIL=20261101T000000Z"]}, ["ended"]),
    ],
)
def test_badges_name_what_is_special(fields, badges):
    assert words(**fields) == badges


def test_a_type_is_not_said_beside_a_title_that_says_it_in_another_language():
    with translation.override("de"):
        said = str(TYPES["birthday"])

        assert said == "Geburtstag"
        assert words(eventType="birthday", summary=said) == []


def test_own_response_is_said():
    attendees = [
        {"email": "bob@example.com", "responseStatus": "accepted"},
        {"email": "alice@example.com", "responseStatus": "declined", "self": True},
    ]

    shown = row(attendees=attendees)

    assert (shown.attendees, shown.response, shown.is_declined) == (2, "you declined", True)


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({"hangoutLink": "https://meet.google.com/abc"}, "https://meet.google.com/abc"),
        ({"hangoutLink": "javascript:alert(1)"}, ""),
        ({"hangoutLink": "http://meet.example.com/"}, ""),
        (
            {
                "conferenceData": {
                    "entryPoints": [
                        {"entryPointType": "phone", "uri": "tel:+4930123"},
                        {"entryPointType": "video", "uri": "https://video.example.com/1"},
                    ]
                }
            },
            "https://video.example.com/1",
        ),
        ({"conferenceData": "odd"}, ""),
    ],
)
def test_only_https_meetings_are_linked(fields, link):
    assert row(**fields).meeting == link


@pytest.mark.parametrize(
    ("description", "excerpt"),
    [
        ("What is <b>next</b>.", "What is next."),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("one<br>two &amp; three", "one two & three"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("word " * 100, "word " * 31 + "word …"),
        ("<" * 100_000, "<" * 160 + " …"),
    ],
)
def test_descriptions_become_plain_text(description, excerpt):
    assert row(description=description).excerpt == excerpt


@pytest.mark.parametrize(
    ("recurrence", "over"),
    [
        ([], False),
        (["RRULE:FREQ=DAILY"], False),
        (["RRULE:FREQ=DAILY;UNTIL=20261123"], True),
        (["RRULE:FREQ=DAILY;UNTIL=20261124T235959Z"], False),
        (["RRULE:FREQ=DAILY;UNTIL=20261101", "RRULE:FREQ=WEEKLY"], False),
        (["RRULE:FREQ=DAILY;UNTIL=20261101", "RDATE;VALUE=DATE:20270101"], False),
        ([7, None], False),
        ("odd", False),
    ],
)
def test_a_series_has_ended_when_its_rules_say_so(recurrence, over):
    assert has_ended({"recurrence": recurrence}, today=TODAY) is over


def test_the_last_day_of_a_series_is_that_of_its_zone():
    start = {"dateTime": "2026-11-01T21:00:00-05:00", "timeZone": "America/New_York"}
    recurrence = ["RRULE:FREQ=DAILY;UNTIL=20261124T045959Z"]

    assert has_ended({"recurrence": recurrence, "start": start}, today=TODAY)


def test_odd_values_are_survived():
    odd = row(attendees="x", recurrence=7, summary=3, location=None, description={}, status=[])

    assert odd.title == "3"
    assert odd.attendees == 0
