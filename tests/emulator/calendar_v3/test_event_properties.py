"""Extended properties: how much of them, who sees them, and how they are found."""

import pytest
from tests.emulator.calendar_v3.people import BOB, guests, refusal


def private(**pairs):
    return {"extendedProperties": {"private": pairs}}


def shared(**pairs):
    return {"extendedProperties": {"shared": pairs}}


@pytest.mark.rule("E-23")
@pytest.mark.parametrize(
    "pairs",
    [
        {"k" * 44: "v" * 1024},
        {f"k{number}": "v" for number in range(300)},
        {f"k{number:02d}": "v" * 1021 for number in range(32)},
    ],
    ids=["long", "many", "much"],
)
def test_properties_within_the_limits_are_kept(alice, pairs):
    assert alice.insert(**private(**pairs))["extendedProperties"]["private"] == pairs


@pytest.mark.rule("E-23")
@pytest.mark.parametrize(
    "pairs",
    [
        {"k" * 45: "v"},
        {"k": "v" * 1025},
        {f"k{number}": "v" for number in range(301)},
        {f"k{number:02d}": "v" * 1022 for number in range(32)},
    ],
    ids=["long key", "long value", "too many", "too much"],
)
def test_properties_beyond_the_limits_are_refused(alice, pairs):
    assert refusal(alice.insert, **private(**pairs)) == (400, "invalid")


@pytest.mark.rule("E-23")
def test_by_a_switch_properties_that_are_too_long_are_cut(google, alice):
    google.switch(oversized_properties="truncate")

    event = alice.insert(**private(**{"k" * 50: "v" * 2000}))

    assert event["extendedProperties"]["private"] == {"k" * 44: "v" * 1024}


@pytest.mark.rule("E-22")
def test_private_properties_belong_to_one_copy_and_shared_ones_to_all(alice, bob):
    meeting = alice.insert(
        extendedProperties={"private": {"mine": "1"}, "shared": {"ours": "2"}}, **guests(BOB)
    )
    assert bob.get(meeting["id"])["extendedProperties"] == {"shared": {"ours": "2"}}

    bob.patch(meeting["id"], **private(his="3"))
    alice.patch(meeting["id"], **shared(ours="4"))

    assert bob.get(meeting["id"])["extendedProperties"] == {
        "private": {"his": "3"},
        "shared": {"ours": "4"},
    }
    assert alice.get(meeting["id"])["extendedProperties"]["private"] == {"mine": "1"}


@pytest.mark.rule("E-22")
def test_a_guest_may_not_change_shared_properties(alice, bob):
    meeting = alice.insert(**shared(ours="2"), **guests(BOB))

    refused = refusal(bob.patch, meeting["id"], **shared(ours="3"))

    assert refused == (403, "forbiddenForNonOrganizer")


@pytest.fixture
def found(alice):
    """Stores three events and gives the names of those that a filter finds."""
    alice.insert(summary="red", **private(colour="red", size="big"))
    alice.insert(summary="blue", **private(colour="blue", size="big"))
    alice.insert(summary="shared", **shared(colour="red"))
    return lambda **query: [event["summary"] for event in alice.listed(**query)]


@pytest.mark.rule("E-24")
@pytest.mark.parametrize(
    ("pairs", "names"),
    [
        (["size=big"], ["red", "blue"]),
        (["size=big", "colour=red"], ["red"]),
        (["size=big", "colour=green"], []),
        (["size=small"], []),
        (["shape=round"], []),
        (["colour=red"], ["red"]),
    ],
)
def test_a_filter_by_private_properties_finds_what_has_them_all(found, pairs, names):
    assert found(privateExtendedProperty=pairs) == names


@pytest.mark.rule("E-24")
def test_private_and_shared_properties_are_found_apart(found):
    assert found(sharedExtendedProperty="colour=red") == ["shared"]
    assert found(sharedExtendedProperty="colour=red", privateExtendedProperty="size=big") == []


@pytest.mark.rule("E-24")
def test_the_value_of_a_property_may_hold_what_separates_it(alice):
    event = alice.insert(**private(link="a=b&c=d"))

    assert alice.listed(privateExtendedProperty="link=a=b&c=d") == [event]


@pytest.mark.rule("E-24")
@pytest.mark.parametrize("name", ["privateExtendedProperty", "sharedExtendedProperty"])
def test_changes_are_not_filtered_by_properties(alice, name):
    token = alice.token()

    refused = refusal(alice.listed, syncToken=token, **{name: "colour=red"})

    assert refused == (400, "syncTokenWithRequestRestrictions")
