"""Series, their instances, and their splits, as Google keeps them."""

import datetime as dt

import pytest
from googleapiclient.errors import HttpError

ALICE, BOB = "alice@example.com", "bob@example.com"
BERLIN = "Europe/Berlin"
TIMES = {
    "start": {"dateTime": "2026-11-20T10:00:00+01:00", "timeZone": BERLIN},
    "end": {"dateTime": "2026-11-20T11:00:00+01:00", "timeZone": BERLIN},
}
ALL_DAY = {"start": {"date": "2026-11-20"}, "end": {"date": "2026-11-21"}}
DAILY = ["RRULE:FREQ=DAILY;COUNT=5"]


@pytest.fixture
def insert(events):
    def inserted(**fields):
        body = TIMES | {"recurrence": DAILY} | fields
        return events.insert(calendarId="primary", body=body).execute()

    return inserted


@pytest.fixture
def change(events):
    def changed(event_id, **fields):
        return events.patch(calendarId="primary", eventId=event_id, body=fields).execute()

    return changed


@pytest.fixture
def instances(events):
    def listed(series, **parameters):
        asked = {"calendarId": "primary", "eventId": series["id"], **parameters}
        return events.instances(**asked).execute()["items"]

    return listed


@pytest.fixture
def stored(events):
    """Gives the items of the unexpanded list that belong to a series, by id."""

    def listed(series):
        items = events.list(calendarId="primary", maxResults=2500).execute()["items"]
        own = (series["id"], series["id"].partition("_")[0])
        return {item["id"]: item for item in items if item["id"].startswith(own)}

    return listed


def id_of(series, day, hour="T090000Z"):
    return f"{series['id']}_202611{day}{hour}"


def starts(items):
    return [item["start"].get("date") or item["start"]["dateTime"][:16] for item in items]


def refusal(work):
    with pytest.raises(HttpError) as error:
        work()
    return error.value.status_code, error.value.error_details[0]["reason"]


@pytest.mark.rule("R-1")
@pytest.mark.parametrize("line", ["DTSTART:20261120T090000Z", "DTEND:20261120T100000Z", "X-A:1"])
def test_a_recurrence_holds_rules_and_dates_alone(insert, line):
    assert refusal(lambda: insert(recurrence=[*DAILY, line])) == (400, "invalid")


@pytest.mark.rule("R-1", "R-23")
def test_dates_are_added_and_left_out_in_each_of_their_forms(insert, instances):
    lines = [
        *DAILY,
        "EXRULE:FREQ=DAILY;INTERVAL=4;COUNT=2",
        "EXDATE;TZID=Europe/Berlin:20261121T100000,20261122T100000",
        "RDATE:20261201T090000Z",
        "RDATE;TZID=America/New_York:20261202T040000",
    ]

    series = insert(recurrence=lines)

    assert series["recurrence"] == lines
    days = ["2026-11-23", "2026-12-01", "2026-12-02"]
    assert starts(instances(series)) == [f"{day}T10:00" for day in days]


@pytest.mark.rule("R-23")
def test_whole_days_are_added_as_dates(insert, instances):
    series = insert(**ALL_DAY, recurrence=[*DAILY, "RDATE;VALUE=DATE:20261224,20261231"])

    assert starts(instances(series))[-2:] == ["2026-12-24", "2026-12-31"]


@pytest.mark.rule("R-2")
@pytest.mark.parametrize("key", ["start", "end"])
def test_a_timed_series_needs_zones(events, key):
    body = {**TIMES, "recurrence": DAILY, key: {"dateTime": TIMES[key]["dateTime"]}}

    with pytest.raises(HttpError) as error:
        events.insert(calendarId="primary", body=body).execute()

    assert error.value.error_details[0]["reason"] == "required"
    assert error.value.reason == f"Missing time zone definition for {key} time."


@pytest.mark.rule("R-3")
def test_the_end_of_a_series_is_that_of_its_first_occurrence(insert, instances):
    series = insert()

    first = instances(series)[0]
    assert (first["start"], first["end"]) == (series["start"], series["end"])


@pytest.mark.rule("R-4")
@pytest.mark.parametrize(
    ("times", "until", "is_accepted"),
    [
        (TIMES, "20261125T000000Z", True),
        (TIMES, "20261125T000000", False),
        (TIMES, "20261125", False),
        (ALL_DAY, "20261125", True),
        (ALL_DAY, "20261125T000000Z", False),
    ],
)
def test_until_is_in_utc_or_a_date_as_the_series_is(insert, times, until, is_accepted):
    rule = [f"RRULE:FREQ=DAILY;UNTIL={until}"]

    if is_accepted:
        assert insert(**times, recurrence=rule)["recurrence"] == rule
    else:
        assert refusal(lambda: insert(**times, recurrence=rule)) == (400, "invalid")


