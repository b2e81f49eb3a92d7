"""Calendars: made, changed, cleared, deleted, and handed over."""

import uuid

import pytest
from googleapiclient.errors import HttpError

from gcal_emulator.demo_seed import FAMILY, HOLIDAYS, RELEASES

ALICE, BOB, CAROL = "alice@example.com", "bob@example.com", "carol@example.com"
BLUE = "#039be5"
MORNING = {"dayOfWeek": "monday", "periodStart": 540, "periodEnd": 720}


@pytest.fixture
def calendars(service):
    return service.calendars()


@pytest.fixture
def bobs(service_for):
    return service_for(BOB).calendars()


def refusal(request):
    with pytest.raises(HttpError) as error:
        request.execute()
    return error.value.status_code, error.value.error_details[0]["reason"]


@pytest.mark.rule("C-13", "Z-23")
def test_a_new_calendar_belongs_to_its_maker_and_is_in_the_list(service, calendars):
    made = calendars.insert(body={"summary": "Garden"}).execute()

    name, _, domain = made["id"].partition("@")
    assert (len(name), set(name) <= set("0123456789abcdef")) == (64, True)
    assert domain == "group.calendar.google.com"
    assert made["dataOwner"] == ALICE
    entry = service.calendarList().get(calendarId=made["id"]).execute()
    assert (entry["summary"], entry["accessRole"]) == ("Garden", "owner")


@pytest.mark.rule("C-13")
@pytest.mark.parametrize("body", [{}, {"summary": ""}, {"summary": None}])
def test_a_new_calendar_needs_a_title(calendars, body):
    assert refusal(calendars.insert(body=body)) == (400, "required")


@pytest.mark.rule("G-4")
def test_a_new_calendar_takes_the_zone_of_its_makers_settings(google, calendars):
    google.set_setting(ALICE, "timezone", "Asia/Tokyo")

    made = calendars.insert(body={"summary": "Garden"}).execute()

    assert made["timeZone"] == "Asia/Tokyo"


@pytest.mark.rule("C-14")
def test_the_primary_calendar_is_cleared_of_all_its_events(service, calendars):
    calendars.clear(calendarId="primary").execute()

    assert service.events().list(calendarId="primary").execute()["items"] == []


@pytest.mark.rule("C-14")
def test_a_secondary_calendar_is_not_cleared(calendars):
    assert refusal(calendars.clear(calendarId=FAMILY)) == (400, "invalid")


@pytest.mark.rule("C-14", "X-32")
def test_the_primary_calendar_is_not_deleted(calendars):
    refused = refusal(calendars.delete(calendarId="primary"))

    assert refused == (400, "cannotDeletePrimaryCalendar")


@pytest.mark.rule("C-14")
def test_a_deleted_calendar_is_gone_for_all(service, calendars, bobs):
    shared = {"role": "owner", "scope": {"type": "user", "value": BOB}}
    service.acl().insert(calendarId=FAMILY, body=shared).execute()

    calendars.delete(calendarId=FAMILY).execute()

    assert refusal(calendars.get(calendarId=FAMILY)) == (404, "notFound")
    assert refusal(bobs.get(calendarId=FAMILY)) == (404, "notFound")
    assert refusal(service.events().list(calendarId=FAMILY)) == (404, "notFound")


@pytest.mark.rule("C-11")
def test_an_owner_who_is_not_the_data_owner_cannot_delete(service, bobs):
    shared = {"role": "owner", "scope": {"type": "user", "value": BOB}}
    service.acl().insert(calendarId=FAMILY, body=shared).execute()

    assert refusal(bobs.delete(calendarId=FAMILY)) == (403, "forbidden")
    renamed = bobs.patch(calendarId=FAMILY, body={"summary": "Ours"}).execute()
    assert (renamed["summary"], renamed["dataOwner"]) == ("Ours", ALICE)


@pytest.mark.rule("C-11")
def test_the_data_owner_is_not_written(calendars):
    changed = calendars.patch(calendarId=FAMILY, body={"dataOwner": BOB}).execute()

    assert changed["dataOwner"] == ALICE
    assert "dataOwner" not in calendars.get(calendarId="primary").execute()


