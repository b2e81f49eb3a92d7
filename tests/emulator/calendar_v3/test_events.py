"""Events: insert, get, patch, update, delete (sections 3, 4, 8 and 21 of the contract)."""

import pytest
from googleapiclient.errors import HttpError

ALICE = "alice@example.com"
START = {"dateTime": "2026-11-20T10:00:00+01:00"}
END = {"dateTime": "2026-11-20T11:00:00+01:00"}


def body(**fields):
    return {"summary": "Talk", "start": START, "end": END} | fields


@pytest.fixture
def insert(events):
    return lambda **fields: events.insert(calendarId="primary", body=body(**fields)).execute()


def refused(request):
    with pytest.raises(HttpError) as error:
        request.execute()
    detail = error.value.error_details[0] if error.value.error_details else {}
    return error.value.status_code, detail.get("reason"), detail.get("message")


def test_an_inserted_event_has_what_recorded_ones_have(insert):
    event = insert()

    always = {"kind", "etag", "id", "status", "htmlLink", "updated", "iCalUID", "start", "end"}
    usually = {"created", "summary", "creator", "organizer", "sequence", "reminders", "eventType"}
    assert always | usually == event.keys()
    assert len(event["id"]) == 26
    assert event["iCalUID"] == f"{event['id']}@google.com"
    assert event["created"].endswith(".000Z")


def test_the_etag_is_twice_the_microseconds_of_updated(insert):
    event = insert()

    micros = int(event["etag"].strip('"')) // 2
    assert event["updated"].endswith(f".{micros // 1000 % 1000:03d}Z")


@pytest.mark.rule("Z-19")
def test_times_come_at_the_calendars_offset(insert):
    event = insert(
        start={"dateTime": "2026-11-20T10:00:00-08:00", "timeZone": "America/Los_Angeles"},
        end={"dateTime": "2026-11-20T11:00:00-08:00", "timeZone": "America/Los_Angeles"},
    )

    assert event["start"] == {
        "dateTime": "2026-11-20T19:00:00+01:00",
        "timeZone": "America/Los_Angeles",
    }


@pytest.mark.rule("E-12")
def test_a_time_without_offset_is_read_in_its_zone(insert):
    event = insert(
        start={"dateTime": "2026-11-20T10:00:00", "timeZone": "Asia/Tokyo"},
        end={"dateTime": "2026-11-20T11:00:00", "timeZone": "Asia/Tokyo"},
    )

    assert event["start"]["dateTime"] == "2026-11-20T02:00:00+01:00"


@pytest.mark.rule("Z-20")
def test_defaults_and_empty_texts_are_left_out(insert):
    event = insert(
        location="", description="", attendees=[], transparency="opaque", guestsCanModify=False
    )

    assert {"location", "description", "attendees", "transparency", "guestsCanModify"}.isdisjoint(
        event
    )


@pytest.mark.rule("Z-12")
def test_an_all_day_event_gets_its_own_reminders(insert):
    event = insert(start={"date": "2026-11-20"}, end={"date": "2026-11-21"})

    assert event["start"] == {"date": "2026-11-20"}
    assert event["reminders"] == {
        "useDefault": False,
        "overrides": [{"method": "popup", "minutes": 10}],
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"end": START}, (400, "timeRangeEmpty", "The specified time range is empty.")),
        ({"end": None}, (400, "required", "Missing end time.")),
        ({"start": {}}, (400, "required", "Missing start time.")),
        ({"end": {"date": "2026-11-21"}}, (400, "invalid", "Invalid start time.")),
        ({"id": "UPPER"}, (400, "invalid", "Invalid resource id value.")),
        ({"id": "abc"}, (400, "invalid", "Invalid resource id value.")),
        ({"attendees": [{"email": "x"}]}, (400, "invalid", "Invalid attendee email.")),
        (
            {"recurrence": ["RRULE:FREQ=DAILY"]},
            (400, "required", "Missing time zone definition for start time."),
        ),
        ({"start": {"dateTime": "soon"}}, (400, "invalid", "Invalid Value")),
    ],
)
def test_a_wrong_event_is_refused_in_googles_words(events, fields, expected):
    assert refused(events.insert(calendarId="primary", body=body(**fields))) == expected


@pytest.mark.rule("E-4")
def test_an_id_can_be_chosen_once(events, insert):
    insert(id="chosen1")

    request = events.insert(calendarId="primary", body=body(id="chosen1"))

    assert refused(request)[:2] == (409, "duplicate")


@pytest.mark.rule("E-5")
def test_an_id_stays_taken_after_deletion_and_can_be_restored(events, insert):
    insert(id="chosen1")
    events.delete(calendarId="primary", eventId="chosen1").execute()

    assert refused(events.insert(calendarId="primary", body=body(id="chosen1")))[0] == 409
    restored = events.patch(
        calendarId="primary", eventId="chosen1", body={"status": "confirmed"}
    ).execute()
    assert restored["status"] == "confirmed"


