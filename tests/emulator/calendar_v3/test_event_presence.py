"""Which members an event has: those of recorded ones, and none that say nothing."""

import pytest
from tests.emulator.calendar_v3.people import (
    ALICE,
    BOB,
    DAILY,
    TIMES,
    Person,
    instance_of,
    refusal,
)

from gcal_emulator.demo_seed import FAMILY

ALWAYS = {"kind", "etag", "id", "status", "htmlLink", "updated", "iCalUID", "start", "end"}
USUALLY = {"created", "creator", "organizer", "sequence", "reminders", "eventType"}
MOVED_AWAY = ALWAYS | {"transparency"}


@pytest.mark.rule("Z-20")
def test_an_event_has_what_recorded_ones_have_and_what_was_given(alice):
    plain = alice.insert()
    full = alice.insert(summary="Talk", description="Long", location="Here")

    assert plain.keys() == ALWAYS | USUALLY
    assert full.keys() == plain.keys() | {"summary", "description", "location"}


def test_every_event_of_a_list_has_what_is_always_there(alice):
    expanded = alice.expanded()

    assert all(each.keys() >= ALWAYS | USUALLY for each in expanded)


def test_instances_have_their_series_and_their_first_start_besides(alice):
    series = alice.insert(**DAILY)

    assert series.keys() == ALWAYS | USUALLY | {"recurrence"}
    assert alice.get(instance_of(series, 21)).keys() == ALWAYS | USUALLY | {
        "recurringEventId",
        "originalStartTime",
    }


@pytest.mark.rule("Z-7")
def test_what_was_moved_away_has_hardly_more_than_a_name(alice):
    event = alice.insert(summary="Talk", location="Here", attendees=[{"email": BOB}])
    alice.move(event["id"], FAMILY)

    left = alice.get(event["id"])

    assert left.keys() == MOVED_AWAY
    assert (left["id"], left["status"], left["iCalUID"]) == (
        event["id"],
        "cancelled",
        event["iCalUID"],
    )
    assert left["start"] == {"dateTime": "2000-01-01T00:00:00Z", "timeZone": "UTC"}
    assert left["end"] == {"dateTime": "2000-01-02T00:00:00Z", "timeZone": "UTC"}
    assert left["transparency"] == "transparent"
    assert left["etag"] != event["etag"]


@pytest.mark.rule("Z-20")
@pytest.mark.parametrize(
    "empty",
    [
        {"location": "", "description": "", "summary": ""},
        {"attendees": [], "attachments": [], "recurrence": []},
        {"extendedProperties": {"private": {}, "shared": {}}},
        {"transparency": "opaque", "visibility": "default", "guestsCanModify": False},
        {"guestsCanInviteOthers": True, "guestsCanSeeOtherGuests": True},
        {"anyoneCanAddSelf": False, "endTimeUnspecified": False, "attendeesOmitted": False},
    ],
)
def test_what_is_empty_or_the_default_is_left_out(alice, empty):
    inserted = alice.insert(**empty)
    patched = alice.patch(inserted["id"], **empty)

    assert inserted.keys() == patched.keys() == ALWAYS | USUALLY


@pytest.mark.rule("Z-20")
def test_an_emptied_text_is_gone(alice):
    event = alice.insert(location="Here", description="Long")

    changed = alice.patch(event["id"], location="", description="")

    assert changed.keys() == ALWAYS | USUALLY


@pytest.mark.rule("Z-20")
@pytest.mark.parametrize("name", ["guestsCanInviteOthers", "guestsCanSeeOtherGuests"])
def test_what_guests_may_not_do_is_kept(alice, name):
    assert alice.insert(**{name: False})[name] is False


@pytest.mark.rule("Z-20")
def test_a_date_drops_its_zone(alice):
    zone = {"timeZone": "Europe/Berlin"}
    event = alice.insert(start={"date": "2026-11-20", **zone}, end={"date": "2026-11-21", **zone})

    assert (event["start"], event["end"]) == ({"date": "2026-11-20"}, {"date": "2026-11-21"})


