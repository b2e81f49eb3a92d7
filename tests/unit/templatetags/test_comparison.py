"""Two addresses side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dj_google_calendar.templatetags.comparison import compare

OURS = "http://localhost:8000/rest/v1/calendar/redirect/"


def marked(pieces):
    return [piece.text for piece in pieces if not piece.is_same]


@pytest.mark.parametrize(
    ("registered", "differing"),
    [
        ("http://localhost:8000/rest/v1/calendar/redirect", ("trailing slash",)),
        ("https://localhost:8000/rest/v1/calendar/redirect/", ("scheme",)),
        ("http://127.0.0.1:8000/rest/v1/calendar/redirect/", ("host",)),
        ("http://localhost/rest/v1/calendar/redirect/", ("port",)),
        ("http://localhost:8000/calendar/redirect/", ("path",)),
        ("https://site.example/", ("scheme", "host", "port", "path")),
        (OURS + "?x=1", ("query",)),
        ("http://[", ()),
        ("http://localhost:port/", ()),
        (OURS, ()),
    ],
)
def test_the_parts_that_differ_are_named(registered, differing):
    assert compare(registered, OURS).differing == differing


def test_differing_characters_are_marked_on_both_sides():
    comparison = compare(OURS.replace("localhost", "127.0.0.1"), OURS)

    assert marked(comparison.registered) == ["127.0.0.1"]
    assert marked(comparison.ours) == ["localhost"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_character_is_lost(registered, ours):
    comparison = compare(registered, ours)

    assert "".join(piece.text for piece in comparison.registered) == registered
    assert "".join(piece.text for piece in comparison.ours) == ours
    shared = [
        "".join(piece.text for piece in side if piece.is_same)
        for side in (comparison.registered, comparison.ours)
    ]
    assert shared[0] == shared[1]
