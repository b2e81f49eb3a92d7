"""Lists, pages and sync tokens (sections 8, 10 and 21 of the contract)."""

import pytest
import requests
from googleapiclient.errors import HttpError

ALICE = "alice@example.com"
TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-11-20T11:00:00+01:00", "timeZone": "Europe/Berlin"},
}


def everything(events, **parameters):
    """Read a list to its end; give the items and the sync token."""
    items, page_token = [], None
    while True:
        answer = events.list(calendarId="primary", pageToken=page_token, **parameters).execute()
        items += answer["items"]
        page_token = answer.get("nextPageToken")
        if not page_token:
            return items, answer.get("nextSyncToken")


def reason(request):
    with pytest.raises(HttpError) as error:
        request.execute()
    return error.value.status_code, error.value.error_details[0]["reason"]


@pytest.mark.rule("E-70")
def test_a_list_has_what_recorded_ones_have(events):
    answer = events.list(calendarId="primary", maxResults=2500).execute()

    assert answer.keys() == {
        "kind",
        "etag",
        "summary",
        "description",
        "updated",
        "timeZone",
        "accessRole",
        "defaultReminders",
        "nextSyncToken",
        "items",
    }
    assert answer["description"] == ""


def test_pages_make_up_the_whole(events):
    whole, _ = everything(events, maxResults=2500)
    pages, token = everything(events, maxResults=17)

    assert [item["id"] for item in pages] == [item["id"] for item in whole]
    assert token


@pytest.mark.rule("Y-1", "E-61")
def test_only_the_last_page_has_a_sync_token(events):
    first = events.list(calendarId="primary", maxResults=10).execute()

    assert "nextPageToken" in first
    assert "nextSyncToken" not in first


@pytest.mark.rule("Y-2")
def test_what_changes_between_pages_comes_with_the_next_increment(events, google):
    first = events.list(calendarId="primary", maxResults=10).execute()
    seen = first["items"][0]["id"]
    events.patch(calendarId="primary", eventId=seen, body={"summary": "Changed"}).execute()
    added = google.add_event(ALICE, summary="Added", **TIMES)

    page_token = first["nextPageToken"]
    rest = events.list(calendarId="primary", maxResults=2500, pageToken=page_token).execute()

    token = rest["nextSyncToken"]
    assert added["id"] in [item["id"] for item in rest["items"]]
    increment = events.list(calendarId="primary", syncToken=token).execute()["items"]
    assert seen in [item["id"] for item in increment]


@pytest.mark.rule("E-65", "Y-16")
def test_cancelled_instances_belong_to_an_unexpanded_list(events):
    items, _ = everything(events)

    cancelled = [item for item in items if item["status"] == "cancelled"]
    assert [item["id"].partition("_")[1] for item in cancelled] == ["_"]


@pytest.mark.rule("E-64")
def test_expanded_lists_hold_instances_and_never_series(events):
    items, _ = everything(
        events,
        singleEvents=True,
        timeMin="2026-11-01T00:00:00Z",
        timeMax="2026-12-01T00:00:00Z",
    )

    assert not any("recurrence" in item for item in items)
    assert any("recurringEventId" in item for item in items)


@pytest.mark.rule("E-63")
def test_a_window_bounds_the_end_below_and_the_start_above(events, google):
    google.add_event(ALICE, id="edge1", summary="Edge", **TIMES)

    def found(time_min, time_max):
        items, _ = everything(events, timeMin=time_min, timeMax=time_max, q="Edge")
        return bool(items)

    assert found("2026-11-20T09:59:00Z", "2026-11-20T12:00:00Z")
    assert not found("2026-11-20T10:00:00Z", "2026-11-20T12:00:00Z")
    assert found("2026-11-20T08:00:00Z", "2026-11-20T09:00:01Z")
    assert not found("2026-11-20T08:00:00Z", "2026-11-20T09:00:00Z")


@pytest.mark.rule("E-68")
def test_ordering_by_start_needs_expansion_and_gives_no_sync_token(events):
    unexpanded = events.list(calendarId="primary", orderBy="startTime")
    window = {"timeMin": "2026-11-01T00:00:00Z", "timeMax": "2026-11-08T00:00:00Z"}

    assert reason(unexpanded) == (400, "badRequest")
    _, token = everything(events, orderBy="startTime", singleEvents=True, **window)
    assert token is None


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"q": "x"}, (400, "syncTokenWithRequestRestrictions")),
        ({"timeMin": "2026-01-01T00:00:00Z"}, (400, "syncTokenWithRequestRestrictions")),
        ({"showDeleted": False}, (400, "syncTokenWithRequestRestrictions")),
        ({"orderBy": "updated"}, (400, "syncTokenWithNonDefaultOrdering")),
        ({"singleEvents": True}, (410, "fullSyncRequired")),
    ],
)
@pytest.mark.rule("Y-5")
def test_a_sync_token_stands_alone(events, parameters, expected):
    _, token = everything(events)

    assert reason(events.list(calendarId="primary", syncToken=token, **parameters)) == expected


