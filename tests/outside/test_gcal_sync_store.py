"""gcal_sync 8.0 by its sync managers and store: sync tokens, local expansion, local edits."""

import datetime as dt
import json
import re

import pytest

pytestmark = pytest.mark.slow  # an environment is installed first

ALICE = "alice@example.com"
CLUB = "club@group.calendar.google.com"
OTHER = "other@group.calendar.google.com"
MARCH = {"calendar_id": CLUB, "start": "2031-03-01T00:00:00+01:00", "end": "2031-04-01T00:00:00Z"}


@pytest.fixture(autouse=True)
def club(google) -> None:
    """A calendar of Alice's with an event and a series of four."""
    google.add_calendar(id=CLUB, owner=ALICE, summary="Club", timeZone="Europe/Berlin")
    google.add_event(CLUB, id="single", summary="Single", start={"date": "2031-03-28"})
    google.add_event(
        CLUB,
        id="series",
        summary="Series",
        start={"dateTime": "2031-03-04T10:00:00+01:00", "timeZone": "Europe/Berlin"},
        recurrence=["RRULE:FREQ=WEEKLY;COUNT=4"],
    )


def summaries(gcal_sync):
    return [each["summary"] for each in gcal_sync.stored(**MARCH)]


def days(gcal_sync):
    return [
        each["start"].get("date", each["start"].get("dateTime", ""))[8:10]
        for each in gcal_sync.stored(**MARCH)
    ]


def lists_of(google, method="events.list"):
    """Say of each list whether it went on from a sync token, and how it was answered."""
    return [
        ("syncToken" in each.query, each.status) for each in google.log if each.method == method
    ]


def test_the_first_sync_stores_all_events(google, gcal_sync):
    gcal_sync.sync(calendar_id=CLUB)

    assert summaries(gcal_sync) == ["Series"] * 4 + ["Single"]
    assert lists_of(google) == [(False, 200)]


@pytest.mark.rule("Y-3")
def test_a_second_sync_brings_what_was_added_changed_and_deleted(google, gcal_sync, gcsa):
    gcal_sync.sync(calendar_id=CLUB)
    gcsa.add_event(event={"summary": "New", "start": "2031-03-30"}, calendar_id=CLUB)
    gcsa.change_event(event_id="series", summary="Changed", calendar_id=CLUB)
    gcsa.delete_event(event="single", calendar_id=CLUB)

    gcal_sync.sync(calendar_id=CLUB)

    assert summaries(gcal_sync) == ["Changed"] * 4 + ["New"]
    assert lists_of(google) == [(False, 200), (True, 200)]


def test_changed_and_cancelled_instances_take_the_place_of_computed_ones(gcal_sync, gcsa):
    gcal_sync.sync(calendar_id=CLUB)
    moved = {"start": "2031-03-12T15:00:00", "end": "2031-03-12T16:00:00"}
    gcsa.change_event(event_id="series_20310311T090000Z", calendar_id=CLUB, **moved)
    gcsa.delete_event(event="series_20310318T090000Z", calendar_id=CLUB)

    gcal_sync.sync(calendar_id=CLUB)

    assert days(gcal_sync) == ["04", "12", "25", "28"]


def test_the_store_stays_as_it_is_when_nothing_has_changed(google, gcal_sync, tmp_path):
    gcal_sync.sync(calendar_id=CLUB)
    gcal_sync.sync(calendar_id=CLUB)
    before = json.loads((tmp_path / "store.json").read_text())

    gcal_sync.sync(calendar_id=CLUB)

    after = json.loads((tmp_path / "store.json").read_text())
    assert after["event_sync"][CLUB]["items"] == before["event_sync"][CLUB]["items"]
    assert lists_of(google)[1:] == [(True, 200)] * 2


@pytest.mark.rule("X-13", "Y-7")
def test_an_expired_token_leads_to_a_full_sync_that_forgets_the_old(google, gcal_sync, gcsa):
    gcal_sync.sync(calendar_id=CLUB)
    gcsa.delete_event(event="series", calendar_id=CLUB)
    google.expire_sync_tokens()

    gcal_sync.sync(calendar_id=CLUB)

    assert summaries(gcal_sync) == ["Single"]
    assert lists_of(google) == [(False, 200), (True, 410), (False, 200)]
    gcal_sync.sync(calendar_id=CLUB)
    assert lists_of(google)[3:] == [(True, 200)]


