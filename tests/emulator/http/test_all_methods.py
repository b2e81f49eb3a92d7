"""Each method of the discovery document, called by Google's own client."""

from gcal_emulator.demo_seed import FAMILY, RELEASES
from gcal_emulator.schemas import methods

ADMIN, BOB = "admin@example.com", "bob@example.com"
DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
GUEST = {"role": "reader", "scope": {"type": "user", "value": BOB}}
WINDOW = {"timeMin": "2026-11-01T00:00:00Z", "timeMax": "2026-11-30T00:00:00Z"}
NAMES = {method.name for method in methods()}


def channel(name):
    return {"id": name, "type": "web_hook", "address": "https://127.0.0.1:9/hook"}


def of_events(events):
    made = events.insert(calendarId="primary", body=DAY | {"summary": "Talk"}).execute()
    one = {"calendarId": "primary", "eventId": made["id"]}
    series = DAY | {"recurrence": ["RRULE:FREQ=DAILY;COUNT=3"]}
    series_id = events.insert(calendarId="primary", body=series).execute()["id"]
    yield events.get(**one)
    yield events.list(calendarId="primary", maxResults=10)
    yield events.instances(calendarId="primary", eventId=series_id)
    yield events.patch(**one, body={"summary": "Other"})
    yield events.update(**one, body=DAY)
    yield events.import_(calendarId="primary", body=DAY | {"iCalUID": "1@example.com"})
    yield events.quickAdd(calendarId="primary", text="Lunch tomorrow at noon")
    yield events.watch(calendarId="primary", body=channel("events"))
    yield events.move(**one, destination=FAMILY)
    yield events.delete(calendarId=FAMILY, eventId=made["id"])


def of_rules(acl):
    rule = {"calendarId": FAMILY, "ruleId": f"user:{BOB}"}
    yield acl.insert(calendarId=FAMILY, body=GUEST)
    yield acl.get(**rule)
    yield acl.list(calendarId=FAMILY)
    yield acl.patch(**rule, body={"role": "writer"})
    yield acl.update(**rule, body=GUEST)
    yield acl.watch(calendarId="primary", body=channel("acl"))
    yield acl.delete(**rule)


def of_entries(entries):
    yield entries.list()
    yield entries.get(calendarId=RELEASES)
    yield entries.patch(calendarId=RELEASES, body={"colorId": "1"})
    yield entries.update(calendarId=RELEASES, body={"selected": True})
    yield entries.delete(calendarId=RELEASES)
    yield entries.insert(body={"id": RELEASES})
    yield entries.watch(body=channel("entries"))


def of_calendars(calendars):
    made = calendars.insert(body={"summary": "Garden"}).execute()["id"]
    yield calendars.get(calendarId=made)
    yield calendars.patch(calendarId=made, body={"location": "Behind the house"})
    yield calendars.update(calendarId=made, body={"summary": "Plants"})
    yield calendars.delete(calendarId=made)
    yield calendars.clear(calendarId="primary")


def of_the_rest(service):
    yield service.colors().get()
    yield service.freebusy().query(body=WINDOW | {"items": [{"id": "primary"}]})
    yield service.settings().get(setting="locale")
    yield service.settings().list()
    watched = service.settings().watch(body=channel("settings")).execute()
    yield service.channels().stop(body=watched)


def requests_of(service, admins):
    """Make a request of each method, each with what it needs to succeed."""
    yield from of_events(service.events())
    yield from of_rules(service.acl())
    yield from of_entries(service.calendarList())
    yield from of_calendars(service.calendars())
    yield from of_the_rest(service)
    handing_over = {"newDataOwner": BOB, "useAdminAccess": True}
    yield admins.calendars().transferOwnership(calendarId=FAMILY, **handing_over)


def test_all_38_methods_answer_googles_client_with_a_success(google, service, service_for):
    google.add_user(ADMIN, is_admin=True)

    for request in requests_of(service, service_for(ADMIN)):
        request.execute()

    answered = {entry.method for entry in google.log if entry.status in (200, 204)}
    assert len(NAMES) == 38
    assert answered >= NAMES
    assert google.log.violations == []


def test_the_methods_are_those_that_googles_client_knows(service):
    described = service._rootDesc["resources"].values()

    known = {method["id"] for resource in described for method in resource["methods"].values()}

    assert known == {f"calendar.{name}" for name in NAMES}
