"""When an event is: how its times are read, kept and shown."""

import datetime as dt

import pytest
from googleapiclient.errors import HttpError
from tests.emulator.calendar_v3.people import (
    ALICE,
    BERLIN,
    BOB,
    DAILY,
    TIMES,
    Person,
    at,
    instance_of,
    refusal,
)

from gcal_emulator.demo_seed import FAMILY

DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}


@pytest.mark.rule("E-10")
@pytest.mark.parametrize("missing", ["start", "end"])
def test_an_event_needs_a_start_and_an_end(alice, missing):
    event = alice.insert()
    without = {missing: None}

    assert refusal(alice.insert, **without) == (400, "required")
    assert refusal(alice.imports, iCalUID="a@b", **without) == (400, "required")
    assert refusal(alice.update, event["id"], TIMES | without) == (400, "required")


@pytest.mark.rule("E-10")
def test_an_import_needs_an_ical_uid(alice):
    assert refusal(alice.imports) == (400, "required")


@pytest.mark.rule("E-11")
@pytest.mark.parametrize("mixed", [{"start": DAY["start"]}, {"end": DAY["end"]}])
def test_start_and_end_are_both_dates_or_both_times(alice, mixed):
    assert refusal(alice.insert, **mixed) == (400, "invalid")


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ({"date": "2026-11-20", "dateTime": "2026-11-20T10:00:00Z"}, "invalid"),
        ({"timeZone": "UTC"}, "invalid"),
        ({"dateTime": "1990-11-20T10:00:00Z"}, "eventDurationExceedsLimit"),
    ],
)
def test_a_start_that_is_none_is_refused(alice, start, reason):
    assert refusal(alice.insert, start=start) == (400, reason)


@pytest.mark.rule("E-11")
def test_the_end_is_not_part_of_the_event(alice):
    event = alice.insert(**DAY)

    def found(start, end):
        window = {"timeMin": f"2026-11-{start}T12:00:00Z", "timeMax": f"2026-11-{end}T12:00:00Z"}
        return event["id"] in [each["id"] for each in alice.listed(**window)]

    assert found(20, 21)
    assert not found(21, 22)
    assert refusal(alice.insert, end=at(10)) == (400, "timeRangeEmpty")


@pytest.mark.rule("E-12")
def test_a_time_without_offset_is_in_its_own_zone_or_the_calendars(alice):
    bare = {
        "start": {"dateTime": "2026-11-20T10:00:00"},
        "end": {"dateTime": "2026-11-20T11:00:00"},
    }
    tokyo = {key: value | {"timeZone": "Asia/Tokyo"} for key, value in bare.items()}

    assert alice.insert(**bare)["start"] == at(10)
    assert alice.insert(**tokyo)["start"] == {
        "dateTime": "2026-11-20T02:00:00+01:00",
        "timeZone": "Asia/Tokyo",
    }


@pytest.mark.rule("E-13")
def test_a_patch_to_whole_days_takes_the_times_away(alice):
    event = alice.insert()
    emptied = {key: value | {"dateTime": None} for key, value in DAY.items()}

    assert refusal(alice.patch, event["id"], **DAY) == (400, "invalid")
    assert alice.patch(event["id"], **emptied)["start"] == DAY["start"]


@pytest.mark.rule("E-13")
def test_a_patch_to_times_takes_the_dates_away(alice):
    event = alice.insert(**DAY)
    emptied = {key: value | {"date": None} for key, value in TIMES.items()}

    assert refusal(alice.patch, event["id"], **TIMES) == (400, "invalid")
    assert alice.patch(event["id"], **emptied)["start"] == at(10)


@pytest.mark.rule("E-14")
def test_another_zone_in_the_query_changes_how_times_are_written_only(alice):
    event = alice.insert()

    seen = alice.get(event["id"], timeZone="Asia/Tokyo")
    listed = alice.listed(timeZone="Asia/Tokyo", iCalUID=event["iCalUID"])

    assert seen["start"] == {"dateTime": "2026-11-20T18:00:00+09:00", **BERLIN}
    assert listed == [seen]
    assert alice.get(event["id"]) == event


@pytest.mark.rule("Z-19")
def test_times_are_written_at_the_calendars_offset_and_keep_their_own_zones(alice):
    pacific, indian = {"timeZone": "America/Los_Angeles"}, {"timeZone": "Asia/Kolkata"}
    start = {"dateTime": "2026-11-20T10:00:00-08:00", **pacific}
    end = {"dateTime": "2026-11-21T03:30:00+05:30", **indian}

    event = alice.insert(start=start, end=end)

    assert event["start"] == {"dateTime": "2026-11-20T19:00:00+01:00", **pacific}
    assert event["end"] == {"dateTime": "2026-11-20T23:00:00+01:00", **indian}


@pytest.mark.rule("Z-19")
def test_an_offset_of_nothing_is_written_as_z(alice):
    event = alice.insert()

    assert alice.get(event["id"], timeZone="UTC")["start"]["dateTime"] == "2026-11-20T09:00:00Z"


@pytest.mark.rule("E-51")
@pytest.mark.parametrize(
    ("start", "end"),
    [(at(10), at(11)), (DAY["start"], DAY["end"])],
)
def test_an_event_whose_end_is_unspecified_has_one_all_the_same(alice, start, end):
    event = alice.insert(start=start, end=None, endTimeUnspecified=True)

    assert event["end"] == end
    assert event["endTimeUnspecified"] is True


