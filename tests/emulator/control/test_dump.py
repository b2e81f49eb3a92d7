"""A dump holds the whole state: from it the same world is made, to the byte."""

import copy
import json
import urllib.parse

import pytest
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document

from gcal_emulator import Emulator

ALICE, BOB = "alice@example.com", "bob@example.com"
START = {"dateTime": "2026-11-20T10:00:00Z"}
DAILY = {"summary": "Daily", "start": START, "recurrence": ["RRULE:FREQ=DAILY;COUNT=6"]}


def written(dump):
    return json.dumps(dump, ensure_ascii=False)


@pytest.fixture
def full(google, service, granted, flow, consent, dead_address):
    """A world with something of everything."""
    google.load(
        {
            "switches": {"push_retries": 0, "requests_per_minute": 1000},
            "groups": {"team@example.com": [ALICE, BOB]},
            "clients": [{"client_id": "other", "client_secret": "s", "status": "testing"}],
        }
    )
    granted()  # access and refresh tokens
    made = flow()
    consent(made.authorization_url(prompt="consent")[0])  # a code that nobody has used
    granted(login_hint=BOB)
    google.revoke_grants(BOB)
    series(google, service)
    channels(google, service, dead_address)
    lists(google, service)
    google.fail(method="events.list", status=503, times=3, skip=2)
    google.page_size(50)
    google.empty_pages(1)
    google.expire_sync_tokens()
    google.freeze()
    google.wait_for_deliveries()
    return google


