"""Forms of events as browsers send them: what was left as it was shown is no change."""

import datetime as dt

import pytest
from tests.surfaces.web.browser_form import opened
from tests.surfaces.web.test_editing import WHEN

from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations.event_fields import MOST_GUESTS
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE, BOB, CAROL, DAVE = (f"{name}@example.com" for name in ("alice", "bob", "carol", "dave"))
ZONE = "Europe/Berlin"
TEXTS = {
    "summary": "Plan of\nthe week ",
    "description": "First\nSecond\r\nThird\n",
    "location": "Room 1\nHouse 2",
}


def timed(hour):
    return {"dateTime": f"2026-12-01T{hour:02}:00:30+01:00", "timeZone": ZONE}


@pytest.fixture
def client(browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def add(calendar, google):
    """Adds an event at Google, or changes it there, and gives its row."""

    def added(**fields):
        if calendar.events.filter(google_id="open0").exists():
            google.edit_event(ALICE, "open0", **fields)
        else:
            given = {"id": "open0", "summary": "Open", "start": timed(9), "end": timed(10)}
            google.add_event(ALICE, **given | fields)
        pull_calendar(calendar)
        return calendar.events.get(google_id="open0")

    return added


def changes():
    """Give what each edit changes, the newest first."""
    return [entry.changes for entry in OutboxEntry.objects.order_by("-pk")]


def test_a_title_that_the_address_gives_is_saved(client, calendar):
    address = f"/calendar/calendars/{calendar.pk}/new/?summary=Lunch&start=2026-12-01"

    client.post(address, opened(client, address))

    assert Event.objects.filter(summary="Lunch").count() == 1


def test_a_new_event_has_what_was_filled_in_and_nothing_else(client, calendar):
    address = f"/calendar/calendars/{calendar.pk}/new/?summary=Lunch&start=1796112000"

    client.post(address, {**opened(client, address), "location": "Room 1", **WHEN})

    (made,) = changes()
    assert made.keys() == {"id", "status", "summary", "location", "start", "end"}


@pytest.mark.parametrize(
    "stored",
    [
        TEXTS,
        {"attendees": [{"email": ALICE, "self": True}, {"email": BOB}, {"email": CAROL}]},
        {"visibility": "confidential", "transparency": "transparent", "colorId": "3"},
        {"start": {"date": "2026-12-01"}, "end": {"date": "2026-12-03"}},
        {"recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=TU,TH;WKST=SU"]},
        {"recurrence": ["RRULE:FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO,TU"]},
        {"reminders": {"useDefault": False, "overrides": [{"method": "email", "minutes": 7}]}},
    ],
)
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(client, add, stored):
    event = add(**stored)
    address = f"/calendar/events/{event.pk}/edit/"

    answer = client.post(address, opened(client, address), follow=True)

    assert "No change." in answer.text
    assert changes() == []


def test_one_field_is_changed_and_the_texts_stay_as_they_are(client, add):
    event = add(**TEXTS)
    address = f"/calendar/events/{event.pk}/edit/"

    client.post(address, {**opened(client, address), "color_id": "11"})

    assert changes() == [{"colorId": "11"}]


def test_more_guests_than_a_person_may_invite_stay_on_the_list(client, add):
    event = add()
    guests = [{"email": f"guest{n}@example.com"} for n in range(MOST_GUESTS + 1)]
    event.resource["attendees"] = guests
    event.save()
    address = f"/calendar/events/{event.pk}/edit/"
    shown = opened(client, address)

    renamed = client.post(address, {**shown, "summary": "Renamed"})
    invited = client.post(address, {**shown, "attendees": f"{shown['attendees'][0]} {BOB}"})

    assert renamed.status_code == 302
    assert changes() == [{"summary": "Renamed"}]
    assert "attendees" in invited.context["form"].errors


def test_a_guest_may_colour_what_another_has_organized(client, add):
    guests = [{"email": ALICE, "self": True}, {"email": BOB}]
    event = add(**TEXTS, organizer={"email": BOB}, attendees=guests)
    address = f"/calendar/events/{event.pk}/edit/"

    answer = client.post(address, {**opened(client, address), "color_id": "11"})

    assert answer.status_code == 302
    assert changes() == [{"colorId": "11"}]


def test_what_others_change_while_a_form_is_open_stays(client, add):
    event = add(location="Old", description="Old")
    address = f"/calendar/events/{event.pk}/edit/"
    shown = opened(client, address)
    add(
        location="New\nHouse",
        attendees=[{"email": BOB}],
        colorId="3",
        start=timed(11),
        end=timed(12),
        visibility="private",
        recurrence=["RRULE:FREQ=DAILY;COUNT=5"],
    )

    client.post(address, {**shown, "summary": "Mine"})

    assert changes() == [{"summary": "Mine"}]


def test_a_rule_of_others_stays_where_only_the_title_is_changed(client, add):
    event = add(recurrence=["RRULE:FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO,TU"])
    address = f"/calendar/events/{event.pk}/edit/"
    shown = opened(client, address)
    add(recurrence=["RRULE:FREQ=DAILY;COUNT=5"])

    client.post(address, {**shown, "summary": "Mine"})

    assert changes() == [{"summary": "Mine"}]


