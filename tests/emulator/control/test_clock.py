"""Time: stopped, moved, and followed by all that depends on it."""

import datetime as dt
import json
import urllib.parse

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from googleapiclient.errors import HttpError

ALICE = "alice@example.com"
NOW = dt.datetime(2040, 11, 20, 10, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def frozen(google):
    google.freeze(NOW)
    return google


def reason(call):
    with pytest.raises(HttpError) as caught:
        call.execute(num_retries=0)
    return json.loads(caught.value.content)["error"]["errors"][0]["reason"]


def test_time_is_stopped_moved_and_let_go(google, post, get):
    assert post("clock", frozen=True, now="2040-11-20T10:00:00+00:00") == {
        "now": "2040-11-20T10:00:00+00:00",
        "frozen": True,
    }
    assert post("clock", days=1, hours=2, minutes=3, seconds=4.5)["now"].startswith(
        "2040-11-21T12:03:04.5"
    )
    assert post("clock", frozen=False)["frozen"] is False
    assert get("clock")["now"].startswith("2040-11-21T12:03")


@pytest.mark.parametrize(
    "body",
    [
        {"days": -1},
        {"days": 10**9},
        {"days": 3_000_000},
        {"days": "1"},
        {"frozen": 1},
        {"frozen": True, "now": "2040-11-20T10:00:00"},
        {"frozen": True, "now": "soon"},
        {"frozen": True, "now": "0001-01-01T00:00:00+00:00"},
        {"weeks": 1},
    ],
)
def test_time_that_cannot_be_is_refused(frozen, post, get, body):
    post("clock", **body, expect=400)

    assert get("clock")["now"].startswith("2040-11-20T10:00:00")


def test_changes_are_dated_by_it(frozen, service):
    frozen.advance(DAY)
    made = frozen.add_event(ALICE, summary="Talk")

    assert made["created"] == "2040-11-21T10:00:00.000Z"
    assert made["updated"] == "2040-11-21T10:00:00.000Z"
    answer = requests.get(frozen.url + "/oauth2/v3/certs", timeout=10)
    assert answer.headers["Date"] == "Wed, 21 Nov 2040 10:00:00 GMT"


def test_no_change_is_dated_before_an_earlier_one(frozen):
    late = frozen.add_event(ALICE, summary="Talk")
    frozen.freeze(NOW - DAY)

    early = frozen.add_event(ALICE, summary="Talk")

    assert early["updated"] >= late["updated"]
    assert early["etag"] > late["etag"]


def test_changes_in_one_frozen_moment_have_etags_of_their_own(frozen):
    made = [frozen.add_event(ALICE, summary="Talk") for _ in range(3)]

    assert len({event["etag"] for event in made}) == 3


def test_access_tokens_end(frozen, granted):
    token = granted().token

    def status():
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(
            frozen.url + "/calendar/v3/colors", headers=headers, timeout=10
        ).status_code

    frozen.advance(HOUR - dt.timedelta(minutes=1))
    assert status() == 200
    frozen.advance(dt.timedelta(minutes=2))
    assert status() == 401


def test_codes_end(frozen, flow, consent):
    made = flow()
    url, _ = made.authorization_url(prompt="consent")
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(consent(url)).query)["code"][0]

    frozen.advance(HOUR)

    with pytest.raises(Exception, match="invalid_grant"):
        made.fetch_token(code=code)


def test_refresh_tokens_of_a_client_in_testing_end(frozen, granted):
    client_id = frozen.register_client([])["web"]["client_id"]
    frozen.change_client(client_id, status="testing")
    credentials = granted(["https://www.googleapis.com/auth/calendar"], access_type="offline")

    frozen.advance(6 * DAY)
    credentials.refresh(Request())
    frozen.advance(2 * DAY)

    with pytest.raises(RefreshError):
        credentials.refresh(Request())


def test_sync_tokens_end(frozen, service):
    token = service.events().list(calendarId="primary").execute()["nextSyncToken"]
    again = service.events().list(calendarId="primary", syncToken=token)

    frozen.advance(29 * DAY)
    again.execute()
    frozen.advance(2 * DAY)

    assert reason(again) == "fullSyncRequired"


def test_page_tokens_end(frozen, service):
    page = service.events().list(calendarId="primary", maxResults=5).execute()
    more = service.events().list(
        calendarId="primary", maxResults=5, pageToken=page["nextPageToken"]
    )
    more.execute()

    frozen.advance(DAY)

    assert reason(more) == "invalid"


def test_update_times_lie_too_far_back(frozen, service):
    call = service.events().list(calendarId="primary", updatedMin=NOW.isoformat())
    call.execute()

    frozen.advance(31 * DAY)

    assert reason(call) == "updatedMinTooLongAgo"


def test_pending_conferences_come(frozen, service):
    body = {
        "start": {"date": "2040-11-20"},
        "end": {"date": "2040-11-21"},
        "conferenceData": {"createRequest": {"requestId": "r"}},
    }
    call = service.events().insert(calendarId="primary", body=body, conferenceDataVersion=1)
    made = call.execute()

    def code():
        got = service.events().get(calendarId="primary", eventId=made["id"]).execute()
        return got["conferenceData"]["createRequest"]["status"]["statusCode"]

    assert code() == "pending"
    frozen.advance(dt.timedelta(seconds=1))
    assert code() == "success"


def test_quotas_slide(frozen, service):
    frozen.switch(requests_per_minute=2)
    call = service.colors().get()
    call.execute()
    frozen.advance(dt.timedelta(seconds=30))
    call.execute()
    assert "ateLimitExceeded" in reason(call)

    frozen.advance(dt.timedelta(seconds=30))

    call.execute()
    assert frozen.quota == {"project": 2}


def test_channels_end(frozen, service, get, dead_address):
    body = {"id": "c", "type": "web_hook", "address": dead_address}
    service.events().watch(calendarId="primary", body=body).execute()
    frozen.disturb(action="drop", times=9)

    for _ in range(2):
        frozen.add_event(ALICE, summary="Talk")
        frozen.advance(8 * DAY)

    assert [each["state"] for each in get("push")["deliveries"]] == ["sync", "exists"]


def test_a_month_goes_by_in_one_call(google, service, post):
    google.revoke_grants("bob@example.com")
    token = service.events().list(calendarId="primary").execute()["nextSyncToken"]

    post("clock", days=31)

    again = service.events().list(calendarId="primary", syncToken=token)
    assert reason(again) == "fullSyncRequired"
    assert google.log.count("oauth.token") == 2
