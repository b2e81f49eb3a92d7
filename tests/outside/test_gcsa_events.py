"""gcsa 2.7: events added, changed, moved, imported, answered, searched; series and instances."""

import datetime as dt

import pytest
from tests.outside.programs import ProgramError

pytestmark = pytest.mark.slow  # an environment is installed first

ALICE, BOB = "alice@example.com", "bob@example.com"
CLUB = "club@group.calendar.google.com"


@pytest.fixture(autouse=True)
def club(google) -> None:
    """An empty calendar of Alice's."""
    google.add_calendar(id=CLUB, owner=ALICE, summary="Club", timeZone="Europe/Berlin")


@pytest.fixture
def resource(seen):
    """Gives an event as its owner sees it."""
    return lambda event_id, calendar_id=ALICE: seen(f"calendars/{calendar_id}/events/{event_id}")


def test_an_event_is_read_as_it_was_added(gcsa, resource):
    wanted = {
        "summary": "Dinner",
        "start": "2031-03-28T19:00:00",
        "end": "2031-03-28T22:30:00",
        "timezone": "Europe/Berlin",
        "description": "Bring <b>cake</b>.",
        "location": "Müritz",
        "color_id": "7",
        "transparency": "transparent",
        "visibility": "private",
    }

    added = gcsa.add_event(event=wanted)

    assert gcsa.get_event(event_id=added["id"]) == added
    assert added["start"] == {
        "dateTime": "2031-03-28T19:00:00+01:00",
        "timeZone": "Europe/Berlin",
    }
    assert added["location"] == "Müritz"
    assert (added["colorId"], added["transparency"]) == ("7", "transparent")
    assert added["organizer"] == ALICE
    assert resource(added["id"])["visibility"] == "private"


def test_an_event_of_whole_days_has_dates(gcsa):
    event = {"summary": "Trip", "start": "2031-03-28", "end": "2031-03-31"}

    added = gcsa.add_event(event=event)

    assert (added["start"], added["end"]) == ({"date": "2031-03-28"}, {"date": "2031-03-31"})


@pytest.mark.rule("X-11")
def test_an_event_with_an_id_of_its_own_is_added_once(gcsa):
    event = {"summary": "Once", "start": "2031-03-28", "event_id": "0123456789abcdefv"}
    gcsa.add_event(event=event)

    with pytest.raises(ProgramError, match="already exists") as refused:
        gcsa.add_event(event=event)

    assert refused.value.status == 409


def test_guests_get_the_event_and_answer_it(google, gcsa, seen):
    guests = {"attendees": [BOB, "kenji@example.org"], "start": "2031-03-28T10:00:00"}

    added = gcsa.add_event(event={"summary": "Kites", **guests}, send_updates="all")

    assert added["answers"] == {BOB: "needsAction", "kenji@example.org": "needsAction"}
    (copy,) = seen("calendars/primary/events", BOB, q="Kites")["items"]
    assert copy["iCalUID"] == added["iCalUID"]
    assert google.world.outbox.to("kenji@example.org", "invitation")


def test_a_guest_answers_and_the_host_sees_it(gcsa, gcsa_process, granted, resource):
    event = {"summary": "Talk", "attendees": [BOB], "start": "2031-03-28T10:00:00"}
    added = gcsa.add_event(event=event, send_updates="all")

    gcsa_process.connect(**granted(BOB))
    gcsa_process.answer(event_id=added["id"], email=BOB, response="tentative")

    assert resource(added["id"])["attendees"][-1]["responseStatus"] == "tentative"
    with pytest.raises(ProgramError) as refused:
        gcsa_process.change_event(event_id=added["id"], summary="Mine")
    assert refused.value.status == 403


def test_an_attachment_is_kept(gcsa):
    attachment = {"fileUrl": "https://example.org/slides.pdf", "title": "Slides"}

    added = gcsa.add_event(
        event={"summary": "Talk", "start": "2031-03-28", "attachments": [attachment]},
        supportsAttachments=True,
    )

    assert added["attachments"][0]["title"] == "Slides"


