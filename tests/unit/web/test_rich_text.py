"""Descriptions run nothing, load nothing, and lead only where a person would go."""

import pytest

from dj_google_calendar.web.rich_text import rich_text, safe_link


@pytest.mark.parametrize(
    "bad",
    [
        "<script>x</script>",
        "<img src=x onerror=x>",
        '<a href="javascript:x">y</a>',
        '<a href=" jAvAsCrIpT:x">y</a>',
        '<a href="data:text/html,x">y</a>',
        '<b onclick="x">y</b>',
        '<p style="position:fixed">y</p>',
        "<iframe src=//x></iframe>",
        "<svg><animate onbegin=x></svg>",
        "<math><mi xlink:href=javascript:x>y</math>",
        "<form action=//x><input></form>",
        "<style>*{}</style>",
        '<base href="//x">',
        "<a href='vbscript:x'>y</a>",
    ],
)
def test_what_could_do_harm_is_gone(bad):
    kept = rich_text(f"<b>before</b>{bad}").lower()

    assert kept.startswith("<b>before</b>")
    for sign in ("<script", "onerror", "onclick", "script:", "style", "<iframe", "<svg", "<img"):
        assert sign not in kept
    for sign in ("<form", "<input", "<base", "<math", "data:", "onbegin"):
        assert sign not in kept


def test_what_is_harmless_stays():
    text = '<p>One<br><b>two</b> <a href="https://example.com/">three</a></p>'

    kept = rich_text(text)

    assert "<b>two</b>" in kept
    assert 'href="https://example.com/"' in kept
    assert 'rel="noopener noreferrer nofollow"' in kept


def test_plain_text_keeps_its_signs_and_gets_links():
    kept = rich_text("a < b & c\nhttps://example.com/x and bob@example.com")

    assert "a &lt; b &amp; c\n" in kept
    assert '<a href="https://example.com/x"' in kept
    assert 'href="mailto:bob@example.com"' in kept


@pytest.mark.parametrize("address", ["javascript:x", "//x", "https://", 5, None, "data:x"])
def test_only_addresses_of_the_web_are_links(address):
    assert safe_link(address) == ""


def test_an_address_of_the_web_is_a_link():
    assert safe_link("https://example.com/x") == "https://example.com/x"
