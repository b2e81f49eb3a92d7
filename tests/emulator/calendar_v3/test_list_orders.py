"""The order of lists, and that no page loses what others move between two pages."""

import pytest

ALICE = "alice@example.com"
LITTLE = "little@group.calendar.google.com"
BERLIN = {"timeZone": "Europe/Berlin"}


def at(hour, *, day=20):
    return {
        "start": {"dateTime": f"2026-11-{day:02}T{hour:02}:00:00+01:00", **BERLIN},
        "end": {"dateTime": f"2026-11-{day:02}T{hour + 1:02}:00:00+01:00", **BERLIN},
    }


@pytest.fixture
def add(google):
    """Adds events to a calendar of Alice's that was empty."""
    google.add_calendar(id=LITTLE, owner=ALICE, summary="Little", timeZone="Europe/Berlin")

    def added(event_id, **fields):
        return google.add_event(LITTLE, id=event_id, **fields)

    return added


@pytest.fixture
def pages(service):
    """Reads a list, or the instances of a series, to its end; ``between`` runs between pages."""

    def read(between=lambda: None, *, series=None, **parameters):
        asked = {"calendarId": LITTLE, **parameters}
        call = service.events().list
        if series:
            call, asked = service.events().instances, asked | {"eventId": series}
        found, page_token = [], None
        for _ in range(20):
            answer = call(**asked, pageToken=page_token).execute()
            found += [item["id"] for item in answer["items"]]
            page_token = answer.get("nextPageToken")
            if not page_token:
                return found
            between()
        raise AssertionError("The list has no end.")

    return read


@pytest.mark.rule("E-68")
@pytest.mark.parametrize("size", [1, 2, 3, 250])
def test_a_list_by_start_goes_through_all_that_is_in_it(add, pages, size):
    add("late1", **at(15))
    add("series1", **at(10), recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    add("whole1", start={"date": "2026-11-21"}, end={"date": "2026-11-22"})

    found = pages(singleEvents=True, orderBy="startTime", maxResults=size)

    days = [f"series1_202611{day}T090000Z" for day in (20, 21, 22)]
    assert found == [days[0], "late1", "whole1", *days[1:]]


@pytest.mark.rule("E-68")
@pytest.mark.parametrize("size", [1, 2, 250])
def test_a_list_by_change_has_the_instances_of_a_series_side_by_side(google, add, pages, size):
    add("series1", **at(10), recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    add("single1", **at(15))
    google.edit_event(LITTLE, "series1_20261121T090000Z", summary="Other")

    found = pages(singleEvents=True, orderBy="updated", maxResults=size)

    days = [f"series1_202611{day}T090000Z" for day in (20, 21, 22)]
    assert found == ["single1", *days]


@pytest.mark.rule("Y-2")
@pytest.mark.parametrize(
    "order", [{"orderBy": "updated"}, {"orderBy": "startTime", "singleEvents": True}, {}]
)
def test_an_event_that_moves_in_the_order_takes_no_other_with_it(google, add, pages, order):
    for number in range(6):
        add(f"event{number}", **at(9 + number))

    found = pages(lambda: google.edit_event(LITTLE, "event0", **at(20)), maxResults=1, **order)

    assert set(found) == {f"event{number}" for number in range(6)}


@pytest.mark.rule("R-13")
def test_instances_come_in_the_order_of_their_original_starts(google, add, pages):
    add("series1", **at(10), recurrence=["RRULE:FREQ=DAILY;COUNT=4"])
    google.edit_event(LITTLE, "series1_20261122T090000Z", **at(8))
    google.edit_event(LITTLE, "series1_20261120T090000Z", summary="First")

    found = pages(series="series1", maxResults=1)

    assert found == [f"series1_202611{day}T090000Z" for day in (20, 21, 22, 23)]


@pytest.mark.parametrize("shown", [False, True])
def test_instances_that_are_deleted_between_pages_take_no_other_with_them(
    google, add, pages, shown
):
    add("series1", **at(10), recurrence=["RRULE:FREQ=DAILY;COUNT=6"])
    names = [f"series1_202611{day}T090000Z" for day in range(20, 26)]
    passed = iter(names)

    found = pages(
        lambda: google.delete_event(LITTLE, next(passed)),
        series="series1",
        maxResults=1,
        showDeleted=shown,
    )

    assert found == names


@pytest.mark.parametrize(
    ("parameters", "days"),
    [
        ({}, ["20", "22", "23"]),
        ({"showDeleted": True}, ["20", "21", "22", "23"]),
        ({"timeMin": "2026-11-22T00:00:00Z"}, ["20", "22", "23"]),
        ({"timeMax": "2026-11-22T00:00:00Z"}, []),
        ({"timeMax": "2026-11-22T00:00:00Z", "showDeleted": True}, ["21"]),
        ({"originalStart": "2026-11-20T10:00:00+01:00"}, ["20"]),
        ({"originalStart": "2026-11-21T10:00:00+01:00"}, []),
        ({"originalStart": "2026-11-21T10:00:00+01:00", "showDeleted": True}, ["21"]),
    ],
)
@pytest.mark.rule("R-13")
def test_instances_are_chosen_by_their_present_and_found_by_their_original_times(
    google, add, pages, parameters, days
):
    add("series1", **at(10), recurrence=["RRULE:FREQ=DAILY;COUNT=4"])
    google.edit_event(LITTLE, "series1_20261120T090000Z", **at(8, day=25))
    google.delete_event(LITTLE, "series1_20261121T090000Z")

    found = pages(series="series1", **parameters)

    assert found == [f"series1_202611{day}T090000Z" for day in days]
