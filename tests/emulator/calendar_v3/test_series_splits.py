"""This and following, as Google's own page splits a series: what each half keeps."""

import pytest

from gcal_emulator.errors import GoogleError

ALICE, BOB = "alice@example.com", "bob@example.com"
LITTLE = "little@group.calendar.google.com"
BERLIN = {"timeZone": "Europe/Berlin"}


def at(hour, *, day=20, length=1):
    return {
        "start": {"dateTime": f"2026-11-{day:02}T{hour:02}:00:00+01:00", **BERLIN},
        "end": {"dateTime": f"2026-11-{day:02}T{hour + length:02}:00:00+01:00", **BERLIN},
    }


def name(day, base="series1"):
    return f"{base}_202611{day}T090000Z"


@pytest.fixture
def add(google):
    """Adds a series to a calendar of Alice's that was empty, by default one of six days."""
    google.add_calendar(id=LITTLE, owner=ALICE, summary="Little", timeZone="Europe/Berlin")

    def added(*lines, event_id="series1", **fields):
        lines = lines or ("RRULE:FREQ=DAILY;COUNT=6",)
        return google.add_event(
            LITTLE, **at(10) | {"id": event_id, "recurrence": list(lines)} | fields
        )

    return added


@pytest.fixture
def split(google):
    def splitting(instance_id, **changes):
        return google.split_series(LITTLE, instance_id, changes or None)

    return splitting


@pytest.fixture
def listed(service):
    """Gives a list's items by their id; with ``since`` only what changed."""

    def read(**parameters):
        asked = {"calendarId": LITTLE, "maxResults": 2500, **parameters}
        return {item["id"]: item for item in service.events().list(**asked).execute()["items"]}

    return read


@pytest.fixture
def token(service):
    def given():
        answer = service.events().list(calendarId=LITTLE, maxResults=2500).execute()
        return answer["nextSyncToken"]

    return given


def days(items):
    return sorted(item["start"]["dateTime"][8:10] for item in items.values())


@pytest.mark.rule("Z-1", "Z-4")
def test_a_split_is_one_change_of_both_halves_and_their_instances(
    google, add, split, listed, token
):
    add()
    google.edit_event(LITTLE, name(21), summary="Early")
    google.edit_event(LITTLE, name(24), summary="Late")
    before = token()

    tail = split(name(23), location="There")

    increment = listed(syncToken=before)
    assert list(increment) == ["series1", name(21), name(24), tail["id"]]
    assert len({item["etag"] for item in increment.values()}) == 1


@pytest.mark.rule("R-15")
def test_nothing_is_lost_or_doubled_by_a_split(add, split, listed):
    add()

    split(name(23), location="There")

    assert days(listed(singleEvents=True)) == ["20", "21", "22", "23", "24", "25"]


@pytest.mark.rule("R-15")
def test_a_split_at_the_first_occurrence_changes_all(add, split, listed):
    add(summary="Talk")

    changed = split(name(20), summary="Other")

    assert (changed["id"], changed["summary"]) == ("series1", "Other")
    assert listed().keys() == {"series1"}


@pytest.mark.rule("R-15")
def test_deleting_the_first_and_all_that_follow_deletes_the_series(add, split, listed):
    add()

    assert split(name(20)) is None
    assert listed() == {}


@pytest.mark.rule("Z-3", "Z-5")
def test_deleting_what_follows_ends_the_series_and_leaves_stubs_of_what_differed(
    google, add, split, listed, token
):
    add("RRULE:FREQ=DAILY")
    google.delete_event(LITTLE, name(21))
    google.delete_event(LITTLE, name(24))
    before = token()

    split(name(23))

    increment = listed(syncToken=before)
    assert increment["series1"]["recurrence"] == ["RRULE:FREQ=DAILY;UNTIL=20261122T225959Z"]
    bare = {"kind", "etag", "id", "status"}
    assert increment[name(24)].keys() == bare
    assert increment[name(21)].keys() == bare | {"recurringEventId", "originalStartTime"}


