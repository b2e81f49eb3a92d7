"""Windows and bounds of lists: at the ends of the calendar, in far zones, over endless rules."""

import time

import pytest

ALICE = "alice@example.com"
LITTLE = "little@group.calendar.google.com"
TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-11-20T11:00:00+01:00", "timeZone": "Europe/Berlin"},
}
ALL_DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
AT_ONCE = 30.0
"""Seconds for what takes a tenth of one: a rule that is walked to its end takes hours."""


@pytest.fixture
def calendar_in(google):
    """Makes an empty calendar of Alice's in a zone, and gives its id."""

    def made(zone="Europe/Berlin"):
        google.add_calendar(id=LITTLE, owner=ALICE, summary="Little", timeZone=zone)
        return LITTLE

    return made


@pytest.fixture
def listed(service):
    def read(**parameters):
        return service.events().list(calendarId=LITTLE, **parameters).execute()["items"]

    return read


@pytest.fixture
def instances(service):
    def read(event_id, **parameters):
        asked = {"calendarId": LITTLE, "eventId": event_id, **parameters}
        return service.events().instances(**asked).execute()["items"]

    return read


def ids(items):
    return [item["id"] for item in items]


@pytest.mark.parametrize("earliest", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("latest", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("expanded", [False, True])
def test_a_window_may_reach_from_end_to_end_of_the_calendar(
    google, calendar_in, listed, earliest, latest, expanded
):
    google.add_event(calendar_in("Pacific/Apia"), id="single1", **TIMES)
    google.add_event(LITTLE, id="whole1", **ALL_DAY, recurrence=["RRULE:FREQ=DAILY;COUNT=2"])

    found = listed(timeMin=earliest, timeMax=latest, singleEvents=expanded)

    whole = ["whole1_20261120", "whole1_20261121"] if expanded else ["whole1"]
    assert ids(found) == ["single1", *whole]


def test_instances_may_be_asked_for_from_end_to_end_of_the_calendar(google, calendar_in, instances):
    google.add_event(calendar_in(), id="series1", **TIMES, recurrence=["RRULE:FREQ=DAILY;COUNT=2"])

    found = instances("series1", timeMin="0001-01-01T00:00:00Z", timeMax="9999-12-31T00:00:00Z")

    assert len(found) == 2


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-02", "9999-12-29", "9999-12-30"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_days_at_the_ends_of_the_calendar_are_listed(service, calendar_in, listed, day, zone):
    end = day[:-2] + f"{int(day[-2:]) + 1:02}"
    body = {
        "start": {"date": day},
        "end": {"date": end},
        "recurrence": ["RRULE:FREQ=DAILY;COUNT=4"],
    }
    inserted = service.events().insert(calendarId=calendar_in(zone), body=body).execute()

    expanded = ids(listed(singleEvents=True))

    assert expanded[0] == f"{inserted['id']}_{day.replace('-', '')}"
    assert ids(listed(singleEvents=True, orderBy="startTime")) == expanded
    assert ids(listed(timeMax="2026-01-01T00:00:00Z")) == [inserted["id"]] * (day < "2026")


@pytest.mark.rule("E-63", "R-22")
@pytest.mark.parametrize(
    ("zone", "begins"),
    [("Asia/Tokyo", "2026-11-20T00:00:00+09:00"), ("America/Lima", "2026-11-20T00:00:00-05:00")],
)
@pytest.mark.parametrize("expanded", [False, True])
def test_days_begin_at_midnight_of_the_calendars_zone(
    google, calendar_in, listed, zone, begins, expanded
):
    google.add_event(calendar_in(zone), id="single1", **ALL_DAY)
    google.add_event(LITTLE, id="series1", **ALL_DAY, recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    just_begun = begins.replace("00:00:00", "00:00:01")
    ended = begins.replace("-20T", "-23T")

    assert listed(timeMax=begins, singleEvents=expanded) == []
    assert len(listed(timeMax=just_begun, singleEvents=expanded)) == 2
    assert listed(timeMin=ended, singleEvents=expanded) == []
    assert len(listed(timeMin=ended.replace("-23T", "-22T"), singleEvents=expanded)) == 1


BOMBS = [
    "RRULE:FREQ=DAILY;COUNT=1000000",
    "RRULE:FREQ=SECONDLY",
    "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
    "RRULE:FREQ=YEARLY;BYMONTHDAY=31;BYYEARDAY=32",
    "RRULE:FREQ=DAILY;BYSETPOS=2",
    "RRULE:FREQ=YEARLY;BYMONTHDAY={days};BYHOUR={hours};BYMINUTE={sixty};BYSECOND={sixty}",
    "RRULE:FREQ=DAILY;BYHOUR={hours};BYMINUTE={sixty};BYSECOND={sixty};BYSETPOS=-1",
]
FAR = {"timeMin": "4000-01-01T00:00:00Z", "timeMax": "9999-12-31T00:00:00Z"}
MANY = {
    "days": ",".join(map(str, range(1, 32))),
    "hours": ",".join(map(str, range(24))),
    "sixty": ",".join(map(str, range(60))),
}


@pytest.mark.rule("E-64")
@pytest.mark.parametrize(
    ("rule", "window"),
    [
        *((rule, {}) for rule in BOMBS),
        *((rule, FAR) for rule in BOMBS[:3]),
        ("RRULE:FREQ=MINUTELY", {"timeMin": "2027-01-01T00:00:00Z"}),
    ],
)
def test_no_rule_keeps_a_list_from_its_end(google, calendar_in, listed, rule, window):
    google.switch(sub_daily_recurrence=True)
    google.add_event(calendar_in(), id="series1", **TIMES, recurrence=[rule.format(**MANY)])
    begun = time.process_time()

    listed(singleEvents=True, maxResults=1, **window)
    listed(maxResults=1, **window)

    assert time.process_time() - begun < AT_ONCE


@pytest.mark.parametrize("excluded", ["EXRULE:FREQ=DAILY", "EXRULE:FREQ=SECONDLY"])
def test_a_series_whose_occurrences_are_all_left_out_is_answered_at_once(
    google, calendar_in, listed, excluded
):
    google.switch(sub_daily_recurrence=True)
    lines = ["RRULE:FREQ=DAILY", excluded]
    google.add_event(calendar_in(), id="series1", **TIMES, recurrence=lines)
    begun = time.process_time()

    listed(timeMin="2027-01-01T00:00:00Z", timeMax="9999-12-31T00:00:00Z")

    assert time.process_time() - begun < AT_ONCE


@pytest.mark.rule("E-64")
def test_a_series_that_ends_by_itself_is_listed_to_its_end(google, calendar_in, listed):
    lines = ["RRULE:FREQ=YEARLY;COUNT=40"]
    google.add_event(calendar_in(), id="series1", **TIMES, recurrence=lines)

    assert len(listed(singleEvents=True)) == 40


@pytest.mark.rule("E-64")
def test_an_old_endless_series_is_listed_beyond_today(google, calendar_in, listed):
    born = {"start": {"date": "1960-02-29"}, "end": {"date": "1960-03-01"}}
    google.add_event(calendar_in(), id="birthday1", **born, recurrence=["RRULE:FREQ=YEARLY"])

    found = ids(listed(singleEvents=True))

    assert (found[0], found[-1][:13]) == ("birthday1_19600229", "birthday1_203")


@pytest.mark.parametrize("zone", ["Asia/Tokyo", None])
def test_computed_instances_are_written_in_the_zone_that_is_asked_for(
    google, calendar_in, instances, zone
):
    times = {
        key: {"dateTime": f"2026-11-20T{hour}:00:00-05:00", "timeZone": "America/New_York"}
        for key, hour in (("start", 10), ("end", 11))
    }
    google.add_event(calendar_in(), id="series1", **times, recurrence=["RRULE:FREQ=DAILY;COUNT=1"])

    (found,) = instances("series1", **({"timeZone": zone} if zone else {}))

    written = "2026-11-21T00:00:00+09:00" if zone else "2026-11-20T16:00:00+01:00"
    expected = {"dateTime": written, "timeZone": "America/New_York"}
    assert (found["start"], found["originalStartTime"]) == (expected, expected)


def test_the_original_start_of_what_was_deleted_is_written_so_too(google, calendar_in, listed):
    times = {
        key: {"dateTime": f"2026-11-20T{hour}:00:00-05:00", "timeZone": "America/New_York"}
        for key, hour in (("start", 10), ("end", 11))
    }
    google.add_event(calendar_in(), id="series1", **times, recurrence=["RRULE:FREQ=DAILY;COUNT=2"])
    google.delete_event(LITTLE, "series1_20261121T150000Z")
    google.delete_event(LITTLE, "series1")

    found = listed(singleEvents=True, showDeleted=True, timeZone="Asia/Tokyo")

    starts = [item["originalStartTime"]["dateTime"] for item in found]
    assert starts == ["2026-11-21T00:00:00+09:00", "2026-11-22T00:00:00+09:00"]
