"""The editor of a recurrence: fields to lines and back, and its words."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from tests.surfaces.web.browser_form import opened
from tests.surfaces.web.test_editing import WHEN, form_of

from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations import events
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.web.recurrence_form import RecurrenceForm, read

NINE = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
TIMES = {"start": "09", "end": "10"}
WORDS = "/calendar/recurrence/"
SHOWN = ("repeats", "interval", "weekdays", "ends", "ends_until", "ends_after")
RULE = {*SHOWN, *(f"initial-{name}" for name in SHOWN)}


@pytest.fixture
def client(browser_of, alice, calendar):
    return browser_of(alice)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"repeats": "DAILY"}, "FREQ=DAILY"),
        ({"repeats": "DAILY", "interval": "3"}, "FREQ=DAILY;INTERVAL=3"),
        ({"repeats": "WEEKLY", "weekdays": ["MO", "TH"]}, "FREQ=WEEKLY;BYDAY=MO,TH"),
        ({"repeats": "NTH"}, "FREQ=MONTHLY;BYDAY=1TU"),
        ({"repeats": "YEARLY", "ends": "count", "ends_after": "4"}, "FREQ=YEARLY;COUNT=4"),
        (
            {"repeats": "MONTHLY", "ends": "until", "ends_until": "2027-03-01"},
            "FREQ=MONTHLY;UNTIL=20270301T235959Z",
        ),
    ],
)
def test_fields_become_a_rule_and_fields_again(given, line):
    form = RecurrenceForm(given)

    assert form.is_valid()
    assert form.lines(NINE) == [f"RRULE:{line}"]
    shown = {key: str(value) for key, value in read([f"RRULE:{line}"]).items()}
    assert {key: shown[key] for key in given} == {key: str(value) for key, value in given.items()}


def test_the_last_weekday_of_a_month_is_called_so():
    form = RecurrenceForm({"repeats": "NTH"})

    assert form.is_valid()
    assert form.lines(dt.date(2026, 12, 29)) == ["RRULE:FREQ=MONTHLY;BYDAY=-1TU"]


@pytest.mark.parametrize(
    "lines",
    [
        ["RRULE:FREQ=YEARLY;BYMONTH=3,9;BYSETPOS=1;BYDAY=MO"],
        ["RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"],
        ["RRULE:FREQ=MONTHLY;BYDAY=1MO,3MO"],
        ["RDATE:20261224T090000Z"],
        ["RRULE:FREQ=HOURLY"],
    ],
)
def test_a_rule_that_it_cannot_show_stays_as_it_is(lines):
    assert read(lines)["repeats"] == "custom"
    form = RecurrenceForm({"repeats": "custom"}, lines=lines)

    assert form.is_valid()
    assert form.lines(NINE) == lines


LOS_ANGELES = {"dateTime": "2026-11-24T09:00:00-08:00", "timeZone": "America/Los_Angeles"}
"""A fourth Tuesday, and the last one of its month."""


def as_shown(lines, **changes):
    """Give an editor in which a person changes some fields of what is shown."""
    shown = {name: value for name, value in read(lines, LOS_ANGELES).items() if value is not None}
    return RecurrenceForm({**shown, **changes}, lines=lines, start=LOS_ANGELES)


@pytest.mark.parametrize(
    ("rule", "changes", "after"),
    [
        (
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU",
            {"interval": "3"},
            "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=TU,SU",
        ),
        (
            "FREQ=MONTHLY;BYDAY=-1TU",
            {"ends": "count", "ends_after": "3"},
            "FREQ=MONTHLY;BYDAY=-1TU;COUNT=3",
        ),
        (
            "FREQ=DAILY;UNTIL=20270302T075959Z",
            {"interval": "2"},
            "FREQ=DAILY;UNTIL=20270302T075959Z;INTERVAL=2",
        ),
        (
            "FREQ=DAILY;UNTIL=20270302T075959Z",
            {"ends_until": "2027-03-02"},
            "FREQ=DAILY;UNTIL=20270303T075959Z",
        ),
        ("FREQ=DAILY;COUNT=4;INTERVAL=2", {"ends": "never", "interval": ""}, "FREQ=DAILY"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=4", {"repeats": "NTH"}, "FREQ=MONTHLY;COUNT=4;BYDAY=4TU"),
        ("FREQ=MONTHLY;BYDAY=-1TU", {"repeats": "MONTHLY"}, "FREQ=MONTHLY"),
    ],
)
def test_only_the_parts_of_fields_that_were_changed_are_written(rule, changes, after):
    form = as_shown([f"RRULE:{rule}"], **changes)
    start = dt.datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("America/Los_Angeles"))

    assert form.is_valid(), form.errors
    assert form.lines(start) == [f"RRULE:{after}"]


@pytest.mark.parametrize(
    ("day", "byday"), [("2026-12-29", "-1TU"), ("2026-11-17", "3TU"), ("2026-11-27", "4FR")]
)
def test_a_rule_of_a_weekday_goes_along_with_another_day_of_the_start(day, byday):
    form = as_shown(["RRULE:FREQ=MONTHLY;BYDAY=-1TU"], interval="2")

    assert form.is_valid()
    lines = form.lines(dt.date.fromisoformat(day), is_moved=True)
    assert lines == [f"RRULE:FREQ=MONTHLY;BYDAY={byday};INTERVAL=2"]


def test_the_last_day_is_the_one_of_the_series_own_zone():
    lines = ["RRULE:FREQ=DAILY;UNTIL=20270302T075959Z"]

    assert read(lines, LOS_ANGELES)["ends_until"] == dt.date(2027, 3, 1)
    assert read(lines, {"date": "2026-11-24"})["ends_until"] == dt.date(2027, 3, 2)


def test_the_editor_shows_the_last_day_in_the_zone_of_the_series(client, calendar, alice):
    zone = ZoneInfo("America/Los_Angeles")
    start = dt.datetime(2026, 12, 1, 9, tzinfo=zone)
    lines = ["RRULE:FREQ=DAILY;UNTIL=20270302T075959Z"]
    made = events.create_event(
        calendar, by=alice, recurrence=lines, start=start, end=start + dt.timedelta(hours=1)
    )

    rule = client.get(f"/calendar/events/{made.pk}/edit/").context["rule"]

    assert rule["ends_until"].value() == dt.date(2027, 3, 1)


def test_an_event_is_made_a_series_and_one_no_more(client, calendar):
    new = f"/calendar/calendars/{calendar.pk}/new/"
    client.post(new, {**WHEN, "summary": "Tea", "repeats": "WEEKLY", "weekdays": ["TU"]})
    made = Event.objects.get(summary="Tea")
    assert made.resource["recurrence"] == ["RRULE:FREQ=WEEKLY;BYDAY=TU"]

    address = f"/calendar/events/{made.pk}/edit/"
    client.post(address, {**form_of(client, address), "repeats": ""})

    made.refresh_from_db()
    assert not made.is_series


def test_left_out_dates_stay_when_the_rule_is_changed(client, alice, calendar):
    lines = ["RRULE:FREQ=DAILY;COUNT=9", "EXDATE:20261203T090000Z"]
    span = {"start": NINE, "end": NINE + dt.timedelta(hours=1)}
    made = events.create_event(calendar, by=alice, summary="Tea", recurrence=lines, **span)
    address = f"/calendar/events/{made.pk}/edit/"
    rule = {"repeats": "DAILY", "interval": "1", "ends": "count", "ends_after": "5"}

    client.post(address, {**form_of(client, address), **rule})

    made.refresh_from_db()
    assert made.resource["recurrence"] == ["RRULE:FREQ=DAILY;COUNT=5", lines[1]]


def test_the_rule_is_said_in_words(client):
    query = {"repeats": "WEEKLY", "interval": "2", "weekdays": "TU", "starts_on": "2026-12-01"}

    assert client.get("/calendar/recurrence/", query).text == "Every 2 weeks on Tuesday"
    assert client.get("/calendar/recurrence/", {**query, "interval": "x"}).text == ""
    assert client.get("/calendar/recurrence/", {"repeats": "WEEKLY"}).text == ""


def test_the_words_of_a_change_keep_what_the_editor_does_not_show(client, calendar, google):
    times = {name: {"dateTime": f"2026-12-01T{hour}:00:00Z"} for name, hour in TIMES.items()}
    recurrence = ["RRULE:FREQ=MONTHLY;BYDAY=-1FR"]
    zoned = {name: {**value, "timeZone": "Europe/Berlin"} for name, value in times.items()}
    google.add_event("alice@example.com", id="last00", recurrence=recurrence, **zoned)
    pull_calendar(calendar)
    event = calendar.events.get(google_id="last00")
    editor = opened(client, f"/calendar/events/{event.pk}/edit/")
    given = {name: value for name, value in editor.items() if name in RULE}

    said = client.get(WORDS, {**given, "starts_on": "2026-12-01", "interval": 2, "event": event.pk})

    assert said.text == "Every 2 months on the last Friday"


@pytest.mark.parametrize("event", ["0", "9" * 30, "9" * 5000, "nothing", "-1", ""])
def test_words_of_an_event_that_is_not_there(client, event):
    given = {"repeats": "DAILY", "starts_on": "2026-12-01", "event": event}

    assert client.get(WORDS, given).status_code in {200, 404}


FRIDAY = {**WHEN, "starts_on": "2026-12-04", "ends_on": "2026-12-05"}
MONDAYS = {"repeats": "WEEKLY", "weekdays": ["MO"], "ends": "count", "ends_after": "4"}


def test_a_new_series_begins_on_the_first_weekday_that_is_ticked(client, calendar):
    new = f"/calendar/calendars/{calendar.pk}/new/"

    said = client.get(WORDS, {**MONDAYS, "starts_on": "2026-12-04"}).text
    client.post(new, {**FRIDAY, **MONDAYS, "summary": "Tea"})

    made = Event.objects.get(summary="Tea")
    assert said == "Weekly on Monday, 4 times. It begins on Dec. 7, 2026."
    assert made.resource["start"]["dateTime"] == "2026-12-07T09:00:00+01:00"
    assert made.resource["end"]["dateTime"] == "2026-12-08T10:00:00+01:00"
    assert made.resource["recurrence"] == ["RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4"]


def test_a_new_series_that_ends_before_its_first_day_is_refused(client, calendar):
    new = f"/calendar/calendars/{calendar.pk}/new/"
    until = {"ends": "until", "ends_until": "2026-12-06"}

    answer = client.post(new, {**FRIDAY, **MONDAYS, **until})

    said = answer.context["rule"].errors["ends_until"]
    assert said == ["The series would end before it begins."]
    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize(("scope", "day"), [("all", "2026-12-07"), ("following", "2026-12-14")])
def test_a_series_on_other_weekdays_begins_on_the_first_of_them(
    client, calendar, alice, scope, day
):
    span = {"start": NINE, "end": NINE + dt.timedelta(hours=1)}
    lines = ["RRULE:FREQ=WEEKLY;BYDAY=TU,FR"]
    made = events.create_event(calendar, by=alice, recurrence=lines, **span)
    friday = int((NINE + dt.timedelta(days=10)).timestamp())
    address = f"/calendar/events/{made.pk}/edit/?original={friday}"
    editor = opened(client, address)

    given = {name: value for name, value in editor.items() if name in RULE} | {"weekdays": ["MO"]}
    said = client.get(WORDS, {**given, "starts_on": "2026-12-11", "event": made.pk}).text
    client.post(address, {**editor, "weekdays": ["MO"], "scope": scope})

    changed = Event.objects.order_by("-pk")[0]
    assert said == "Weekly on Monday. It begins on the first of these days."
    assert changed.resource["start"]["dateTime"] == f"{day}T10:00:00+01:00"
    assert changed.resource["recurrence"] == ["RRULE:FREQ=WEEKLY;BYDAY=MO"]


def test_no_day_follows_the_last_one_of_the_calendar(client, calendar):
    last = {"starts_on": "9999-12-30", "ends_on": "9999-12-31", "weekdays": ["FR"]}

    answer = client.post(f"/calendar/calendars/{calendar.pk}/new/", {**WHEN, **MONDAYS, **last})

    assert answer.status_code == 422
    assert client.get(WORDS, {**MONDAYS, **last}).status_code == 200
