"""Increments of expanded lists: they tell of instances that are no more, and of no others."""

import pytest
from googleapiclient.errors import HttpError

ALICE, BOB = "alice@example.com", "bob@example.com"
LITTLE = "little@group.calendar.google.com"
BERLIN = {"timeZone": "Europe/Berlin"}
TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00+01:00", **BERLIN},
    "end": {"dateTime": "2026-11-20T11:00:00+01:00", **BERLIN},
}


def daily(count):
    return {"recurrence": [f"RRULE:FREQ=DAILY;COUNT={count}"]}


def name(day, series="series1"):
    return f"{series}_202611{day}T090000Z"


@pytest.fixture
def change(google):
    """Changes an event, by default a series of three days, which this makes."""
    google.add_calendar(id=LITTLE, owner=ALICE, summary="Little", timeZone="Europe/Berlin")
    google.add_event(LITTLE, id="series1", **TIMES, **daily(3))

    def changed(event_id="series1", **fields):
        return google.edit_event(LITTLE, event_id, **fields)

    return changed


@pytest.fixture
def expanded(service):
    def read(**parameters):
        asked = {"calendarId": LITTLE, "singleEvents": True, **parameters}
        return service.events().list(**asked).execute()

    return read


def states(answer):
    return {item["id"]: item["status"] for item in answer["items"]}


@pytest.mark.rule("Y-6")
def test_instances_that_a_series_has_lost_are_told_of(change, expanded):
    token = expanded()["nextSyncToken"]

    change(**daily(2))

    assert states(expanded(syncToken=token)) == {
        name(20): "confirmed",
        name(21): "confirmed",
        name(22): "cancelled",
    }


@pytest.mark.rule("Y-6")
def test_so_are_those_that_came_and_went_since(change, expanded):
    token = expanded()["nextSyncToken"]
    change(**daily(5))
    page_of_another_time = states(expanded(syncToken=token))

    change(**daily(1))

    increment = states(expanded(syncToken=token))
    assert increment.keys() == page_of_another_time.keys()
    assert [key for key, status in increment.items() if status == "confirmed"] == [name(20)]


@pytest.mark.rule("R-21", "Y-6")
def test_a_single_event_that_becomes_a_series_is_gone_and_comes_again(google, change, expanded):
    google.add_event(LITTLE, id="single1", **TIMES)
    token = expanded()["nextSyncToken"]

    change("single1", **daily(1))
    series = states(expanded(syncToken=token))
    change("single1", recurrence=[])
    single = states(expanded(syncToken=token))

    assert series == {"single1": "cancelled", name(20, "single1"): "confirmed"}
    assert single == {"single1": "confirmed", name(20, "single1"): "cancelled"}


@pytest.mark.rule("R-18", "E-66")
def test_all_instances_of_a_deleted_series_are_told_of(google, change, expanded):
    change(name(21), summary="Other")
    token = expanded()["nextSyncToken"]

    google.delete_event(LITTLE, "series1")

    assert states(expanded(syncToken=token)) == dict.fromkeys(
        [name(20), name(22), name(21)], "cancelled"
    )


def test_what_is_lost_is_told_to_those_who_asked_for_its_type_alone(google, service, expanded):
    focus = {"eventType": "focusTime", **TIMES, **daily(3), "summary": "Focus"}
    event = service.events().insert(calendarId="primary", body=focus).execute()
    asked = {"calendarId": "primary", "eventTypes": "focusTime", "maxResults": 2500}
    token = expanded(**asked)["nextSyncToken"]

    google.edit_event(ALICE, event["id"], **daily(2))

    increment = states(expanded(**asked, syncToken=token))
    assert increment[name(22, event["id"])] == "cancelled"


@pytest.mark.rule("Z-3")
def test_an_exception_that_is_lost_and_found_again_is_shown_once(change, expanded):
    change(name(22), summary="Other")
    change(**daily(2))
    lost = states(expanded(showDeleted=True))

    change(**daily(3))

    assert lost == {name(20): "confirmed", name(21): "confirmed", name(22): "cancelled"}
    found = expanded(showDeleted=True)["items"]
    assert [(item["id"], item["status"]) for item in found] == [
        (name(day), "confirmed") for day in (20, 21, 22)
    ]


@pytest.mark.rule("Y-7")
def test_who_has_missed_too_much_must_begin_anew(change, expanded):
    token = expanded()["nextSyncToken"]
    for count in range(60):
        change(**daily(2 + count % 2))
    later = expanded()["nextSyncToken"]

    with pytest.raises(HttpError) as error:
        expanded(syncToken=token)

    assert error.value.error_details[0]["reason"] == "fullSyncRequired"
    assert expanded(syncToken=later)["items"] == []


@pytest.fixture
def theirs(service_for):
    """What Bob's primary calendar holds, as stored."""
    bob = service_for(BOB).events()

    def read(**parameters):
        return bob.list(calendarId="primary", maxResults=2500, **parameters).execute()

    return read


@pytest.mark.rule("R-19")
def test_a_cancelled_instance_is_reported_when_its_series_comes(google, theirs):
    series = google.add_event(ALICE, **TIMES, **daily(3))
    instance = name(21, series["id"])
    google.edit_event(ALICE, instance, attendees=[{"email": BOB}])
    google.delete_event(ALICE, instance)
    without, token = theirs()["items"], theirs()["nextSyncToken"]

    google.edit_event(ALICE, series["id"], attendees=[{"email": BOB}])

    reported = [item["id"] for item in theirs(syncToken=token)["items"]]
    full = [item["id"] for item in theirs()["items"]]
    assert instance not in [item["id"] for item in without]
    assert instance in full
    assert {series["id"], instance} <= set(reported)


@pytest.mark.rule("R-19")
@pytest.mark.parametrize("shows_deleted", [False, True])
def test_an_instance_outlives_its_series_for_who_is_invited_to_it_alone(
    google, theirs, shows_deleted
):
    series = google.add_event(ALICE, **TIMES, **daily(3), attendees=[{"email": BOB}])
    google.edit_event(ALICE, name(21, series["id"]), summary="With Bob")

    google.edit_event(ALICE, series["id"], attendees=[])
    google.edit_event(ALICE, name(21, series["id"]), attendees=[{"email": BOB}])

    window = {"timeMin": "2026-11-20T00:00:00Z", "timeMax": "2026-11-24T00:00:00Z"}
    for expanded in (False, True):
        items = theirs(singleEvents=expanded, showDeleted=shows_deleted, **window)["items"]
        own = [each for each in items if each["id"] == name(21, series["id"])]
        assert [each["status"] for each in own] == ["confirmed"]
