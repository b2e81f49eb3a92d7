"""Texts of many programs, read into resources; what is wrong is said of the one event."""

import importlib.util
from pathlib import Path

import pytest

from dj_google_calendar.ical.content import IcalError
from dj_google_calendar.ical.parse import decoded, parse

_path = Path(__file__).parents[2] / "emulator" / "ics" / "corpus.py"
_spec = importlib.util.spec_from_file_location("ics_corpus", _path)
corpus = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(corpus)
FILES = list(corpus.files())

EVENT = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:one
DTSTART;TZID=Europe/Berlin:20261201T090000
DTEND;TZID=Europe/Berlin:20261201T100000
SUMMARY:Standup
{}
END:VEVENT
END:VCALENDAR
"""
START = {"dateTime": "2026-12-01T09:00:00+01:00", "timeZone": "Europe/Berlin"}


def read(text, most=1000):
    return parse(text, time_zone="Europe/Berlin", most=most)


def one(*lines):
    parsed = read(EVENT.format("\n".join(lines)))
    assert parsed.problems == []
    return parsed.events[0]


@pytest.mark.parametrize("file", FILES, ids=[file.path.name for file in FILES])
def test_each_event_of_a_file_is_accounted_for(file):
    try:
        parsed = read(decoded(file.data))
    except IcalError:
        return  # what is no calendar is tested below

    found = sum(1 + len(each.instances) for each in parsed.events)
    cancelled = file.data.count(b"STATUS:CANCELLED")
    counted = found + len(parsed.problems) + parsed.merged
    assert file.events - cancelled <= counted <= file.events


def test_most_events_of_the_corpus_that_have_a_start_are_read():
    counts = {"read": 0, "left out": 0}
    for file in FILES:
        parsed = read(decoded(file.data.replace(b"\x00", b"")))
        counts["read"] += len(parsed.events)
        counts["left out"] += sum("no start" not in each.message for each in parsed.problems)

    assert counts["left out"] * 2 < counts["read"]


def test_times_have_the_zone_that_is_meant():
    event = one()

    assert event.resource["start"] == START
    assert event.resource["iCalUID"] == "one"


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/America/Argentina/Ushuaia", None),
        ("/citadel.org/20210210_1/Europe/Paris", "Europe/Paris"),
        ("America/New_York", "America/New_York"),
    ],
)
def test_zones_of_other_programs_are_known(tzid, zone):
    text = EVENT.format("").replace("Europe/Berlin", tzid)

    event = read(text).events[0]

    assert event.resource["start"]["timeZone"] == (zone or "America/Argentina/Ushuaia")


def test_a_zone_of_its_own_is_known_by_its_clocks():
    text = EVENT.format("").replace("Europe/Berlin", "Customized Time Zone")
    observances = (
        "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\n"
        "BEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\n"
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\nEND:STANDARD\n"
        "BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\n"
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\nEND:VCALENDAR"
    )

    event = read(text.replace("END:VCALENDAR", observances)).events[0]

    assert event.resource["start"]["timeZone"] == "America/New_York"


def test_an_unknown_zone_leaves_its_event_out_and_no_other():
    text = EVENT.format("").replace("Europe/Berlin", "Nowhere/Land")
    good = EVENT.format("").replace("UID:one", "UID:two")

    parsed = read(text + good)

    assert [problem.message for problem in parsed.problems] == [
        "The zone 'Nowhere/Land' is not known."
    ]
    assert [event.resource["iCalUID"] for event in parsed.events] == ["two"]


def test_wall_times_are_read_in_the_zone_of_the_file():
    text = EVENT.format("").replace(";TZID=Europe/Berlin", "")

    event = read(text.replace("VERSION:2.0", "X-WR-TIMEZONE:Asia/Tokyo")).events[0]

    assert event.resource["start"]["dateTime"] == "2026-12-01T09:00:00+09:00"


def test_a_series_has_its_rules_dates_and_instances():
    other = (
        "END:VEVENT\nBEGIN:VEVENT\nUID:one\nDTSTART;TZID=Europe/Berlin:20261202T110000\n"
        "RECURRENCE-ID;TZID=Europe/Berlin:20261202T090000\nSUMMARY:Later"
    )
    gone = (
        "END:VEVENT\nBEGIN:VEVENT\nUID:one\nDTSTART;TZID=Europe/Berlin:20261204T090000\n"
        "RECURRENCE-ID;TZID=Europe/Berlin:20261204T090000\nSTATUS:CANCELLED"
    )

    series = one("RRULE:FREQ=DAILY;COUNT=9", "EXDATE:20261203T080000Z", other, gone)

    assert series.resource["recurrence"] == [
        "RRULE:FREQ=DAILY;COUNT=9",
        "EXDATE;TZID=Europe/Berlin:20261203T090000,20261204T090000",
    ]
    assert [each["summary"] for each in series.instances] == ["Later"]


def test_the_newest_version_of_an_event_counts():
    newer = (
        "SEQUENCE:1\nEND:VEVENT\nBEGIN:VEVENT\nUID:one\nSEQUENCE:2\nSUMMARY:New\n"
        "DTSTART:20261201T090000Z"
    )

    parsed = read(EVENT.format(newer))

    assert [each.resource["summary"] for each in parsed.events] == ["New"]
    assert parsed.merged == 1


def test_hundreds_of_lines_of_left_out_dates_become_few():
    days = [f"EXDATE:2027{month:02}{day:02}T080000Z" for month in range(1, 7) for day in (1, 9, 20)]

    event = one("RRULE:FREQ=DAILY", *(days * 20))

    assert len(event.resource["recurrence"]) == 2


def test_reminders_guests_and_files_are_read():
    event = one(
        'ATTENDEE;CN="Bob, Jr.";PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT:mailto:bob@example.com',
        "ATTENDEE;CN=nobody:invalid:nomail",
        "ATTACH;FILENAME=Plan:https://example.com/plan",
        "ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA",
        "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-P1DT1H\nEND:VALARM",
        "BEGIN:VALARM\nACTION:EMAIL\nTRIGGER:PT10M\nEND:VALARM",
    ).resource

    assert event["attendees"] == [
        {
            "email": "bob@example.com",
            "displayName": "Bob, Jr.",
            "responseStatus": "accepted",
            "optional": True,
        }
    ]
    assert event["attachments"] == [{"fileUrl": "https://example.com/plan", "title": "Plan"}]
    assert event["reminders"]["overrides"] == [{"method": "popup", "minutes": 1500}]


def test_events_without_uid_keep_theirs_when_they_come_again():
    text = EVENT.format("").replace("UID:one\n", "")

    first, second = (read(text).events[0].resource["iCalUID"] for _ in range(2))

    assert first == second
    assert first.endswith("@import")


@pytest.mark.parametrize(
    "lines",
    [
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=DAILY;COUNT=999999999",
        "RRULE:FREQ=DAILY;BYHOUR=" + ",".join("0" * 500),
        "RRULE:FREQ=DAILY\nRDATE:" + ",".join(["20261203"] * 900) + ",x",
        "DTEND:20261101T090000Z",
        "DURATION:-PT1H",
        "DTSTART;;X:20261203",
    ],
)
def test_what_would_go_wrong_is_left_out_with_a_reason(lines):
    text = EVENT.format(lines)
    if "DTEND" in lines or "DURATION" in lines:
        text = text.replace("DTEND;TZID=Europe/Berlin:20261201T100000\n", "")

    parsed = read(text)

    assert parsed.events == []
    assert parsed.problems[0].message
    assert parsed.problems[0].title == "Standup"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x" * 1000,
        b"\x00" * 1000,
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 5000,
        EVENT.format("").encode() * 1001,
        b"%PDF-1.4\n\x00\xff",
    ],
)
def test_what_is_no_calendar_or_too_much_is_one_typed_error(data):
    with pytest.raises(IcalError):
        read(decoded(data))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_are_understood(encoding):
    data = EVENT.format("").replace("Standup", "Café").encode(encoding)

    assert read(decoded(data)).events[0].resource["summary"] == "Café"


def test_an_event_with_a_text_that_is_too_long_is_a_problem():
    parsed = read(EVENT.format("DESCRIPTION:" + "x" * 100_001))

    assert parsed.events == []
    assert [(each.title, each.message) for each in parsed.problems] == [
        ("Standup", "Line 8: DESCRIPTION is longer than 100,000 characters.")
    ]


def test_a_file_within_the_text_is_passed_over():
    found = one("ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "x" * 100_001)

    assert found.resource["summary"] == "Standup"
