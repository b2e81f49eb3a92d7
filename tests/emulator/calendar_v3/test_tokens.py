"""Page tokens and sync tokens: what they are bound to, what they survive, what they miss not."""

import base64
import datetime as dt

import pytest
from googleapiclient.errors import HttpError

ALICE = "alice@example.com"
ZONE = {"timeZone": "Europe/Berlin"}
TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00+01:00", **ZONE},
    "end": {"dateTime": "2026-11-20T11:00:00+01:00", **ZONE},
}
DAILY = {"recurrence": ["RRULE:FREQ=DAILY;COUNT=5"]}
SMALL = {"users": [{"email": ALICE, "settings": {"timezone": "Europe/Berlin"}}]}


@pytest.fixture
def small(google):
    """A calendar with few events, of which whole expanded lists are short."""
    seed = {"calendars": [{"id": "small@group.calendar.google.com", "owner": ALICE}]}
    google.load(seed)
    return seed["calendars"][0]["id"]


def reason(request):
    with pytest.raises(HttpError) as error:
        request.execute()
    return error.value.status_code, error.value.error_details[0]["reason"]


def status_of(request):
    try:
        request.execute()
    except HttpError as error:
        return error.status_code
    return 200


def everything(events, **parameters):
    """Read a list to its end; give the items and the sync token."""
    items, page_token = [], None
    while True:
        answer = events.list(pageToken=page_token, **parameters).execute()
        items += answer["items"]
        page_token = answer.get("nextPageToken")
        if not page_token:
            return items, answer.get("nextSyncToken")


@pytest.mark.parametrize(
    "changed",
    [{"q": "x"}, {"timeMin": "2026-01-01T00:00:00Z"}, {"showDeleted": True}, {"iCalUID": "x"}],
)
@pytest.mark.rule("E-62")
def test_a_page_token_needs_the_same_parameters(events, changed):
    token = events.list(calendarId="primary", maxResults=3).execute()["nextPageToken"]

    request = events.list(calendarId="primary", maxResults=3, pageToken=token, **changed)

    assert reason(request) == (400, "invalid")


@pytest.mark.parametrize("token", ["x", "W10=", "WzEsMiwzLDRd", "bnVsbA==", "☃"])
def test_garbage_is_no_page_token(events, token):
    assert reason(events.list(calendarId="primary", pageToken=token)) == (400, "invalid")


def test_a_page_may_be_larger_than_the_one_before(events):
    token = events.list(calendarId="primary", maxResults=3).execute()["nextPageToken"]

    rest = events.list(calendarId="primary", maxResults=2500, pageToken=token).execute()

    assert len(rest["items"]) > 3


def test_a_list_that_was_begun_outlives_its_sync_tokens(google, events):
    token = events.list(calendarId="primary", maxResults=3).execute()["nextPageToken"]
    google.expire_sync_tokens()

    assert events.list(calendarId="primary", maxResults=3, pageToken=token).execute()["items"]


@pytest.mark.rule("Y-7")
def test_an_increment_dies_with_its_sync_token_in_its_middle(google, events):
    _, sync_token = everything(events, calendarId="primary", maxResults=2500)
    for _ in range(4):
        google.add_event(ALICE, **TIMES)
    asked = {"calendarId": "primary", "syncToken": sync_token, "maxResults": 3}
    page_token = events.list(**asked).execute()["nextPageToken"]
    google.expire_sync_tokens()

    assert reason(events.list(**asked, pageToken=page_token)) == (410, "fullSyncRequired")


@pytest.mark.parametrize(
    "parameters",
    [
        {"orderBy": "updated"},
        {"q": "e"},
        {"orderBy": "startTime", "singleEvents": True, "timeMax": "2020-01-01T00:00:00Z"},
    ],
)
@pytest.mark.rule("Y-14", "Z-15")
def test_an_ordered_list_or_a_search_gives_no_sync_token(events, parameters):
    assert everything(events, calendarId="primary", **parameters)[1] is None


@pytest.mark.rule("Y-13")
def test_a_window_gives_a_token_that_forgets_the_window(google, events):
    window = {"timeMin": "2026-11-01T00:00:00Z", "timeMax": "2026-11-02T00:00:00Z"}
    _, token = everything(events, calendarId="primary", **window)
    far = google.add_event(ALICE, summary="Far", start={"date": "2030-01-01"})

    increment, _ = everything(events, calendarId="primary", syncToken=token)

    assert [item["id"] for item in increment] == [far["id"]]


@pytest.mark.rule("Y-12")
def test_an_expanded_list_gives_a_token_on_its_last_page(google, events, small):
    google.add_event(small, id="series1", **TIMES, **DAILY)

    first = events.list(calendarId=small, singleEvents=True, maxResults=3).execute()
    items, token = everything(events, calendarId=small, singleEvents=True, maxResults=3)

    assert "nextSyncToken" not in first
    assert (len(items), bool(token)) == (5, True)


@pytest.mark.rule("Z-14", "Y-27")
def test_the_shape_of_an_events_token(events):
    _, token = everything(events, calendarId="primary", maxResults=2500)

    data = base64.urlsafe_b64decode(token)
    assert token.endswith("=") == bool(len(data) % 3)
    assert (data[0], data[9]) == (0x08, 0x10)
    assert data[1:9] == data[10:18]  # Z-14: twice the moment of the last change


