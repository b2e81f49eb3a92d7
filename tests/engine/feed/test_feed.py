"""What the calendar page gets: occurrences as JSON, within the horizon and beyond it."""

import datetime as dt
import json

import pytest

from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.models import Conflict, Event, Expansion, OutboxEntry
from dj_google_calendar.operations import events, feed_rows, series
from dj_google_calendar.operations.feed import occurrences_json
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"
ZONE = "Europe/Berlin"
DAILY = ["RRULE:FREQ=DAILY;COUNT=5"]
KEYS = {
    *("id", "event", "calendar", "title", "start", "end", "all_day", "recurs", "original"),
    *("status", "response", "transparency", "color_id", "event_type", "location", "waits"),
    *("refused", "in_conflict"),
}


def at(day, hour=0, *, year=2026, month=12):
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def timed(day, hour=10, *, year=2026):
    return {"dateTime": f"{year}-12-{day:02}T{hour:02}:00:00", "timeZone": ZONE}


SERIES = {"id": "series0", "summary": "Daily", "start": timed(1), "end": timed(1, 11)}


@pytest.fixture
def shown(calendar, alice):
    """Asks for a window of one calendar, and gives what has a title of the test."""

    def asked(start, end, *titles, user=alice, calendars=None):
        calendars = [calendar.pk] if calendars is None else calendars
        sent = json.loads(occurrences_json(user, calendars=calendars, start=start, end=end))
        return [each for each in sent if not titles or each["title"] in titles]

    return asked


def starts(found):
    return [dt.datetime.fromtimestamp(each["start"], dt.UTC) for each in found]


def test_a_single_event_has_all_that_the_page_shows(calendar, google, shown):
    guests = [{"email": ALICE, "responseStatus": "accepted"}]
    google.add_event(
        ALICE,
        id="single0",
        summary='Odd "title" é',
        location="Room 1",
        colorId="5",
        transparency="transparent",
        attendees=guests,
        start=timed(3),
        end=timed(3, 11),
    )
    pull_calendar(calendar)

    found = shown(at(3), at(4), 'Odd "title" é')

    event = calendar.events.get(google_id="single0")
    begins = int(at(3, 9).timestamp())
    assert found == [
        {
            "id": f"{event.pk}_{begins}",
            "event": event.pk,
            "calendar": calendar.pk,
            "title": 'Odd "title" é',
            "start": begins,
            "end": begins + 3600,
            "all_day": False,
            "recurs": False,
            "original": None,
            "status": "confirmed",
            "response": "accepted",
            "transparency": "transparent",
            "color_id": "5",
            "event_type": "default",
            "location": "Room 1",
            "waits": False,
            "refused": False,
            "in_conflict": False,
        }
    ]


def test_whole_days_are_dates(calendar, google, shown):
    google.add_event(
        ALICE,
        summary="Days",
        start={"date": "2026-12-01"},
        end={"date": "2026-12-03"},
        recurrence=["RRULE:FREQ=WEEKLY;COUNT=2"],
    )
    pull_calendar(calendar)

    found = shown(at(1), at(20), "Days")

    days = [(each["start"], each["end"], each["original"], each["all_day"]) for each in found]
    assert days == [
        ("2026-12-01", "2026-12-03", "2026-12-01", True),
        ("2026-12-08", "2026-12-10", "2026-12-08", True),
    ]


def test_an_instance_names_its_original_start(calendar, google, shown, alice):
    google.add_event(ALICE, **SERIES, recurrence=DAILY)
    pull_calendar(calendar)
    whole = calendar.events.get(google_id="series0")
    moved = {"start": at(3, 15), "end": at(3, 16)}
    series.edit_this(whole, original_start=at(3, 9), by=alice, **moved)

    found = shown(at(1), at(10), "Daily")

    assert starts(found) == [at(1, 9), at(2, 9), at(3, 15), at(4, 9), at(5, 9)]
    originals = [dt.datetime.fromtimestamp(each["original"], dt.UTC) for each in found]
    assert originals == [at(day, 9) for day in range(1, 6)]
    assert [each["waits"] for each in found] == [False, False, True, False, False]
    assert {each["recurs"] for each in found} == {True}
    assert len({each["id"] for each in found}) == 5


@pytest.mark.parametrize("year", [2020, 2026, 2031])
def test_a_series_is_shown_also_beyond_the_horizon(calendar, google, shown, year):
    first = {"start": timed(1, year=2019), "end": timed(1, 11, year=2019)}
    google.add_event(ALICE, **{**SERIES, **first}, recurrence=["RRULE:FREQ=DAILY"])
    google.add_event(
        ALICE, summary="Single", start=timed(5, year=year), end=timed(5, 11, year=year)
    )
    pull_calendar(calendar)

    found = shown(at(4, year=year), at(7, year=year), "Daily", "Single")

    expected = [at(day, 9, year=year) for day in (4, 5, 5, 6)]
    assert starts(found) == expected
    assert set(found[0]) == KEYS


