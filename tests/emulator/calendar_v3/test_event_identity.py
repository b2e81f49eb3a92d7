"""What names an event: its id, its iCalUID, and the link to its page."""

import base64

import pytest
from tests.emulator.calendar_v3.people import (
    ALICE,
    BOB,
    DAILY,
    Person,
    guests,
    instance_of,
    refusal,
)

from gcal_emulator.demo_seed import FAMILY

UID = "6F140ABD-6369-41C5-8839-146E8640BBDF"


@pytest.mark.rule("E-1")
@pytest.mark.parametrize("event_id", ["vuts0", "0" * 1024])
def test_a_client_may_choose_an_id_of_base32hex(alice, event_id):
    assert alice.insert(id=event_id)["id"] == event_id


@pytest.mark.rule("E-1")
@pytest.mark.parametrize("event_id", ["abcd", "0" * 1025, "wxyz0", "ABCDE", "abc-de", "abc_de"])
def test_any_other_id_is_refused(alice, event_id):
    assert refusal(alice.insert, id=event_id) == (400, "invalid")


@pytest.mark.rule("E-2")
def test_the_id_of_an_imported_event_is_its_uid_in_base32hex(alice):
    event_id = alice.imports(iCalUID=UID)["id"]

    written = event_id.removeprefix("_").upper()
    padded = written + "=" * (-len(written) % 8)
    assert event_id.startswith("_")
    assert base64.b32hexdecode(padded).decode() == UID


@pytest.mark.rule("E-2")
def test_ids_that_no_client_could_choose_are_read_and_written_like_others(alice):
    event_id = alice.imports(iCalUID=UID)["id"]
    series = alice.insert(**DAILY)

    assert alice.patch(event_id, summary="Renamed")["summary"] == "Renamed"
    assert alice.get(instance_of(series, 21))["recurringEventId"] == series["id"]


@pytest.mark.rule("E-4")
def test_a_repeated_insert_is_answered_as_a_duplicate_and_changes_nothing(alice):
    event = alice.insert(id="chosen1", summary="First")

    assert refusal(alice.insert, id="chosen1", summary="Second") == (409, "duplicate")
    assert alice.get("chosen1") == event


@pytest.mark.rule("E-4")
def test_an_insert_whose_answer_was_lost_is_found_by_its_chosen_id(google, alice):
    google.fail(method="events.insert", action="cut_after")
    with pytest.raises(OSError, match=r"."):
        alice.insert(id="chosen1")

    assert refusal(alice.insert, id="chosen1") == (409, "duplicate")
    assert alice.get("chosen1")["status"] == "confirmed"


@pytest.mark.rule("E-6")
def test_the_copies_of_a_meeting_share_its_id(alice, bob):
    meeting = alice.insert(**guests(BOB))

    copy = bob.get(meeting["id"])

    assert (copy["id"], copy["iCalUID"]) == (meeting["id"], meeting["iCalUID"])


@pytest.mark.rule("E-6")
def test_one_id_may_stand_for_different_events_in_two_calendars(alice):
    here = alice.insert(id="chosen1", summary="Here")
    there = alice.on(FAMILY).insert(id="chosen1", summary="There")

    assert alice.get("chosen1")["summary"] == here["summary"]
    assert alice.on(FAMILY).get("chosen1")["summary"] == there["summary"]


@pytest.mark.rule("E-7")
def test_the_ical_uid_is_the_id_at_google_unless_the_client_gives_one(alice):
    plain, own = alice.insert(), alice.insert(iCalUID=UID)

    assert plain["iCalUID"] == f"{plain['id']}@google.com"
    assert own["iCalUID"] == UID
    assert own["id"] != UID


@pytest.mark.rule("E-7")
def test_all_instances_of_a_series_share_its_ical_uid(alice):
    series = alice.insert(**DAILY)
    alice.patch(instance_of(series, 21), summary="Different")

    found = alice.expanded(iCalUID=series["iCalUID"])

    assert len({event["id"] for event in found}) == 5
    assert {event["iCalUID"] for event in found} == {series["iCalUID"]}


@pytest.mark.rule("E-7")
def test_an_id_and_an_ical_uid_are_not_given_together(alice):
    assert refusal(alice.insert, id="chosen1", iCalUID=UID) == (400, "invalid")


@pytest.mark.rule("E-8")
def test_an_ical_uid_finds_a_series_with_all_that_was_changed_in_it(alice):
    series = alice.insert(**DAILY)
    alice.patch(instance_of(series, 21), summary="Different")
    alice.delete(instance_of(series, 22))

    found = alice.listed(iCalUID=series["iCalUID"])

    names = [series["id"], instance_of(series, 21), instance_of(series, 22)]
    assert [event["id"] for event in found] == names


@pytest.mark.rule("E-48")
@pytest.mark.parametrize("wanted", [True, False])
def test_every_person_has_an_address_whatever_is_asked(alice, bob, wanted):
    meeting = alice.insert(**guests(ALICE, BOB))

    event = bob.get(meeting["id"], alwaysIncludeEmail=wanted)

    people = [event["creator"], event["organizer"], *event["attendees"]]
    assert [person["email"] for person in people] == [ALICE, ALICE, ALICE, BOB]


def named_by(link):
    """Give the event and the calendar that a link is about."""
    eid = link.removeprefix("https://www.google.com/calendar/event?eid=")
    return base64.urlsafe_b64decode(eid + "=" * (-len(eid) % 4)).decode().split(" ")


@pytest.mark.rule("Z-16")
def test_the_link_names_the_event_and_a_short_form_of_the_calendar(google, service_for, alice):
    google.add_user("dora@gmail.com")
    short = FAMILY.replace("@group.calendar.google.com", "@g")

    for person, calendar in (
        (alice, ALICE),
        (alice.on(FAMILY), short),
        (Person(service_for("dora@gmail.com")), "dora@m"),
    ):
        event = person.insert()

        assert named_by(event["htmlLink"]) == [event["id"], calendar]
        assert "=" not in event["htmlLink"].partition("eid=")[2]


@pytest.mark.rule("Z-16")
def test_the_link_of_a_series_leads_to_its_first_instance(alice):
    series = alice.insert(**DAILY)

    assert named_by(series["htmlLink"])[0] == instance_of(series, 20)
    assert series["htmlLink"] == alice.get(instance_of(series, 20))["htmlLink"]
