"""Search: in which members of an event the words are found."""

import pytest
from tests.emulator.calendar_v3.people import ALICE, BOB, guests


def place(kind):
    """Describe a working location of a kind that has a label."""
    return {
        "eventType": "workingLocation",
        "visibility": "public",
        "transparency": "transparent",
        "workingLocationProperties": {"type": kind, kind: {"label": "Zebra"}},
    }


@pytest.mark.rule("E-25")
@pytest.mark.parametrize(
    "fields",
    [
        {"summary": "The Zebra talk"},
        {"description": "About zebras"},
        {"location": "Zebra room"},
        {"attendees": [{"email": "zebra@example.com"}]},
        {"attendees": [{"email": "z@example.com", "displayName": "Zoe Zebra"}]},
        place("customLocation"),
        place("officeLocation"),
    ],
    ids=["summary", "description", "location", "address", "name", "place", "office"],
)
def test_a_word_is_found_in_each_of_these(alice, fields):
    event = alice.insert(**fields)

    assert alice.listed(q="zebra") == [event]


@pytest.mark.rule("E-25")
@pytest.mark.parametrize("words", ["Bob Example", BOB])
def test_the_organizer_is_found_by_name_and_address(alice, words):
    organizer = {"email": BOB, "displayName": "Bob Example"}
    event = alice.imports(iCalUID="a@b", organizer=organizer, **guests(ALICE))

    assert event["id"] in [each["id"] for each in alice.listed(q=words)]


@pytest.mark.rule("E-25")
def test_all_words_are_found_in_any_order_and_case(alice):
    event = alice.insert(summary="Zebra crossing", location="Main street")

    assert alice.listed(q="STREET zebra") == [event]
    assert alice.listed(q="zebra avenue") == []


@pytest.mark.rule("E-25")
def test_other_members_are_not_searched(alice):
    alice.insert(
        extendedProperties={"private": {"animal": "zebra"}},
        source={"title": "zebra", "url": "https://example.com/zebra"},
    )

    assert alice.listed(q="zebra") == []
