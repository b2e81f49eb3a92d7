"""In which zone a panel says times; and what Enter does in the note of an answer."""

import re

import pytest

from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE, ZONE = "alice@example.com", "Europe/Berlin"


@pytest.fixture
def client(browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def panel(calendar, google, client):
    """Gives an event's panel."""

    def read(query="", **fields):
        times = {"start": timed(9), "end": timed(10)}
        google.add_event(ALICE, **{"id": "clock0", "summary": "Shown", **times, **fields})
        pull_calendar(calendar)
        event = calendar.events.get(google_id="clock0")
        return client.get(f"/calendar/events/{event.pk}/?panel=1{query}").text

    return read


@pytest.fixture
def when(panel):
    """Gives what an event's panel says of its time."""

    def said(query="", **fields):
        line = panel(query, **fields).partition('<p class="soft">')[2].partition("</p>")[0]
        return " ".join(line.split())

    return said


def timed(hour):
    return {"dateTime": f"2026-12-01T{hour:02}:00:00+01:00", "timeZone": ZONE}


def test_times_are_said_in_the_zone_that_is_asked_for(when):
    said = when("&zone=Asia/Tokyo")

    assert said == "Tuesday, Dec. 1, 2026, 5:00 – 6:00 PM · 9:00 AM in Berlin"


def test_a_day_may_be_another_one_in_the_zone_that_is_asked_for(when):
    said = when("&zone=Pacific/Kiritimati", start=timed(12), end=timed(13))

    assert said.startswith("Wednesday, Dec. 2, 2026, 1:00 – 2:00 AM")


@pytest.mark.parametrize("zone", ["Moon/Base", "", "../../etc/passwd", "%00", "x" * 3000])
def test_a_zone_that_nobody_knows_is_the_calendars_and_that_is_named(when, zone):
    said = when(f"&zone={zone}")

    assert said == "Tuesday, Dec. 1, 2026, 9:00 – 10:00 AM (Europe/Berlin)"


def test_the_readers_own_zone_is_not_named(when, settings):
    settings.TIME_ZONE = ZONE

    assert when() == "Tuesday, Dec. 1, 2026, 9:00 – 10:00 AM"


def test_whole_days_are_in_no_zone(when):
    days = {"start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}}

    assert when(**days) == "Tuesday, Dec. 1, 2026, All day"


def first_button(text):
    form = text.partition('class="answer"')[2]
    return re.search("<button[^>]*>", form)[0]


@pytest.mark.parametrize("answer", ["accepted", "declined", "tentative"])
def test_enter_in_a_note_keeps_the_answer(panel, answer):
    own = {"email": ALICE, "self": True, "responseStatus": answer}

    button = first_button(panel(attendees=[own], organizer={"email": "carol@example.com"}))

    assert f'name="response" value="{answer}"' in button
    assert "disabled" not in button


def test_enter_in_a_note_sends_nothing_where_no_answer_stands(panel):
    own = {"email": ALICE, "self": True, "responseStatus": "needsAction"}

    button = first_button(panel(attendees=[own], organizer={"email": "carol@example.com"}))

    assert "disabled" in button
    assert "name=" not in button