def test_reminders_are_those_that_were_set(gcsa):
    event = {"summary": "Flight", "start": "2031-03-28T10:00:00"}
    rows = [["popup", 30], ["email", 1440]]

    own = gcsa.add_event(event=event | {"reminders": rows})
    none = gcsa.add_event(event=event)
    default = gcsa.add_event(event=event | {"default_reminders": True})

    assert own["reminders"]["useDefault"] is False
    assert sorted(each["minutes"] for each in own["reminders"]["overrides"]) == [30, 1440]
    assert none["reminders"] == {"useDefault": False}
    assert default["reminders"] == {"useDefault": True}


def test_writing_an_event_back_changes_only_what_was_changed(gcsa, resource):
    added = gcsa.add_event(
        event={
            "summary": "Draft",
            "start": "2031-03-28T10:00:00",
            "attendees": [BOB],
            "reminders": [["popup", 5]],
            "recurrence": "RRULE:FREQ=WEEKLY;COUNT=3",
        }
    )
    before = resource(added["id"])

    gcsa.change_event(event_id=added["id"], summary="Final")

    after = resource(added["id"])
    assert after["summary"] == "Final"
    assert after == before | {key: after[key] for key in ("summary", "etag", "updated")}


def test_an_event_can_become_one_of_whole_days(gcsa):
    added = gcsa.add_event(event={"summary": "Move", "start": "2031-03-28T10:00:00"})

    changed = gcsa.change_event(event_id=added["id"], start="2031-03-28", end="2031-03-29")

    assert changed["start"] == {"date": "2031-03-28"}


@pytest.mark.rule("X-15")
def test_a_deleted_event_is_cancelled_and_cannot_be_deleted_again(gcsa):
    added = gcsa.add_event(event={"summary": "Gone", "start": "2031-03-28"})
    gcsa.delete_event(event=added["id"])

    with pytest.raises(ProgramError, match="Resource has been deleted") as refused:
        gcsa.delete_event(event=added["id"])

    assert refused.value.status == 410
    assert gcsa.get_event(event_id=added["id"])["status"] == "cancelled"


def test_an_unknown_event_is_not_found(gcsa):
    with pytest.raises(ProgramError, match="Not Found") as refused:
        gcsa.get_event(event_id="nothing")

    assert refused.value.status == 404


@pytest.mark.rule("R-22")
def test_a_series_keeps_its_time_of_day_across_daylight_saving(gcsa):
    series = gcsa.add_event(
        event={
            "summary": "Yoga",
            "start": "2031-03-26T18:30:00",
            "timezone": "Europe/Berlin",
            "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"],
        }
    )

    found = gcsa.get_instances(recurring_event=series["id"], time_min="2031-01-01")

    assert [each["start"]["dateTime"] for each in found] == [
        "2031-03-26T18:30:00+01:00",
        "2031-04-02T18:30:00+02:00",
        "2031-04-09T18:30:00+02:00",
    ]
    assert {each["recurring_event_id"] for each in found} == {series["id"]}
    assert found[1]["id"] == f"{series['id']}_20310402T163000Z"


def test_one_instance_can_be_changed_and_another_left_out(gcsa):
    series = gcsa.add_event(
        event={
            "summary": "Rent",
            "start": "2031-01-01",
            "recurrence": ["RRULE:FREQ=MONTHLY;COUNT=4"],
        },
        calendar_id=CLUB,
    )
    where = {"calendar_id": CLUB, "time_min": "2030-12-01", "time_max": "2032-01-01"}

    gcsa.change_event(event_id=series["id"] + "_20310201", summary="Rent, higher", calendar_id=CLUB)
    gcsa.delete_event(event=series["id"] + "_20310301", calendar_id=CLUB)

    found = gcsa.get_instances(recurring_event=series["id"], **where)
    summaries = {each["id"][-8:]: each["summary"] for each in found}
    assert summaries == {"20310101": "Rent", "20310201": "Rent, higher", "20310401": "Rent"}
    listed = gcsa.get_events(single_events=True, order_by="startTime", **where)
    assert [each["start"]["date"] for each in listed] == ["2031-01-01", "2031-02-01", "2031-04-01"]
    stored = gcsa.get_events(**where)
    assert [each["status"] for each in stored].count("cancelled") == 1