@pytest.mark.rule("C-15")
def test_a_role_suffices_to_get_a_calendar_that_is_not_in_the_list(service, calendars):
    service.calendarList().delete(calendarId=RELEASES).execute()

    assert calendars.get(calendarId=RELEASES).execute()["summary"] == "Team releases"


@pytest.mark.rule("C-15", "X-10")
@pytest.mark.parametrize("calendar_id", [BOB, "nobody@example.com", "x"])
def test_without_a_role_a_calendar_cannot_be_told_from_none(calendars, calendar_id):
    assert refusal(calendars.get(calendarId=calendar_id)) == (404, "notFound")


@pytest.mark.rule("X-9")
@pytest.mark.parametrize("calendar_id", [RELEASES, HOLIDAYS])
def test_a_reader_does_not_edit_a_calendar(calendars, calendar_id):
    with pytest.raises(HttpError) as error:
        calendars.patch(calendarId=calendar_id, body={"summary": "Mine"}).execute()

    (details,) = error.value.error_details
    assert (error.value.status_code, details["reason"]) == (403, "requiredAccessLevel")
    assert details["message"] == "You need to have owner access to this calendar."


@pytest.mark.rule("C-19")
@pytest.mark.parametrize("zone", ["Mars/Olympus", "", None])
def test_a_zone_is_named_as_iana_does(calendars, zone):
    assert refusal(calendars.patch(calendarId=FAMILY, body={"timeZone": zone}))[0] == 400


@pytest.mark.rule("C-19")
def test_another_zone_moves_the_days_of_a_calendar_and_writes_its_times_anew(service, calendars):
    made = calendars.insert(body={"summary": "X", "timeZone": "Europe/Berlin"}).execute()["id"]
    day = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
    moment = {
        key: {"dateTime": f"2026-11-20T1{n}:00:00+01:00"} for n, key in enumerate(("start", "end"))
    }
    for body in (day, moment):
        service.events().insert(calendarId=made, body=body).execute()
    window = {"timeMin": "2026-11-19T00:00:00Z", "timeMax": "2026-11-22T00:00:00Z"}

    calendars.patch(calendarId=made, body={"timeZone": "Asia/Tokyo"}).execute()

    events = service.events().list(calendarId=made).execute()["items"]
    assert events[1]["start"]["dateTime"] == "2026-11-20T18:00:00+09:00"
    query = window | {"items": [{"id": made}]}
    (busy,) = service.freebusy().query(body=query).execute()["calendars"][made]["busy"]
    assert busy == {"start": "2026-11-19T15:00:00Z", "end": "2026-11-20T15:00:00Z"}


@pytest.mark.rule("C-16")
def test_labels_are_replaced_as_a_list_or_left_as_they_are(calendars):
    named = {"id": str(uuid.UUID(int=1)), "name": "Urgent", "backgroundColor": BLUE}
    bare = {"backgroundColor": BLUE}

    def patch(**body):
        changed = calendars.patch(calendarId=FAMILY, body=body).execute()
        return changed["labelProperties"]["eventLabels"]

    first = patch(labelProperties={"eventLabels": [named, bare]})
    assert first[0] == named
    assert uuid.UUID(first[1]["id"])
    assert patch(summary="Renamed") == first
    assert patch(labelProperties={"eventLabels": [named]}) == [named]


@pytest.mark.rule("C-16")
@pytest.mark.parametrize(
    "labels",
    [
        [{"backgroundColor": BLUE}] * 201,
        [{"backgroundColor": BLUE, "name": "x" * 51}],
        [{"backgroundColor": BLUE, "id": "1"}],
        [{"backgroundColor": BLUE, "id": str(uuid.UUID(int=1))}] * 2,
        [{"name": "Urgent"}],
        [{"backgroundColor": "blue"}],
    ],
)
def test_wrong_labels_are_refused(calendars, labels):
    body = {"labelProperties": {"eventLabels": labels}}

    assert refusal(calendars.patch(calendarId=FAMILY, body=body)) == (400, "invalid")