@pytest.mark.rule("Z-5")
@pytest.mark.parametrize(
    ("zone", "until"), [("America/Chicago", "20261122T055959Z"), ("Asia/Tokyo", "20261121T145959Z")]
)
def test_the_day_before_is_one_of_the_series_own_zone(add, split, listed, zone, until):
    times = {
        key: {"dateTime": f"2026-11-20T{hour}:00:00", "timeZone": zone}
        for key, hour in (("start", 12), ("end", 13))
    }
    add("RRULE:FREQ=DAILY", **times)
    third = sorted(listed(singleEvents=True))[2]

    split(third)

    assert listed()["series1"]["recurrence"] == [f"RRULE:FREQ=DAILY;UNTIL={until}"]


@pytest.mark.rule("R-7", "Z-5")
def test_whole_days_are_split_by_date(add, split, listed):
    add("RRULE:FREQ=DAILY", start={"date": "2026-11-20"}, end={"date": "2026-11-22"})

    tail = split("series1_20261123", summary="Later")

    assert tail["id"] == "series1_R20261123"
    assert (tail["start"], tail["end"]) == ({"date": "2026-11-23"}, {"date": "2026-11-25"})
    assert listed()["series1"]["recurrence"] == ["RRULE:FREQ=DAILY;UNTIL=20261122"]


@pytest.mark.rule("R-15")
def test_a_new_end_alone_keeps_what_differs_later(google, add, split, listed):
    add()
    google.edit_event(LITTLE, name(24), location="Elsewhere")

    tail = split(name(23), end=at(10, day=23, length=3)["end"])

    kept = listed()[name(24, tail["id"])]
    assert (kept["recurringEventId"], kept["location"]) == (tail["id"], "Elsewhere")
    assert days(listed(singleEvents=True)) == ["20", "21", "22", "23", "24", "25"]


@pytest.mark.rule("R-15")
def test_what_was_left_out_counts_in_the_halves_too(add, split):
    add("RRULE:FREQ=DAILY;COUNT=6", "EXDATE;TZID=Europe/Berlin:20261121T100000")

    tail = split(name(23), summary="Later")

    assert tail["recurrence"][0] == "RRULE:FREQ=DAILY;COUNT=3"