def test_a_new_title_moves_nothing(gcsa, resource):
    series = gcsa.add_event(
        event={
            "summary": "Call",
            "start": "2031-03-03T10:00:00",
            "timezone": "America/Los_Angeles",
            "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=4"],
        }
    )
    second = gcsa.get_instances(recurring_event=series["id"], time_min="2031-03-08")[0]

    gcsa.change_event(event_id=second["id"], summary="Call with Sam")
    gcsa.change_event(event_id=series["id"], description="Weekly")

    assert resource(second["id"])["sequence"] == 0
    assert resource(series["id"])["sequence"] == 0
    assert resource(second["id"])["summary"] == "Call with Sam"


def test_rules_made_by_the_library_shape_a_series(gcsa):
    series = gcsa.add_event(
        event={
            "summary": "Choir",
            "start": "2031-03-03",
            "recurrence": [
                ["rule", {"freq": "DAILY", "count": 7}],
                ["exclude_rule", {"freq": "WEEKLY", "by_week_day": ["SA", "SU"]}],
                ["exclude_dates", {"ds": ["2031-03-04"]}],
                ["dates", {"ds": ["2031-03-10", "2031-03-12"]}],
            ],
        }
    )

    found = gcsa.get_instances(recurring_event=series["id"], time_min="2031-03-01")

    days = ["03", "05", "06", "07", "10", "12"]
    assert [each["start"]["date"][8:] for each in found] == days


def test_times_left_out_and_added_shape_a_series(gcsa):
    zone = {"timezone": "Europe/Berlin"}
    series = gcsa.add_event(
        event={
            "summary": "Choir",
            "start": "2031-03-28T19:00:00",
            "recurrence": [
                ["rule", {"freq": "MONTHLY", "by_week_day": ["-1FR"], "count": 3}],
                ["exclude_times", {"dts": ["2031-04-25T19:00:00"], **zone}],
                ["times", {"dts": ["2031-04-24T20:00:00"], **zone}],
            ],
            **zone,
        }
    )

    found = gcsa.get_instances(recurring_event=series["id"], time_min="2031-03-01")

    assert [each["start"]["dateTime"] for each in found] == [
        "2031-03-28T19:00:00+01:00",
        "2031-04-24T20:00:00+02:00",
        "2031-05-30T19:00:00+02:00",
    ]


def test_a_rule_that_says_nothing_is_refused(gcsa):
    rule = "RRULE:FREQ=YEARLY;UNTIL=20310617;COUNT=-1;INTERVAL=1"

    with pytest.raises(ProgramError, match=r"Invalid recurrence rule\.") as refused:
        gcsa.add_event(event={"summary": "Odd", "start": "2031-03-28", "recurrence": rule})

    assert refused.value.status == 400


def test_a_sentence_becomes_an_event(gcsa):
    added = gcsa.add_quick_event(event_string="Appointment at Somewhere on June 3rd 10am-10:25am")

    start = dt.datetime.fromisoformat(added["start"]["dateTime"])
    end = dt.datetime.fromisoformat(added["end"]["dateTime"])
    assert "Appointment" in added["summary"]
    assert (start.month, start.day, start.hour) == (6, 3, 10)
    assert end - start == dt.timedelta(minutes=25)


def test_a_moved_event_is_in_the_other_calendar(gcsa, resource):
    added = gcsa.add_event(event={"summary": "Run", "start": "2031-03-28"})

    moved = gcsa.move_event(event=added["id"], destination_calendar_id=CLUB)

    assert (moved["id"], moved["organizer"]) == (added["id"], CLUB)
    assert resource(added["id"], CLUB)["summary"] == "Run"
    assert gcsa.get_event(event_id=added["id"])["status"] == "cancelled"


def test_an_imported_event_keeps_its_uid_and_is_imported_once(gcsa):
    event = {"summary": "Mail", "start": "2031-03-28", "iCalUID": "mail-1@example.org"}

    first = gcsa.import_event(event=event, calendar_id=CLUB)
    again = gcsa.import_event(event=event | {"summary": "Mail, newer"}, calendar_id=CLUB)

    assert first["iCalUID"] == "mail-1@example.org"
    assert (again["id"], again["summary"]) == (first["id"], "Mail, newer")