def test_what_is_not_rolled_on_yet_is_counted(calendar, google, shown):
    google.add_event(ALICE, **SERIES, recurrence=DAILY)
    pull_calendar(calendar)
    event = Event.objects.get(google_id="series0")
    Expansion.objects.filter(pk=event.pk).update(until="2026-12-03")
    event.occurrences.filter(starts_at__gte=at(3)).delete()

    found = shown(at(1), at(10), "Daily")

    assert starts(found) == [at(day, 9) for day in range(1, 6)]


def test_calendars_of_others_are_passed_over(calendar, google, shown, bob):
    google.add_event(ALICE, **SERIES, recurrence=DAILY)
    pull_calendar(calendar)

    assert shown(at(1), at(10), user=bob) == []
    assert shown(at(1), at(10), calendars=[]) == []


def test_a_new_event_waits_at_once(calendar, shown, alice):
    events.create_event(calendar, summary="New", start=at(3, 9), end=at(3, 10), by=alice)

    assert [each["waits"] for each in shown(at(3), at(4), "New")] == [True]


@pytest.fixture
def refuse():
    """Lets an edit be refused, or lie in conflict, as after an answer of Google's."""

    def refused(event, *, in_conflict=False):
        state = OutboxEntry.State.CONFLICT if in_conflict else OutboxEntry.State.REFUSED
        of = {"account": event.calendar.account, "calendar": event.calendar, "event": event}
        entry = OutboxEntry.objects.create(kind="patch", lane=f"{event.pk}", state=state, **of)
        if in_conflict:
            Conflict.objects.create(entry=entry, event=event, kind="edited")

    return refused


def edits_of(found):
    return {each["title"]: (each["refused"], each["in_conflict"]) for each in found}


@pytest.mark.parametrize("year", [2026, 2031])
def test_edits_that_need_somebody_are_told(calendar, google, shown, refuse, year):
    daily = {"start": timed(1), "end": timed(1, 11), "recurrence": ["RRULE:FREQ=DAILY"]}
    for title in ("Refused", "In conflict", "Settled"):
        google.add_event(ALICE, summary=title, **daily)
    pull_calendar(calendar)
    refuse(calendar.events.get(summary="Refused"))
    refuse(calendar.events.get(summary="In conflict"), in_conflict=True)

    found = shown(at(3, year=year), at(4, year=year), "Refused", "In conflict", "Settled")

    told = {"Refused": (True, False), "In conflict": (False, True), "Settled": (False, False)}
    assert edits_of(found) == told


def test_what_was_decided_is_told_no_more(calendar, google, shown, refuse):
    google.add_event(ALICE, summary="Single", start=timed(3), end=timed(3, 11))
    pull_calendar(calendar)
    event = calendar.events.get(summary="Single")
    refuse(event)
    refuse(event, in_conflict=True)
    assert edits_of(shown(at(3), at(4), "Single")) == {"Single": (True, True)}

    OutboxEntry.objects.filter(event=event).update(state=OutboxEntry.State.DISCARDED)
    Conflict.objects.filter(event=event).update(state=Conflict.State.THEIRS)

    assert edits_of(shown(at(3), at(4), "Single")) == {"Single": (False, False)}


def test_other_databases_tell_the_same(calendar, google, refuse, alice):
    google.add_event(ALICE, summary="Single", start=timed(3), end=timed(3, 11))
    pull_calendar(calendar)
    refuse(calendar.events.get(summary="Single"))
    refuse(calendar.events.get(summary="Single"), in_conflict=True)
    window = {"user_pk": alice.pk, "calendars": [calendar.pk], "start": at(1), "end": at(30)}

    found = feed_rows.portable_rows(**window)

    kept = feed_rows.kept_rows(**window)
    assert sorted(found.rows) == sorted(kept.rows)
    assert found[1:] == kept[1:]


@pytest.mark.parametrize(
    "window",
    [
        {"start": at(2), "end": at(1)},
        {"start": at(1), "end": at(1)},
        {"start": at(1), "end": at(3, year=2027)},
        {"start": dt.datetime(2026, 12, 1), "end": at(2)},  # noqa: DTZ001 - that is the point
        {"start": "2026-12-01", "end": at(2)},
    ],
)
def test_an_odd_window_is_refused(calendar, alice, window):
    with pytest.raises(InvalidFieldError):
        occurrences_json(alice, calendars=[calendar.pk], **window)
