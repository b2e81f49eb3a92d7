"""What a write may change, what it leaves alone, and what it refuses."""

import pytest
import requests
from googleapiclient.errors import HttpError

ALICE = "alice@example.com"
ZONE = {"timeZone": "Europe/Berlin"}
TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00+01:00", **ZONE},
    "end": {"dateTime": "2026-11-20T11:00:00+01:00", **ZONE},
}


@pytest.fixture
def insert(events):
    def inserted(**fields):
        return events.insert(calendarId="primary", body=TIMES | fields).execute()

    return inserted


@pytest.fixture
def patch(events):
    def patched(event, changes, **parameters):
        asked = {"calendarId": "primary", "eventId": event["id"], "body": changes} | parameters
        return events.patch(**asked).execute()

    return patched


@pytest.fixture
def got(events):
    return lambda event: events.get(calendarId="primary", eventId=event["id"]).execute()


def refusal(work):
    with pytest.raises(HttpError) as error:
        work()
    return error.value.status_code, error.value.error_details[0]["reason"]


def test_null_removes_what_is_not_there_without_a_trace(insert, patch):
    event = insert(extendedProperties={"private": {"gone": None}})

    changed = patch(event, {"extendedProperties": {"shared": {"a": None}}, "source": None})

    assert "extendedProperties" not in event
    assert "extendedProperties" not in changed


@pytest.mark.rule("E-50")
def test_what_the_server_owns_is_not_written(insert, patch):
    event = insert()
    foreign = {"email": "x@example.com"}
    fields = {"organizer": foreign, "creator": foreign, "iCalUID": "other", "locked": True}

    changed = patch(event, fields | {"htmlLink": "x", "created": "2000-01-01T00:00:00.000Z"})

    untouched = ("organizer", "creator", "iCalUID", "htmlLink", "created")
    assert {key: changed[key] for key in untouched} == {key: event[key] for key in untouched}
    assert "locked" not in changed


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"eventType": "outOfOffice"}, "eventTypeRestriction"),
        ({"sequence": -1}, "invalid"),
        (
            {"reminders": {"useDefault": False, "overrides": [{"method": "sms", "minutes": 5}]}},
            "invalid",
        ),
        (
            {
                "reminders": {
                    "useDefault": False,
                    "overrides": [{"method": "popup", "minutes": 50_000}],
                }
            },
            "invalid",
        ),
        (
            {
                "reminders": {
                    "useDefault": False,
                    "overrides": [{"method": "popup", "minutes": 1}] * 6,
                }
            },
            "invalid",
        ),
        (
            {"reminders": {"useDefault": True, "overrides": [{"method": "popup", "minutes": 5}]}},
            "cannotUseDefaultRemindersAndSpecifyOverride",
        ),
        ({"status": "maybe"}, "invalid"),
        ({"start": {"dateTime": "2026-11-20T10:00:00Z", "timeZone": "Nowhere/Land"}}, "invalid"),
        ({"recurrence": ["RRULE:FREQ=HOURLY"]}, "invalid"),
        ({"recurrence": ["RRULE:FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z"]}, "invalid"),
        ({"recurrence": ["RRULE:FREQ=DAILY;UNTIL=20270101"]}, "invalid"),
        ({"recurrence": ["DTSTART:20261120T100000Z"]}, "invalid"),
    ],
)
def test_a_wrong_change_is_refused_and_nothing_changes(insert, patch, got, fields, reason):
    event = insert()

    assert refusal(lambda: patch(event, fields)) == (400, reason)
    assert got(event)["etag"] == event["etag"]


@pytest.mark.rule("E-26")
def test_events_from_gmail_cannot_be_created(insert):
    assert refusal(lambda: insert(eventType="fromGmail")) == (400, "eventTypeRestriction")


def test_a_wrong_selection_of_fields_leaves_no_trace(insert, patch, got):
    event = insert(summary="Before")

    assert refusal(lambda: patch(event, {"summary": "After"}, fields="nonsense")) == (
        400,
        "invalidParameter",
    )
    assert got(event)["summary"] == "Before"


@pytest.mark.rule("Z-20")
def test_flags_for_guests_are_shown_where_they_differ_from_the_default(insert):
    event = insert(guestsCanInviteOthers=False, guestsCanSeeOtherGuests=True)

    assert event["guestsCanInviteOthers"] is False
    assert "guestsCanSeeOtherGuests" not in event


@pytest.mark.rule("E-16")
def test_a_conference_is_written_only_by_who_knows_of_it(insert, patch):
    conference = {"conferenceData": {"notes": "Dial in"}}
    event = insert(**conference)
    assert "conferenceData" not in event

    known = patch(event, conference, conferenceDataVersion=1)
    assert known["conferenceData"] == {"notes": "Dial in"}
    assert patch(event, {"conferenceData": None})["conferenceData"] == {"notes": "Dial in"}
    assert "conferenceData" not in patch(event, {"conferenceData": None}, conferenceDataVersion=1)


