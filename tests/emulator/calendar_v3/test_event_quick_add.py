"""events.quickAdd: an event from a sentence."""

import datetime as dt

import pytest
import requests
from tests.emulator.calendar_v3.people import ALICE, BERLIN, BOB, Person, refusal

from gcal_emulator.demo_seed import FAMILY


@pytest.fixture
def quick_add(alice):
    def added(text, calendar_id="primary", **parameters):
        return alice.events.quickAdd(calendarId=calendar_id, text=text, **parameters).execute()

    return added


@pytest.mark.rule("E-44")
def test_a_sentence_with_date_and_times_becomes_an_event(quick_add):
    event = quick_add("Lunch with Sam on 2027-03-05 12:30-13:15")

    assert event["summary"] == "Lunch with Sam"
    assert event["start"] == {"dateTime": "2027-03-05T12:30:00+01:00", **BERLIN}
    assert event["end"] == {"dateTime": "2027-03-05T13:15:00+01:00", **BERLIN}
    assert event["organizer"] == {"email": ALICE, "self": True}


@pytest.mark.rule("E-44")
def test_dates_are_read_in_the_calendars_zone(google, service_for):
    bob = Person(service_for(BOB))  # whose calendar is in New York

    event = bob.events.quickAdd(calendarId="primary", text="Call 2027-03-05 9am").execute()

    assert event["start"]["dateTime"] == "2027-03-05T09:00:00-05:00"
    assert event["end"]["dateTime"] == "2027-03-05T10:00:00-05:00"


@pytest.mark.rule("E-44")
@pytest.mark.parametrize(
    ("text", "summary", "begins"),
    [
        ("Dentist March 5 2027 at 4pm", "Dentist", "2027-03-05T16:00"),
        ("Dentist on 5 March 2027 at 16:00", "Dentist", "2027-03-05T16:00"),
        ("Dentist 5/3/2027 at 4", "Dentist", "2027-03-05T04:00"),
        ("Dentist 2027-03-05 noon for 2 hours", "Dentist", "2027-03-05T12:00"),
        ("Holiday 2027-03-05", "Holiday", "2027-03-05"),
        ("Trip 2027-03-05 for 3 days", "Trip", "2027-03-05"),
        ("Ratio 31/31 on 2027-03-05 at 9:30", "Ratio 31/31", "2027-03-05T09:30"),
        ("Gate 25:00 on 2027-03-05 at 9pm", "Gate 25:00", "2027-03-05T21:00"),
        ("Race 13pm 2027-03-05 at midnight", "Race 13pm", "2027-03-05T00:00"),
    ],
)
def test_dates_and_times_come_in_several_forms(quick_add, text, summary, begins):
    event = quick_add(text)

    start = event["start"].get("dateTime") or event["start"]["date"]
    assert event["summary"] == summary
    assert start.startswith(begins)


@pytest.mark.rule("E-44")
def test_a_word_names_a_day_from_today(google, quick_add):
    tomorrow = google.world.clock.now() + dt.timedelta(days=1)

    event = quick_add("Swim tomorrow at 23:00")

    assert event["summary"] == "Swim"
    assert abs(dt.date.fromisoformat(event["start"]["dateTime"][:10]) - tomorrow.date()).days <= 1


@pytest.mark.rule("E-44")
def test_a_weekday_is_the_next_one(google, quick_add):
    event = quick_add("Swim on friday at 7am")

    begun = dt.datetime.fromisoformat(event["start"]["dateTime"])
    assert begun.weekday() == 4
    assert dt.timedelta(0) < begun - google.world.clock.now() <= dt.timedelta(days=8)


@pytest.mark.rule("E-44")
@pytest.mark.parametrize("settings", [{"dateFieldOrder": "MDY"}, {"dateFieldOrder": "DMY"}])
def test_which_number_is_the_month_is_a_setting(google, quick_add, settings):
    google.set_setting(ALICE, "dateFieldOrder", settings["dateFieldOrder"])

    event = quick_add("Swim 3/5/2027")

    is_day_first = settings["dateFieldOrder"] == "DMY"
    assert event["start"]["date"] == ("2027-05-03" if is_day_first else "2027-03-05")


@pytest.mark.rule("E-44")
def test_a_date_that_has_passed_this_year_is_next_years(google, quick_add):
    yesterday = google.world.clock.now().date() - dt.timedelta(days=2)

    event = quick_add(f"Party {yesterday:%b} {yesterday.day}")

    assert dt.date.fromisoformat(event["start"]["date"]).year == yesterday.year + 1


@pytest.mark.rule("E-44")
def test_a_text_that_names_no_time_is_an_event_of_the_whole_day(quick_add):
    event = quick_add("Think")

    assert event["summary"] == "Think"
    assert event["start"].keys() == {"date"}


@pytest.mark.rule("E-44")
@pytest.mark.parametrize("query", ["", "?text=", "?text=%20"])
def test_a_text_is_required(google, granted, query):
    url = f"{google.url}/calendar/v3/calendars/primary/events/quickAdd{query}"
    headers = {"Authorization": f"Bearer {granted().token}"}

    answer = requests.post(url, headers=headers, timeout=10)

    assert answer.status_code == 400
    assert answer.json()["error"]["errors"][0]["reason"] == "required"


def test_a_reader_adds_nothing(google, service_for):
    google.share(FAMILY, BOB, "reader")
    bob = Person(service_for(BOB))

    refused = refusal(bob.events.quickAdd(calendarId=FAMILY, text="Lunch").execute)

    assert refused == (403, "requiredAccessLevel")
