"""Versions of resources: told, compared, and asked for before a write."""

import datetime as dt

import pytest

from gcal_emulator.demo_seed import FAMILY

ALICE, BOB = "alice@example.com", "bob@example.com"
FAMILY_PATH = FAMILY.replace("@", "%40")
SINGLE = {
    "calendar": f"calendars/{FAMILY_PATH}",
    "entry": f"users/me/calendarList/{FAMILY_PATH}",
    "rule": f"calendars/{FAMILY_PATH}/acl/user%3Aalice%40example.com",
    "setting": "users/me/settings/locale",
}
LISTS = (
    "calendars/primary/events",
    "users/me/calendarList",
    "calendars/primary/acl",
    "users/me/settings",
)


@pytest.mark.rule("H-12", "Z-10")
@pytest.mark.parametrize("path", SINGLE.values(), ids=SINGLE)
def test_a_single_resource_has_its_etag_in_a_header_and_answers_304_to_who_has_it(wire, path):
    answer = wire("GET", path)
    again = wire("GET", path, headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.headers["ETag"] == answer.json()["etag"]
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == answer.headers["ETag"]


@pytest.mark.rule("H-12")
def test_an_event_answers_304_until_it_changes(google, wire, event):
    path = f"calendars/primary/events/{event['id']}"
    known = {"If-None-Match": f'"1", {event["etag"]}'}

    before = wire("GET", path, headers=known)
    google.edit_event(ALICE, event["id"], summary="Other")
    after = wire("GET", path, headers=known)

    assert (before.status_code, after.status_code) == (304, 200)


@pytest.mark.rule("Z-10")
@pytest.mark.parametrize("path", LISTS)
def test_a_list_has_an_etag_in_its_body_and_none_in_a_header(wire, path):
    answer = wire("GET", path)

    assert answer.json()["etag"].startswith('"p3')
    assert "ETag" not in answer.headers


@pytest.mark.rule("H-14", "Z-13")
def test_an_events_etag_is_twice_the_microseconds_of_updated(event):
    updated = dt.datetime.fromisoformat(event["updated"])

    milliseconds, beyond = divmod(int(event["etag"].strip('"')) // 2, 1000)
    assert 0 <= beyond < 1000
    assert milliseconds == round(updated.timestamp() * 1000)


@pytest.mark.rule("Z-13")
def test_each_kind_of_resource_has_its_own_form_of_etag(service):
    entry = service.calendarList().get(calendarId=FAMILY).execute()["etag"]
    calendar = service.calendars().get(calendarId=FAMILY).execute()["etag"]
    rule = service.acl().get(calendarId=FAMILY, ruleId=f"user:{ALICE}").execute()["etag"]
    of_list = service.calendarList().list().execute()["etag"]

    assert (len(entry), entry.strip('"').isdigit()) == (18, True)
    assert len(calendar) == 29
    assert (len(rule), rule.strip('"').isdigit()) == (22, True)
    assert len(of_list) == 20
    assert set(of_list[3:-1]) <= set("0123456789abcdefghijklmnopqrstuv")


@pytest.fixture
def written(service, event):
    """Makes a request of each writing method, of a resource that is there."""
    rule = {"role": "reader", "scope": {"type": "user", "value": BOB}}
    service.acl().insert(calendarId=FAMILY, body=rule).execute()
    at_event = {"calendarId": "primary", "eventId": event["id"]}
    at_rule = {"calendarId": FAMILY, "ruleId": f"user:{BOB}"}
    title = {"summary": "Other"}
    times = {key: event[key] for key in ("start", "end")}
    return {
        "events.patch": service.events().patch(**at_event, body=title),
        "events.update": service.events().update(**at_event, body=title | times),
        "events.delete": service.events().delete(**at_event),
        "calendars.patch": service.calendars().patch(calendarId=FAMILY, body=title),
        "calendars.update": service.calendars().update(calendarId=FAMILY, body=title),
        "calendars.delete": service.calendars().delete(calendarId=FAMILY),
        "calendarList.patch": service.calendarList().patch(
            calendarId=FAMILY, body={"colorId": "1"}
        ),
        "calendarList.update": service.calendarList().update(calendarId=FAMILY, body={}),
        "calendarList.delete": service.calendarList().delete(calendarId=FAMILY),
        "acl.patch": service.acl().patch(**at_rule, body={"role": "writer"}),
        "acl.update": service.acl().update(**at_rule, body=rule | {"role": "writer"}),
        "acl.delete": service.acl().delete(**at_rule),
    }


WRITES = (
    *("events.patch", "events.update", "events.delete"),
    *("calendars.patch", "calendars.update", "calendars.delete"),
    *("calendarList.patch", "calendarList.update", "calendarList.delete"),
    *("acl.patch", "acl.update", "acl.delete"),
)


def stored(google):
    return {key: google.dump()[key] for key in ("calendars", "calendarList")}


@pytest.mark.rule("H-13", "X-16")
@pytest.mark.parametrize("method", WRITES)
def test_a_write_of_a_stale_version_is_refused_and_changes_nothing(
    google, written, refused, method
):
    request = written[method]
    request.headers["If-Match"] = '"3"'
    before = stored(google)

    status, _, details = refused(request)

    assert status == 412
    assert details == {
        "domain": "global",
        "reason": "conditionNotMet",
        "message": "Precondition Failed",
        "locationType": "header",
        "location": "If-Match",
    }
    assert stored(google) == before


@pytest.mark.rule("H-13")
@pytest.mark.parametrize("method", ["events.patch", "events.update", "events.delete"])
def test_a_write_of_the_latest_version_goes_through(written, event, method):
    request = written[method]
    request.headers["If-Match"] = event["etag"]

    after = request.execute()

    assert after == "" or after["etag"] != event["etag"]


@pytest.mark.rule("H-13")
@pytest.mark.parametrize("kind", ["calendar", "entry", "rule"])
def test_the_latest_version_of_anything_is_taken(wire, kind):
    etag = wire("GET", SINGLE[kind]).json()["etag"]

    after = wire("PATCH", SINGLE[kind], json={}, headers={"If-Match": etag})

    assert after.status_code == 200


@pytest.mark.rule("H-13")
def test_a_guests_answer_makes_a_new_version(service, service_for):
    day = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
    guests = {"attendees": [{"email": BOB}]}
    event = service.events().insert(calendarId="primary", body=day | guests).execute()
    answer = {"attendees": [{"email": BOB, "responseStatus": "accepted"}]}

    service_for(BOB).events().patch(
        calendarId="primary", eventId=event["id"], body=answer
    ).execute()

    after = service.events().get(calendarId="primary", eventId=event["id"]).execute()
    assert after["etag"] != event["etag"]
    assert after["attendees"][0]["responseStatus"] == "accepted"


@pytest.mark.rule("H-16")
def test_other_reminders_alone_change_neither_updated_nor_the_etag(service, event):
    reminders = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 7}]}

    after = (
        service.events()
        .patch(calendarId="primary", eventId=event["id"], body={"reminders": reminders})
        .execute()
    )

    assert after["reminders"] == reminders
    assert (after["updated"], after["etag"]) == (event["updated"], event["etag"])


@pytest.mark.rule("H-16")
def test_other_reminders_move_the_etag_where_the_switch_says_so(google, service, event):
    google.switch(reminders_are_changes=True)
    reminders = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 7}]}

    after = (
        service.events()
        .patch(calendarId="primary", eventId=event["id"], body={"reminders": reminders})
        .execute()
    )

    assert after["updated"] == event["updated"]
    assert after["etag"] != event["etag"]
