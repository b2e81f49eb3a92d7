"""What comes of a form: one edit or none, the one that is offered to be undone, and a series."""

import datetime as dt

import pytest
from tests.engine.operations.steps import BOB, remote, send
from tests.surfaces.web.browser_form import opened
from tests.surfaces.web.test_editing import WHEN

from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations import events
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"
SCRIPT = {"Accept": "application/json"}
TIMES = {
    "start": {"dateTime": "2026-12-01T09:00:00+01:00"},
    "end": {"dateTime": "2026-12-01T10:00:00+01:00"},
}
FOLD = {
    "start": {"dateTime": "2027-10-31T02:30:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2027-10-31T03:30:00+01:00", "timeZone": "Europe/Berlin"},
}
FLIGHT = {
    "start": {"dateTime": "2027-11-15T10:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2027-11-15T13:00:00-05:00", "timeZone": "America/New_York"},
}
PRECISE = {
    "start": {"dateTime": "2027-11-15T10:00:30+01:00"},
    "end": {"dateTime": "2027-11-15T13:00:00+01:00"},
}
FIRST = int(dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC).timestamp())
THIRD = FIRST + 2 * 24 * 3600


@pytest.fixture
def client(browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def new(calendar):
    return f"/calendar/calendars/{calendar.pk}/new/"


@pytest.fixture
def series(calendar, google):
    zoned = {name: {**value, "timeZone": "Europe/Berlin"} for name, value in TIMES.items()}
    recurrence = ["RRULE:FREQ=DAILY;COUNT=5"]
    google.add_event(ALICE, id="daily0", summary="Daily", recurrence=recurrence, **zoned)
    pull_calendar(calendar)
    return calendar.events.get(google_id="daily0")


@pytest.fixture
def add(calendar, google):
    """Adds an event at Google and gives its row."""

    def added(**fields):
        google.add_event(ALICE, id="added0", summary="Added", **fields)
        pull_calendar(calendar)
        return calendar.events.get(google_id="added0")

    return added


def test_no_event_is_left_where_its_meeting_is_refused(client, calendar, new):
    calendar.resource["conferenceProperties"] = {"allowedConferenceSolutionTypes": []}
    calendar.save()

    answer = client.post(new, {**WHEN, "summary": "Lunch", "meet": "on"})

    assert answer.status_code == 422
    assert "does not offer Google Meet" in answer.text
    assert not Event.objects.filter(summary="Lunch").exists()
    assert not OutboxEntry.objects.exists()


def test_to_undo_an_event_with_a_meeting_takes_the_event_away(client, new):
    made = client.post(new, {**WHEN, "summary": "Lunch", "meet": "on"}, headers=SCRIPT).json()

    client.post(f"/calendar/edits/{made['entry']}/undo/")

    event = Event.objects.get(pk=made["event"])
    assert "createRequest" in event.resource["conferenceData"]
    assert event.status == Event.CANCELLED


def test_guests_are_told_of_an_event_with_its_meeting(client, new, google):
    google.log.clear()
    given = {**WHEN, "summary": "Lunch", "meet": "on", "attendees": BOB, "send_updates": "all"}

    client.post(new, given)

    assert send() == ["sent"] * 2
    assert google.log.count("events.insert") == 1
    assert google.log.count("events.patch") == 0
    assert [mail.to for mail in google.mails] == [BOB]


@pytest.mark.parametrize("original", [FIRST, THIRD])
def test_an_unchanged_form_of_this_and_following_changes_nothing(client, series, alice, original):
    events.edit_event(series, by=alice, color_id="3")
    address = f"/calendar/events/{series.pk}/edit/?original={original}"
    given = {**opened(client, address), "scope": "following"}

    answer = client.post(address, given, headers=SCRIPT).json()

    assert (answer["says"], answer["entry"]) == ("No change.", None)
    assert OutboxEntry.objects.count() == 1


def test_this_and_following_from_the_first_one_on_is_undone_as_one_edit(client, series, alice):
    events.edit_event(series, by=alice, color_id="3")
    address = f"/calendar/events/{series.pk}/edit/?original={FIRST}"
    given = {**opened(client, address), "scope": "following", "summary": "Other"}

    answer = client.post(address, given, headers=SCRIPT).json()

    entry = OutboxEntry.objects.get(pk=answer["entry"])
    assert entry.changes == {"summary": "Other"}


def test_values_that_an_occurrence_has_already_are_no_change(client, series, alice):
    events.edit_event(series, by=alice, color_id="3")
    address = f"/calendar/events/{series.pk}/edit/?original={FIRST}"
    given = {**opened(client, address), "scope": "following"}
    events.edit_event(series, by=alice, summary="Other")

    answer = client.post(address, given | {"summary": "Other"}, headers=SCRIPT).json()

    assert (answer["says"], answer["entry"]) == ("No change.", None)


def test_an_event_whose_times_have_no_zone_becomes_a_series(client, calendar, google):
    google.add_event(ALICE, id="bare0", summary="Bare", **TIMES)
    pull_calendar(calendar)
    event = calendar.events.get(google_id="bare0")
    event.resource["start"].pop("timeZone", None)
    event.save()
    address = f"/calendar/events/{event.pk}/edit/"

    rule = {"repeats": "DAILY", "ends": "until", "ends_until": "2026-12-03", "summary": "Zoned"}
    client.post(address, {**opened(client, address), **rule})

    (entry,) = OutboxEntry.objects.all()
    assert set(send()) == {"sent"}
    assert entry.changes["start"]["timeZone"] == calendar.time_zone
    assert entry.changes["summary"] == "Zoned"
    assert remote(google, event)["recurrence"] == ["RRULE:FREQ=DAILY;UNTIL=20261203T225959Z"]


def test_a_single_event_is_edited_and_made_a_series_in_one_edit(client, calendar, alice):
    start = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    span = {"start": start, "end": start + dt.timedelta(hours=1)}
    event = events.create_event(calendar, by=alice, summary="Tea", **span)
    address = f"/calendar/events/{event.pk}/edit/"

    given = {"repeats": "WEEKLY", "starts_on": "2026-12-02", "ends_on": "2026-12-02"}
    client.post(address, {**opened(client, address), **given})

    entry = OutboxEntry.objects.order_by("-pk")[0]
    assert entry.changes.keys() == {"start", "end", "recurrence"}
    assert OutboxEntry.objects.count() == 2


@pytest.mark.parametrize("between", [", ", ",", "; ", "\r\n", ",\r\n"])
def test_guests_are_listed_as_people_list_them(client, new, between):
    guests = between.join(["bob@example.com", "carol@example.com"])

    client.post(new, {**WHEN, "summary": "Lunch", "attendees": guests})

    made = Event.objects.get(summary="Lunch")
    addresses = [guest["email"] for guest in made.resource["attendees"]]
    assert addresses == ["bob@example.com", "carol@example.com"]


def test_all_that_is_wrong_with_a_form_is_said_at_once_in_plain_words(client, new):
    wrong = {"attendees": "bob@example.com, carol, dave@", "ends_at": "08:00"}

    answer = client.post(new, {**WHEN, **wrong, "repeats": "DAILY", "ends": "count"})

    assert answer.context["form"].errors == {
        "attendees": ["“carol” is not a mail address.", "“dave@” is not a mail address."],
        "ends_on": ["The end has to come after the start."],
    }
    assert "ends_after" in answer.context["rule"].errors


def test_an_event_of_whole_days_ends_on_its_last_day_or_is_refused(client, new):
    days = {**WHEN, "is_all_day": "on", "summary": "Fair"}

    refused = client.post(new, {**days, "ends_on": "2026-11-30"})
    client.post(new, {**days, "ends_on": "2026-12-01"})

    assert refused.context["form"].errors["ends_on"] == ["The end has to come after the start."]
    assert Event.objects.get(summary="Fair").ends_on == dt.date(2026, 12, 2)


@pytest.mark.parametrize(
    ("times", "given", "changed"),
    [
        (FOLD, {"ends_at": "04:00"}, "end"),
        (FLIGHT, {"starts_at": "10:30"}, "start"),
        (PRECISE, {"ends_at": "14:00"}, "end"),
    ],
)
def test_one_time_is_changed_and_the_other_stays_as_it_is(client, add, times, given, changed):
    event = add(**times)
    address = f"/calendar/events/{event.pk}/edit/"

    client.post(address, {**opened(client, address), **given})

    (entry,) = OutboxEntry.objects.all()
    assert entry.changes.keys() == {changed}


def test_a_series_keeps_the_zone_in_which_it_ends(client, add, google):
    series = add(**FLIGHT, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"])
    address = f"/calendar/events/{series.pk}/edit/"
    given = {"starts_at": "10:30", "scope": "all"}

    client.post(address, {**opened(client, address), **given})

    assert send() == ["sent"]
    assert remote(google, series)["start"]["dateTime"] == "2027-11-15T10:30:00+01:00"
    assert remote(google, series)["end"] == FLIGHT["end"]


def test_an_event_that_recurs_on_other_days_keeps_the_zone_in_which_it_ends(client, add, google):
    event = add(**FLIGHT)
    address = f"/calendar/events/{event.pk}/edit/"
    rule = {"repeats": "WEEKLY", "weekdays": ["TU"], "interval": "1", "ends": "never"}

    client.post(address, {**opened(client, address), **rule})

    assert send() == ["sent"]
    assert remote(google, event)["start"]["dateTime"] == "2027-11-16T10:00:00+01:00"
    ends = {"dateTime": "2027-11-16T19:00:00+01:00", "timeZone": "America/New_York"}
    assert remote(google, event)["end"] == ends
