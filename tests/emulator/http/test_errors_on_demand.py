"""Errors asked for on demand have the shape of those that come by themselves."""

import json

import pytest
from googleapiclient.errors import HttpError

ORGANIZER = "Shared properties can only be changed by the organizer of the event."
ACCESS = "You need to have writer access to this calendar."
FULL_SYNC = "Sync token is no longer valid, a full sync is required."
TOO_LONG_AGO = "The requested minimum modification time lies too far in the past."
LOCATIONS = {
    "timeRangeEmpty": {"locationType": "parameter", "location": "timeMax"},
    "fullSyncRequired": {"locationType": "parameter", "location": "syncToken"},
    "updatedMinTooLongAgo": {"locationType": "parameter", "location": "updatedMin"},
    "conditionNotMet": {"locationType": "header", "location": "If-Match"},
}


def error_of(request):
    with pytest.raises(HttpError) as error:
        request.execute()
    return json.loads(error.value.content)["error"]


@pytest.mark.rule("X-6", "X-7", "X-17")
@pytest.mark.parametrize(
    ("status", "reason", "domain", "message"),
    [
        (400, "timeRangeEmpty", "calendar", "The specified time range is empty."),
        (403, "userRateLimitExceeded", "usageLimits", "User Rate Limit Exceeded"),
        (403, "rateLimitExceeded", "usageLimits", "Rate Limit Exceeded"),
        (403, "quotaExceeded", "usageLimits", "Calendar usage limits exceeded."),
        (403, "dailyLimitExceeded", "usageLimits", "Daily Limit Exceeded"),
        (403, "forbiddenForNonOrganizer", "calendar", ORGANIZER),
        (403, "requiredAccessLevel", "global", ACCESS),
        (403, "notACalendarUser", "calendar", "The user must be signed up for Google Calendar."),
        (404, "notFound", "global", "Not Found"),
        (409, "duplicate", "global", "The requested identifier already exists."),
        (409, "conflict", "global", "Conflict"),
        (410, "fullSyncRequired", "calendar", FULL_SYNC),
        (410, "updatedMinTooLongAgo", "calendar", TOO_LONG_AGO),
        (410, "deleted", "global", "Resource has been deleted"),
        (412, "conditionNotMet", "global", "Precondition Failed"),
        (429, "rateLimitExceeded", "usageLimits", "Rate Limit Exceeded"),
        (500, "backendError", "global", "Backend Error"),
        (503, "backendError", "global", "Backend Error"),
    ],
)
def test_a_fault_is_shaped_as_google_shapes_it(google, service, status, reason, domain, message):
    google.fail(method="events.list", status=status, reason=reason)

    error = error_of(service.events().list(calendarId="primary"))

    told = {"domain": domain, "reason": reason, "message": message}
    assert error["errors"] == [told | LOCATIONS.get(reason, {})]
    assert (error["code"], error["message"]) == (status, message)
    newer = {"status"} if status == 429 else set()
    assert error.keys() == {"errors", "code", "message", *newer}


def test_a_bad_token_can_be_a_fault(google, wire):
    google.fail(method="events.list", status=401, reason="authError")

    error = wire("GET", "calendars/primary/events").json()["error"]

    assert error["errors"][0]["location"] == "Authorization"
    assert error["status"] == "UNAUTHENTICATED"


def test_a_missing_scope_can_be_a_fault(google, service):
    google.fail(method="colors.get", status=403, reason="insufficientPermissions")

    error = error_of(service.colors().get())

    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_a_switched_off_api_says_where_to_switch_it_on(google, service):
    google.fail(method="calendarList.list", status=403, reason="accessNotConfigured")

    error = error_of(service.calendarList().list())

    assert error["errors"][0]["extendedHelp"].startswith("https://")
    assert error["details"][0]["reason"] == "SERVICE_DISABLED"
    assert error["details"][0]["metadata"]["service"] == "calendar-json.googleapis.com"