def test_a_requested_meeting_comes_after_a_moment(google, gcsa):
    wish = {"solution_type": "hangoutsMeet", "request_id": "one"}
    event = {"summary": "Call", "start": "2031-03-28", "conference_solution": wish}

    added = gcsa.add_event(event=event)
    google.advance(dt.timedelta(seconds=5))
    found = gcsa.get_event(event_id=added["id"])

    assert added["conferenceData"]["createRequest"]["status"]["statusCode"] == "pending"
    (link,) = [
        each["uri"]
        for each in found["conferenceData"]["entryPoints"]
        if each["entryPointType"] == "video"
    ]
    assert link == found["hangoutLink"]


def test_listing_bounds_orders_and_searches(gcsa):
    for day, name in (("10", "second"), ("05", "first"), ("20", "third")):
        event = {"summary": name, "start": f"2031-03-{day}T10:00:00", "description": f"day {day}"}
        gcsa.add_event(event=event, calendar_id=CLUB)
    where = {"calendar_id": CLUB, "time_min": "2031-03-01", "time_max": "2031-03-20"}

    in_time = gcsa.get_events(**where, single_events=True, order_by="startTime")
    by_change = gcsa.get_events(**where, order_by="updated")
    found = gcsa.get_events(**where, query="day 10")

    assert [each["summary"] for each in in_time] == ["first", "second"]
    assert [each["summary"] for each in by_change] == ["second", "first"]
    assert [each["summary"] for each in found] == ["second"]


def test_a_calendar_can_be_sliced_and_iterated_over(google, gcsa):
    day = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).date()
    gcsa.add_event(event={"summary": "Soon", "start": day.isoformat()}, calendar_id=CLUB)
    gcsa.add_event(event={"summary": "Birthday", "start": "2031-03-28"})

    sliced = gcsa.between(first="2031-03-28T00:00:00", last="2031-03-29", order="startTime")

    assert "Birthday" in [each["summary"] for each in sliced]
    assert gcsa.sum_of(calendar_id=CLUB) == ["Soon"]


def test_all_pages_of_a_list_are_read(google, gcsa):
    google.page_size(3)
    for day in range(1, 11):
        event = {"summary": f"Day {day}", "start": f"2031-03-{day:02d}"}
        gcsa.add_event(event=event, calendar_id=CLUB)

    found = gcsa.get_events(calendar_id=CLUB, time_min="2031-01-01")

    assert len({each["id"] for each in found}) == 10
    assert google.log.count("events.list", having="pageToken") == 3


def test_own_properties_find_an_event(gcsa):
    for number in ("1", "2"):
        own = {"extendedProperties": {"private": {"ticket": number}, "shared": {"kind": "bug"}}}
        event = {"summary": f"Ticket {number}", "start": "2031-03-28"}
        gcsa.add_event(event=event | own, calendar_id=CLUB)

    found = gcsa.get_events(
        calendar_id=CLUB,
        time_min="2031-01-01",
        privateExtendedProperty="ticket=2",
        sharedExtendedProperty="kind=bug",
    )

    assert [each["summary"] for each in found] == ["Ticket 2"]


def test_an_empty_range_of_time_is_refused(gcsa):
    event = {"summary": "Odd", "start": "2031-03-28T10:00:00", "end": "2031-03-28T09:00:00"}

    with pytest.raises(ProgramError, match="time range is empty") as refused:
        gcsa.add_event(event=event)

    assert refused.value.status == 400


@pytest.mark.rule("H-6")
def test_a_question_too_long_for_an_address_is_asked_all_the_same(google, gcsa):
    gcsa.add_event(event={"summary": "x" * 2500, "start": "2031-03-28"}, calendar_id=CLUB)

    found = gcsa.get_events(calendar_id=CLUB, time_min="2031-01-01", query="x" * 2500)

    assert len(found) == 1
    assert google.log.count("events.list") == 1
