"""What is shown of a shared calendar's events, by the role of who looks."""

import pytest
from googleapiclient.errors import HttpError

from gcal_emulator.demo_seed import FAMILY

ALICE, BOB = "alice@example.com", "bob@example.com"
DETAILS = {
    "summary": "Doctor",
    "description": "Knee",
    "location": "Main street",
    "attendees": [{"email": ALICE}, {"email": "guest@example.com"}],
}
TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00+01:00"},
    "end": {"dateTime": "2026-11-20T11:00:00+01:00"},
}


@pytest.fixture
def shown_to(google, service, service_for):
    """Stores an event of Alice's family and gives it as Bob sees it in his role."""

    def shown(role, **fields):
        google.share(FAMILY, BOB, role)
        events = service.events()
        event = events.insert(calendarId=FAMILY, body=DETAILS | TIMES | fields).execute()
        bobs = service_for(BOB).events()
        return bobs, bobs.get(calendarId=FAMILY, eventId=event["id"]).execute()

    return shown


def refusal(request):
    with pytest.raises(HttpError) as error:
        request.execute()
    return error.value.status_code, error.value.error_details[0]["reason"]


@pytest.mark.rule("C-20")
def test_who_sees_free_and_busy_sees_times_and_nothing_else(shown_to):
    events, event = shown_to("freeBusyReader")
    listed = events.list(calendarId=FAMILY, iCalUID=event["iCalUID"]).execute()["items"]

    assert {"id", "start", "end"} <= event.keys()
    assert not {*DETAILS, "creator", "organizer"} & event.keys()
    assert listed == [event]
    refused = refusal(events.patch(calendarId=FAMILY, eventId=event["id"], body={"summary": "X"}))
    assert refused == (403, "requiredAccessLevel")


@pytest.mark.rule("C-21")
@pytest.mark.parametrize("visibility", ["private", "confidential"])
def test_a_writer_without_private_access_neither_sees_nor_edits_private_events(
    shown_to, visibility
):
    events, event = shown_to("writerWithoutPrivateAccess", visibility=visibility)

    assert not DETAILS.keys() & event.keys()
    assert event["visibility"] == "private"
    patch = events.patch(calendarId=FAMILY, eventId=event["id"], body={"summary": "X"})
    assert refusal(patch)[0] == 403
    assert refusal(events.delete(calendarId=FAMILY, eventId=event["id"]))[0] == 403


@pytest.mark.rule("C-21")
def test_a_writer_without_private_access_edits_the_others(shown_to):
    events, event = shown_to("writerWithoutPrivateAccess")

    changed = events.patch(
        calendarId=FAMILY, eventId=event["id"], body={"summary": "Dentist"}
    ).execute()

    assert changed["summary"] == "Dentist"


@pytest.mark.parametrize("role", ["writer", "owner"])
def test_writers_and_owners_see_private_events_whole(shown_to, role):
    _, event = shown_to(role, visibility="private")

    assert event["summary"] == "Doctor"
