"""Each scope opens the methods that the discovery document says, and no other (S-1, S-2)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import uritemplate
from googleapiclient.discovery_cache import DISCOVERY_DOC_DIR
from googleapiclient.errors import HttpError

from gcal_emulator import Emulator

DOCUMENT = json.loads((Path(DISCOVERY_DOC_DIR) / "calendar.v3.json").read_text(encoding="utf-8"))
DOCUMENT_SCOPES = sorted(DOCUMENT["auth"]["oauth2"]["scopes"])
METHODS = {
    method["id"].removeprefix("calendar."): method
    for resource in DOCUMENT["resources"].values()
    for method in resource["methods"].values()
}
CALENDAR = "https://www.googleapis.com/auth/calendar"
ALICE = "alice@example.com"
DAY = {"start": {"date": "2030-01-01"}, "end": {"date": "2030-01-02"}}
MINUTE = {"timeMin": "2030-01-01T00:00:00Z", "timeMax": "2030-01-01T00:01:00Z"}
HOOK = {"type": "web_hook", "address": "http://127.0.0.1:9/"}
RULE = {"role": "reader", "scope": {"type": "user", "value": "carl@example.com"}}
SEED = {
    "switches": {"push_retries": 0},
    "users": [{"email": ALICE, "is_admin": True}, {"email": "bob@example.com"}],
    "calendars": [
        {
            "id": ALICE,
            "owner": ALICE,
            "events": [{"id": "series", **DAY, "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"]}]
            + [{"id": name, **DAY} for name in ("kept1", "moved1", "gone1")],
        },
        {"id": "team", "owner": ALICE, "summary": "Team"},
        {"id": "spare", "owner": ALICE, "summary": "Spare"},
        {
            "id": "public",
            "owner": "bob@example.com",
            "summary": "Public",
            "acl": [{"role": "reader", "scope": {"type": "default"}}],
        },
    ],
    "calendarList": [{"user": ALICE, "id": "public"}],
}
PRIMARY, KEPT = {"calendarId": "primary"}, {"calendarId": "primary", "eventId": "kept1"}
TEAM, ENTRY = {"calendarId": "team"}, {"calendarId": "public"}
BOB = TEAM | {"ruleId": "user:bob@example.com"}
CALLS = {
    "acl.insert": (TEAM, RULE | {"scope": {"type": "user", "value": "bob@example.com"}}),
    "acl.get": (BOB, None),
    "acl.list": (TEAM, None),
    "acl.patch": (BOB, {"role": "writer"}),
    "acl.update": (BOB, RULE | {"scope": {"type": "user", "value": "bob@example.com"}}),
    "acl.watch": (TEAM, HOOK | {"id": "c1"}),
    "acl.delete": (BOB, None),
    "calendarList.get": (ENTRY, None),
    "calendarList.list": ({}, None),
    "calendarList.patch": (ENTRY, {"selected": True}),
    "calendarList.update": (ENTRY, {"selected": False}),
    "calendarList.watch": ({}, HOOK | {"id": "c2"}),
    "calendarList.delete": (ENTRY, None),
    "calendarList.insert": ({}, {"id": "public"}),
    "colors.get": ({}, None),
    "events.get": (KEPT, None),
    "events.import": (PRIMARY, DAY | {"iCalUID": "other@example.com"}),
    "events.insert": (PRIMARY, DAY),
    "events.instances": (PRIMARY | {"eventId": "series"}, None),
    "events.list": (PRIMARY, None),
    "events.move": (PRIMARY | {"eventId": "moved1", "destination": "team"}, None),
    "events.patch": (KEPT, {"summary": "Patched"}),
    "events.quickAdd": (PRIMARY | {"text": "Lunch"}, None),
    "events.update": (KEPT, DAY | {"summary": "Updated"}),
    "events.watch": (PRIMARY, HOOK | {"id": "c3"}),
    "events.delete": (PRIMARY | {"eventId": "gone1"}, None),
    "freebusy.query": ({}, MINUTE | {"items": [{"id": ALICE}]}),
    "settings.get": ({"setting": "locale"}, None),
    "settings.list": ({}, None),
    "settings.watch": ({}, HOOK | {"id": "c4"}),
    "channels.stop": ({}, None),
    "calendars.get": (TEAM, None),
    "calendars.insert": ({}, {"summary": "New"}),
    "calendars.patch": (TEAM, {"summary": "Patched"}),
    "calendars.update": (TEAM, {"summary": "Updated"}),
    "calendars.clear": (PRIMARY, None),
    "calendars.delete": ({"calendarId": "spare"}, None),
    "calendars.transferOwnership": (
        TEAM | {"newDataOwner": "bob@example.com", "useAdminAccess": "true"},
        None,
    ),
}


class Caller:
    """Calls every method as Alice, with a token of one scope."""

    def __init__(self, google: Emulator) -> None:
        self._google = google
        self._tokens = {
            scope: google.credentials(ALICE, [scope])["token"] for scope in DOCUMENT_SCOPES
        }
        opened = self._call("events.watch", CALENDAR, PRIMARY, HOOK | {"id": "c0"})
        self._channel = {"id": "c0", "resourceId": opened.json()["resourceId"]}
        google.snapshot("prepared")

    def call_all(self, scope: str) -> dict[str, requests.Response]:
        """Call in an order in which each method finds what it needs."""
        self._google.restore("prepared")
        return {
            name: self._call(name, scope, parameters, body)
            for name, (parameters, body) in (CALLS | {"channels.stop": ({}, self._channel)}).items()
        }

    def _call(self, name, scope, parameters, body) -> requests.Response:
        method = METHODS[name]
        path = uritemplate.expand(method["path"], parameters)
        query = {
            key: value
            for key, value in parameters.items()
            if method["parameters"][key]["location"] == "query"
        }
        return requests.request(
            method["httpMethod"],
            self._google.url + DOCUMENT["basePath"] + path,
            params=query,
            json=body,
            headers={"Authorization": f"Bearer {self._tokens[scope]}"},
            timeout=10,
        )


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    with Emulator(seed=SEED) as google:
        yield Caller(google)
        departures = [text for entry in google.log for text in entry.violations]
        assert departures == []


def lacks_scope(answer) -> bool:
    """Say whether an answer is the refusal of a token whose scopes do not suffice."""
    if answer.status_code != 403:
        return False
    details = answer.json()["error"].get("details", [{}])
    return details[0].get("reason") == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


@pytest.mark.rule("S-1")
def test_there_is_a_good_call_for_each_method(caller):
    answers = caller.call_all(CALENDAR)

    assert answers.keys() == METHODS.keys()
    assert [name for name, answer in answers.items() if not answer.ok] == []


@pytest.mark.rule("S-1", "S-2")
@pytest.mark.parametrize("scope", DOCUMENT_SCOPES)
def test_a_scope_opens_its_methods_and_no_other(caller, scope):
    opened = {name for name, answer in caller.call_all(scope).items() if not lacks_scope(answer)}

    assert opened == {name for name, method in METHODS.items() if scope in method["scopes"]}


@pytest.mark.rule("S-2")
def test_the_scope_of_events_opens_no_free_busy(service_for):
    service = service_for(scopes=[CALENDAR + ".events"])

    with pytest.raises(HttpError) as refused:
        service.freebusy().query(body=MINUTE | {"items": [{"id": ALICE}]}).execute()

    assert refused.value.status_code == 403
    assert refused.value.error_details[0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


@pytest.mark.rule("S-1")
def test_the_scope_of_events_alone_lists_no_calendars(service_for):
    service = service_for(scopes=[CALENDAR + ".events"])

    with pytest.raises(HttpError) as refused:
        service.calendarList().list().execute()

    assert refused.value.error_details[0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


@pytest.mark.rule("S-1")
@pytest.mark.parametrize(
    "scopes", [[CALENDAR], [CALENDAR + ".events", CALENDAR + ".calendarlist.readonly"]]
)
def test_a_mirror_needs_one_wide_scope_or_two_narrow_ones(service_for, scopes):
    service = service_for(scopes=scopes)

    assert service.calendarList().list().execute()["items"]
    assert service.events().list(calendarId="primary").execute()["items"]
