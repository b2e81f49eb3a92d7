"""When calendars are busy."""

import pytest
from googleapiclient.errors import HttpError

from gcal_emulator.demo_seed import FAMILY, HOLIDAYS

ALICE, BOB, CAROL = "alice@example.com", "bob@example.com", "carol@example.com"
DAY = {"timeMin": "2031-03-05T00:00:00Z", "timeMax": "2031-03-06T00:00:00Z"}
TEAM = "team@example.com"


@pytest.fixture
def carol(google, service_for):
    """The service of a person whose calendar is empty."""
    google.add_user(CAROL)
    return service_for(CAROL)


@pytest.fixture
def busy(carol):
    """Gives when a calendar is busy on the day that all of these tests are about."""

    def spans(calendar_id="primary", **asked):
        query = DAY | {"items": [{"id": calendar_id}]} | asked
        answer = carol.freebusy().query(body=query).execute()
        found = answer["calendars"][calendar_id]["busy"]
        return [(each["start"], each["end"]) for each in found]

    return spans


@pytest.fixture
def add(google):
    def added(start, end, **fields):
        times = {"start": {"dateTime": f"2031-03-05T{start}:00Z"}}
        times["end"] = {"dateTime": f"2031-03-05T{end}:00Z"}
        return google.add_event(CAROL, **times, **fields)

    return added


def at(start, end):
    return f"2031-03-05T{start}:00Z", f"2031-03-05T{end}:00Z"


def refusal(service, **query):
    with pytest.raises(HttpError) as error:
        service.freebusy().query(body=query).execute()
    return error.value.status_code, error.value.error_details[0]["reason"]


@pytest.mark.rule("F-1", "Z-25")
def test_an_answer_echoes_the_window_and_names_no_groups_unasked(carol):
    window = {"timeMin": "2031-03-05T01:00:00.123456+01:00", "timeMax": "2031-03-06T00:00:00Z"}

    answer = carol.freebusy().query(body=window | {"items": [{"id": "primary"}]}).execute()

    assert answer == {
        "kind": "calendar#freeBusy",
        "timeMin": "2031-03-05T00:00:00.123Z",
        "timeMax": "2031-03-06T00:00:00.000Z",
        "calendars": {"primary": {"busy": []}},
    }


@pytest.mark.rule("F-1")
def test_times_are_written_in_the_zone_that_is_asked_for(add, busy):
    add("10:00", "11:00")

    assert busy() == [at("10:00", "11:00")]
    assert busy(timeZone="Asia/Tokyo") == [
        ("2031-03-05T19:00:00+09:00", "2031-03-05T20:00:00+09:00")
    ]


@pytest.mark.rule("F-1")
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"timeMin": None}, "required"),
        ({"timeMax": ""}, "invalid"),
        ({"timeMin": "2031-03-05T00:00:00"}, "badRequest"),
        ({"timeZone": "Mars/Olympus"}, "invalid"),
        ({"groupExpansionMax": 101}, "invalid"),
        ({"calendarExpansionMax": 51}, "invalid"),
        ({"calendarExpansionMax": 0}, "invalid"),
    ],
)
def test_a_wrong_query_is_refused(service, changes, reason):
    query = DAY | {"items": [{"id": "primary"}]} | changes

    assert refusal(service, **query) == (400, reason)