def test_a_token_dies_of_old_age(google, gcal_sync, gcal_sync_process, granted, tmp_path):
    gcal_sync.sync(calendar_id=CLUB)
    google.advance(dt.timedelta(days=60))
    store = str(tmp_path / "store.json")
    gcal_sync_process.connect(url=google.url, token=granted()["token"], store=store)

    gcal_sync.sync(calendar_id=CLUB)

    assert lists_of(google) == [(False, 200), (True, 410), (False, 200)]


def test_sharing_a_calendar_ends_its_tokens(google, gcal_sync, gcsa):
    gcal_sync.sync(calendar_id=CLUB)
    rule = {"role": "reader", "scope_type": "user", "scope_value": "bob@example.com"}
    gcsa.add_acl_rule(acl_rule=rule, calendar_id=CLUB)

    gcal_sync.sync(calendar_id=CLUB)

    assert lists_of(google) == [(False, 200), (True, 410), (False, 200)]


def test_a_sync_goes_on_over_pages_and_after_a_restart(
    google, gcal_sync, gcal_sync_process, granted, tmp_path
):
    google.page_size(3)
    for day in range(10, 20):
        google.add_event(CLUB, summary=f"Day {day}", start={"date": f"2031-03-{day}"})
    gcal_sync.sync(calendar_id=CLUB)
    for day in range(20, 27):
        google.add_event(CLUB, summary=f"Day {day}", start={"date": f"2031-03-{day}"})
    store = str(tmp_path / "store.json")

    gcal_sync_process.close()
    gcal_sync_process.connect(url=google.url, token=granted()["token"], store=store)
    gcal_sync.sync(calendar_id=CLUB)

    assert len(summaries(gcal_sync)) == 10 + 7 + 1 + 4
    assert google.log.count("events.list", having="syncToken") == 3
    assert google.log.count("events.list", having="pageToken", without="syncToken") == 3


def test_the_store_expands_series_as_the_server_does(google, gcal_sync):
    today = dt.datetime.now(dt.UTC).replace(microsecond=0)
    window = {
        "start": (today - dt.timedelta(weeks=20)).isoformat(),
        "end": (today + dt.timedelta(weeks=30)).isoformat(),
    }

    for calendar in gcal_sync.calendars():
        gcal_sync.sync(calendar_id=calendar["id"])
        expected = gcal_sync.events(calendar_id=calendar["id"], **window)
        found = gcal_sync.stored(calendar_id=calendar["id"], **window)

        assert sorted(map(occurrence, found)) == sorted(map(occurrence, expected))
        assert found or calendar["summary"] == "Club"


def occurrence(event):
    """Give what tells one occurrence from another.

    Google names the instances of a series that was split off after the series it was split from,
    which the library does not know.
    """
    name = re.sub(r"_R\d{8}T\d{6}", "", event["id"])
    return (moment(event["start"]), moment(event["end"]), name, event["summary"])


def moment(time):
    """Write a time in one way, whatever its offset."""
    if "date" in time:
        return time["date"]
    return dt.datetime.fromisoformat(time["dateTime"]).astimezone(dt.UTC).isoformat()