def series(google, service):
    """Add exceptions, a tail, a bare stub, a pending conference, another reader's reminders."""
    made = google.add_event(ALICE, **DAILY, attendees=[{"email": BOB}])
    ids = [
        each["id"]
        for each in service.events()
        .instances(calendarId=ALICE, eventId=made["id"])
        .execute()["items"]
    ]
    google.edit_event(ALICE, ids[1], summary="Other")
    google.delete_event(ALICE, ids[2])
    google.edit_event(ALICE, ids[4], summary="To be cut off")
    google.split_series(ALICE, ids[3], {"summary": "Tail"})
    google.edit_event(ALICE, made["id"], recurrence=["RRULE:FREQ=DAILY;COUNT=1"])
    google.share("bob@example.com", ALICE, "writer")
    reminders = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 3}]}
    event = google.add_event(BOB, summary="Theirs")
    service.events().patch(
        calendarId=BOB, eventId=event["id"], body={"reminders": reminders}
    ).execute()
    body = {**DAILY, "end": START, "conferenceData": {"createRequest": {"requestId": "r"}}}
    body |= {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
    google.switch(conference_seconds=1000)
    service.events().insert(calendarId=ALICE, body=body, conferenceDataVersion=1).execute()


def channels(google, service, address):
    """Open a living channel, a stopped one, one of a deleted calendar; and break messages."""
    body = {"type": "web_hook", "address": address, "token": "secret"}
    for channel_id in ("living", "stopped"):
        channel = service.events().watch(
            calendarId="primary", body={**body, "id": channel_id}, eventTypes=["default"]
        )
        made = channel.execute()
    named = {key: made[key] for key in ("id", "resourceId")}
    service.channels().stop(body=named).execute()
    short = service.calendars().insert(body={"summary": "Short-lived"}).execute()["id"]
    service.events().watch(calendarId=short, body={**body, "id": "gone"}).execute()
    service.calendars().delete(calendarId=short).execute()
    google.disturb(action="drop", probability=0.5, times=7)
    google.set_security_receiver("other", address)


def lists(google, service):
    """Remove an entry and a rule; change a setting; send a mail."""
    rule = {"role": "reader", "scope": {"type": "user", "value": BOB}}
    made = service.acl().insert(calendarId="primary", body=rule).execute()
    service.acl().delete(calendarId="primary", ruleId=made["id"]).execute()
    holidays = "en.german#holiday@group.v.calendar.google.com"
    service.calendarList().delete(calendarId=holidays).execute()
    google.set_setting(ALICE, "weekStart", "0")


def test_dump_load_dump_is_equal_to_the_byte(full, post, get):
    before = get("dump")

    post("reset")
    post("seed", **before)

    assert written(get("dump")) == written(before)


def test_the_full_world_has_something_of_everything(full):
    state = full.dump()["state"]

    empty = [name for name, value in state.items() if value in ({}, [], 0)]
    assert empty == []
    rows = [row for calendar in state["calendars"].values() for row in calendar["events"]]
    assert any(row[2] for row in rows), "reminders of others"
    assert any(row[3] for row in rows), "what events were before"
    assert any(row[4] for row in rows), "released stubs"


def test_each_part_of_the_world_is_in_the_dump():
    google = Emulator()
    written_down = {
        *("switches", "groups", "clients", "users", "calendars", "clock", "ids", "faults"),
        *("quota", "outbox", "channels", "grants", "codes", "access_tokens", "refresh_tokens"),
        *("security_events", "risc_receivers", "promises", "sync_token_epoch"),
        *("page_size_limit", "empty_pages", "lock"),
    }

    assert vars(google.world).keys() == written_down


def test_a_dump_goes_into_another_emulator(full):
    dump = full.dump()

    with Emulator(seed=dump) as other:
        assert written(other.dump()) == written(dump)


def test_a_loaded_world_goes_on_where_the_other_stood(full):
    dump = full.dump()

    def next_steps(google):
        made = google.add_event(ALICE, summary="Next")
        return {**made, "htmlLink": ""}, written(google.dump())

    with Emulator(seed=dump) as other:
        assert next_steps(other) == next_steps(full)


def test_tokens_of_a_dump_are_good_in_the_loaded_world(google, service):
    made = google.credentials(ALICE)
    found = service.events().list(calendarId="primary").execute()
    dump = google.dump()
    google.reset()

    google.load(dump)

    credentials = Credentials(**made)
    credentials.refresh(Request())
    again = build_from_document(google.discovery(), credentials=credentials)
    increment = again.events().list(calendarId="primary", syncToken=found["nextSyncToken"])
    assert increment.execute()["items"] == []


def test_a_channel_of_a_dump_hears_on(google, service, dead_address):
    google.switch(push_retries=0)
    body = {"id": "c", "type": "web_hook", "address": dead_address}
    service.events().watch(calendarId="primary", body=body).execute()
    google.wait_for_deliveries()

    google.load(google.dump())
    google.add_event(ALICE, summary="Talk")

    google.wait_for_deliveries()
    assert [each.state for each in google.deliveries] == ["exists"]


def changed(dump, path, value):
    """Give a dump with one thing else."""
    dump = copy.deepcopy(dump)
    *way, last = path.split(".")
    inner = dump
    for key in way:
        inner = inner[int(key) if key.isdecimal() else key]
    inner[int(last) if last.isdecimal() else last] = value
    return dump


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("state", {}),
        ("state.clock", {}),
        ("state.clock.offset", 10**18),
        ("state.channels.0.email", "nobody@example.com"),
        ("state.channels.0.calendar_id", "nowhere"),
        ("state.channels.0.colour", "red"),
        ("state.pushRules.0.action", "burn"),
        ("state.grants", []),
        ("state.ids", 3),
        ("state.users", {}),
        ("users", {}),
        ("calendars.0.acl", None),
        ("switches.colour", "red"),
    ],
)
def test_a_damaged_dump_is_refused_and_nothing_changes(full, post, path, value):
    dump = full.dump()

    post("seed", **changed(dump, path, value), expect=400)

    assert written(full.dump()) == written(dump)


def test_a_dump_holds_addresses_of_this_server_alone(full):
    hosts = {
        urllib.parse.urlsplit(channel["resource_uri"]).netloc
        for channel in full.dump()["state"]["channels"]
    }

    assert hosts == {full.url.removeprefix("http://")}
