"""Series that are changed or deleted here while somebody changes one of their dates at Google."""

import datetime as dt
import functools

import pytest
from tests.engine.operations import steps
from tests.engine.operations.steps import ALICE, SERIES, at, send

from dj_google_calendar.models import Calendar, Conflict, Event, OutboxEntry
from dj_google_calendar.operations import outbox, series
from dj_google_calendar.sync.pull_calendar import pull_calendar

FOURTH, FIFTH = (f"{SERIES}_202612{day}T080000Z" for day in ("04", "05"))
SENT, CONFLICT = OutboxEntry.State.SENT, OutboxEntry.State.CONFLICT


@pytest.fixture
def exchange(calendar, time):
    """Sends what waits and pulls until all of it has settled."""
    return functools.partial(steps.exchange, calendar, time)


@pytest.fixture(params=["never pulled", "pulled while the edit waits"])
def meet(request, calendar):
    """Sends, after a pull that has brought what Google has, or before one."""

    def send_it():
        if request.param != "never pulled":
            pull_calendar(calendar)
        return send()

    return send_it


@pytest.fixture
def moved_with_a_date(daily, alice, exchange):
    """The series moved, and not sent; its fourth day was renamed here before."""
    series.edit_this(daily, by=alice, original_start=at(4), summary="Retro")
    exchange()
    daily.refresh_from_db()
    move(daily, alice)


def move(daily, alice):
    return series.edit_all(daily, by=alice, start=at(1, 11))


def date_of(google, google_id):
    found = google.world.calendars[ALICE].events.get(google_id)
    return found.resource if found is not None else None


def test_a_moved_series_leaves_a_date_that_was_changed_at_google(
    daily, alice, google, meet, remote, exchange
):
    move(daily, alice)
    google.edit_event(ALICE, FOURTH, summary="Retro")

    assert meet() == [CONFLICT]

    conflict = Conflict.objects.get()
    assert (conflict.kind, conflict.fields.keys()) == ("edited", {"start", "end"})
    assert [each["summary"] for each in conflict.instances] == ["Retro"]
    assert date_of(google, FOURTH)["summary"] == "Retro"
    daily.refresh_from_db()
    assert daily.starts_at == at(1, 9)
    assert Event.objects.get(google_id=FOURTH).summary == "Retro"

    outbox.restore_ours(conflict, by=alice)

    exchange()
    assert remote(daily)["start"]["dateTime"].startswith("2026-12-01T11:00")
    retro = Event.objects.get(summary="Retro", status="confirmed")
    assert retro.starts_at == at(4, 11)
    assert date_of(google, retro.google_id)["summary"] == "Retro"


def test_other_fields_of_the_same_edit_are_sent(daily, alice, google, meet, remote):
    series.edit_all(daily, by=alice, start=at(1, 11), summary="Planning")
    google.edit_event(ALICE, FOURTH, location="Room 9")

    assert meet() == [CONFLICT]

    assert remote(daily)["summary"] == "Planning"
    assert remote(daily)["start"]["dateTime"].startswith("2026-12-01T09:00")
    assert date_of(google, FOURTH)["location"] == "Room 9"


def test_a_date_that_was_deleted_at_google_does_not_come_back(daily, alice, google, meet, exchange):
    move(daily, alice)
    google.delete_event(ALICE, FOURTH)

    assert meet() == [CONFLICT]

    outbox.restore_ours(Conflict.objects.get(), by=alice)
    exchange()
    shown = daily.calendar.occurrences.between(at(4, 0), at(5, 0))
    assert not [each for each in shown if each.event.summary == "Standup"]


def test_a_deleted_series_stays_where_one_of_its_dates_was_changed(
    daily, alice, google, meet, remote, exchange
):
    series.delete_all(daily, by=alice)
    google.edit_event(ALICE, FOURTH, summary="Retro")

    assert meet() == [CONFLICT]

    assert Conflict.objects.get().kind == Conflict.Kind.DELETED_HERE
    assert [each["summary"] for each in Conflict.objects.get().instances] == ["Retro"]
    assert remote(daily)["status"] == "confirmed"
    outbox.restore_ours(Conflict.objects.get(), by=alice)
    exchange()
    assert remote(daily)["status"] == "cancelled"


def test_a_deleted_series_goes_where_one_of_its_dates_was_deleted_too(
    daily, alice, google, meet, remote
):
    series.delete_all(daily, by=alice)
    google.delete_event(ALICE, FOURTH)

    assert meet() == [SENT]

    assert remote(daily)["status"] == "cancelled"


@pytest.mark.parametrize(
    "cut",
    [
        lambda daily, alice: series.delete_following(daily, by=alice, original_start=at(3)),
        lambda daily, alice: series.remove_dates(daily, [at(4)], by=alice),
        lambda daily, alice: series.make_single(daily, by=alice),
    ],
)
def test_dates_are_not_cut_off_that_were_changed_at_google(daily, alice, google, meet, remote, cut):
    cut(daily, alice)
    google.edit_event(ALICE, FOURTH, summary="Retro")

    assert meet() == [CONFLICT]

    assert date_of(google, FOURTH)["summary"] == "Retro"
    assert remote(daily)["recurrence"] == steps.TEN_DAYS


