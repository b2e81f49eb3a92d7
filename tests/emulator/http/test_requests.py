"""How a call is addressed: paths, repeated parameters, overridden methods."""

import pytest
import requests

from gcal_emulator.demo_seed import HOLIDAYS

ALICE = "alice@example.com"
LONG = "x " * 1500
LIST = "calendars/primary/events"


@pytest.mark.rule("H-1")
def test_a_calendar_is_a_percent_encoded_part_of_the_path(google, service):
    answer = service.events().list(calendarId=HOLIDAYS, maxResults=1).execute()

    (entry,) = [each for each in google.log if each.method == "events.list"]
    assert answer["summary"] == "Holidays in Germany"
    assert entry.path.endswith(
        "/calendars/en.german%23holiday%40group.v.calendar.google.com/events"
    )


@pytest.mark.rule("H-1")
def test_a_slash_in_a_name_does_not_end_it(wire):
    answer = wire("GET", "calendars/a%2Fevents")

    assert answer.status_code == 404
    assert answer.json()["error"]["errors"][0]["reason"] == "notFound"


@pytest.mark.rule("H-1")
def test_primary_is_the_callers_own_calendar(service, service_for):
    found = [
        each.calendars().get(calendarId="primary").execute()["id"]
        for each in (service, service_for("bob@example.com"))
    ]

    assert found == [ALICE, "bob@example.com"]


@pytest.mark.rule("H-2")
def test_a_parameter_with_many_values_is_sent_again_for_each(google, service):
    kinds = ["birthday", "focusTime"]

    found = service.events().list(calendarId="primary", eventTypes=kinds).execute()["items"]

    assert {item["eventType"] for item in found} == set(kinds)
    (entry,) = [each for each in google.log if each.method == "events.list"]
    assert entry.query["eventTypes"] == kinds


@pytest.mark.rule("H-6")
def test_a_long_query_comes_as_a_form_and_is_read_as_one(google, service):
    found = service.events().list(calendarId="primary", q=LONG + "nothing").execute()

    (entry,) = [each for each in google.log if each.method == "events.list"]
    assert found["items"] == []
    assert (entry.http_method, entry.query["q"]) == ("GET", [LONG + "nothing"])


@pytest.mark.rule("H-6")
@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
def test_any_method_may_be_sent_as_post(wire, event, method):
    path, body = f"{LIST}/{event['id']}", event | {"summary": "Changed"}

    answer = wire("POST", path, json=body, headers={"X-HTTP-Method-Override": method})

    after = wire("GET", path).json()
    assert answer.status_code == (204 if method == "DELETE" else 200)
    assert (after["status"] == "cancelled") == (method == "DELETE")
    assert (after.get("summary") == "Changed") == (method != "DELETE")


@pytest.mark.rule("H-6")
def test_only_post_is_overridden(wire, event):
    path = f"{LIST}/{event['id']}"

    answer = wire("GET", path, headers={"X-HTTP-Method-Override": "DELETE"})

    assert answer.json()["status"] == "confirmed"


@pytest.mark.rule("H-18")
def test_what_a_client_says_of_itself_changes_nothing(wire, event):
    path = f"{LIST}/{event['id']}"

    named = wire("GET", path, headers={"X-Goog-Api-Client": "gdcl/2.202.0 gl-python/3.11.7"})

    assert named.text == wire("GET", path).text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "nonsense"),
        ("PUT", "colors"),
        ("GET", "calendars"),
        ("POST", "calendars/primary/events/x/moves"),
        ("DELETE", "users/me/settings/locale"),
    ],
)
def test_a_method_that_does_not_exist_is_not_found(google, wire, method, path):
    answer = wire(method, path)

    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "Not Found"
    assert google.log.count("unknown") == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PROPFIND", "/caldav/v2/alice%40example.com/events/"),
        ("REPORT", "/caldav/v2/"),
        ("GET", "/caldav"),
        ("PROPFIND", "/.well-known/caldav"),
        ("GET", "/calendar/dav/alice%40example.com/events"),
    ],
)
def test_what_is_not_served_yet_names_itself(google, method, path):
    answer = requests.request(method, google.url + path, timeout=10)

    assert answer.status_code == 501
    assert "CalDAV" in answer.json()["error"]["message"]


@pytest.mark.rule("X-21")
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("maxResults=0", "maxResults"),
        ("maxResults=many", "maxResults"),
        ("singleEvents=perhaps", "singleEvents"),
        ("timeMin=today", "timeMin"),
        ("orderBy=summary", "orderBy"),
        ("timeZone=Mars/Olympus", "timeZone"),
        ("alt=xml", "alt"),
        ("quotaUser=" + 41 * "x", "quotaUser"),
        ("pageToken=x", "pageToken"),
    ],
)
def test_a_wrong_value_is_told_with_its_parameter(wire, query, name):
    answer = wire("GET", f"{LIST}?{query}")

    assert answer.status_code == 400
    assert answer.json()["error"]["errors"] == [
        {
            "domain": "global",
            "reason": "invalid",
            "message": "Invalid Value",
            "locationType": "parameter",
            "location": name,
        }
    ]