@pytest.mark.rule("F-2")
def test_an_unknown_calendar_fails_alone(add, carol):
    add("10:00", "11:00")
    asked = [{"id": each} for each in (CAROL, BOB, "nobody@example.com")]

    found = carol.freebusy().query(body=DAY | {"items": asked}).execute()["calendars"]

    failed = {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
    assert len(found[CAROL]["busy"]) == 1
    assert found[BOB] == found["nobody@example.com"] == failed


@pytest.mark.rule("F-2")
def test_a_group_is_told_by_its_members(google, service):
    google.load({"groups": {TEAM: [ALICE, BOB]}})

    answer = service.freebusy().query(body=DAY | {"items": [{"id": TEAM}]}).execute()

    assert answer["groups"] == {TEAM: {"calendars": [ALICE, BOB]}}
    assert answer["calendars"].keys() == {ALICE, BOB}


@pytest.mark.rule("F-3")
def test_a_group_with_too_many_members_fails_alone(google, service):
    google.load({"groups": {TEAM: [ALICE, BOB]}})
    query = DAY | {"items": [{"id": TEAM}, {"id": FAMILY}], "groupExpansionMax": 1}

    answer = service.freebusy().query(body=query).execute()

    assert answer["groups"][TEAM]["errors"] == [{"domain": "global", "reason": "groupTooBig"}]
    assert answer["calendars"].keys() == {FAMILY}


@pytest.mark.rule("F-3")
def test_calendars_beyond_the_limit_fail_alone(service):
    query = DAY | {"items": [{"id": FAMILY}, {"id": ALICE}], "calendarExpansionMax": 1}

    found = service.freebusy().query(body=query).execute()["calendars"]

    too_many = {"domain": "global", "reason": "tooManyCalendarsRequested"}
    assert "errors" not in found[FAMILY]
    assert found[ALICE]["errors"] == [too_many]


@pytest.mark.rule("F-4", "X-37")
def test_a_query_reaches_about_three_months(google, service):
    query = {"timeMin": "2031-01-01T00:00:00Z", "items": []}
    too_long = query | {"timeMax": "2031-04-04T00:00:00Z"}

    assert service.freebusy().query(body=query | {"timeMax": "2031-04-03T00:00:00Z"}).execute()
    assert refusal(service, **too_long) == (400, "timeRangeTooLong")
    google.switch(free_busy_days=93)
    assert service.freebusy().query(body=too_long).execute()


@pytest.mark.rule("F-5")
def test_what_is_free_cancelled_or_declined_is_not_busy(add, busy):
    add("08:00", "09:00", transparency="transparent")
    add("09:00", "10:00", status="cancelled")
    add("10:00", "11:00", attendees=[{"email": CAROL, "responseStatus": "declined"}])
    add("11:00", "12:00", attendees=[{"email": CAROL, "responseStatus": "tentative"}])
    add("13:00", "14:00", status="tentative")

    assert busy() == [at("11:00", "12:00"), at("13:00", "14:00")]


@pytest.mark.rule("F-5")
def test_busy_times_that_touch_become_one_and_are_cut_at_the_window(add, busy):
    add("10:00", "11:00")
    add("11:00", "12:00")
    add("11:30", "11:45")
    add("14:00", "15:00")

    cut = busy(timeMin="2031-03-05T10:30:00Z", timeMax="2031-03-05T14:30:00Z")

    assert cut == [at("10:30", "12:00"), at("14:00", "14:30")]


@pytest.mark.rule("F-5")
def test_each_instance_is_busy_where_it_was_moved_to(google, add, busy):
    series = add("10:00", "11:00", recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    times = {key: {"dateTime": f"2031-03-05T{n}:00:00Z"} for key, n in (("start", 20), ("end", 21))}
    google.edit_event(CAROL, f"{series['id']}_20310306T100000Z", **times)
    google.delete_event(CAROL, f"{series['id']}_20310307T100000Z")

    assert busy(timeMax="2031-03-09T00:00:00Z") == [at("10:00", "11:00"), at("20:00", "21:00")]


@pytest.mark.rule("F-5")
def test_a_whole_day_is_busy_in_the_zone_of_its_calendar(google, carol, busy):
    carol.calendars().patch(calendarId=CAROL, body={"timeZone": "Asia/Tokyo"}).execute()
    google.add_event(CAROL, start={"date": "2031-03-05"})

    assert busy() == [at("00:00", "15:00")]


@pytest.mark.rule("F-6")
def test_a_calendar_is_named_in_the_answer_as_it_was_in_the_query(carol):
    asked = [{"id": each} for each in ("primary", CAROL, HOLIDAYS)]

    answer = carol.freebusy().query(body=DAY | {"items": asked}).execute()

    assert list(answer["calendars"]) == ["primary", CAROL, HOLIDAYS]


@pytest.mark.rule("F-7", "X-1", "Z-25")
@pytest.mark.parametrize("end", ["2031-03-05T00:00:00Z", "2031-03-04T00:00:00Z"])
def test_a_window_without_length_is_refused(service, end):
    query = {"timeMin": DAY["timeMin"], "timeMax": end, "items": []}

    with pytest.raises(HttpError) as error:
        service.freebusy().query(body=query).execute()

    assert error.value.status_code == 400
    assert error.value.error_details == [
        {
            "domain": "calendar",
            "reason": "timeRangeEmpty",
            "message": "The specified time range is empty.",
            "locationType": "parameter",
            "location": "timeMax",
        }
    ]


@pytest.mark.rule("F-2")
def test_a_role_for_free_and_busy_suffices(google, service_for, carol, add):
    add("10:00", "11:00")
    google.share(CAROL, BOB, "freeBusyReader")
    query = DAY | {"items": [{"id": CAROL}]}

    found = service_for(BOB).freebusy().query(body=query).execute()["calendars"][CAROL]

    assert len(found["busy"]) == 1