@pytest.mark.rule("R-15")
def test_each_rule_is_counted_by_its_own_occurrences(add, split):
    # 20 November 2026 is a Friday: the second rule begins three days after the first
    add("RRULE:FREQ=DAILY;COUNT=6", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4")

    tail = split(name(24), summary="Later")

    assert tail["recurrence"] == ["RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3"]


@pytest.mark.rule("R-15")
def test_a_rule_that_is_over_stays_as_it_was_and_does_not_go_on(add, split, listed):
    over = "RRULE:FREQ=DAILY;COUNT=2"
    ended = "RRULE:FREQ=DAILY;UNTIL=20261121T100000Z"
    add(over, ended, "RRULE:FREQ=WEEKLY;COUNT=4")

    tail = split(name(27), summary="Later")

    assert listed()["series1"]["recurrence"][:2] == [over, ended]
    assert tail["recurrence"] == [ended, "RRULE:FREQ=WEEKLY;COUNT=3"]


@pytest.mark.rule("R-23", "R-15")
def test_added_dates_go_with_their_half(add, split, listed):
    add("RRULE:FREQ=DAILY;COUNT=3", "RDATE;TZID=Europe/Berlin:20261121T180000,20261201T100000")

    tail = split(name(22), summary="Later")

    assert listed()["series1"]["recurrence"][1:] == ["RDATE;TZID=Europe/Berlin:20261121T180000"]
    assert tail["recurrence"][1:] == ["RDATE;TZID=Europe/Berlin:20261201T100000"]


@pytest.mark.rule("Z-2")
def test_instances_of_a_tail_are_named_after_the_base_however_often_it_is_split(add, split, listed):
    add()
    first = split(name(22), summary="Later")

    second = split(name(24), summary="Latest")

    shown = listed(singleEvents=True)
    assert list(shown) == [name(day) for day in range(20, 26)]
    series = [item["recurringEventId"] for item in shown.values()]
    assert series == ["series1"] * 2 + [first["id"]] * 2 + [second["id"]] * 2


@pytest.mark.rule("Z-6")
def test_new_texts_of_all_reach_what_was_split_off(google, add, split, listed, token):
    add(summary="Talk")
    tail = split(name(23), location="There")
    google.edit_event(LITTLE, name(24), summary="Other")
    before = token()

    google.edit_event(LITTLE, "series1", summary="For all")

    increment = listed(syncToken=before)
    assert increment.keys() == {"series1", tail["id"], name(24)}
    assert {item["summary"] for item in increment.values()} == {"For all"}
    assert len({item["etag"] for item in increment.values()}) == 1


def test_other_changes_of_the_base_leave_the_tail_alone(google, add, split, listed, token):
    add()
    split(name(23), location="There")
    before = token()

    google.edit_event(LITTLE, "series1", colorId="3")

    assert listed(syncToken=before).keys() == {"series1"}


def test_a_tail_can_be_made_again_where_one_was_deleted(google, service, add, split, listed):
    add()
    tail = split(name(23), summary="Later")
    google.delete_event(LITTLE, tail["id"])
    google.edit_event(LITTLE, "series1", recurrence=["RRULE:FREQ=DAILY;COUNT=6"])

    again = split(name(23), summary="Again")

    assert again["id"] == tail["id"]
    assert listed()[tail["id"]]["summary"] == "Again"
    assert days(listed(singleEvents=True)) == ["20", "21", "22", "23", "24", "25"]
    items = service.events().list(calendarId=LITTLE, showDeleted=True).execute()["items"]
    assert [item["id"] for item in items] == ["series1", tail["id"]]


def test_halves_that_meet_again_show_each_occurrence_once(google, service, add, split, listed):
    add()
    tail = split(name(23), summary="Later")
    asked = {"calendarId": LITTLE, "singleEvents": True}
    before = service.events().list(**asked).execute()["nextSyncToken"]

    google.edit_event(LITTLE, "series1", recurrence=["RRULE:FREQ=DAILY;COUNT=5"])
    met = listed(singleEvents=True)
    google.edit_event(LITTLE, "series1", recurrence=["RRULE:FREQ=DAILY;COUNT=2"])
    increment = service.events().list(**asked, syncToken=before).execute()["items"]
    parted = {item["id"]: item for item in increment}

    assert len(parted) == len(increment)
    assert days(met) == ["20", "21", "22", "23", "24", "25"]
    assert met[name(24)]["recurringEventId"] == "series1"
    assert parted[name(24)]["recurringEventId"] == tail["id"]
    assert [key for key, item in parted.items() if item["status"] == "cancelled"] == [name(22)]


@pytest.mark.rule("R-15")
def test_guests_follow_a_split(google, service_for):
    google.add_event(
        ALICE,
        id="series1",
        **at(10),
        recurrence=["RRULE:FREQ=DAILY;COUNT=6"],
        attendees=[{"email": BOB}],
    )
    google.edit_event(ALICE, name(24), location="Elsewhere")

    tail = google.split_series(ALICE, name(23), {"summary": "Later"})

    events = service_for(BOB).events()
    items = events.list(calendarId="primary", iCalUID=tail["iCalUID"]).execute()["items"]
    shown = {item["id"]: item.get("location") for item in items}
    assert shown == {tail["id"]: None, name(24): "Elsewhere"}
    assert {item["summary"] for item in items} == {"Later"}


@pytest.mark.rule("R-8")
@pytest.mark.parametrize("by_api", [True, False])
def test_an_instance_takes_no_recurrence_of_its_own(google, add, service, listed, by_api):
    add()
    body = {"recurrence": ["RRULE:FREQ=DAILY;COUNT=9"], "summary": "Other"}

    if by_api:
        service.events().patch(calendarId=LITTLE, eventId=name(22), body=body).execute()
    else:
        google.edit_event(LITTLE, name(22), **body)

    assert "recurrence" not in listed()[name(22)]
    assert len(listed(singleEvents=True)) == 6


@pytest.mark.parametrize("instance_id", ["nobody", "series1", name(28), "single1"])
def test_only_an_instance_can_be_split_at(google, add, split, instance_id):
    add()
    google.add_event(LITTLE, id="single1", **at(15))

    with pytest.raises(GoogleError) as error:
        split(instance_id, summary="Later")

    assert error.value.status == 404
