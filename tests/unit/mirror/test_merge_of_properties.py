"""Extended properties are merged key by key, also where Google leaves out a group that is empty."""

import pytest

from dj_google_calendar.mirror.merge import rebase

PROPERTIES = "extendedProperties"
OURS = {"private": {"theirs": "1", "ours": "2"}}


@pytest.mark.parametrize(
    ("there", "merged"),
    [
        (None, {"private": {"ours": "2"}}),
        ({"shared": {"all": "3"}}, {"private": {"ours": "2"}, "shared": {"all": "3"}}),
        ({"private": {"theirs": "4"}}, {"private": {"theirs": "4", "ours": "2"}}),
    ],
)
def test_what_others_took_away_or_changed_is_kept_beside_ours(there, merged):
    base = {PROPERTIES: {"private": {"theirs": "1"}}}

    values, clashes = rebase(base, {PROPERTIES: OURS}, {PROPERTIES: there})

    assert values == {PROPERTIES: merged}
    assert not clashes


def test_what_is_taken_away_here_leaves_what_came_there():
    base, theirs = {"private": {"a": "1"}}, {"private": {"a": "1", "b": "2"}}

    values, clashes = rebase({PROPERTIES: base}, {PROPERTIES: None}, {PROPERTIES: theirs})

    assert values == {PROPERTIES: {"private": {"b": "2"}}}
    assert not clashes


def test_a_property_that_both_have_changed_is_a_conflict():
    base, theirs = {"private": {"theirs": "1"}}, {"private": {"theirs": "1", "ours": "5"}}

    _, clashes = rebase({PROPERTIES: base}, {PROPERTIES: OURS}, {PROPERTIES: theirs})

    assert clashes == [PROPERTIES]
