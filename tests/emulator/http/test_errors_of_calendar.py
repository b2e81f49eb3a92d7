"""Calendar's own errors, each as Google words it."""

import pytest

from gcal_emulator.demo_seed import FAMILY, HOLIDAYS, RELEASES

ALICE, BOB = "alice@example.com", "bob@example.com"
ZONE = {"timeZone": "Europe/Berlin"}
TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00+01:00"} | ZONE,
    "end": {"dateTime": "2026-11-20T11:00:00+01:00"} | ZONE,
}
DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
EMPTY = {
    "domain": "calendar",
    "reason": "timeRangeEmpty",
    "message": "The specified time range is empty.",
    "locationType": "parameter",
    "location": "timeMax",
}
RESTRICTED = "Sync token cannot be used with other request restrictions."
ORDERED = "Sync token cannot be used with non-default ordering"


@pytest.fixture
def events(service):
    return service.events()


@pytest.fixture
def insert(events):
    """Makes the request that inserts an event with these fields."""

    def inserting(calendar_id="primary", **fields):
        return events.insert(calendarId=calendar_id, body=TIMES | fields)

    return inserting


@pytest.mark.rule("X-1")
@pytest.mark.parametrize("end", ["2026-11-20T10:00:00+01:00", "2026-11-20T09:00:00+01:00"])
def test_an_end_that_is_not_after_the_start(insert, refused, end):
    status, _, details = refused(insert(end={"dateTime": end} | ZONE))

    assert (status, details) == (400, EMPTY)


@pytest.mark.rule("X-8")
def test_a_guest_who_edits_what_all_share(google, service_for, insert, refused):
    event = insert(attendees=[{"email": BOB}]).execute()
    bobs = service_for(BOB).events()

    status, reason, details = refused(
        bobs.patch(calendarId="primary", eventId=event["id"], body={"summary": "Mine"})
    )

    assert (status, reason, details["domain"]) == (403, "forbiddenForNonOrganizer", "calendar")
    assert details["message"] == (
        "Shared properties can only be changed by the organizer of the event."
    )


@pytest.mark.rule("X-9")
@pytest.mark.parametrize("calendar_id", [RELEASES, HOLIDAYS])
def test_a_reader_who_writes(insert, refused, calendar_id):
    status, reason, details = refused(insert(calendar_id))

    assert (status, reason) == (403, "requiredAccessLevel")
    assert details["message"] == "You need to have writer access to this calendar."


@pytest.mark.rule("X-10")
@pytest.mark.parametrize(
    "path", [{"calendarId": BOB, "eventId": "x"}, {"calendarId": "primary", "eventId": "x"}]
)
def test_what_is_not_there_or_not_shown(events, refused, path):
    status, _, details = refused(events.get(**path))

    assert status == 404
    assert details == {"domain": "global", "reason": "notFound", "message": "Not Found"}


@pytest.mark.rule("X-11")
@pytest.mark.parametrize("is_deleted", [False, True])
def test_an_id_that_is_taken_also_by_a_deleted_event(events, insert, refused, is_deleted):
    insert(id="abcde").execute()
    if is_deleted:
        events.delete(calendarId="primary", eventId="abcde").execute()

    status, _, details = refused(insert(id="abcde"))

    message = "The requested identifier already exists."
    assert status == 409
    assert details == {"domain": "global", "reason": "duplicate", "message": message}


@pytest.mark.rule("X-13")
def test_a_sync_token_that_has_died(google, events, refused):
    token = events.list(calendarId="primary", maxResults=2500).execute()["nextSyncToken"]
    google.expire_sync_tokens()

    status, _, details = refused(events.list(calendarId="primary", syncToken=token))

    assert status == 410
    assert details == {
        "domain": "calendar",
        "reason": "fullSyncRequired",
        "message": "Sync token is no longer valid, a full sync is required.",
        "locationType": "parameter",
        "location": "syncToken",
    }


@pytest.mark.rule("X-14")
def test_an_updated_min_that_is_too_old(events, refused):
    request = events.list(calendarId="primary", updatedMin="2020-01-01T00:00:00Z")

    status, _, details = refused(request)

    assert status == 410
    assert details == {
        "domain": "calendar",
        "reason": "updatedMinTooLongAgo",
        "message": "The requested minimum modification time lies too far in the past.",
        "locationType": "parameter",
        "location": "updatedMin",
    }


@pytest.mark.rule("X-15")
def test_deleting_twice(events, event, refused):
    request = events.delete(calendarId="primary", eventId=event["id"])
    request.execute()

    status, _, details = refused(request)

    message = "Resource has been deleted"
    assert status == 410
    assert details == {"domain": "global", "reason": "deleted", "message": message}


@pytest.mark.rule("X-21")
@pytest.mark.parametrize("event_id", ["abcd", "ABCDE", "with-dash", "wxyzw", "a" * 1025])
def test_an_id_outside_of_the_alphabet(insert, refused, event_id):
    status, reason, details = refused(insert(id=event_id))

    assert (status, reason, details["message"]) == (400, "invalid", "Invalid resource id value.")


@pytest.mark.rule("X-21")
@pytest.mark.parametrize("address", ["", "bob", "bob@", "a b@example.com"])
def test_a_guest_without_an_address(insert, refused, address):
    status, reason, details = refused(insert(attendees=[{"email": address}]))

    assert (status, reason, details["message"]) == (400, "invalid", "Invalid attendee email.")


@pytest.mark.rule("X-21")
def test_a_whole_day_that_becomes_timed_while_its_date_stays(events, event, refused):
    request = events.patch(calendarId="primary", eventId=event["id"], body=TIMES)

    status, reason, details = refused(request)

    assert (status, reason, details["message"]) == (400, "invalid", "Invalid start time.")


