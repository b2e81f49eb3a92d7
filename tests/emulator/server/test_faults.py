"""Faults on demand, and what is kept out of the world because no answer could hold it."""

import datetime as dt
import threading

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from googleapiclient.errors import HttpError

from gcal_emulator import Emulator
from gcal_emulator.demo_seed import FAMILY

ALICE, BOB = "alice@example.com", "bob@example.com"
DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
DISCOVERY = "/discovery/v1/apis/calendar/v3/rest"
LIST = "/calendar/v3/calendars/primary/events"


@pytest.fixture
def wire(google, granted):
    """Sends a request of the first account as it stands and gives the whole answer."""
    headers = {"Authorization": f"Bearer {granted().token}"}

    def sent(method, path=LIST, **kwargs):
        return requests.request(method, google.url + path, headers=headers, timeout=5, **kwargs)

    return sent


def refused(request):
    with pytest.raises(HttpError) as error:
        request.execute(num_retries=0)
    return error.value


@pytest.fixture
def works(service):
    """Says whether a call is answered."""

    def said(request=None):
        try:
            (request or service.colors().get()).execute()
        except HttpError:
            return False
        return True

    return said


def test_a_fault_is_used_up_by_its_count(google, works):
    google.fail(method="colors.get", status=403, reason="quotaExceeded", skip=1, times=2)

    assert [works() for _ in range(4)] == [True, False, False, True]


def test_what_is_left_of_a_rule_can_be_read(google, works):
    google.fail(method="colors.get", times=3)
    google.fail(method="settings.list", status=500)

    def read():
        faults = requests.get(google.url + "/_emulator/faults", timeout=5).json()
        return [
            [(rule["method"], rule["times"], rule["met"]) for rule in faults[kind]]
            for kind in ("rules", "spent")
        ]

    works()
    assert read() == [[("colors.get", 2, 1), ("settings.list", 1, 0)], []]
    works(), works(), works()
    assert read() == [[("settings.list", 1, 0)], [("colors.get", 0, 3)]]


def listing(service, calendar_id="primary"):
    return service.events().list(calendarId=calendar_id, maxResults=1)


def test_a_rule_may_be_for_one_method(google, works, service):
    google.fail(method="settings.list")

    assert works(service.colors().get())
    assert not works(service.settings().list())


# the second person's primary calendar is meant, however a call names it
@pytest.mark.parametrize("rule", [{"email": BOB}, {"calendar_id": BOB}])
def test_a_rule_may_be_for_one_person(google, works, service, service_for, rule):
    bobs = listing(service_for(BOB))
    google.fail(method="events.list", **rule)

    assert works(listing(service))
    assert not works(bobs)


def test_a_rule_may_be_for_one_calendar_and_every_method(google, works, service):
    google.fail(method="*", calendar_id=FAMILY)

    assert works(service.colors().get())
    assert works(listing(service))
    assert not works(listing(service, FAMILY))


def test_chance_is_drawn_from_the_seed():
    def outcomes():
        with Emulator(seed="demo", random_seed=7) as google:
            google.fail(method="oauth.certs", probability=0.5, times=20)
            url = google.url + "/oauth2/v3/certs"
            return [requests.get(url, timeout=5).status_code for _ in range(12)]

    first = outcomes()
    assert first == outcomes()
    assert set(first) == {200, 503}


def test_a_fault_may_say_when_to_come_again(google, wire):
    google.fail(method="events.list", status=503, retry_after=7)
    google.fail(method="events.list", status=429, body="{}", retry_after=8)

    assert [wire("GET").headers["Retry-After"] for _ in range(2)] == ["7", "8"]


def test_an_answer_may_come_late(google, wire):
    google.fail(method="events.list", action="delay", seconds=0.2)

    answer = wire("GET")

    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() >= 0.2


def test_others_are_served_while_one_call_waits(google, wire):
    google.fail(method="events.list", action="delay", seconds=0.5)
    waiting = threading.Thread(target=wire, args=["GET"])
    waiting.start()
    google.log.wait_for("events.list", answered=False)

    others = wire("GET", "/calendar/v3/colors")

    assert others.ok
    assert google.log.count("events.list", answered=True) == 0
    waiting.join()


