"""Days at the ends of the calendar: a form names the field that it cannot take."""

import datetime as dt

import pytest
from tests.surfaces.web.test_editing import WHEN

from dj_google_calendar.models import OutboxEntry
from dj_google_calendar.operations import events

ZONES = ["UTC", "America/New_York", "Asia/Tokyo"]
BEGINS = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
LAST = "9999-12-31"


@pytest.fixture
def client(browser_of, alice, calendar):
    return browser_of(alice)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "asked",
    [
        "start=253402300799",
        "start=-62135596800",
        "start=253402297200&end=253402300799",
        "start=0001-01-01&end=0001-01-01",
        f"start={LAST}&end={LAST}",
        f"day={LAST}",
        "day=0001-01-01",
    ],
)
def test_a_new_event_begins_in_the_calendar(client, calendar, zone, asked):
    calendar.time_zone = zone
    calendar.save()

    answer = client.get(f"/calendar/calendars/{calendar.pk}/new/?{asked}")

    assert answer.status_code == 200
    assert answer.context["form"]["starts_on"].value()


def test_a_time_with_a_day_for_its_end_lasts_an_hour(client, calendar):
    answer = client.get(f"/calendar/calendars/{calendar.pk}/new/?start=1796112000&end=2026-12-05")

    form = answer.context["form"]
    assert form["starts_on"].value() == form["ends_on"].value() == dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (
            {"starts_on": LAST, "ends_on": LAST, "starts_at": "22:00", "ends_at": "23:00"},
            "starts_on",
        ),
        ({"repeats": "DAILY", "ends": "until", "ends_until": LAST}, "ends_until"),
        (
            {"is_all_day": "on", "starts_on": "9999-12-30", "ends_on": "9999-12-30"}
            | {"repeats": "WEEKLY", "weekdays": ["FR"]},
            "ends_on",
        ),
    ],
)
def test_a_form_names_the_field_beyond_the_calendar(client, calendar, given, field):
    given = {**WHEN, "time_zone": "America/New_York", "summary": "x", **given}

    answer = client.post(f"/calendar/calendars/{calendar.pk}/new/", given)

    assert answer.status_code == 422
    assert field in {**answer.context["form"].errors, **answer.context["rule"].errors}
    assert not OutboxEntry.objects.exists()


def test_a_series_is_not_moved_before_the_calendar(client, calendar, alice):
    times = {"start": BEGINS, "end": BEGINS + dt.timedelta(hours=1)}
    daily = events.create_event(calendar, by=alice, recurrence=["RRULE:FREQ=DAILY"], **times)
    third = int(BEGINS.timestamp()) + 2 * 24 * 3600
    first = {"starts_on": "0001-01-01", "ends_on": "0001-01-01", "scope": "all"}
    rule = {"repeats": "WEEKLY", "weekdays": ["MO"], "interval": "1", "ends": "never"}

    answer = client.post(
        f"/calendar/events/{daily.pk}/edit/?original={third}", {**WHEN, **first, **rule}
    )

    assert answer.status_code == 422
    assert "starts_on" in answer.context["form"].errors