@pytest.mark.rule("Z-20")
def test_unknown_keys_are_ignored_at_any_depth(alice):
    guest = {"email": BOB, "mood": "good"}
    event = alice.insert(hidden=True, attendees=[guest], source={"url": "http://a.org", "n": 1})

    assert "hidden" not in event
    assert event["attendees"] == [{"email": BOB, "responseStatus": "needsAction"}]
    assert event["source"] == {"url": "http://a.org"}
    assert alice.listed(iCalUID=event["iCalUID"]) == [event]


@pytest.mark.rule("Z-20")
def test_the_envelope_of_a_list_has_an_empty_description(alice):
    assert alice.events.list(**alice.calendar).execute()["description"] == ""


@pytest.mark.rule("Z-21")
def test_on_a_secondary_calendar_that_one_organizes_what_a_person_creates(alice):
    event = alice.on(FAMILY).insert()

    assert event["organizer"] == {"email": FAMILY, "displayName": "Family", "self": True}
    assert event["creator"] == {"email": ALICE}


@pytest.mark.rule("Z-21")
def test_on_a_primary_calendar_its_person_is_both(alice):
    event = alice.insert()

    assert event["organizer"] == event["creator"] == {"email": ALICE, "self": True}


@pytest.mark.rule("E-50")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("locked", True),
        ("privateCopy", True),
        ("htmlLink", "https://example.com/"),
        ("hangoutLink", "https://example.com/"),
        ("creator", {"email": BOB, "self": True}),
        ("organizer", {"email": BOB}),
        ("created", "2000-01-01T00:00:00.000Z"),
        ("updated", "2000-01-01T00:00:00.000Z"),
        ("etag", '"1"'),
        ("kind", "calendar#other"),
        ("recurringEventId", "other1"),
        ("originalStartTime", TIMES["start"]),
    ],
)
def test_what_is_the_servers_is_ignored_when_written(alice, name, value):
    inserted = alice.insert(**{name: value})
    patched = alice.patch(inserted["id"], **{name: value})
    updated = alice.update(inserted["id"], TIMES | {name: value})

    assert value not in (inserted.get(name), patched.get(name), updated.get(name))
    assert inserted.keys() == patched.keys() == updated.keys()


@pytest.mark.rule("E-50")
def test_whose_entry_it_is_and_who_organizes_is_not_the_clients_to_say(alice):
    guests = [{"email": BOB, "self": True, "organizer": True, "asyncOperation": "inProgress"}]

    event = alice.insert(attendees=guests)

    assert event["attendees"] == [{"email": BOB, "responseStatus": "needsAction"}]


@pytest.mark.rule("E-57")
def test_gadgets_are_no_longer_written_and_only_shown_where_google_set_them(google, alice):
    gadget = {"type": "contact", "preferences": {"goo.contactsEventType": "BIRTHDAY"}}
    birthday = google.add_event(ALICE, gadget=gadget)

    assert "gadget" not in alice.insert(gadget=gadget)
    assert alice.get(birthday["id"])["gadget"] == gadget


@pytest.mark.rule("E-57")
def test_that_anyone_may_join_is_deprecated_and_kept(alice):
    assert alice.insert(anyoneCanAddSelf=True)["anyoneCanAddSelf"] is True


@pytest.mark.parametrize(("name", "value"), [("transparency", "glassy"), ("status", "perhaps")])
def test_a_value_that_nobody_knows_is_refused(alice, name, value):
    assert refusal(alice.insert, **{name: value}) == (400, "invalid")


def test_the_source_of_an_event_is_its_creators_alone(google, service_for, alice):
    google.share(FAMILY, BOB, "writer")
    bob = Person(service_for(BOB)).on(FAMILY)
    event = alice.on(FAMILY).insert(source={"url": "https://example.com/"})

    seen = bob.get(event["id"])
    bob.update(event["id"], seen | {"summary": "New", "source": {"url": "https://example.org/"}})

    assert "source" not in seen
    assert alice.on(FAMILY).get(event["id"])["source"] == event["source"]