@pytest.mark.rule("E-52")
def test_an_imported_event_may_end_where_it_starts_and_can_be_edited(alice):
    event = alice.imports(iCalUID="moment@example.com", end=at(10))

    changed = alice.patch(event["id"], summary="A moment")

    assert changed["start"] == changed["end"] == at(10)
    assert refusal(alice.patch, event["id"], end=at(9)) == (400, "timeRangeEmpty")


@pytest.mark.rule("E-53")
@pytest.mark.parametrize("name", ["GMT+02:00", "Customized Time Zone", "(UTC+01:00) Amsterdam"])
def test_a_zone_that_only_a_feed_knows_comes_with_an_offset_and_stays_through_edits(
    google, alice, name
):
    times = {"start": at(10) | {"timeZone": name}, "end": at(11) | {"timeZone": name}}
    event = google.add_event(ALICE, **times)

    changed = alice.patch(event["id"], summary="Renamed")

    assert changed["start"] == times["start"]
    assert alice.update(event["id"], changed)["end"] == times["end"]


@pytest.mark.rule("E-53")
def test_a_client_cannot_bring_in_a_zone_that_nobody_knows(alice):
    with pytest.raises(HttpError, match="Invalid time zone definition for start time"):
        alice.insert(start=at(10) | {"timeZone": "GMT+02:00"})


@pytest.mark.rule("E-49", "Z-18")
def test_the_sequence_starts_at_nothing_and_rises_with_the_times(alice):
    event = alice.insert()

    later = alice.patch(event["id"], start=at(10), end=at(12))
    moved = alice.patch(event["id"], start=at(9))

    assert [each["sequence"] for each in (event, later, moved)] == [0, 1, 2]


@pytest.mark.rule("E-49", "Z-18")
@pytest.mark.parametrize(
    "change",
    [
        {"summary": "New"},
        {"description": "New", "location": "New"},
        {"attendees": [{"email": BOB}]},
        {"start": {"dateTime": "2026-11-20T09:00:00Z", **BERLIN}},
    ],
)
def test_texts_guests_and_other_ways_to_write_a_time_leave_the_sequence(alice, change):
    event = alice.insert()

    assert alice.patch(event["id"], **change)["sequence"] == 0


@pytest.mark.rule("E-49")
def test_the_sequence_rises_with_the_recurrence(alice):
    series = alice.insert(**DAILY)

    changed = alice.patch(series["id"], recurrence=["RRULE:FREQ=DAILY;COUNT=3"])

    assert changed["sequence"] == 1


@pytest.mark.rule("Z-18")
def test_an_instance_that_is_moved_is_at_one_and_a_renamed_one_at_nothing(alice):
    series = alice.insert(**DAILY)

    moved = alice.patch(instance_of(series, 21), start=at(14, day=21), end=at(15, day=21))
    renamed = alice.patch(instance_of(series, 22), summary="New")

    assert (moved["sequence"], renamed["sequence"]) == (1, 0)


@pytest.mark.rule("Z-17")
def test_created_has_no_milliseconds_and_updated_has(google, alice):
    moment = google.world.clock.now().replace(microsecond=123_456) + dt.timedelta(minutes=1)
    google.freeze(moment)
    second = f"{moment:%Y-%m-%dT%H:%M:%S}"

    event = alice.insert()

    assert event["created"] == f"{second}.000Z"
    assert event["updated"] == f"{second}.123Z"
    google.advance(dt.timedelta(seconds=5))
    assert alice.patch(event["id"], summary="New")["created"] == event["created"]


@pytest.mark.rule("Z-27")
def test_what_is_read_right_after_a_write_is_what_was_written(alice):
    event = alice.insert(summary="Talk")
    assert alice.get(event["id"]) == event

    changed = alice.patch(event["id"], summary="Walk")
    assert alice.get(event["id"]) == changed


@pytest.mark.rule("Z-27")
@pytest.mark.parametrize(
    "end", ["2026-11-20T10:01:00+01:00", "2027-11-20T10:00:00+01:00"], ids=["minute", "year"]
)
def test_events_of_a_minute_and_of_a_year_are_taken(alice, end):
    event = alice.insert(end={"dateTime": end, **BERLIN})

    assert event["end"]["dateTime"] == end


def test_times_on_a_shared_calendar_are_the_calendars_not_the_readers(google, service_for, alice):
    google.share(FAMILY, BOB, "reader")  # whose own zone is New York
    event = alice.on(FAMILY).insert()

    assert Person(service_for(BOB)).on(FAMILY).get(event["id"])["start"] == at(10)


@pytest.mark.rule("Z-19")
def test_a_deleted_instance_tells_its_first_start_at_the_calendars_offset(service_for, alice):
    series = alice.insert(**DAILY, attendees=[{"email": BOB}])
    alice.delete(instance_of(series, 21))

    seen = Person(service_for(BOB)).listed(iCalUID=series["iCalUID"])[-1]

    assert seen["status"] == "cancelled"
    assert seen["originalStartTime"] == {"dateTime": "2026-11-21T04:00:00-05:00", **BERLIN}