def test_a_stalled_call_ends_without_an_answer(google, wire):
    google.fail(method="events.insert", action="stall", seconds=0.1)

    with pytest.raises(requests.ConnectionError):
        wire("POST", json=DAY | {"id": "abcde"})

    assert wire("GET", f"{LIST}/abcde").status_code == 404


@pytest.mark.parametrize(("action", "status"), [("cut_before", 404), ("cut_after", 200)])
def test_a_connection_is_cut_before_or_after_the_write(google, wire, action, status):
    google.fail(method="events.insert", action=action)

    with pytest.raises(requests.ConnectionError):
        wire("POST", json=DAY | {"id": "abcde"})

    assert wire("GET", f"{LIST}/abcde").status_code == status
    again = wire("POST", json=DAY | {"id": "abcde"})
    assert again.status_code == (200 if status == 404 else 409)


def test_half_of_an_answer_may_arrive(google, wire):
    google.fail(method="events.insert", action="truncate")

    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        wire("POST", json=DAY | {"id": "abcde"})

    assert wire("GET", f"{LIST}/abcde").status_code == 200


@pytest.mark.parametrize("body", ['{"items": [{"id"', "<html>Sorry</html>", ""])
def test_a_body_may_be_anything(google, service, body):
    google.fail(method="events.list", status=200, body=body)

    answer = service.events().list(calendarId="primary").execute()

    assert answer == body  # Google's client gives what it cannot read as it came


def test_reads_may_be_stale_for_a_while(google, service):
    events = service.events()
    google.freeze()
    google.fail(method="events.get", action="stale", seconds=30, times=100)
    event = events.insert(calendarId="primary", body=DAY).execute()
    read = events.get(calendarId="primary", eventId=event["id"])

    assert refused(read).status_code == 404
    google.advance(dt.timedelta(seconds=29))
    assert refused(read).status_code == 404
    google.advance(dt.timedelta(seconds=1))
    assert read.execute() == event


def test_only_reads_are_stale_and_only_they_count(google, service):
    google.fail(method="*", action="stale", seconds=30)
    google.add_user("eve@example.com")
    event = service.events().insert(calendarId="primary", body=DAY).execute()
    read = service.events().get(calendarId="primary", eventId=event["id"])

    assert refused(read).status_code == 404
    assert read.execute() == event


def test_somebody_new_reads_a_world_that_knows_them(google, service_for):
    google.fail(method="*", action="stale", seconds=30, times=100)
    google.add_user("eve@example.com")

    entries = service_for("eve@example.com").calendarList().list().execute()["items"]

    assert [entry["id"] for entry in entries] == ["eve@example.com"]


def test_the_token_endpoint_fails_too(google, granted):
    credentials = granted()
    google.fail(method="oauth.token", status=400, reason="invalid_grant")

    with pytest.raises(RefreshError, match="invalid_grant") as error:
        credentials.refresh(Request())

    assert not error.value.retryable
    assert google.log.count("oauth.token") == 1 + 1


@pytest.mark.parametrize("action", ["stall", "cut_before", "cut_after", "truncate"])
def test_signing_in_is_cut_off_as_any_call(google, action):
    google.fail(method="oauth.certs", action=action, seconds=0.01)
    url = google.url + "/oauth2/v3/certs"

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.get(url, timeout=5)

    assert requests.get(url, timeout=5).ok


@pytest.mark.parametrize(
    ("method", "path"), [("batch", "/batch/calendar/v3"), ("discovery", DISCOVERY)]
)
def test_what_is_beside_the_api_fails_in_its_shape(google, wire, method, path):
    google.fail(method=method, status=503, retry_after=7)

    answer = wire("POST" if method == "batch" else "GET", path)

    assert answer.json()["error"]["errors"][0]["reason"] == "backendError"
    assert answer.headers["Retry-After"] == "7"


@pytest.mark.parametrize(
    "rule",
    [
        {"method": "events.lst"},
        {"method": "events.list", "status": 99},
        {"method": "events.list", "status": "500"},
        {"method": "events.list", "times": 0},
        {"method": "events.list", "skip": -1},
        {"method": "events.list", "body": 3},
        {"method": "events.list", "action": "burn"},
        {"method": "events.list", "probability": 0},
        {"method": "events.list", "seconds": 3601},
        {"method": "events.insert", "action": "stale"},
        {"method": "oauth.token", "action": "stale"},
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
