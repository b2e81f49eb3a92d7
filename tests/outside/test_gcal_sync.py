"""gcal_sync 8.0 by its GoogleCalendarService: lists, reads, creates, patches, deletes, searches."""

import pytest
from tests.outside.programs import ProgramError

pytestmark = pytest.mark.slow  # an environment is installed first

ALICE = "alice@example.com"
CLUB = "club@group.calendar.google.com"
PLACES = ("Room Lovelace", "Room Ada")
MARCH = {"calendar_id": CLUB, "start": "2031-03-01T00:00:00+01:00", "end": "2031-04-01T00:00:00Z"}


@pytest.fixture(autouse=True)
def club(google) -> None:
    """An empty calendar of Alice's."""
    google.add_calendar(id=CLUB, owner=ALICE, summary="Club", timeZone="Europe/Berlin")


def timed(day, **fields):
    start, end = (
        {"dateTime": f"2031-03-{day}T{hour}:00:00", "timeZone": "Europe/Berlin"}
        for hour in ("10", "11")
    )
    return {"summary": f"Day {day}", "start": start, "end": end, **fields}


def test_calendars_are_listed_over_all_pages(google, gcal_sync):
    google.page_size(2)

    found = {each["summary"]: each for each in gcal_sync.calendars()}

    assert len(found) == 6
    assert (found["Alice"]["primary"], found["Alice"]["accessRole"]) == (True, "owner")
    assert found["Team releases"]["accessRole"] == "reader"
    assert found["Club"]["timeZone"] == "Europe/Berlin"
    assert google.log.count("calendarList.list") == 3


def test_a_calendar_is_asked_for_by_its_id(gcal_sync):
    found = gcal_sync.calendar(calendar_id=CLUB)

    assert found == {"id": CLUB, "summary": "Club", "timeZone": "Europe/Berlin"}


def test_an_event_is_created_and_read(google, gcal_sync):
    event = timed(
        "28",
        description="Bring cake.",
        location="Müritz",
        attendees=[{"email": "bob@example.com", "displayName": "Bob"}],
        reminders={"useDefault": False, "overrides": [{"method": "popup", "minutes": 15}]},
        visibility="private",
        transparency="transparent",
    )

    gcal_sync.create(calendar_id=CLUB, event=event)

    (found,) = gcal_sync.events(**MARCH)
    assert found["start"] == {
        "dateTime": "2031-03-28T10:00:00+01:00",
        "timeZone": "Europe/Berlin",
    }
    for key in ("description", "location", "reminders", "visibility", "transparency"):
        assert found[key] == event[key]
    assert [each["email"] for each in found["attendees"]] == ["bob@example.com"]
    assert gcal_sync.event(calendar_id=CLUB, event_id=found["id"]) == found


def test_an_event_of_whole_days_has_dates(gcal_sync):
    days = {"start": {"date": "2031-03-28"}, "end": {"date": "2031-03-30"}}

    gcal_sync.create(calendar_id=CLUB, event={"summary": "Trip", **days})

    (found,) = gcal_sync.events(**MARCH)
    assert {key: found[key] for key in days} == days


def test_an_event_is_patched_and_deleted(gcal_sync):
    gcal_sync.create(calendar_id=CLUB, event=timed("28", location="Here"))
    (found,) = gcal_sync.events(**MARCH)
    which = {"calendar_id": CLUB, "event_id": found["id"]}

    gcal_sync.patch(**which, body={"summary": "Changed", "location": None})

    assert gcal_sync.event(**which) == {
        key: value for key, value in found.items() if key != "location"
    } | {"summary": "Changed"}
    gcal_sync.delete(**which)
    assert gcal_sync.events(**MARCH) == []
    assert gcal_sync.event(**which)["status"] == "cancelled"


def test_a_series_is_listed_by_its_occurrences(gcal_sync):
    rule = ["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20310321T100000"]

    gcal_sync.create(calendar_id=CLUB, event=timed("14", recurrence=rule))

    found = gcal_sync.events(**MARCH)
    assert [each["start"]["dateTime"][:10] for each in found] == ["2031-03-14", "2031-03-28"]
    assert {each["recurringEventId"] for each in found} == {found[0]["id"].partition("_")[0]}
    assert found[1]["originalStartTime"]["dateTime"] == "2031-03-28T10:00:00+01:00"


def test_events_are_found_by_their_text_and_over_all_pages(google, gcal_sync):
    google.page_size(4)
    for day in range(10, 22):
        gcal_sync.create(calendar_id=CLUB, event=timed(str(day), location=PLACES[day % 2]))

    found = gcal_sync.events(**MARCH, search="ada")

    assert [each["summary"] for each in found] == [f"Day {day}" for day in range(11, 22, 2)]
    assert google.log.count("events.list", having="pageToken") >= 1


def test_pages_without_any_item_are_passed(google, gcal_sync):
    google.empty_pages(2)
    google.add_event(CLUB, **timed("28"))

    assert [each["summary"] for each in gcal_sync.events(**MARCH)] == ["Day 28"]


def test_every_kind_of_event_of_the_demo_can_be_read(google, gcal_sync):
    year = {"start": "2020-01-01T00:00:00Z", "end": "2035-01-01T00:00:00Z"}

    kinds = {
        event["eventType"]
        for calendar in gcal_sync.calendars()
        for event in gcal_sync.events(calendar_id=calendar["id"], **year)
    }

    special = {"birthday", "outOfOffice", "focusTime", "workingLocation"}
    assert kinds == {"default", *special}


def test_a_calendar_of_somebody_else_cannot_be_written(google, gcal_sync):
    releases = next(each for each in gcal_sync.calendars() if each["accessRole"] == "reader")

    with pytest.raises(ProgramError) as refused:
        gcal_sync.create(calendar_id=releases["id"], event=timed("28"))

    assert refused.value.kind == "ApiForbiddenException"


def test_what_is_wrong_is_said_in_the_words_of_the_server(gcal_sync):
    zoneless = {"start": {"dateTime": "2031-03-28T09:00:00Z"}, "recurrence": ["RRULE:FREQ=DAILY"]}

    with pytest.raises(ProgramError, match="404: Not Found"):
        gcal_sync.event(calendar_id=CLUB, event_id="nothing")
    with pytest.raises(ProgramError, match="400: Missing time zone definition for start time"):
        gcal_sync.create(calendar_id=CLUB, event=timed("28") | zoneless)


def test_an_ended_token_and_trouble_at_google_are_told_apart(google, gcal_sync):
    google.fail(method="calendarList.list", status=503)
    with pytest.raises(ProgramError, match="503: Backend Error"):
        gcal_sync.calendars()

    google.expire_access_tokens()
    with pytest.raises(ProgramError) as refused:
        gcal_sync.calendars()

    assert refused.value.kind == "AuthException"