@pytest.mark.rule("E-32")
def test_cancelling_by_patch_deletes_a_series_with_its_instances(events, insert, patch, got):
    series = insert(recurrence=["RRULE:FREQ=DAILY;COUNT=5"])
    instance = {"id": f"{series['id']}_20261121T090000Z"}
    patch(instance, {"summary": "Different"})

    patch(series, {"status": "cancelled"})

    assert got(instance)["status"] == "cancelled"
    again = events.delete(calendarId="primary", eventId=series["id"])
    assert refusal(again.execute) == (410, "deleted")


@pytest.mark.rule("R-16", "Z-3")
def test_shortening_a_series_leaves_bare_stubs_of_what_falls_outside(events, insert, patch):
    series = insert(recurrence=["RRULE:FREQ=DAILY;COUNT=9"])
    names = [f"{series['id']}_202611{day}T090000Z" for day in (21, 26, 27)]
    inside, changed, deleted = ({"id": name} for name in names)
    patch(inside, {"summary": "Stays"})
    patch(changed, {"summary": "Goes"})
    events.delete(calendarId="primary", eventId=deleted["id"]).execute()
    token = events.list(calendarId="primary", maxResults=2500).execute()["nextSyncToken"]

    patch(series, {"recurrence": ["RRULE:FREQ=DAILY;COUNT=3"]})

    listed = events.list(calendarId="primary", syncToken=token).execute()["items"]
    keys = {item["id"]: set(item) for item in listed}
    bare = {"kind", "etag", "id", "status"}  # Z-3
    assert keys[changed["id"]] == keys[deleted["id"]] == bare
    assert {"summary", "recurringEventId"} <= keys[inside["id"]]
    assert len({item["etag"] for item in listed}) == 1
    assert refusal(events.get(calendarId="primary", eventId=changed["id"]).execute)[0] == 404


@pytest.mark.rule("R-6")
def test_moving_a_series_gives_its_instances_new_names(events, insert, patch):
    series = insert(recurrence=["RRULE:FREQ=DAILY;COUNT=2"])
    later = {
        key: {"dateTime": value["dateTime"].replace("T1", "T2"), **ZONE}
        for key, value in TIMES.items()
    }

    patch(series, later)

    found = events.instances(calendarId="primary", eventId=series["id"]).execute()["items"]
    assert [item["id"][-16:] for item in found] == ["20261120T190000Z", "20261121T190000Z"]


@pytest.mark.rule("Z-2")
def test_instances_of_a_tail_are_named_after_its_base(google, events, patch):
    tail = "abcdef123_R20261120T090000"
    google.add_event(ALICE, id=tail, recurrence=["RRULE:FREQ=DAILY;COUNT=3"], **TIMES)

    found = events.instances(calendarId="primary", eventId=tail).execute()["items"]
    changed = patch(found[1], {"summary": "Different"})

    assert found[1]["id"] == "abcdef123_20261121T090000Z"  # Z-2
    assert changed["recurringEventId"] == tail


@pytest.mark.rule("Z-16")
def test_the_link_of_a_series_is_that_of_its_first_instance(events, insert):
    series = insert(recurrence=["RRULE:FREQ=DAILY;COUNT=3"])

    first = events.instances(calendarId="primary", eventId=series["id"]).execute()["items"][0]

    assert series["htmlLink"] == first["htmlLink"]  # Z-16


@pytest.mark.rule("E-19")
def test_a_guest_list_can_be_cut_to_oneself(events, insert):
    guests = [{"email": address} for address in (ALICE, "bob@example.com", "eve@example.com")]
    event = insert(attendees=guests)

    cut = events.get(calendarId="primary", eventId=event["id"], maxAttendees=1).execute()

    assert [guest["email"] for guest in cut["attendees"]] == [ALICE]
    assert cut["attendeesOmitted"] is True


@pytest.mark.rule("E-46")
def test_the_organizers_own_answer_is_accepted(insert):
    event = insert(attendees=[{"email": ALICE, "responseStatus": "declined"}])

    assert event["attendees"] == [
        {"email": ALICE, "organizer": True, "self": True, "responseStatus": "accepted"}
    ]


@pytest.mark.rule("Z-21")
def test_on_a_secondary_calendar_the_calendar_is_the_organizer(service):
    calendars = service.calendarList().list(minAccessRole="owner").execute()["items"]
    secondary = next(each for each in calendars if not each.get("primary"))

    event = service.events().insert(calendarId=secondary["id"], body=TIMES).execute()

    assert event["organizer"] == {
        "email": secondary["id"],
        "displayName": secondary["summary"],
        "self": True,
    }
    assert event["creator"] == {"email": ALICE}


@pytest.mark.parametrize("match", ["", "*"])
def test_a_write_without_a_condition_goes_through(events, insert, match):
    event = insert()
    request = events.delete(calendarId="primary", eventId=event["id"])
    request.headers["If-Match"] = match

    assert request.execute() == ""


def test_what_is_no_json_is_told_apart_from_an_empty_body(google, granted, insert):
    event = insert(summary="Talk")
    headers = {"Authorization": f"Bearer {granted().token}"}
    url = f"{google.url}/calendar/v3/calendars/primary/events/{event['id']}"

    empty, broken = (
        requests.patch(url, data=data, headers=headers, timeout=10).json() for data in ("", "{")
    )

    assert empty["summary"] == "Talk"
    assert broken["error"]["errors"][0]["reason"] == "parseError"