def test_a_date_that_keeps_its_place_is_no_conflict(daily, alice, google, meet, remote):
    series.edit_all(daily, by=alice, recurrence=["RRULE:FREQ=DAILY;COUNT=5"])
    google.edit_event(ALICE, FOURTH, summary="Retro")

    assert meet() == [SENT]

    assert date_of(google, FOURTH)["summary"] == "Retro"


def test_a_date_that_was_known_and_is_changed_again_is_a_conflict(
    moved_with_a_date, alice, google, meet, exchange
):
    google.edit_event(ALICE, FOURTH, location="Room 9")

    assert CONFLICT in meet()

    outbox.restore_ours(Conflict.objects.get(), by=alice)
    exchange()
    retro = Event.objects.get(summary="Retro", status="confirmed")
    assert (retro.starts_at, retro.resource["location"]) == (at(4, 11), "Room 9")


def test_what_google_makes_of_an_own_change_of_a_date_is_no_conflict(
    daily, alice, exchange, remote
):
    # Google writes addresses in its way
    guests = {"attendees": ["Bob@Example.com"]}
    series.edit_this(daily, by=alice, original_start=at(4), summary="Retro", **guests)
    daily.refresh_from_db()
    move(daily, alice)

    exchange()

    assert not Conflict.objects.exists()
    assert remote(daily)["start"]["dateTime"].startswith("2026-12-01T11:00")
    assert Event.objects.get(summary="Retro", status="confirmed").starts_at == at(4, 11)


def test_what_all_dates_were_given_at_google_goes_with_the_series(
    moved_with_a_date, google, exchange
):
    google.edit_event(ALICE, SERIES, location="Room 9")

    exchange()

    assert not Conflict.objects.exists()
    retro = Event.objects.get(summary="Retro", status="confirmed")
    assert (retro.starts_at, retro.resource["location"]) == (at(4, 11), "Room 9")


def test_a_date_is_found_whose_series_was_pulled_first(daily, calendar, alice, google):
    entry = move(daily, alice)
    google.edit_event(ALICE, FOURTH, summary="Retro")
    pull_calendar(calendar)
    # as after the first page of two
    Event.objects.filter(google_id=FOURTH).delete()
    Calendar.objects.filter(pk=calendar.pk).update(page_token="second")

    assert send() == [CONFLICT]

    assert entry.conflicts.get().instances[0]["summary"] == "Retro"
    assert date_of(google, FOURTH)["summary"] == "Retro"


def test_dates_are_asked_for_only_where_the_series_has_changed(daily, alice, google):
    move(daily, alice)
    google.log.clear()

    assert send() == [SENT]

    assert [each.method for each in google.log] == ["events.patch"]


def test_a_date_that_nobody_can_read_keeps_no_lane(daily, alice, google):
    move(daily, alice)
    google.edit_event(ALICE, FOURTH, summary="Retro")
    date_of(google, FOURTH)["summary"] = "a\x00b"

    assert send() == [CONFLICT]

    (instance,) = Conflict.objects.get().instances
    assert instance.keys() == {"id", "originalStartTime"}
    assert date_of(google, FOURTH)["summary"] == "a\x00b"


def test_a_series_that_was_deleted_at_google_comes_back_at_its_new_time(
    daily, calendar, alice, google, exchange
):
    google.edit_event(ALICE, FOURTH, summary="Retro")
    exchange()
    daily.refresh_from_db()
    move(daily, alice)
    google.delete_event(ALICE, SERIES)
    send()

    outbox.restore_ours(Conflict.objects.get(), by=alice)
    exchange()

    assert not Conflict.objects.unresolved().exists()
    daily.refresh_from_db()
    assert daily.starts_at == at(1, 11)


def test_a_conflict_names_its_dates_also_where_the_answer_was_lost(
    daily, calendar, alice, google, time
):
    series.edit_all(daily, by=alice, start=at(1, 11), summary="Planning")
    google.edit_event(ALICE, FOURTH, location="Room 9")
    pull_calendar(calendar)
    google.fail(method="events.patch", action="cut_after", times=1)
    send()
    time.ahead = dt.timedelta(minutes=5)

    assert send() == [CONFLICT]

    assert [each["location"] for each in Conflict.objects.get().instances] == ["Room 9"]


def test_a_deleted_series_that_nobody_can_count_loses_no_date(daily, calendar, alice, google):
    uncountable = ["RRULE:FREQ=DAILY;COUNT=10", "EXRULE:FREQ=SECONDLY"]
    google.edit_event(ALICE, FOURTH, summary="Retro")
    for event in google.world.calendars[ALICE].events.values():
        if event.resource["id"] == SERIES:
            event.resource["recurrence"] = uncountable
    Event.objects.filter(pk=daily.pk).update(resource={**daily.resource, "recurrence": uncountable})
    daily.refresh_from_db()
    series.delete_all(daily, by=alice)

    assert CONFLICT in send()
