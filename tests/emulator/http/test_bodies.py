"""The bodies of calls and answers: how they are written, and what a write makes of them."""

import json
import re

import pytest
import requests

LIST = "calendars/primary/events"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
BERLIN = {"timeZone": "Europe/Berlin"}
TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00+01:00"} | BERLIN,
    "end": {"dateTime": "2026-11-20T11:00:00+01:00"} | BERLIN,
}


@pytest.mark.rule("H-3", "Z-9")
def test_json_is_indented_by_one_blank_unless_it_shall_be_short(wire):
    pretty, short = (wire("GET", "colors" + query) for query in ("", "?prettyPrint=false"))

    assert pretty.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert pretty.text.startswith('{\n "kind"')
    assert pretty.text == json.dumps(pretty.json(), indent=1, ensure_ascii=False) + "\n"
    assert short.text == json.dumps(short.json(), separators=(",", ":"))


@pytest.mark.rule("H-3")
def test_a_list_is_written_as_any_other_body(google, wire):
    google.freeze()

    pretty, short = (wire("GET", LIST + query) for query in ("", "?prettyPrint=false"))

    assert pretty.text == json.dumps(pretty.json(), indent=1, ensure_ascii=False) + "\n"
    assert "\n" not in short.text
    assert short.json() == pretty.json()


@pytest.mark.rule("Z-9")
def test_calendars_errors_are_indented_by_one_blank_and_the_front_ends_by_two(google, wire):
    of_calendar = wire("GET", "calendars/nobody/events")
    of_front_end = requests.get(google.url + "/calendar/v3/colors", timeout=10)

    assert of_calendar.text.startswith('{\n "error": {\n  "')
    assert of_front_end.text.startswith('{\n  "error": {\n    "')


@pytest.mark.rule("H-4", "Z-24")
def test_what_has_nothing_to_tell_answers_204(wire, service, event):
    body = {"id": "1", "type": "web_hook", "address": "https://127.0.0.1:9/hook"}
    channel = service.settings().watch(body=body).execute()
    made = service.calendars().insert(body={"summary": "Garden"}).execute()["id"]

    answers = [
        wire("POST", "channels/stop", json=channel),
        wire("DELETE", f"{LIST}/{event['id']}"),
        wire("POST", "calendars/primary/clear"),
        wire("DELETE", f"calendars/{made.replace('@', '%40')}"),
    ]

    told = {(answer.status_code, answer.content) for answer in answers}
    assert told == {(204, b"")}
    assert {answer.headers["Content-Type"] for answer in answers} == {"text/html"}


@pytest.mark.rule("H-4")
def test_googles_client_gives_an_empty_text_for_an_empty_answer(service, event):
    assert service.events().delete(calendarId="primary", eventId=event["id"]).execute() == ""


@pytest.fixture
def rich(service):
    """An event with a little of everything."""
    body = TIMES | {
        "summary": "Talk",
        "location": "Here",
        "attendees": [{"email": "bob@example.com"}, {"email": "carol@example.com"}],
        "reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]},
        "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"],
        "extendedProperties": {"private": {"a": "1", "b": "2"}, "shared": {"c": "3"}},
    }
    return service.events().insert(calendarId="primary", body=body).execute()


@pytest.fixture
def changed(service, rich):
    """Changes the event by patch or update and gives the answer."""

    def by(method, **body):
        call = getattr(service.events(), method)
        return call(calendarId="primary", eventId=rich["id"], body=body).execute()

    return by


@pytest.mark.rule("H-9")
def test_patch_sets_what_it_names_and_removes_what_it_says_is_null(rich, changed):
    after = changed("patch", summary="Other", location=None)

    assert after["summary"] == "Other"
    assert "location" not in after
    untouched = rich.keys() - {"summary", "location", "etag", "updated"}
    assert {key: after[key] for key in untouched} == {key: rich[key] for key in untouched}


@pytest.mark.rule("H-9")
def test_patch_replaces_arrays_as_a_whole(changed):
    after = changed("patch", attendees=[{"email": "dora@example.com"}])

    assert [guest["email"] for guest in after["attendees"]] == ["dora@example.com"]


@pytest.mark.rule("H-9")
def test_patch_merges_objects_key_by_key(changed):
    after = changed("patch", extendedProperties={"private": {"a": None, "d": "4"}})

    assert after["extendedProperties"] == {"private": {"b": "2", "d": "4"}, "shared": {"c": "3"}}


@pytest.mark.rule("H-11")
def test_update_returns_what_it_leaves_out_to_its_default(rich, changed):
    after = changed("update", **TIMES)

    assert not {"summary", "location", "attendees", "recurrence"} & after.keys()
    assert "extendedProperties" not in after
    assert after["reminders"] == {"useDefault": True}
    owned = ("id", "iCalUID", "created", "creator", "organizer")
    assert {key: after[key] for key in owned} == {key: rich[key] for key in owned}


@pytest.mark.rule("H-17")
def test_moments_are_utc_to_the_millisecond_and_times_have_an_offset(google, service):
    google.freeze()

    event = service.events().insert(calendarId="primary", body=TIMES).execute()

    assert event["start"]["dateTime"] == "2026-11-20T10:00:00+01:00"
    assert MOMENT.fullmatch(event["created"])
    assert MOMENT.fullmatch(event["updated"])
    assert event["updated"][:19] == f"{google.world.clock.now():%Y-%m-%dT%H:%M:%S}"


@pytest.mark.rule("H-17")
def test_the_end_of_whole_days_is_the_day_after_the_last(service, event):
    window = {"timeMin": "2026-11-21T00:00:00+01:00", "timeMax": "2026-11-22T00:00:00+01:00"}

    found = service.events().list(calendarId="primary", **window).execute()["items"]

    assert event["end"] == {"date": "2026-11-21"}
    assert event["id"] not in [item["id"] for item in found]


@pytest.mark.rule("X-23")
@pytest.mark.parametrize("data", ["{", "[]", "1", '"x"', "\xff", '{"summary": NaN}', "[" * 9000])
def test_what_is_no_json_object_is_refused(wire, data):
    answer = wire("POST", LIST, data=data.encode("latin-1"))

    (error,) = answer.json()["error"]["errors"]
    assert (answer.status_code, error["reason"]) == (400, "parseError")


@pytest.mark.rule("X-21")
@pytest.mark.parametrize(
    "body", [{"summary": 1}, {"attendees": {}}, {"start": "today"}, {"start": {"date": "today"}}]
)
def test_what_does_not_fit_the_schema_is_refused(wire, body):
    answer = wire("POST", LIST, json=TIMES | body)

    assert answer.status_code == 400
    assert answer.json()["error"]["errors"][0]["reason"] == "invalid"


def test_fields_that_no_schema_knows_are_ignored_and_noted(google, wire):
    answer = wire("POST", LIST, json=TIMES | {"colour": "red"})

    assert answer.status_code == 200
    assert "colour" not in answer.json()
    assert google.log.violations == ["events.insert: Event.colour: unknown field"]


def test_a_body_above_a_megabyte_is_refused(wire):
    answer = wire("POST", LIST, data=b" " * (1024 * 1024 + 1))

    assert answer.status_code == 413