@pytest.mark.parametrize(
    ("damage", "expected"),
    [("x", (400, "invalid")), ("CPDAlvWDx70CEPDAlvWDx70CGAU=", (410, "fullSyncRequired"))],
)
@pytest.mark.rule("Z-11", "Y-8")
def test_a_foreign_token_is_told_from_garbage(events, damage, expected):
    assert reason(events.list(calendarId="primary", syncToken=damage)) == expected


@pytest.mark.rule("Y-7")
def test_expired_tokens_answer_410(events, google):
    _, token = everything(events)
    google.expire_sync_tokens()

    assert reason(events.list(calendarId="primary", syncToken=token)) == (410, "fullSyncRequired")


@pytest.mark.rule("Y-21")
def test_a_token_of_one_person_is_not_anothers(service_for, google):
    releases = "5eed5e" + "91" * 29 + "@group.calendar.google.com"
    alice, bob = service_for(), service_for("bob@example.com")
    token = alice.events().list(calendarId=releases).execute()["nextSyncToken"]

    assert reason(bob.events().list(calendarId=releases, syncToken=token))[0] == 410


@pytest.mark.rule("Y-9")
def test_nothing_new_gives_an_empty_increment_and_a_token(events):
    _, token = everything(events)

    answer = events.list(calendarId="primary", syncToken=token).execute()

    assert answer["items"] == []
    assert answer["nextSyncToken"]


def test_calendars_come_primary_last_with_what_recorded_ones_have(service):
    items = service.calendarList().list().execute()["items"]

    always = {
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
    assert [item.get("primary", False) for item in items] == [False] * 4 + [True]
    assert all(always <= item.keys() for item in items)
    assert "notificationSettings" in items[-1]


def test_partial_responses_hold_what_was_asked_for(events):
    answer = events.list(
        calendarId="primary", fields="items(id,start/date),nextSyncToken"
    ).execute()

    assert answer.keys() == {"items", "nextSyncToken"}
    assert {key for item in answer["items"] for key in item} <= {"id", "start"}


@pytest.mark.parametrize("fields", ["items(", "items)id", "items//", "(", "a,,b", "items(id,)"])
def test_a_wrong_selection_is_refused(events, fields):
    assert reason(events.list(calendarId="primary", fields=fields)) == (400, "invalidParameter")


def test_a_long_query_is_sent_as_post_and_understood(events, google):
    found, _ = everything(events, q="stand " * 400 + "nothing")

    assert found == []
    assert google.log.count("events.list", having="q") == 1


def test_colors_and_settings(service):
    colors = service.colors().get().execute()
    settings = service.settings().list().execute()["items"]

    assert (len(colors["calendar"]), len(colors["event"])) == (24, 11)
    zone = service.settings().get(setting="timezone").execute()
    assert zone["value"] == "Europe/Berlin"
    assert zone in settings


def test_a_scope_opens_only_its_methods(service_for):
    reading = service_for(scopes=["https://www.googleapis.com/auth/calendar.events.readonly"])

    assert reading.events().list(calendarId="primary").execute()["items"]
    assert reason(reading.calendarList().list()) == (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    assert reason(reading.events().delete(calendarId="primary", eventId="x"))[0] == 403


def test_a_call_without_token_is_the_front_ends_401(google):
    answer = requests.get(google.url + "/calendar/v3/colors", timeout=10)

    error = answer.json()["error"]
    assert list(error) == ["code", "message", "errors", "status"]
    assert error["status"] == "UNAUTHENTICATED"
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert answer.text.startswith('{\n  "error"')


def test_calendars_errors_are_indented_by_one_and_have_no_status(google, granted):
    headers = {"Authorization": f"Bearer {granted().token}"}

    answer = requests.get(
        google.url + "/calendar/v3/calendars/x/events", headers=headers, timeout=9
    )

    assert answer.text.startswith('{\n "error"')
    assert list(answer.json()["error"]) == ["errors", "code", "message"]


def test_single_resources_have_an_etag_header_and_lists_have_none(google, granted):
    headers = {"Authorization": f"Bearer {granted().token}"}
    base = google.url + "/calendar/v3/"

    one = requests.get(base + "users/me/calendarList/primary", headers=headers, timeout=10)
    many = requests.get(base + "users/me/calendarList", headers=headers, timeout=10)
    same = requests.get(
        base + "users/me/calendarList/primary",
        headers=headers | {"If-None-Match": one.headers["ETag"]},
        timeout=10,
    )

    assert one.headers["ETag"] == one.json()["etag"]
    assert "ETag" not in many.headers
    assert (same.status_code, same.content) == (304, b"")
    assert one.headers["Cache-Control"].startswith("private")
