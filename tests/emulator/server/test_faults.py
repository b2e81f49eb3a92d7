"""Faults on demand, and what is kept out of the world because no answer could hold it."""

import json

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from googleapiclient.errors import HttpError

ALICE = "alice@example.com"


def refused(request):
    with pytest.raises(HttpError) as error:
        request.execute(num_retries=0)
    return error.value


@pytest.mark.parametrize(
    ("status", "reason", "domain", "message"),
    [
        (403, "rateLimitExceeded", "usageLimits", "Rate Limit Exceeded"),
        (403, "userRateLimitExceeded", "usageLimits", "User Rate Limit Exceeded"),
        (403, "quotaExceeded", "usageLimits", "Calendar usage limits exceeded."),
        (403, "notACalendarUser", "calendar", "The user must be signed up for Google Calendar."),
        (404, "notFound", "global", "Not Found"),
        (429, "rateLimitExceeded", "usageLimits", "Rate Limit Exceeded"),
        (500, "backendError", "global", "Backend Error"),
        (503, "backendError", "global", "Backend Error"),
    ],
)
def test_a_fault_is_shaped_as_google_shapes_it(google, service, status, reason, domain, message):
    google.fail(method="events.list", status=status, reason=reason)

    error = refused(service.events().list(calendarId="primary"))

    assert json.loads(error.content) == {
        "error": {
            "errors": [{"domain": domain, "reason": reason, "message": message}],
            "code": status,
            "message": message,
        }
    }


def test_a_switched_off_api_says_where_to_switch_it_on(google, service):
    google.fail(method="calendarList.list", status=403, reason="accessNotConfigured")

    error = json.loads(refused(service.calendarList().list()).content)["error"]

    assert error["errors"][0]["extendedHelp"].startswith("https://")
    assert error["details"][0]["reason"] == "SERVICE_DISABLED"
    assert error["details"][0]["metadata"]["service"] == "calendar-json.googleapis.com"


def test_a_fault_is_used_up_by_its_count(google, service):
    google.fail(method="events.list", status=403, reason="quotaExceeded", skip=1, times=2)

    def works():
        try:
            service.events().list(calendarId="primary", maxResults=1).execute()
        except HttpError:
            return False
        return True

    assert [works() for _ in range(4)] == [True, False, False, True]


def test_a_body_may_be_cut_off(google, service):
    google.fail(method="events.list", status=200, body='{"items": [{"id"')

    answer = service.events().list(calendarId="primary").execute()

    assert answer == '{"items": [{"id"'  # Google's client gives what it cannot read as it came


def test_the_token_endpoint_fails_too(google, granted):
    credentials = granted()
    google.fail(method="oauth.token", status=503, times=3)

    with pytest.raises(RefreshError) as error:
        credentials.refresh(Request())

    assert error.value.retryable
    assert google.log.count("oauth.token") == 1 + 3


@pytest.mark.parametrize(
    "rule",
    [
        {"method": "events.lst"},
        {"method": "events.list", "status": 99},
        {"method": "events.list", "status": "500"},
        {"method": "events.list", "times": 0},
        {"method": "events.list", "skip": -1},
        {"method": "events.list", "body": 3},
        {"method": 3},
        {},
    ],
)
def test_a_rule_that_could_never_be_met_is_refused(google, rule):
    answer = requests.post(google.url + "/_emulator/faults", json=rule, timeout=10)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "event",
    [
        {"id": "bad", "nonsense": 1, "start": {"date": "2026-11-20"}},
        {"id": "bad", "start": {"date": "x"}},
        {"id": "bad", "start": {"date": "20261120"}},
        {"id": "bad", "start": {"dateTime": "2026-11-20"}},
        {"id": "bad", "summary": "without times"},
        {"id": "bad", "start": {"date": "2026-11-20"}, "recurrence": ["RRULE:FREQ=NEVER"]},
        {"id": "bad", "start": {"date": "2026-11-20"}, "sequence": True},
        {"id": "bad", "start": {"date": "2026-11-20"}, "attendees": {"email": "x"}},
    ],
)
def test_an_event_that_no_answer_could_hold_is_not_let_in(google, service, event):
    seed = {"calendars": [{"id": ALICE, "events": [event]}]}

    answer = requests.post(google.url + "/_emulator/seed", json=seed, timeout=10)

    assert answer.status_code == 400
    ids = [each["id"] for each in service.events().list(calendarId="primary").execute()["items"]]
    assert "bad" not in ids


def test_an_event_is_added_over_http_and_in_process_alike(google):
    described = {"summary": "Talk", "start": {"date": "2026-11-20"}}
    body = {"calendarId": ALICE, "event": described}

    over_http = requests.post(google.url + "/_emulator/events", json=body, timeout=10).json()
    in_process = google.add_event(ALICE, **described)

    assert over_http.keys() == in_process.keys()
    assert over_http["end"] == {"date": "2026-11-21"}
    assert "etag" in over_http


def test_signing_in_is_logged_without_its_values(google, granted):
    granted()

    entries = {entry.method: entry for entry in google.log}

    assert {"oauth.auth", "oauth.consent", "oauth.token"} <= entries.keys()
    assert entries["oauth.auth"].query["state"] == []
    assert entries["oauth.token"].status == 200