@pytest.mark.rule("Z-14")
def test_the_token_of_the_calendar_list_holds_the_address(service):
    token = service.calendarList().list().execute()["nextSyncToken"]

    assert ALICE.encode() in base64.urlsafe_b64decode(token)
    assert service.calendarList().list(syncToken=token).execute()["items"] == []


@pytest.mark.parametrize(
    "parameters",
    [{"minAccessRole": "owner"}, {"showOwnOrganizationOnly": True}, {"showDeleted": False}],
)
def test_the_calendar_lists_token_stands_alone(service, parameters):
    token = service.calendarList().list().execute()["nextSyncToken"]

    request = service.calendarList().list(syncToken=token, **parameters)

    assert reason(request) == (400, "syncTokenWithRequestRestrictions")


def test_a_calendar_that_comes_into_the_list_is_in_its_increment(google, service):
    token = service.calendarList().list().execute()["nextSyncToken"]
    google.add_calendar(id="new@group.calendar.google.com", owner=ALICE, summary="New")

    items = service.calendarList().list(syncToken=token).execute()["items"]

    assert [item["summary"] for item in items] == ["New"]


@pytest.mark.rule("Y-20")
def test_settings_have_tokens_too(service):
    token = service.settings().list().execute()["nextSyncToken"]

    assert service.settings().list(syncToken=token).execute()["items"] == []
    assert reason(service.settings().list(syncToken="x")) == (400, "invalid")


@pytest.mark.parametrize(
    ("age", "answers"), [(dt.timedelta(days=20), True), (dt.timedelta(days=44), False)]
)
@pytest.mark.rule("Y-22")
def test_updated_min_reaches_back_only_so_far(google, events, age, answers):
    moment = (google.world.clock.now() - age).strftime("%Y-%m-%dT%H:%M:%SZ")
    request = events.list(calendarId="primary", updatedMin=moment)

    if answers:
        assert request.execute()["items"]
    else:
        assert reason(request) == (410, "updatedMinTooLongAgo")


@pytest.mark.rule("E-67")
def test_updated_min_shows_what_was_deleted(google, events):
    event = google.add_event(ALICE, **TIMES)
    google.world.clock.advance(dt.timedelta(minutes=1))
    moment = google.world.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    google.world.clock.advance(dt.timedelta(minutes=1))
    events.delete(calendarId="primary", eventId=event["id"]).execute()

    found = events.list(calendarId="primary", updatedMin=moment).execute()["items"]

    assert [(item["id"], item["status"]) for item in found] == [(event["id"], "cancelled")]


@pytest.mark.rule("E-63")
def test_instances_include_what_ends_at_time_min_and_lists_do_not(google, events, small):
    google.add_event(small, id="series1", **TIMES, **DAILY)
    window = {"calendarId": small, "timeMin": "2026-11-20T11:00:00+01:00"}

    found = events.instances(eventId="series1", **window).execute()["items"]
    listed = events.list(singleEvents=True, **window).execute()["items"]

    assert (len(found), len(listed)) == (5, 4)  # E-63


@pytest.mark.parametrize(
    ("start", "count"),
    [
        ("2026-11-21T10:00:00+01:00", 1),
        ("2026-11-21T09:00:00Z", 1),
        ("2026-11-21T10:00:00Z", 0),
        ("2026-11-21", 0),
    ],
)
@pytest.mark.rule("R-13")
def test_an_instance_is_found_by_its_original_start(google, events, small, start, count):
    google.add_event(small, id="series1", **TIMES, **DAILY)
    moved = {
        "start": {"dateTime": "2026-12-01T10:00:00Z"},
        "end": {"dateTime": "2026-12-01T11:00:00Z"},
    }
    events.patch(calendarId=small, eventId="series1_20261121T090000Z", body=moved).execute()

    asked = {"calendarId": small, "eventId": "series1", "originalStart": start}

    assert len(events.instances(**asked).execute()["items"]) == count


@pytest.mark.rule("E-66")
def test_deleted_instances_are_shown_on_request(google, events, small):
    google.add_event(small, id="series1", **TIMES, **DAILY)
    google.add_event(small, id="single1", **TIMES)
    for event_id in ("series1", "single1"):
        events.delete(calendarId=small, eventId=event_id).execute()

    items, _ = everything(events, calendarId=small, singleEvents=True, showDeleted=True)

    assert {item["status"] for item in items} == {"cancelled"}
    assert sorted(item["id"].partition("_")[0] for item in items) == ["series1"] * 5 + ["single1"]


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../../etc/passwd", ""])
def test_an_unknown_zone_is_refused(events, zone):
    if zone:
        assert reason(events.list(calendarId="primary", timeZone=zone)) == (400, "invalid")
    assert (
        events.list(calendarId="primary", timeZone="Asia/Tokyo").execute()["timeZone"]
        == "Asia/Tokyo"
    )


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2026-01-01"]
)
@pytest.mark.parametrize("name", ["timeMin", "timeMax"])
def test_the_ends_of_time_are_no_fault_of_ours(google, events, moment, name):
    request = events.list(calendarId="primary", singleEvents=True, maxResults=5, **{name: moment})

    assert status_of(request) in (200, 400)
