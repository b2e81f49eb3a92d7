"""The headers of answers."""

from email.utils import parsedate_to_datetime

import pytest
import requests

ALWAYS = {
    "Alt-Svc",
    "Cache-Control",
    "Content-Type",
    "Date",
    "Expires",
    "Server",
    "Vary",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "X-XSS-Protection",
}
LONG_AGO = "Mon, 01 Jan 1990 00:00:00 GMT"
DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
LIST = "calendars/primary/events"


@pytest.fixture
def answers(wire):
    """A read of a list, a read of one resource, a write, and an empty answer."""
    made = wire("POST", LIST, json=DAY)
    one = f"{LIST}/{made.json()['id']}"
    return {
        "list": wire("GET", LIST),
        "one": wire("GET", one),
        "write": made,
        "nothing": wire("DELETE", one),
    }


@pytest.mark.parametrize("kind", ["list", "one", "write", "nothing"])
def test_every_success_has_the_headers_that_recorded_ones_have(answers, kind):
    headers = answers[kind].headers

    assert headers.keys() >= ALWAYS
    assert headers["Server"] == "ESF"
    assert headers["Vary"] == "Origin, X-Origin, Referer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["X-XSS-Protection"] == "0"


def test_only_what_is_one_resource_has_an_etag(answers):
    assert [kind for kind, answer in answers.items() if "ETag" in answer.headers] == [
        "one",
        "write",
    ]


@pytest.mark.rule("Z-24")
@pytest.mark.parametrize("kind", ["list", "one"])
def test_a_read_is_the_readers_alone_and_old_at_once(answers, kind):
    headers = answers[kind].headers

    assert headers["Cache-Control"] == "private, max-age=0, must-revalidate, no-transform"
    assert headers["Expires"] == headers["Date"]
    assert "Pragma" not in headers


@pytest.mark.rule("Z-24")
@pytest.mark.parametrize("kind", ["write", "nothing"])
def test_the_answer_to_a_write_is_never_kept(answers, kind):
    headers = answers[kind].headers

    assert headers["Cache-Control"] == "no-cache, no-store, max-age=0, must-revalidate"
    assert (headers["Pragma"], headers["Expires"]) == ("no-cache", LONG_AGO)


@pytest.mark.rule("Z-24")
def test_calendars_errors_are_never_kept_and_the_front_ends_say_nothing_of_it(google, wire):
    of_calendar = wire("GET", "calendars/nobody/events").headers
    of_front_end = requests.get(google.url + "/calendar/v3/colors", timeout=10).headers

    assert of_calendar["Cache-Control"] == "no-cache, no-store, max-age=0, must-revalidate"
    assert (of_calendar["Pragma"], of_calendar["Expires"]) == ("no-cache", LONG_AGO)
    assert not {"Cache-Control", "Pragma", "Expires"} & of_front_end.keys()


@pytest.mark.rule("Z-24")
def test_an_empty_answer_says_that_it_is_html(answers):
    assert answers["nothing"].headers["Content-Type"] == "text/html"


def test_the_date_is_the_worlds(google, wire):
    google.freeze()

    date = parsedate_to_datetime(wire("GET", "colors").headers["Date"])

    assert date == google.world.clock.now().replace(microsecond=0)