@pytest.mark.rule("C-17")
def test_working_hours_are_replaced_as_a_whole_or_left_as_they_are(calendars):
    hours = {"workingHoursEnabled": True, "availableTimes": [MORNING]}

    def patch(**body):
        return calendars.patch(calendarId="primary", body=body).execute()["workingHours"]

    assert patch(workingHours=hours) == hours
    assert patch(workingHours={}) == hours
    assert patch(workingHours=None) == hours
    assert patch(workingHours={"workingHoursEnabled": False}) == {"workingHoursEnabled": False}


@pytest.mark.rule("C-17")
@pytest.mark.parametrize(
    "hours",
    [
        {"workingHoursEnabled": True},
        {"workingHoursEnabled": True, "availableTimes": []},
        {"availableTimes": [MORNING | {"dayOfWeek": "someday"}]},
        {"availableTimes": [MORNING | {"periodEnd": 500}]},
        {"availableTimes": [{"dayOfWeek": "monday"}]},
    ],
)
def test_wrong_working_hours_are_refused(calendars, hours):
    request = calendars.patch(calendarId="primary", body={"workingHours": hours})

    assert refusal(request) == (400, "invalid")


@pytest.mark.rule("C-17")
def test_only_the_primary_calendar_of_a_workspace_account_has_working_hours(google, service_for):
    google.add_user(CAROL, is_workspace=False)
    body = {"workingHours": {"workingHoursEnabled": True, "availableTimes": [MORNING]}}
    alice, carol = service_for().calendars(), service_for(CAROL).calendars()

    assert refusal(alice.patch(calendarId=FAMILY, body=body)) == (400, "invalid")
    assert refusal(carol.patch(calendarId="primary", body=body)) == (400, "invalid")


@pytest.fixture
def admins(google, service_for):
    google.add_user(CAROL, is_admin=True)
    return service_for(CAROL).calendars()


@pytest.mark.rule("C-18")
def test_an_administrator_hands_a_calendar_over(service_for, admins, calendars):
    request = admins.transferOwnership(calendarId=FAMILY, newDataOwner=BOB, useAdminAccess=True)

    assert request.execute() == ""
    assert calendars.get(calendarId=FAMILY).execute()["dataOwner"] == BOB
    bobs = service_for(BOB).calendarList().get(calendarId=FAMILY).execute()
    assert bobs["accessRole"] == "owner"


@pytest.mark.rule("C-18")
def test_nobody_else_hands_a_calendar_over(calendars):
    asked = {"newDataOwner": BOB, "useAdminAccess": True}

    assert refusal(calendars.transferOwnership(calendarId=FAMILY, **asked)) == (403, "forbidden")


@pytest.mark.rule("C-18", "H-1")
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"useAdminAccess": False}, (400, "invalid")),
        ({"newDataOwner": "eve@elsewhere.example"}, (400, "invalid")),
        ({"newDataOwner": "nobody@example.com"}, (400, "invalid")),
        ({"calendarId": ALICE}, (400, "invalid")),
        ({"calendarId": "primary"}, (404, "notFound")),
    ],
)
def test_what_cannot_be_handed_over(google, admins, changes, expected):
    google.add_user("eve@elsewhere.example")
    asked = {"calendarId": FAMILY, "newDataOwner": BOB, "useAdminAccess": True} | changes

    assert refusal(admins.transferOwnership(**asked)) == expected


def test_update_replaces_the_shared_texts(calendars):
    calendars.patch(calendarId=FAMILY, body={"description": "A", "location": "B"}).execute()

    changed = calendars.update(calendarId=FAMILY, body={"summary": "Only this"}).execute()

    assert changed["summary"] == "Only this"
    assert not {"description", "location"} & changed.keys()


@pytest.mark.parametrize("method", ["patch", "update"])
def test_a_title_cannot_be_taken_away(calendars, method):
    request = getattr(calendars, method)(calendarId=FAMILY, body={"summary": ""})

    assert refusal(request) == (400, "required")