@pytest.mark.rule("X-21")
def test_a_sync_token_that_is_none(events, refused):
    status, _, details = refused(events.list(calendarId="primary", syncToken="x"))

    assert status == 400
    assert details == {"domain": "global", "reason": "invalid", "message": "Invalid Value"}


@pytest.mark.rule("X-22")
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"end": None}, "Missing end time."),
        ({"start": None}, "Missing start time."),
        (
            {
                "start": {"dateTime": "2026-11-20T10:00:00+01:00"},
                "recurrence": ["RRULE:FREQ=DAILY"],
            },
            "Missing time zone definition for start time.",
        ),
    ],
)
def test_what_is_missing_is_named(insert, refused, fields, message):
    status, reason, details = refused(insert(**fields))

    assert (status, reason, details["message"]) == (400, "required", message)


@pytest.mark.rule("X-22")
def test_a_missing_parameter_is_named(wire, event):
    answer = wire("POST", f"calendars/primary/events/{event['id']}/move")

    (error,) = answer.json()["error"]["errors"]
    assert (answer.status_code, error["reason"]) == (400, "required")
    assert error["location"] == "destination"


@pytest.mark.rule("X-24", "X-25")
@pytest.mark.parametrize(
    ("parameters", "reason", "message"),
    [
        ({"q": "x"}, "syncTokenWithRequestRestrictions", RESTRICTED),
        ({"timeMin": "2026-01-01T00:00:00Z"}, "syncTokenWithRequestRestrictions", RESTRICTED),
        ({"timeMax": "2026-01-01T00:00:00Z"}, "syncTokenWithRequestRestrictions", RESTRICTED),
        ({"showDeleted": False}, "syncTokenWithRequestRestrictions", RESTRICTED),
        ({"orderBy": "updated"}, "syncTokenWithNonDefaultOrdering", ORDERED),
    ],
)
def test_what_cannot_stand_beside_a_sync_token(events, refused, parameters, reason, message):
    token = events.list(calendarId="primary", maxResults=2500).execute()["nextSyncToken"]

    status, *given = refused(events.list(calendarId="primary", syncToken=token, **parameters))

    assert (status, given[0], given[1]["message"]) == (400, reason, message)


@pytest.mark.rule("X-26")
def test_ordering_by_start_what_is_not_expanded(events, refused):
    status, reason, details = refused(events.list(calendarId="primary", orderBy="startTime"))

    assert (status, reason) == (400, "badRequest")
    assert details["message"] == (
        "The requested ordering is not available for the particular query."
    )


@pytest.mark.rule("X-27")
def test_importing_a_meeting_of_others(events, refused):
    body = TIMES | {
        "iCalUID": "1@example.com",
        "organizer": {"email": "eve@example.com"},
        "attendees": [{"email": "carol@example.com"}],
    }

    status, reason, details = refused(events.import_(calendarId="primary", body=body))

    assert (status, reason) == (400, "participantIsNeitherOrganizerNorAttendee")
    assert (details["domain"], details["message"]) == (
        "global",
        "The owner of the calendar must either be the organizer or an attendee of an event that "
        "is imported.",
    )


@pytest.mark.rule("X-28")
def test_moving_one_instance_to_another_calendar(events, insert, refused):
    series = insert(recurrence=["RRULE:FREQ=DAILY;COUNT=3"]).execute()
    instance = f"{series['id']}_20261121T090000Z"
    request = events.move(calendarId="primary", eventId=instance, destination=FAMILY)

    assert refused(request)[:2] == (400, "cannotChangeOrganizerOfInstance")


@pytest.mark.rule("X-29")
def test_moving_a_meeting_of_others(events, refused):
    invited = events.list(calendarId="primary", q="Release retrospective").execute()["items"][0]
    request = events.move(calendarId="primary", eventId=invited["id"], destination=FAMILY)

    assert refused(request)[:2] == (400, "cannotChangeOrganizer")


@pytest.mark.rule("X-30")
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            {
                "eventType": "workingLocation",
                "visibility": "private",
                "transparency": "transparent",
                "workingLocationProperties": {"type": "homeOffice", "homeOffice": {}},
            },
            "malformedWorkingLocationEvent",
        ),
        ({"eventType": "focusTime", **DAY}, "malformedFocusTimeEvent"),
        ({"eventType": "outOfOffice", **DAY}, "malformedOutOfOfficeEvent"),
        ({"eventType": "party"}, "invalidEventType"),
        ({"eventType": "fromGmail"}, "eventTypeRestriction"),
    ],
)
def test_special_events_that_are_not_what_they_claim(insert, refused, fields, reason):
    assert refused(insert(**fields))[:2] == (400, reason)


@pytest.mark.rule("X-31")
def test_an_event_that_is_too_long(google, insert, refused):
    google.switch(event_days=7)
    end = {"dateTime": "2026-11-28T10:00:00+01:00"} | ZONE

    assert refused(insert(end=end))[:2] == (400, "eventDurationExceedsLimit")


@pytest.mark.rule("X-36")
@pytest.mark.parametrize(
    ("fields", "reason", "message"),
    [
        ({"address": "http://example.com/"}, "push.webhookUrlNotHttps", "must be HTTPS"),
        ({"type": "pigeon"}, "push.channelTypeNotSupported", "not supported"),
        ({"id": ""}, "required", "channel id"),
    ],
)
def test_a_channel_that_cannot_be_opened(events, refused, fields, reason, message):
    body = {"id": "1", "type": "web_hook", "address": "https://127.0.0.1:9/hook"} | fields

    status, given, details = refused(events.watch(calendarId="primary", body=body))

    assert (status, given) == (400, reason)
    assert message in details["message"]
