"""Answers have the members that recorded ones always have, and no others unasked."""

import pytest
import requests

from gcal_emulator.demo_seed import FAMILY, HOLIDAYS, RELEASES, RUNNING

ENTRY = {
    "kind",
    "etag",
    "id",
    "summary",
    "timeZone",
    "colorId",
    "backgroundColor",
    "foregroundColor",
    "selected",
    "accessRole",
    "defaultReminders",
    "conferenceProperties",
}
IN_PART = {"description", "location", "summaryOverride", "dataOwner"}
OF_THE_PRIMARY = {"primary", "notificationSettings"}
ENVELOPE = {
    "kind",
    "etag",
    "summary",
    "description",
    "updated",
    "timeZone",
    "accessRole",
    "defaultReminders",
    "items",
}
WINDOW = {
    "timeMin": "2026-11-01T00:00:00Z",
    "timeMax": "2026-12-01T00:00:00Z",
    "orderBy": "startTime",
    "singleEvents": True,
}


def test_a_calendar_list(service):
    answer = service.calendarList().list().execute()

    assert answer.keys() == {"kind", "etag", "nextSyncToken", "items"}


@pytest.mark.parametrize("calendar_id", [FAMILY, RUNNING, RELEASES, HOLIDAYS])
def test_an_entry_of_the_calendar_list(service, calendar_id):
    entry = service.calendarList().get(calendarId=calendar_id).execute()

    assert entry.keys() >= ENTRY
    assert entry.keys() <= ENTRY | IN_PART


def test_the_primary_entry_of_the_calendar_list(service):
    entry = service.calendarList().get(calendarId="primary").execute()

    assert entry.keys() == ENTRY | OF_THE_PRIMARY


@pytest.mark.parametrize("calendar_id", ["primary", FAMILY, HOLIDAYS])
def test_a_calendar(service, calendar_id):
    calendar = service.calendars().get(calendarId=calendar_id).execute()

    always = {"kind", "etag", "id", "summary", "timeZone", "conferenceProperties"}
    assert calendar.keys() - {"dataOwner"} == always


def test_a_list_of_events_that_is_windowed_and_ordered_has_no_sync_token(service):
    answer = service.events().list(calendarId="primary", maxResults=2500, **WINDOW).execute()

    assert answer.keys() == ENVELOPE
    assert answer["description"] == ""


def test_a_free_busy_answer(service):
    query = {"timeMin": WINDOW["timeMin"], "timeMax": WINDOW["timeMax"], "items": []}

    answer = service.freebusy().query(body=query).execute()

    assert answer.keys() == {"kind", "timeMin", "timeMax", "calendars"}


@pytest.fixture
def refreshed(google, granted):
    """The answer to a refresh, which has its own headers."""
    credentials = granted()
    body = {
        "grant_type": "refresh_token",
        "refresh_token": credentials.refresh_token,
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
    }
    return requests.post(google.url + "/token", data=body, timeout=10)


def test_a_refresh_gives_neither_a_refresh_token_nor_an_identity(refreshed):
    answer = refreshed.json()

    assert answer.keys() == {"access_token", "expires_in", "scope", "token_type"}


@pytest.mark.rule("Z-24")
def test_a_token_lasts_a_second_less_than_an_hour(refreshed):
    assert refreshed.json()["expires_in"] in (3599, 3598)
    assert refreshed.headers["Content-Type"] == "application/json; charset=utf-8"
    assert refreshed.text.startswith('{\n  "')


def test_a_refused_refresh_is_a_bad_request(google):
    body = {"grant_type": "refresh_token", "refresh_token": "x"}
    secrets = google.register_client(["http://127.0.0.1:1/"])["web"]
    client = (secrets["client_id"], secrets["client_secret"])

    answer = requests.post(google.url + "/token", data=body, auth=client, timeout=10)

    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_grant", "error_description": "Bad Request"}