@pytest.mark.rule("R-5")
def test_count_and_until_exclude_each_other(insert):
    rule = ["RRULE:FREQ=DAILY;COUNT=3;UNTIL=20261125T000000Z"]

    assert refusal(lambda: insert(recurrence=rule)) == (400, "invalid")


@pytest.mark.rule("R-5")
@pytest.mark.parametrize("freq", ["HOURLY", "MINUTELY", "SECONDLY"])
def test_what_recurs_within_a_day_is_accepted_by_a_switch_alone(google, insert, instances, freq):
    rule = [f"RRULE:FREQ={freq};COUNT=3"]

    assert refusal(lambda: insert(recurrence=rule)) == (400, "invalid")
    google.switch(sub_daily_recurrence=True)
    assert len(instances(insert(recurrence=rule))) == 3


@pytest.mark.rule("R-6")
def test_an_instance_is_named_after_its_original_start_in_utc(insert, instances):
    timed, whole = insert(), insert(**ALL_DAY)

    assert instances(timed)[1]["id"] == f"{timed['id']}_20261121T090000Z"
    assert instances(whole)[1]["id"] == f"{whole['id']}_20261121"


@pytest.mark.rule("R-7", "Z-4")
def test_a_tail_that_keeps_its_times_is_named_after_its_base_and_start(google, insert):
    series = insert()

    tail = google.split_series(ALICE, id_of(series, 22), {"summary": "Later"})

    assert tail["id"] == f"{series['id']}_R20261122T090000"
    assert tail["iCalUID"] == f"{tail['id']}@google.com"
    assert tail["created"] == series["created"]


@pytest.mark.rule("Z-4")
def test_a_tail_at_other_times_has_a_name_of_its_own(google, insert):
    series = insert()
    later = {
        key: {**TIMES[key], "dateTime": f"2026-11-22T{hour}:00:00+01:00"}
        for key, hour in (("start", 14), ("end", 15))
    }

    tail = google.split_series(ALICE, id_of(series, 22), later)

    assert len(tail["id"]) == 26
    assert tail["sequence"] == 1
    assert tail["created"] == series["created"]


@pytest.mark.rule("Z-5")
def test_the_head_of_a_split_series_ends_with_the_day_before(google, insert, stored):
    series = insert(recurrence=["RRULE:FREQ=DAILY"])

    google.split_series(ALICE, id_of(series, 22), {"summary": "Later"})

    assert stored(series)[series["id"]]["recurrence"] == ["RRULE:FREQ=DAILY;UNTIL=20261121T225959Z"]


@pytest.mark.rule("R-15")
def test_a_count_is_split_between_the_halves(google, insert, instances):
    series = insert()

    tail = google.split_series(ALICE, id_of(series, 22), {"summary": "Later"})

    assert tail["recurrence"] == ["RRULE:FREQ=DAILY;COUNT=3"]
    assert len(instances(series)) + len(instances(tail)) == 5


@pytest.mark.rule("R-15")
def test_a_split_that_changes_texts_keeps_what_differs_in_later_instances(
    google, insert, change, stored
):
    series = insert(summary="Talk")
    change(id_of(series, 23), location="Elsewhere")

    tail = google.split_series(ALICE, id_of(series, 22), {"summary": "Later"})

    kept = stored(series)[id_of(series, 23)]
    assert (kept["recurringEventId"], kept["location"]) == (tail["id"], "Elsewhere")


@pytest.mark.rule("R-15")
def test_a_split_that_changes_times_drops_later_exceptions(google, insert, change, stored):
    series = insert()
    change(id_of(series, 23), location="Elsewhere")
    rule = {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]}

    google.split_series(ALICE, id_of(series, 22), rule)

    assert id_of(series, 23) not in stored(series)


@pytest.mark.rule("R-8", "R-26")
def test_a_moved_instance_keeps_its_name_and_its_original_start(insert, change, instances):
    series = insert()
    later = {"start": {"dateTime": "2026-11-20T15:00:00+01:00"}}
    later |= {"end": {"dateTime": "2026-11-20T16:00:00+01:00"}}

    moved = change(id_of(series, 20), **later)

    assert moved["id"] == id_of(series, 20)
    assert moved["originalStartTime"]["dateTime"] == "2026-11-20T10:00:00+01:00"
    assert moved["recurringEventId"] == series["id"]
    assert "recurrence" not in moved
    assert starts(instances(series))[1] == "2026-11-21T10:00"


@pytest.mark.rule("R-9", "Z-1")
def test_a_change_of_one_instance_is_one_of_the_family(events, insert, change):
    series = insert()
    change(id_of(series, 21), summary="Other")
    token = events.list(calendarId="primary", maxResults=2500).execute()["nextSyncToken"]

    change(id_of(series, 23), summary="Another")

    items = events.list(calendarId="primary", syncToken=token).execute()["items"]
    assert [item["id"] for item in items] == [series["id"], id_of(series, 21), id_of(series, 23)]
    assert len({item["etag"] for item in items}) == 1
    assert len({item["updated"] for item in items}) == 1