def test_choices_that_are_no_longer_stored_are_no_error(client, add):
    overrides = [{"method": "email", "minutes": 7}]
    reminders = {"useDefault": False, "overrides": overrides}
    event = add(visibility="confidential", reminders=reminders)
    address = f"/calendar/events/{event.pk}/edit/"
    shown = opened(client, address)
    add(visibility="public", reminders={"useDefault": True})

    client.post(address, {**shown, "summary": "Mine"})

    assert changes() == [{"summary": "Mine"}]


def test_guests_whom_others_invite_meanwhile_stay(client, add):
    event = add(attendees=[{"email": BOB}, {"email": CAROL}])
    address = f"/calendar/events/{event.pk}/edit/"
    shown = opened(client, address)
    add(attendees=[{"email": BOB, "responseStatus": "accepted"}, {"email": DAVE}])

    client.post(address, {**shown, "attendees": f"{CAROL}\r\nerin@example.com"})

    (made,) = changes()
    assert [each["email"] for each in made["attendees"]] == [DAVE, "erin@example.com"]


def test_a_form_that_was_refused_still_knows_what_it_has_shown(client, add):
    event = add(location="Old\nHouse")
    address = f"/calendar/events/{event.pk}/edit/"
    shown = opened(client, address)
    add(location="New")

    refused = client.post(address, {**shown, "summary": "Mine", "ends_at": "08:00"})

    assert refused.status_code == 422
    assert refused.context["form"]["location"].as_hidden(only_initial=True).count("Old\r\nHouse")


def test_a_day_is_written_as_browsers_read_it_in_any_language(client, add):
    event = add(recurrence=["RRULE:FREQ=DAILY;UNTIL=20261210T080000Z"])
    page = f"/calendar/events/{event.pk}/edit/"

    text = client.get(page, headers={"Accept-Language": "de"}).text

    assert 'name="starts_on" value="2026-12-01"' in text
    assert 'name="ends_until" value="2026-12-10"' in text


def test_a_place_may_have_several_lines(client, add):
    event = add(location="One\nTwo")
    address = f"/calendar/events/{event.pk}/edit/"

    client.post(address, {**opened(client, address), "location": "One\r\nThree"})

    assert changes() == [{"location": "One\nThree"}]


def test_a_time_that_is_changed_is_sent_with_its_end(client, add):
    event = add()
    address = f"/calendar/events/{event.pk}/edit/"

    client.post(address, {**opened(client, address), "ends_at": "11:00"})

    (made,) = changes()
    assert dt.datetime.fromisoformat(made["end"]["dateTime"]).hour == 11


def test_what_others_have_changed_too_is_told_once_and_nothing_is_saved(client, add):
    event = add(location="Old")
    address = f"/calendar/events/{event.pk}/edit/"
    shown = opened(client, address)
    add(location="Theirs")
    mine = {**shown, "location": "Mine"}

    told = client.post(address, mine)

    assert told.status_code == 422
    assert "Meanwhile this was changed to “Theirs”. Save again to keep yours." in told.text
    assert 'value="Mine"' in told.text or ">\nMine<" in told.text
    assert changes() == []
    hidden = told.context["form"]["location"].as_hidden(only_initial=True)
    assert 'value="Theirs"' in hidden
    client.post(address, {**mine, "initial-location": "Theirs"})
    assert changes() == [{"location": "Mine"}]


def test_a_script_is_told_what_to_compare_with_from_now_on(client, add):
    event = add(recurrence=["RRULE:FREQ=WEEKLY;BYDAY=TU"])
    address = f"/calendar/events/{event.pk}/edit/"
    mine = {**opened(client, address), "ends_at": "12:00", "weekdays": ["TU", "WE"]}
    add(start=timed(8), recurrence=["RRULE:FREQ=WEEKLY;BYDAY=TU,FR"])

    told = client.post(address, mine, headers={"Accept": "application/json"}).json()["error"]

    assert told["fields"].keys() == {"starts_at", "weekdays"}
    assert told["fields"]["weekdays"][0].startswith("Meanwhile this was changed to “Tue, Fri”.")
    assert told["shown"] == {
        "initial-starts_at": ["08:00:00"],
        "initial-weekdays": ["TU", "FR"],
    }
    client.post(address, {**mine, **told["shown"]})
    (made,) = changes()
    assert made["recurrence"] == ["RRULE:FREQ=WEEKLY;BYDAY=TU,WE"]
    assert dt.datetime.fromisoformat(made["end"]["dateTime"]).hour == 12


def test_the_same_change_by_two_is_no_conflict(client, add):
    event = add(location="Old")
    address = f"/calendar/events/{event.pk}/edit/"
    shown = opened(client, address)
    add(location="New")

    client.post(address, {**shown, "location": "New", "summary": "Mine"})

    assert changes() == [{"summary": "Mine"}]
