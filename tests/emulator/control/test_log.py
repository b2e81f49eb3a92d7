"""The requests seen: counted, waited for, and read, in Python and over HTTP."""

import threading

import pytest
import requests

ALICE, BOB = "alice@example.com", "bob@example.com"


@pytest.fixture
def calls(service, service_for):
    """Three calls of Alice's, one of Bob's."""
    token = service.events().list(calendarId="primary").execute()["nextSyncToken"]
    service.events().list(calendarId="primary", syncToken=token).execute()
    service.events().list(calendarId="primary", q="x").execute()
    service_for(BOB).events().list(calendarId="primary").execute()


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ({}, 4),
        ({"having": "syncToken"}, 1),
        ({"without": "syncToken"}, 3),
        ({"without": "syncToken", "email": ALICE}, 2),
        ({"email": BOB}, 1),
        ({"having": "q", "without": "syncToken"}, 1),
    ],
)
def test_calls_are_counted(google, get, calls, narrowed, count):
    assert google.log.count("events.list", **narrowed) == count
    assert get("log/count", method="events.list", **narrowed) == {"count": count}


def test_the_log_is_read_without_tokens_and_bodies(google, service, get):
    body = {"summary": "Secret", "start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
    service.events().insert(calendarId="primary", body=body).execute()

    text = str(get("log"))

    assert "events.insert" in text
    assert "Secret" not in text
    assert "ya29" not in text


def test_departures_from_google_s_document_are_listed(google, service, get):
    token = service._http.credentials.token
    requests.get(
        google.url + "/calendar/v3/colors",
        params={"nonsense": 1},
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )

    assert get("log")["violations"] == ["colors.get: unknown parameter nonsense"]


def test_the_log_is_cleared(google, service, post, get):
    service.colors().get().execute()

    post("log/clear")

    assert get("log")["entries"] == []


def test_who_waits_is_told_at_once(google, service, get):
    found = []
    waiting = threading.Thread(
        target=lambda: found.append(get("log/wait", method="colors.get", count=2, timeout=10))
    )
    waiting.start()

    service.colors().get().execute()
    service.colors().get().execute()

    waiting.join(timeout=10)
    assert found == [{"count": 2}]


def test_waiting_holds_nobody(google, service, get):
    waiting = threading.Thread(
        target=lambda: get("log/wait", method="events.clear", timeout=0.3, expect=408)
    )
    waiting.start()

    for _ in range(3):
        service.colors().get().execute()
        google.add_event(ALICE, summary="Talk")

    assert waiting.is_alive()
    waiting.join()


def test_waiting_ends(google, get):
    said = get("log/wait", method="events.list", count=2, timeout=0.01, expect=408)

    assert said == "events.list was called 0 times, not 2."
    with pytest.raises(TimeoutError, match="0 times, not 2"):
        google.log.wait_for("events.list", count=2, timeout=0.01)


def test_waiting_is_narrowed_as_counting_is(google, calls, get):
    narrowed = {"method": "events.list", "without": "q", "email": ALICE, "count": 2}

    assert get("log/wait", **narrowed) == {"count": 2}
    get("log/wait", **{**narrowed, "count": 3, "timeout": 0.01}, expect=408)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"method": "x", "count": "many"},
        {"method": "x", "timeout": "-1"},
        {"method": "x", "timeout": "nan"},
        {"method": "x", "timeout": "601"},
        {"method": "x", "colour": "red"},
    ],
)
def test_wrong_questions_are_refused(get, query):
    get("log/wait", **query, expect=400)
