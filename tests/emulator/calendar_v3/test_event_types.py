"""Special events: which can be made, where, and what holds for them."""

import pytest
from tests.emulator.calendar_v3.people import ALICE, BOB, Person, at, refusal

from gcal_emulator.demo_seed import FAMILY

PRIVATE_PERSON = "dora@gmail.com"
RESTRICTED = (400, "eventTypeRestriction")
BIRTHDAY = {
    "eventType": "birthday",
    "start": {"date": "2024-02-29"},
    "end": {"date": "2024-03-01"},
    "recurrence": ["RRULE:FREQ=YEARLY"],
}
AWAY = {"eventType": "outOfOffice"}
FOCUS = {"eventType": "focusTime", "focusTimeProperties": {"chatStatus": "doNotDisturb"}}
PLACE = {
    "eventType": "workingLocation",
    "visibility": "public",
    "transparency": "transparent",
    "workingLocationProperties": {"type": "homeOffice", "homeOffice": {}},
}
SPECIAL = [pytest.param(each, id=each["eventType"]) for each in (BIRTHDAY, AWAY, FOCUS, PLACE)]


@pytest.mark.rule("E-26")
@pytest.mark.parametrize("fields", SPECIAL)
def test_a_type_is_chosen_once(alice, fields):
    event = alice.insert(**fields)
    plain = alice.insert()

    assert event["eventType"] == fields["eventType"]
    assert refusal(alice.patch, event["id"], eventType="default") == RESTRICTED
    assert refusal(alice.patch, plain["id"], eventType=fields["eventType"]) == RESTRICTED


@pytest.mark.rule("E-26")
@pytest.mark.parametrize("fields", SPECIAL)
def test_an_update_without_a_type_leaves_it(alice, fields):
    event = alice.insert(**fields)
    body = {key: value for key, value in event.items() if key != "eventType"}

    assert alice.update(event["id"], body)["eventType"] == fields["eventType"]


@pytest.mark.rule("E-26")
def test_events_from_mails_are_made_by_google_alone(google, alice):
    google.add_event(ALICE, id="mail1", eventType="fromGmail")

    assert refusal(alice.insert, eventType="fromGmail") == RESTRICTED
    assert alice.patch("mail1", colorId="4")["eventType"] == "fromGmail"


@pytest.mark.rule("E-26")
def test_there_are_no_other_types(alice):
    assert refusal(alice.insert, eventType="holiday") == (400, "invalidEventType")


@pytest.mark.rule("E-26")
@pytest.mark.parametrize("fields", SPECIAL)
def test_only_default_events_are_imported_or_moved(alice, fields):
    event = alice.insert(**fields)

    assert refusal(alice.imports, iCalUID="a@b", **fields) == RESTRICTED
    assert refusal(alice.move, event["id"], FAMILY) == RESTRICTED


@pytest.mark.rule("E-26")
@pytest.mark.parametrize(
    "wrong",
    [
        {"recurrence": []},
        {"recurrence": ["RRULE:FREQ=MONTHLY"]},
        {"start": at(10), "end": at(11)},
        {"end": {"date": "2024-03-02"}},
        {"birthdayProperties": {"type": "anniversary"}},
        {"attendees": [{"email": BOB}]},
    ],
)
def test_a_birthday_is_one_whole_day_a_year_and_nothing_else(alice, wrong):
    assert refusal(alice.insert, **BIRTHDAY | wrong) == RESTRICTED


@pytest.mark.rule("E-26")
def test_a_birthday_in_a_leap_year_is_taken_and_keeps_to_itself(alice):
    event = alice.insert(**BIRTHDAY)

    assert event["birthdayProperties"] == {"type": "birthday"}
    assert (event["visibility"], event["transparency"]) == ("private", "transparent")
    assert refusal(alice.on(FAMILY).insert, **BIRTHDAY) == RESTRICTED


@pytest.mark.rule("E-26")
def test_what_a_birthday_is_about_does_not_change(google, alice):
    anniversary = {"type": "anniversary", "contact": "people/c1"}
    google.add_event(ALICE, **BIRTHDAY | {"id": "wedding", "birthdayProperties": anniversary})

    changed = alice.patch("wedding", colorId="4", birthdayProperties={"type": "birthday"})

    assert changed["birthdayProperties"] == anniversary
    assert changed["colorId"] == "4"


@pytest.mark.rule("E-27")
@pytest.mark.parametrize("fields", SPECIAL[1:])
def test_states_of_a_person_stand_on_primary_calendars(alice, fields):
    assert refusal(alice.on(FAMILY).insert, **fields) == RESTRICTED


@pytest.mark.rule("E-27")
@pytest.mark.parametrize("fields", SPECIAL[1:])
def test_private_accounts_have_no_states(google, service_for, fields):
    google.add_user(PRIVATE_PERSON, is_workspace=False)
    dora = Person(service_for(PRIVATE_PERSON))

    assert refusal(dora.insert, **fields) == RESTRICTED
    assert dora.insert(**BIRTHDAY)["eventType"] == "birthday"


@pytest.mark.parametrize(
    ("fields", "wrong", "reason"),
    [
        (PLACE, {"visibility": "private"}, "malformedWorkingLocationEvent"),
        (PLACE, {"transparency": "opaque"}, "malformedWorkingLocationEvent"),
        (PLACE, {"workingLocationProperties": {}}, "malformedWorkingLocationEvent"),
        (PLACE, {"workingLocationProperties": {"type": "moon"}}, "malformedWorkingLocationEvent"),
        (AWAY, {"transparency": "transparent"}, "malformedOutOfOfficeEvent"),
        (AWAY, {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}},
         "malformedOutOfOfficeEvent"),
        (AWAY, {"outOfOfficeProperties": {"autoDeclineMode": "never"}},
         "malformedOutOfOfficeEvent"),
        (FOCUS, {"focusTimeProperties": {"chatStatus": "asleep"}}, "malformedFocusTimeEvent"),
        ({}, {"focusTimeProperties": {}}, None),
        ({}, {"focusTimeProperties": {"chatStatus": "available"}}, "invalid"),
    ],
)  # fmt: skip
def test_each_type_has_its_own_form(alice, fields, wrong, reason):
    if reason is None:
        assert alice.insert(**fields | wrong)["eventType"] == "default"
    else:
        assert refusal(alice.insert, **fields | wrong) == (400, reason)


def test_an_absence_declines_nothing_by_itself(alice):
    event = alice.insert(**AWAY)

    assert event["outOfOfficeProperties"] == {"autoDeclineMode": "declineNone"}


def test_an_instance_of_a_birthday_can_be_changed(alice):
    series = alice.insert(**BIRTHDAY)
    name = f"{series['id']}_20280229"

    assert alice.patch(name, summary="Party")["birthdayProperties"] == {"type": "birthday"}
