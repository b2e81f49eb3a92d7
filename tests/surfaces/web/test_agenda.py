"""The calendar page as a list: what takes place in two weeks, of all calendars."""

import pytest
from tests.surfaces.web.test_calendar_page import events  # noqa: F401 - a fixture


@pytest.fixture
def client(browser_of, alice, calendar):
    return browser_of(alice)


@pytest.fixture
def text(client, events):  # noqa: F811 - the fixture
    return client.get("/calendar/agenda/?day=2026-12-01").text


def test_each_occurrence_stands_under_its_day_and_leads_to_itself(text, events):  # noqa: F811
    series = events["Daily"]

    assert text.count(">Daily</a>") == 5
    assert f"/calendar/events/{series.pk}/?original=1796284800" in text
    assert ">Once</a>" in text


def test_one_leafs_through_it(text):
    assert 'href="?day=2026-11-17"' in text
    assert 'href="?day=2026-12-15"' in text


@pytest.mark.parametrize("day", ["", "never", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_any_day_gives_a_list(client, day):
    assert client.get("/calendar/agenda/", {"day": day}).status_code == 200


def test_others_have_their_own(browser_of, bob, text):
    assert "No Google account is connected yet" in browser_of(bob).get("/calendar/agenda/").text


def test_times_are_those_of_the_primary_calendar_and_the_page_says_so(calendar, text, events):  # noqa: F811
    assert calendar.time_zone == "Europe/Berlin"

    assert "times in Europe/Berlin" in text
    assert "9 – 10 AM" in text or "9:00 – 10:00 AM" in text


def test_times_are_those_of_the_zone_that_was_asked_for(client, events):  # noqa: F811
    asked = {"day": "2026-12-01", "zone": "Asia/Tokyo"}

    answer = client.get("/calendar/agenda/", asked).text

    assert "times in Asia/Tokyo" in answer
    assert 'href="?day=2026-12-15&amp;zone=Asia%2FTokyo"' in answer


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "a\x00b"])
def test_a_zone_that_nobody_knows_is_passed_over(client, zone):
    answer = client.get("/calendar/agenda/", {"zone": zone})

    assert "times in Europe/Berlin" in answer.text