@pytest.mark.rule("E-32", "E-33")
def test_a_deleted_event_is_still_given_and_not_deleted_twice(events, insert):
    event = insert()
    assert events.delete(calendarId="primary", eventId=event["id"]).execute() == ""

    got = events.get(calendarId="primary", eventId=event["id"]).execute()
    again = refused(events.delete(calendarId="primary", eventId=event["id"]))

    assert got["status"] == "cancelled"
    assert again == (410, "deleted", "Resource has been deleted")


def test_a_patch_merges_and_null_deletes(events, insert):
    event = insert(location="Here", extendedProperties={"private": {"a": "1", "b": "2"}})

    changed = events.patch(
        calendarId="primary",
        eventId=event["id"],
        body={"location": None, "extendedProperties": {"private": {"a": None, "c": "3"}}},
    ).execute()

    assert "location" not in changed
    assert changed["extendedProperties"] == {"private": {"b": "2", "c": "3"}}


def test_an_update_replaces(events, insert):
    event = insert(location="Here", description="Long")

    changed = events.update(calendarId="primary", eventId=event["id"], body=body()).execute()

    assert {"location", "description"}.isdisjoint(changed)
    assert changed["created"] == event["created"]


@pytest.mark.rule("Z-18")
def test_sequence_rises_with_a_move_and_not_with_a_text(events, insert):
    event = insert()

    def patched(**fields):
        return events.patch(calendarId="primary", eventId=event["id"], body=fields).execute()

    assert patched(summary="New")["sequence"] == 0
    assert patched(end={"dateTime": "2026-11-20T12:00:00+01:00"})["sequence"] == 1


@pytest.mark.rule("E-13")
def test_an_all_day_event_is_made_timed_only_by_clearing_the_date(events, insert):
    event = insert(start={"date": "2026-11-20"}, end={"date": "2026-11-21"})

    def patch(**fields):
        return events.patch(calendarId="primary", eventId=event["id"], body=fields)

    assert refused(patch(start=START, end=END))[2] == "Invalid start time."
    cleared = patch(start=START | {"date": None}, end=END | {"date": None}).execute()
    assert "dateTime" in cleared["start"]


def test_a_stale_etag_changes_nothing(events, insert):
    event = insert()
    events.patch(calendarId="primary", eventId=event["id"], body={"summary": "Other"}).execute()

    request = events.patch(calendarId="primary", eventId=event["id"], body={"summary": "Mine"})
    request.headers["If-Match"] = event["etag"]

    assert refused(request)[:2] == (412, "conditionNotMet")
    got = events.get(calendarId="primary", eventId=event["id"]).execute()
    assert got["summary"] == "Other"


def test_a_reader_may_not_write(service, service_for):
    releases = "5eed5e" + "91" * 29 + "@group.calendar.google.com"

    request = service.events().insert(calendarId=releases, body=body())

    assert refused(request)[:2] == (403, "requiredAccessLevel")


def test_a_calendar_of_a_stranger_does_not_exist(service):
    assert refused(service.events().list(calendarId="bob@example.com")) == (
        404,
        "notFound",
        "Not Found",
    )


@pytest.mark.rule("R-9", "Z-1")
def test_changing_one_occurrence_stores_an_instance_and_touches_the_family(events, insert):
    zone = {"timeZone": "Europe/Berlin"}
    series = insert(start=START | zone, end=END | zone, recurrence=["RRULE:FREQ=DAILY;COUNT=5"])
    token = events.list(calendarId="primary").execute()["nextSyncToken"]
    instance_id = f"{series['id']}_20261121T090000Z"

    changed = events.patch(
        calendarId="primary", eventId=instance_id, body={"summary": "Different"}
    ).execute()

    assert changed["recurringEventId"] == series["id"]
    assert changed["originalStartTime"]["dateTime"] == "2026-11-21T10:00:00+01:00"
    listed = events.list(calendarId="primary", syncToken=token).execute()["items"]
    assert [item["id"] for item in listed] == [series["id"], instance_id]
    assert len({item["etag"] for item in listed}) == 1


@pytest.mark.rule("R-12", "R-10")
def test_deleting_one_occurrence_leaves_a_cancelled_instance(events, insert):
    zone = {"timeZone": "Europe/Berlin"}
    series = insert(start=START | zone, end=END | zone, recurrence=["RRULE:FREQ=DAILY;COUNT=5"])
    instance_id = f"{series['id']}_20261121T090000Z"

    events.delete(calendarId="primary", eventId=instance_id).execute()

    listed = events.list(calendarId="primary", maxResults=2500).execute()["items"]
    stub = next(item for item in listed if item["id"] == instance_id)
    assert stub.keys() == {
        "kind",
        "etag",
        "id",
        "status",
        "recurringEventId",
        "originalStartTime",
    }
    starts = events.instances(calendarId="primary", eventId=series["id"]).execute()["items"]
    assert len(starts) == 4