@pytest.mark.rule("R-13")
def test_instances_of_a_deleted_series_are_gone(events, insert):
    series = insert()
    events.delete(calendarId="primary", eventId=series["id"]).execute()

    deleted = events.instances(calendarId="primary", eventId=series["id"])
    unknown = events.instances(calendarId="primary", eventId="nobody")

    assert refusal(deleted.execute) == (410, "deleted")
    assert refusal(unknown.execute) == (404, "notFound")


@pytest.mark.rule("R-14")
def test_two_calls_split_a_series_and_lose_what_differs_later(insert, change, stored):
    series = insert(recurrence=["RRULE:FREQ=DAILY;COUNT=9"])
    change(id_of(series, 21), summary="Early")
    change(id_of(series, 24), summary="Late")

    change(series["id"], recurrence=["RRULE:FREQ=DAILY;UNTIL=20261122T225959Z"])

    left = stored(series)
    assert left[id_of(series, 21)]["summary"] == "Early"
    assert id_of(series, 24) not in left


@pytest.mark.rule("R-16")
def test_exceptions_that_still_fit_survive_a_change_of_all(insert, change, stored, instances):
    series = insert()
    change(id_of(series, 21), summary="Other")

    change(series["id"], recurrence=["RRULE:FREQ=DAILY;COUNT=3"])

    assert stored(series)[id_of(series, 21)]["summary"] == "Other"
    assert len(instances(series)) == 3


@pytest.mark.rule("Z-6")
def test_a_new_title_of_all_takes_the_place_of_an_exceptions(events, insert, change):
    series = insert(summary="Talk")
    change(id_of(series, 21), summary="Other")

    change(series["id"], summary="For all")

    shown = events.get(calendarId="primary", eventId=id_of(series, 21)).execute()
    whole = events.get(calendarId="primary", eventId=series["id"]).execute()
    assert (shown["summary"], shown["etag"]) == ("For all", whole["etag"])


@pytest.mark.rule("R-18", "Z-26")
def test_a_deleted_series_is_reported_as_a_bare_stub(events, insert):
    series = insert()
    token = events.list(calendarId="primary", maxResults=2500).execute()["nextSyncToken"]

    events.delete(calendarId="primary", eventId=series["id"]).execute()

    items = events.list(calendarId="primary", syncToken=token).execute()["items"]
    stub = next(item for item in items if item["id"] == series["id"])
    assert stub.keys() == {"kind", "etag", "id", "status"}
    assert {item["status"] for item in items} == {"cancelled"}


@pytest.mark.rule("R-19")
def test_who_is_invited_to_one_instance_has_it_without_its_series(service_for, insert, change):
    series = insert()
    change(id_of(series, 21), attendees=[{"email": BOB}])

    theirs = service_for(BOB).events()

    items = theirs.list(calendarId="primary", maxResults=2500).execute()["items"]
    ids = {item["id"]: item for item in items}
    assert ids[id_of(series, 21)]["recurringEventId"] == series["id"]
    assert series["id"] not in ids


@pytest.mark.rule("R-21")
def test_a_single_event_can_become_a_series_and_one_again(insert, change, instances):
    single = insert(recurrence=[])

    series = change(single["id"], recurrence=DAILY)
    counted = len(instances(series))
    again = change(single["id"], recurrence=None)

    assert series["id"] == again["id"] == single["id"]
    assert counted == 5
    assert "recurrence" not in again


@pytest.mark.rule("R-24")
def test_a_rule_is_read_whatever_its_case_and_kept_as_it_was(insert, instances):
    rule = "rrule:freq=weekly;count=4;byday=mo, fr;wkst=su"

    series = insert(recurrence=[rule])

    assert series["recurrence"] == [rule]
    assert starts(instances(series))[:3] == [
        "2026-11-20T10:00",
        "2026-11-23T10:00",
        "2026-11-27T10:00",
    ]


@pytest.mark.rule("R-27")
def test_a_birthday_recurs_yearly_also_on_a_leap_day(insert, instances):
    born = {"start": {"date": "2028-02-29"}, "end": {"date": "2028-03-01"}}
    rule = ["RRULE:FREQ=YEARLY"]

    series = insert(**born, recurrence=rule, eventType="birthday", visibility="private")

    assert series["birthdayProperties"]["type"] == "birthday"
    window = {"timeMin": "2028-01-01T00:00:00Z", "timeMax": "2037-01-01T00:00:00Z"}
    assert starts(instances(series, **window)) == ["2028-02-29", "2032-02-29", "2036-02-29"]


def test_a_series_that_never_comes_is_answered_at_once(insert, instances):
    series = insert(recurrence=["RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"])
    begun = dt.datetime.now(dt.UTC)

    items = instances(series)

    assert len(items) == 1  # its own start
    assert dt.datetime.now(dt.UTC) - begun < dt.timedelta(seconds=5)
