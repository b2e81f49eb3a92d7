"""Tokens, grants, pages, quotas and switches on demand."""

import json

import pytest
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError

ALICE = "alice@example.com"


def reason(call):
    with pytest.raises(HttpError) as caught:
        call.execute(num_retries=0)
    return json.loads(caught.value.content)["error"]["errors"][0]["reason"]


@pytest.fixture
def credentials(google):
    return Credentials(**google.credentials(ALICE))


@pytest.fixture
def calendar(google, credentials):
    return build_from_document(google.discovery(), credentials=credentials)


def test_sync_tokens_expire_on_demand(calendar, post):
    token = calendar.events().list(calendarId="primary").execute()["nextSyncToken"]

    post("tokens/sync/expire")

    again = calendar.events().list(calendarId="primary", syncToken=token)
    assert reason(again) == "fullSyncRequired"


def test_access_tokens_expire_on_demand_and_are_refreshed(google, calendar, credentials, post):
    before = credentials.token

    post("tokens/access/expire")

    assert calendar.calendarList().list().execute()["items"]
    assert credentials.token != before


def test_a_grant_is_revoked_on_demand(credentials, post):
    post("grants/revoke", email=ALICE)

    with pytest.raises(RefreshError):
        credentials.refresh(Request())


def test_a_changed_password_ends_the_tokens(credentials, post):
    post("grants/expire", email=ALICE)

    with pytest.raises(RefreshError):
        credentials.refresh(Request())


def test_pages_are_short_on_demand(calendar, post, get):
    post("pages", size=7)

    page = calendar.events().list(calendarId="primary").execute()

    assert len(page["items"]) == 7
    assert page["nextPageToken"]
    assert get("pages") == {"size": 7, "empty": 0}


def test_pages_are_empty_on_demand(calendar, post, get):
    post("pages", empty=2)

    pages = []
    request = calendar.events().list(calendarId="primary")
    while request is not None and len(pages) < 3:
        page = request.execute()
        pages.append(page["items"])
        request = calendar.events().list_next(request, page)

    assert [bool(items) for items in pages] == [False, False, True]


def test_quota_buckets_are_read_and_emptied(google, calendar, post, get):
    google.freeze()
    post("switches", requests_per_minute_per_user=2)
    for _ in range(2):
        calendar.colors().get().execute()
    assert set(get("quota")["used"].values()) == {2}
    assert "ateLimitExceeded" in reason(calendar.colors().get())

    post("quota/reset")

    assert get("quota") == {"used": {}}
    assert calendar.colors().get().execute()


def test_switches_are_read_and_set(google, post, get):
    post("switches", sync_token_seconds=60, refused_channel_hosts=["a.example"])

    assert get("switches")["sync_token_seconds"] == 60
    assert google.world.switches.refused_channel_hosts == ("a.example",)


@pytest.mark.parametrize(
    "changes",
    [
        {"sync_token_second": 60},
        {"sync_token_seconds": -1},
        {"sync_token_seconds": 10**30},
        {"sync_token_seconds": "60"},
        {"sub_daily_recurrence": 1},
        {"rate_limit_status": "404"},
        {"refused_channel_hosts": [1]},
    ],
)
def test_a_switch_that_cannot_be_is_refused(google, post, changes):
    before = google.world.switches

    said = post("switches", **changes, expect=400)

    assert next(iter(changes)) in said
    assert google.world.switches == before


def test_clients_are_registered_and_changed(google, post, get):
    secrets = post("clients/register", redirect_uris=["http://127.0.0.1:1/r"])["web"]
    shown = post("clients", client_id=secrets["client_id"], status="testing", test_users=[ALICE])

    assert secrets["redirect_uris"] == ["http://127.0.0.1:1/r"]
    assert (shown["status"], shown["test_users"]) == ("testing", [ALICE])
    assert get("client_secrets", redirect_uri="http://127.0.0.1:1/s")["web"]["redirect_uris"] == [
        "http://127.0.0.1:1/r",
        "http://127.0.0.1:1/s",
    ]


@pytest.mark.parametrize("changes", [{"status": "x"}, {"is_deleted": 1}, {"colour": "red"}])
def test_a_client_cannot_be_anything(google, post, changes):
    client_id = google.register_client([])["web"]["client_id"]

    post("clients", client_id=client_id, **changes, expect=400)


def test_consent_is_given_by_script(google, flow, post):
    made = flow()
    url, _ = made.authorization_url(prompt="consent")

    location = post("consent", authorization_url=url, email="bob@example.com")["location"]

    assert made.fetch_token(authorization_response=location)["refresh_token"]


def test_consent_is_given_on_this_server_alone(post):
    post("consent", authorization_url="http://site.example/auth", email=ALICE, expect=400)


def test_credentials_are_had_without_consent_pages(google, post):
    scopes = ["https://www.googleapis.com/auth/calendar.readonly"]

    made = post("credentials", email=ALICE, scopes=scopes)

    service = build_from_document(google.discovery(), credentials=Credentials(**made))
    assert service.calendarList().list().execute()["items"]
    assert reason(service.events().delete(calendarId="primary", eventId="x"))


def test_a_service_account_has_a_key(google, post):
    google.add_user("robot@example.com", is_service_account=True)

    key = post("service_account", email="robot@example.com")

    assert key["type"] == "service_account"
    assert "PRIVATE KEY" in key["private_key"]
    post("service_account", email=ALICE, expect=400)


def test_security_events_are_sent_and_read(google, granted, post, get):
    granted()
    client = google.register_client([])["web"]["client_id"]
    post("security/receivers", client_id=client, address="http://127.0.0.1:9/risc", state="s")

    tokens = post("security/events", kind="sessions-revoked", email=ALICE)["tokens"]

    assert len(tokens) == 1
    assert [len(each["events"]) for each in get("security/events")["events"]] == [1, 1]


def test_push_is_read_and_disturbed(google, calendar, post, get, dead_address):
    google.switch(push_retries=0)
    post("push", action="drop", channel_id="c")
    body = {"id": "c", "type": "web_hook", "address": dead_address, "token": "secret"}
    calendar.events().watch(calendarId="primary", body=body).execute()
    google.add_event(ALICE, summary="Talk")

    outcomes = [each["outcome"] for each in get("push/wait", timeout=5)["deliveries"]]

    assert outcomes == ["dropped", "failed"]
    shown = get("push")
    assert shown["channels"][0]["id"] == "c"
    assert "secret" not in json.dumps(shown)
    assert (shown["rules"], shown["spent"][0]["met"]) == ([], 1)


def test_waiting_for_deliveries_ends(google, calendar, post, get, dead_address):
    post("push", action="delay", seconds=60)
    body = {"id": "c", "type": "web_hook", "address": dead_address}
    calendar.events().watch(calendarId="primary", body=body).execute()

    assert get("push/wait", timeout=0.01, expect=408) == "Messages are still on their way."
    with pytest.raises(TimeoutError):
        google.wait_for_deliveries(timeout=0.01)


def test_faults_are_read_back_with_what_is_left_of_them(calendar, post, get):
    post("faults", method="events.list", status=404, reason="notFound", times=2)
    assert reason(calendar.events().list(calendarId="primary")) == "notFound"

    (rule,) = get("faults")["rules"]

    assert (rule["times"], rule["met"]) == (1, 1)
    post("faults/clear")
    assert get("faults")["rules"] == []
