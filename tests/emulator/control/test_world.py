"""The world as a whole: reset, seed, snapshot, restore; and what people do by script."""

import threading

import pytest
import requests

from gcal_emulator import Emulator

ALICE, BOB, ZOE = "alice@example.com", "bob@example.com", "zoe@example.com"


def names(service, calendar_id="primary", **query):
    found = service.events().list(calendarId=calendar_id, maxResults=2500, **query).execute()
    return {event.get("summary") for event in found["items"]}


def test_a_reset_begins_anew_and_forgets_the_requests(google, service, post):
    post("users", email=ZOE)
    service.calendarList().list().execute()

    post("reset")

    assert ZOE not in google.world.users
    assert len(google.log) == 0


def test_a_snapshot_is_gone_back_to_again_and_again(google, service, post, get):
    assert post("snapshot", name="before") == {"name": "before"}
    for title in ("First", "Second"):
        google.add_event(ALICE, summary=title)
        assert title in names(service)
        post("restore", name="before")
        assert title not in names(service)

    assert get("snapshots") == {"names": ["before"]}


def test_a_snapshot_without_a_name_has_one(google, post):
    assert post("snapshot") == {"name": "snapshot"}

    post("restore")


def test_credentials_of_a_snapshot_go_on_after_it(google, service, post):
    post("snapshot")
    google.revoke_grants(ALICE)

    post("restore")

    assert service.calendarList().list().execute()["items"]


def test_an_unknown_snapshot_is_named(google, post):
    assert post("restore", name="nowhere", expect=400) == "There is no snapshot nowhere."
    with pytest.raises(KeyError, match="nowhere"):
        google.restore("nowhere")


def test_a_seed_is_added_whole_or_not_at_all(google, post):
    seed = {"users": [{"email": ZOE}], "calendars": [{"id": ZOE, "events": [{"summary": "x"}]}]}

    said = post("seed", **seed, expect=400)

    assert said == "an event has no start."
    assert ZOE not in google.world.users


def test_a_seed_changes_nothing_of_what_is_there(google, service, post):
    before = names(service)
    event = {"summary": "Added", "start": {"date": "2026-11-20"}}

    post("seed", users=[{"email": ZOE}], calendars=[{"id": ALICE, "events": [event]}])

    assert names(service) == before | {"Added"}


def test_people_calendars_and_rules_are_added(google, service_for, post):
    post("users", email=ZOE, name="Zoe", settings={"timezone": "Asia/Tokyo"})
    post("calendars", id="club@example.com", owner=ZOE, summary="Club", timeZone="Asia/Tokyo")
    post("calendars/share", calendarId="club@example.com", email=ALICE, role="reader")

    shown = service_for(ALICE).calendars().get(calendarId="club@example.com").execute()
    assert (shown["summary"], shown["timeZone"]) == ("Club", "Asia/Tokyo")
    settings = service_for(ZOE).settings().get(setting="timezone").execute()
    assert settings["value"] == "Asia/Tokyo"


def test_a_setting_is_changed(service, post):
    post("settings", email=ALICE, name="weekStart", value="0")

    assert service.settings().get(setting="weekStart").execute()["value"] == "0"


def test_events_are_added_edited_and_deleted(service, post):
    event = {"summary": "Talk", "start": {"dateTime": "2026-11-20T10:00:00Z"}}
    made = post("events", calendarId=ALICE, event=event)
    named = {"calendarId": ALICE, "eventId": made["id"]}

    edited = post("events/edit", **named, changes={"summary": "Other", "location": "Here"})
    assert (edited["summary"], edited["location"]) == ("Other", "Here")
    post("events/edit", **named, changes={"location": None})
    assert "location" not in service.events().get(**named).execute()
    post("events/delete", **named)
    assert service.events().get(**named).execute()["status"] == "cancelled"


def test_an_edit_that_no_answer_could_hold_is_refused(google, service, post):
    made = google.add_event(ALICE, summary="Talk")
    named = {"calendarId": ALICE, "eventId": made["id"]}

    for changes in (
        {"start": "soon"},
        {"start": {}},
        {"end": {"date": "2026-11-20"}},
        {"colour": "red"},
        {"recurrence": ["RRULE:FREQ=NEVER"]},
        {"attendees": [{}]},
        {"start": {"date": "0001-01-01"}, "end": {"date": "0001-01-02"}},
    ):
        post("events/edit", **named, changes=changes, expect=400)
    assert service.events().get(**named).execute() == made


def test_a_series_is_split(service, post):
    start = {"dateTime": "2026-11-20T10:00:00Z"}
    series = {"summary": "Daily", "start": start, "recurrence": ["RRULE:FREQ=DAILY;COUNT=4"]}
    made = post("events", calendarId=ALICE, event=series)
    third = service.events().instances(calendarId=ALICE, eventId=made["id"]).execute()["items"][2]

    tail = post("series/split", calendarId=ALICE, instanceId=third["id"], changes={"summary": "x"})

    assert tail["summary"] == "x"
    left = service.events().instances(calendarId=ALICE, eventId=made["id"]).execute()["items"]
    assert len(left) == 2


def test_a_series_is_cut(service, post):
    start = {"dateTime": "2026-11-20T10:00:00Z"}
    series = {"start": start, "recurrence": ["RRULE:FREQ=DAILY;COUNT=4"]}
    made = post("events", calendarId=ALICE, event=series)
    third = service.events().instances(calendarId=ALICE, eventId=made["id"]).execute()["items"][2]

    assert post("series/split", calendarId=ALICE, instanceId=third["id"]) == {}
    left = service.events().instances(calendarId=ALICE, eventId=made["id"]).execute()["items"]
    assert len(left) == 2


def test_mails_that_would_have_gone_out_are_counted(google, service, get):
    body = {
        "summary": "Lunch",
        "start": {"date": "2026-11-20"},
        "end": {"date": "2026-11-21"},
        "attendees": [{"email": BOB}],
    }
    service.events().insert(calendarId="primary", body=body, sendUpdates="all").execute()

    (mail,) = get("outbox")["mails"]
    assert (mail["to"], mail["kind"], mail["summary"]) == (BOB, "invitation", "Lunch")
    assert google.mails == google.world.outbox.to(BOB)


def test_a_request_under_way_is_not_lost_when_a_seed_is_added(google, service):
    made = []

    def insert():
        body = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
        call = service.events().insert(calendarId="primary", body=body)
        made.extend(call.execute()["id"] for _ in range(20))

    writer = threading.Thread(target=insert)
    writer.start()
    for number in range(20):
        google.load({"users": [{"email": f"user{number}@example.com"}]})
    writer.join()

    assert set(made) <= google.world.calendars[ALICE].events.keys()
    assert len(google.world.users) == 22


def test_two_emulators_do_not_know_each_other():
    with Emulator(seed="demo") as one, Emulator(seed="demo") as other:
        one.add_user(ZOE)

        assert ZOE not in other.world.users
        assert one.url != other.url


def test_another_site_s_page_may_not_press_buttons(google):
    answer = requests.post(
        google.url + "/_emulator/reset", headers={"Origin": "http://evil.example"}, timeout=10
    )

    assert answer.status_code == 403