@pytest.mark.parametrize(
    ("start", "recurrence", "expected"),
    [
        pytest.param(
            {"date": "2031-03-07"},
            ["RRULE:FREQ=WEEKLY;UNTIL=20310328T000000;BYDAY=FR", "EXDATE;TZID=UTC:20310314T000000"],
            ["2031-03-07", "2031-03-21", "2031-03-28"],
            id="moments in a series of days",  # home-assistant/core #85365
        ),
        pytest.param(
            {"dateTime": "2031-03-17T08:00:00+07:00", "timeZone": "Asia/Bangkok"},
            ["RDATE;TZID=Asia/Bangkok:20310317T080000,20310404T080000,20320325T080000"],
            ["2031-03-17", "2031-04-04", "2032-03-25"],
            id="dates alone",  # allenporter/ical #129
        ),
        pytest.param(
            {"date": "2031-08-20"},
            ["RRULE:FREQ=YEARLY;WKST=SU;INTERVAL=1;BYMONTHDAY=20"],
            ["2031-08-20", "2032-08-20"],
            id="a day of a year without its month",  # rlanvin/php-rrule #158, gcal_sync #179
        ),
        pytest.param(
            {"dateTime": "2031-03-03T10:00:00+01:00", "timeZone": "Europe/Berlin"},
            ["RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=MO;X-EVOLUTION-ENDDATE=20310310T090000Z"],
            ["2031-03-03", "2031-03-10"],
            id="a part of a program's own",  # home-assistant/core #81409
        ),
        pytest.param(
            {"dateTime": "2031-03-07T10:00:00+01:00", "timeZone": "Europe/Berlin"},
            [
                "EXDATE;TZID=Europe/Berlin:20310321T100000",
                "RDATE;TZID=Europe/Berlin:20310310T100000",
                "RRULE:FREQ=WEEKLY;WKST=SU;UNTIL=20310418T080000Z;INTERVAL=2;BYDAY=FR",
            ],
            ["2031-03-07", "2031-03-10", "2031-04-04", "2031-04-18"],
            id="exceptions before the rule",  # home-assistant/core #81568
        ),
    ],
)
def test_rules_as_google_has_been_seen_to_send_them(google, gcal_sync, start, recurrence, expected):
    google.add_calendar(id=OTHER, owner=ALICE, summary="Other", timeZone="Europe/Berlin")
    google.add_event(OTHER, summary="Odd", start=start, recurrence=recurrence)
    years = {"start": "2031-01-01T00:00:00Z", "end": "2033-01-01T00:00:00Z"}

    gcal_sync.sync(calendar_id=OTHER)

    for each in (gcal_sync.events, gcal_sync.stored):
        found = each(calendar_id=OTHER, **years)
        assert [moment(event["start"])[:10] for event in found] == expected


def test_an_occurrence_is_removed(gcal_sync, seen):
    gcal_sync.sync(calendar_id=CLUB)
    third = gcal_sync.stored(**MARCH)[2]

    gcal_sync.remove(calendar_id=CLUB, uid=third["iCalUID"], event_id=third["id"])
    gcal_sync.sync(calendar_id=CLUB)

    assert days(gcal_sync) == ["04", "11", "25", "28"]
    assert seen(f"calendars/{CLUB}/events/{third['id']}")["status"] == "cancelled"


def test_an_occurrence_and_all_that_follow_are_removed(google, gcal_sync):
    gcal_sync.sync(calendar_id=CLUB)
    third = gcal_sync.stored(**MARCH)[2]

    gcal_sync.remove(
        calendar_id=CLUB, uid=third["iCalUID"], event_id=third["id"], reach="THISANDFUTURE"
    )
    gcal_sync.sync(calendar_id=CLUB)

    assert days(gcal_sync) == ["04", "11", "28"]


def test_a_series_is_removed_as_a_whole(gcal_sync):
    gcal_sync.sync(calendar_id=CLUB)

    gcal_sync.remove(calendar_id=CLUB, uid="series@google.com")
    gcal_sync.sync(calendar_id=CLUB)

    assert summaries(gcal_sync) == ["Single"]


def test_an_event_added_through_the_store_comes_back_by_sync(gcal_sync):
    gcal_sync.sync(calendar_id=CLUB)
    event = {"summary": "Mine", "start": {"date": "2031-03-02"}, "end": {"date": "2031-03-03"}}

    gcal_sync.add(calendar_id=CLUB, event=event)
    gcal_sync.sync(calendar_id=CLUB)

    assert summaries(gcal_sync)[0] == "Mine"


def test_the_list_of_calendars_is_synced_too(google, gcal_sync, gcsa):
    gcal_sync.sync_calendars()
    gcsa.add_calendar(calendar={"summary": "Choir"})

    gcal_sync.sync_calendars()

    assert "Choir" in {each["summary"] for each in gcal_sync.stored_calendars()}
    assert lists_of(google, "calendarList.list") == [(False, 200), (True, 200)]


def test_an_expired_token_of_the_list_leads_to_a_full_sync(google, gcal_sync, gcsa):
    gcal_sync.sync_calendars()
    gcsa.delete_calendar(calendar=CLUB)
    google.expire_sync_tokens()

    gcal_sync.sync_calendars()

    assert "Club" not in {each["summary"] for each in gcal_sync.stored_calendars()}
    assert lists_of(google, "calendarList.list") == [(False, 200), (True, 410), (False, 200)]
