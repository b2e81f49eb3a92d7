"""What a person can do to series: one occurrence, it and all that follow, or all."""

import datetime as dt

import pytest
from tests.engine.operations.steps import ALICE, BERLIN, BOB, SERIES, TEN_DAYS, at, send

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import (
    EventGoneError,
    InvalidFieldError,
    NotAllowedError,
    UndoError,
)
from dj_google_calendar.models import Conflict, Event, OutboxEntry
from dj_google_calendar.operations import events, outbox, series
from dj_google_calendar.sync.pull_calendar import pull_calendar

FIELDS = {
    "summary": "Standup",
    "start": {"dateTime": "2026-12-01T09:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-12-01T09:30:00+01:00", "timeZone": "Europe/Berlin"},
    "recurrence": TEN_DAYS,
}
DAYS = [f"12-{day:02}" for day in range(1, 11)]


@pytest.fixture
def api(calendar):
    return account_client(calendar.account)


@pytest.fixture
def occurring(api):
    """Lists the occurrences of series as Google has them: day, hour, title."""

    def listed(*google_ids):
        found = []
        for google_id in google_ids or (SERIES,):
            answer = api.events().instances(calendarId=ALICE, eventId=google_id).execute()
            found += [_short(each) for each in answer.get("items", ())]
        return sorted(found)

    return listed


def _short(instance):
    start = instance["start"]
    if "date" in start:
        return start["date"][5:]
    moment = dt.datetime.fromisoformat(start["dateTime"]).astimezone(BERLIN)
    return f"{moment:%m-%d %H:%M} {instance.get('summary', '')}"


def plain(*days, time="09:00", summary="Standup"):
    return [f"{day} {time} {summary}" for day in days]


def exchange(calendar):
    """Send what waits, pull, and see that nothing is left to do and both sides are the same."""
    states = send()
    pull_calendar(calendar)
    assert not OutboxEntry.objects.waiting().exists()
    assert [row.resource for row in Event.objects.filter(in_outbox=True)] == []
    return states


def living(calendar):
    rows = calendar.events.not_cancelled().filter(starts_at__gte=at(1))
    return rows.exclude(recurring_event_id="")


# this one


def test_one_occurrence_is_edited(daily, calendar, alice, occurring, google):
    google.log.clear()
    series.edit_this(daily, by=alice, original_start=at(3), summary="Retro", start=at(3, 14))
    row = calendar.events.get(recurring_event_id=SERIES)

    assert row.google_id == f"{SERIES}_20261203T080000Z"
    assert (row.summary, row.starts_at, row.ends_at) == ("Retro", at(3, 14), at(3, 14, 30))
    assert exchange(calendar) == ["sent"]
    assert google.log.count("events.get") == 0
    assert occurring() == [*plain(*DAYS[:2]), "12-03 14:00 Retro", *plain(*DAYS[3:])]
    row.refresh_from_db()
    assert row.resource["originalStartTime"]["dateTime"].startswith("2026-12-03")


def test_an_instance_is_edited_again_by_its_row(daily, calendar, alice, occurring):
    series.edit_this(daily, by=alice, original_start=at(3), start=at(4, 15))
    exchange(calendar)
    row = calendar.events.get(recurring_event_id=SERIES)
    series.edit_this(row, by=alice, summary="Moved")

    exchange(calendar)

    assert "12-04 15:00 Moved" in occurring()
    assert len(occurring()) == 10


def test_one_occurrence_is_deleted(daily, calendar, alice, occurring, google):
    google.log.clear()
    series.delete_this(daily, by=alice, original_start=at(3))

    assert calendar.events.get(recurring_event_id=SERIES).status == Event.CANCELLED
    assert exchange(calendar) == ["sent"]
    assert google.log.count("events.delete") == 1
    assert occurring() == plain(*DAYS[:2], *DAYS[3:])
    assert calendar.events.get(recurring_event_id=SERIES).status == Event.CANCELLED


def test_several_occurrences_are_deleted_one_after_the_other(daily, calendar, alice, occurring):
    for day in (2, 4, 6):
        series.delete_this(daily, by=alice, original_start=at(day))

    assert exchange(calendar) == ["sent"] * 3
    assert occurring() == plain(*(DAYS[day] for day in (0, 2, 4, 6, 7, 8, 9)))
    assert not Conflict.objects.exists()


def test_a_deletion_gives_way_to_an_instance_that_nobody_here_has_seen(
    daily, calendar, alice, occurring, google
):
    series.delete_this(daily, by=alice, original_start=at(3))
    google.edit_event(ALICE, f"{SERIES}_20261203T080000Z", summary="Important now")

    assert exchange(calendar) == ["conflict"]
    assert "12-03 09:00 Important now" in occurring()
    (conflict,) = Conflict.objects.all()
    assert conflict.kind == Conflict.Kind.DELETED_HERE


def test_an_instance_that_was_shown_before_its_series_was_edited_is_deleted(
    daily, calendar, alice, occurring
):
    series.edit_all(daily, summary="Renamed", by=alice)
    entry = series.delete_this(daily, original_start=at(3), by=alice)
    shown = {**entry.event.remote_resource, "summary": "Standup"}
    Event.objects.filter(pk=entry.event_id).update(remote_resource=shown)

    assert set(send()) == {"sent"}
    assert "12-03" not in [day for day, *_ in occurring()]
    assert not Conflict.objects.exists()


def test_an_instance_is_deleted_where_its_series_was_moved_to(
    daily, calendar, account, alice, google
):
    other = account.calendars.filter(access_role="owner").exclude(pk=calendar.pk)[0]
    events.move_event(daily, other, by=alice)
    series.delete_this(daily, original_start=at(3), by=alice)

    assert set(send()) == {"sent"}
    there = google.world.calendars[other.google_id].events
    assert there[f"{SERIES}_20261203T080000Z"].is_cancelled


def test_a_deletion_that_meets_another_series_leaves_no_row_of_an_instance(
    daily, calendar, alice, google, time
):
    series.delete_this(daily, original_start=at(3), by=alice)
    google.edit_event(ALICE, SERIES, summary="Theirs")

    send()
    time.ahead += dt.timedelta(hours=1)
    pull_calendar(calendar)

    assert Conflict.objects.get().kind == Conflict.Kind.DELETED_HERE
    assert not calendar.events.filter(recurring_event_id=SERIES).exists()


@pytest.mark.parametrize("ours", ["Ours", "Theirs"])
def test_an_edit_that_its_series_has_made_needless_leaves_no_row_of_an_instance(
    daily, calendar, alice, google, time, ours
):
    series.edit_this(daily, original_start=at(3), by=alice, summary=ours)
    google.edit_event(ALICE, SERIES, summary="Theirs")

    assert send() == ["conflict" if ours == "Ours" else "sent"]
    time.ahead += dt.timedelta(hours=1)
    pull_calendar(calendar)

    assert not calendar.events.filter(recurring_event_id=SERIES).exists()


def test_a_deleted_occurrence_is_taken_back(daily, calendar, alice, occurring):
    entry = series.delete_this(daily, by=alice, original_start=at(3))
    exchange(calendar)

    outbox.undo(entry, by=alice)

    exchange(calendar)
    assert occurring() == plain(*DAYS)


def test_an_occurrence_that_google_will_not_change_leaves_no_row(
    daily, calendar, alice, google, occurring
):
    google.fail(method="events.patch", status=403, reason="forbiddenForNonOrganizer")
    entry = series.edit_this(daily, by=alice, original_start=at(3), summary="Retro")
    send()

    entry.refresh_from_db()
    assert entry.state == OutboxEntry.State.REFUSED
    assert calendar.events.get(recurring_event_id=SERIES).summary == "Standup"
    outbox.discard(entry)
    assert not calendar.events.filter(recurring_event_id=SERIES).exists()


def test_nothing_changed_makes_no_row(daily, calendar, alice):
    assert series.edit_this(daily, by=alice, original_start=at(3), summary="Standup") is None
    assert not calendar.events.filter(recurring_event_id=SERIES).exists()


@pytest.mark.parametrize(
    ("start", "problem"),
    [
        (at(3, 10), "does not take place"),
        (dt.date(2026, 12, 3), "has a time"),
        (None, "which occurrence"),
        ("2026-12-03", "has a time"),
        (dt.datetime.max.replace(tzinfo=dt.UTC), "outside"),
        (dt.datetime.min.replace(tzinfo=dt.UTC), "take place|outside"),
    ],
)
def test_an_occurrence_has_to_be_one(daily, alice, start, problem):
    for verb in (series.edit_this, series.edit_following, series.edit_all):
        if start is not None or verb is not series.edit_all:
            with pytest.raises(InvalidFieldError, match=problem):
                verb(daily, by=alice, original_start=start, summary="No")

    assert not OutboxEntry.objects.exists()
    assert not Event.objects.filter(recurring_event_id=SERIES).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"recurrence": ["RRULE:FREQ=DAILY"]},
        {"end": at(2)},
        {"summary": "x" * 100_000},
        {"color_id": "99"},
        {"start": dt.datetime.max.replace(tzinfo=dt.UTC)},
        {"time_zone": "Mars/Olympus", "start": at(3, 14)},
    ],
)
def test_what_google_would_not_take_leaves_nothing_behind(daily, alice, fields):
    with pytest.raises(InvalidFieldError):
        series.edit_this(daily, by=alice, original_start=at(3), **fields)

    assert not OutboxEntry.objects.exists()
    assert not Event.objects.filter(recurring_event_id=SERIES).exists()


def test_an_edit_of_a_deleted_occurrence_is_refused(daily, alice, calendar):
    series.delete_this(daily, by=alice, original_start=at(3))

    for verb in (series.edit_this, series.edit_following, series.delete_this):
        with pytest.raises(EventGoneError):
            verb(daily, by=alice, original_start=at(3))


def test_guests_are_told_of_one_occurrence_when_asked(daily, calendar, alice, google):
    google.edit_event(ALICE, SERIES, attendees=[{"email": BOB}])
    pull_calendar(calendar)
    google.mails.clear()

    series.delete_this(daily, by=alice, original_start=at(3), send_updates="all")

    exchange(calendar)
    assert [mail.to for mail in google.mails] == [BOB]


# this one and all that follow


def test_an_occurrence_and_all_that_follow_get_a_series_of_their_own(
    daily, calendar, alice, occurring, google
):
    google.log.clear()
    tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
    daily.refresh_from_db()

    assert daily.resource["recurrence"] == ["RRULE:FREQ=DAILY;COUNT=3"]
    assert tail.resource["recurrence"] == ["RRULE:FREQ=DAILY;COUNT=7"]
    assert (tail.summary, tail.starts_at, daily.summary) == ("Planning", at(4), "Standup")
    assert exchange(calendar) == ["sent", "sent"]
    assert [google.log.count(f"events.{name}") for name in ("insert", "patch", "get")] == [1, 1, 0]
    assert occurring(SERIES, tail.google_id) == plain(*DAYS[:3]) + plain(
        *DAYS[3:], summary="Planning"
    )
    assert calendar.events.filter(resource__summary="Planning").count() == 1


@pytest.mark.parametrize(
    ("fields", "time"),
    [({"start": at(4, 11)}, "11:00"), ({"start": at(4, 11), "end": at(4, 13)}, "11:00")],
)
def test_all_that_follow_move_in_time(daily, calendar, alice, occurring, fields, time):
    tail = series.edit_following(daily, by=alice, original_start=at(4), **fields)

    exchange(calendar)

    assert occurring(SERIES) == plain(*DAYS[:3])
    assert occurring(tail.google_id) == plain(*DAYS[3:], time=time)


def test_all_that_follow_recur_otherwise(daily, calendar, alice, occurring):
    tail = series.edit_following(
        daily, by=alice, original_start=at(4), recurrence=["RRULE:FREQ=WEEKLY;UNTIL=20261218"]
    )

    exchange(calendar)

    assert occurring(SERIES, tail.google_id) == plain(*DAYS[:4], "12-11", "12-18")


def changed_and_deleted(daily, alice, calendar):
    series.edit_this(daily, by=alice, original_start=at(2), summary="Early")
    series.edit_this(daily, by=alice, original_start=at(6), summary="Late", location="Room 6")
    series.edit_this(daily, by=alice, original_start=at(7), start=at(7, 16))
    series.delete_this(daily, by=alice, original_start=at(8))
    exchange(calendar)
    daily.refresh_from_db()


def test_changed_instances_are_changed_again_in_the_new_series(
    daily, calendar, alice, occurring, api
):
    changed_and_deleted(daily, alice, calendar)

    tail = series.edit_following(daily, by=alice, original_start=at(4), color_id="3")

    shown = {(row.summary, row.starts_at) for row in living(calendar)}
    assert shown == {("Early", at(2)), ("Late", at(6)), ("Standup", at(7, 16))}
    assert set(exchange(calendar)) == {"sent"}
    assert occurring(SERIES) == ["12-01 09:00 Standup", "12-02 09:00 Early", "12-03 09:00 Standup"]
    assert occurring(tail.google_id) == [
        *plain("12-04", "12-05"),
        "12-06 09:00 Late",
        "12-07 16:00 Standup",
        *plain("12-09", "12-10"),
    ]
    again = {row.recurring_event_id for row in living(calendar)}
    assert again == {SERIES, tail.google_id}
    late = api.events().get(calendarId=ALICE, eventId=f"{tail.google_id}_20261206T080000Z")
    assert late.execute()["location"] == "Room 6"


def test_changed_instances_go_along_to_another_time(daily, calendar, alice, occurring):
    changed_and_deleted(daily, alice, calendar)

    tail = series.edit_following(daily, by=alice, original_start=at(4), start=at(4, 11))

    exchange(calendar)
    assert occurring(tail.google_id) == [
        *plain("12-04", "12-05", time="11:00"),
        "12-06 11:00 Late",
        "12-07 16:00 Standup",
        *plain("12-09", "12-10", time="11:00"),
    ]


def test_what_is_said_of_all_that_follow_holds_for_changed_ones_too(
    daily, calendar, alice, occurring
):
    changed_and_deleted(daily, alice, calendar)
    late = calendar.events.get(summary="Late")

    tail = series.edit_following(late, by=alice, summary="Same")

    exchange(calendar)
    assert occurring(tail.google_id) == [
        "12-06 09:00 Same",
        "12-07 16:00 Same",
        *plain("12-09", "12-10", summary="Same"),
    ]


def test_at_the_first_occurrence_it_is_the_series_itself(daily, calendar, alice, occurring):
    same = series.edit_following(daily, by=alice, original_start=at(1), summary="Planning")

    assert same.pk == daily.pk
    assert exchange(calendar) == ["sent"]
    assert occurring() == plain(*DAYS, summary="Planning")


@pytest.mark.parametrize("action", ["cut_before", "cut_after"])
@pytest.mark.parametrize("method", ["events.insert", "events.patch"])
def test_a_division_that_is_cut_off_ends_well(
    daily, calendar, alice, google, occurring, time, method, action
):
    changed_and_deleted(daily, alice, calendar)
    google.fail(method=method, action=action, times=1)
    tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")
    send()
    pull_calendar(calendar)
    before = occurring(SERIES)
    time.ahead = dt.timedelta(seconds=30)
    send()
    time.ahead = dt.timedelta(seconds=120)

    assert set(exchange(calendar)) == {"sent"}
    assert {each[:5] for each in before} >= {"12-01", "12-02", "12-03"}
    found = occurring(SERIES, tail.google_id)
    assert [each[:5] for each in found] == [*DAYS[:7], *DAYS[8:]]
    assert sum("Planning" in each for each in found) == 6
    living_series = calendar.events.not_cancelled().filter(recurring_event_id="")
    rows = [row for row in living_series if row.is_series and row.starts_at in (at(1), at(4))]
    assert len(rows) == 2


def test_a_new_series_that_google_will_not_take_leaves_the_old_one_whole(
    daily, calendar, alice, google, occurring
):
    changed_and_deleted(daily, alice, calendar)
    before = occurring()
    google.fail(method="events.insert", status=400, reason="invalid")

    tail = series.edit_following(daily, by=alice, original_start=at(4), summary="Planning")

    send()
    assert occurring() == before
    daily.refresh_from_db()
    assert daily.resource["recurrence"] == FIELDS["recurrence"]
    late = calendar.events.get(google_id=f"{SERIES}_20261206T080000Z")
    assert (late.summary, late.status) == ("Late", "confirmed")
    outbox.retry(tail.outbox_entries.get(), by=alice)
    exchange(calendar)
    assert [each[:5] for each in occurring(SERIES, tail.google_id)] == [*DAYS[:7], *DAYS[8:]]


def test_an_id_that_is_taken_is_no_harm_to_the_instances(
    daily, calendar, alice, google, occurring, api
):
    changed_and_deleted(daily, alice, calendar)
    tail = series.edit_following(daily, by=alice, original_start=at(4), color_id="3")
    google.add_event(ALICE, id=tail.google_id, **{**FIELDS, "recurrence": []})

    assert set(exchange(calendar)) == {"sent"}
    tail.refresh_from_db()
    assert "12-06 09:00 Late" in occurring(tail.google_id)
    assert {row.recurring_event_id for row in living(calendar)} == {SERIES, tail.google_id}


def test_a_series_that_another_has_ended_meanwhile_is_a_conflict(daily, calendar, alice, google):
    changed_and_deleted(daily, alice, calendar)
    series.delete_following(daily, by=alice, original_start=at(4))
    google.edit_event(ALICE, SERIES, recurrence=["RRULE:FREQ=DAILY;COUNT=7"])

    exchange(calendar)

    assert Conflict.objects.get().fields.keys() == {"recurrence"}
    assert not OutboxEntry.objects.filter(state="queued").exists()
    daily.refresh_from_db()
    assert daily.resource["recurrence"] == ["RRULE:FREQ=DAILY;COUNT=7"]
    assert calendar.events.get(summary="Late").status == "confirmed"


def test_guests_get_one_mail_for_all_that_follow(daily, calendar, alice, google):
    google.edit_event(ALICE, SERIES, attendees=[{"email": BOB}])
    pull_calendar(calendar)
    changed_and_deleted(daily, alice, calendar)
    google.mails.clear()

    series.edit_following(
        daily, by=alice, original_start=at(4), start=at(4, 11), send_updates="all"
    )

    exchange(calendar)
    assert [mail.to for mail in google.mails] == [BOB]


def test_all_that_follow_are_deleted(daily, calendar, alice, occurring, google):
    changed_and_deleted(daily, alice, calendar)
    google.log.clear()
    series.delete_following(daily, by=alice, original_start=at(4))

    assert [row.summary for row in living(calendar)] == ["Early"]
    exchange(calendar)
    assert occurring() == ["12-01 09:00 Standup", "12-02 09:00 Early", "12-03 09:00 Standup"]
    assert [row.summary for row in living(calendar)] == ["Early"]
    assert (google.log.count("events.patch"), google.log.count("events.delete")) == (1, 0)


def test_deleting_from_the_first_occurrence_deletes_the_series(daily, calendar, alice, google):
    series.delete_following(daily, by=alice, original_start=at(1))

    exchange(calendar)
    assert google.world.calendars[ALICE].events[SERIES].is_cancelled


def test_a_series_of_whole_days_is_divided(calendar, alice, google, occurring):
    days = {"start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}}
    google.add_event(ALICE, id=SERIES, recurrence=["RRULE:FREQ=DAILY;UNTIL=20261206"], **days)
    pull_calendar(calendar)
    daily = calendar.events.get(google_id=SERIES)

    tail = series.edit_following(
        daily, by=alice, original_start=dt.date(2026, 12, 4), start=dt.date(2026, 12, 5)
    )

    exchange(calendar)
    assert occurring() == ["12-01", "12-02", "12-03"]
    assert occurring(tail.google_id) == ["12-05", "12-06", "12-07"]


def test_a_division_keeps_the_wall_time_across_a_change_of_the_clock(
    calendar, alice, google, occurring
):
    times = {
        name: {"dateTime": f"2026-03-27T{time}:00+01:00", "timeZone": "Europe/Berlin"}
        for name, time in (("start", "09:00"), ("end", "09:30"))
    }
    google.add_event(ALICE, id=SERIES, recurrence=["RRULE:FREQ=DAILY;COUNT=6"], **times)
    pull_calendar(calendar)
    daily = calendar.events.get(google_id=SERIES)

    tail = series.edit_following(
        daily, by=alice, original_start=dt.datetime(2026, 3, 29, 9, tzinfo=BERLIN), color_id="3"
    )

    exchange(calendar)
    found = [each.strip() for each in occurring(SERIES, tail.google_id)]
    assert found == [
        f"{day} 09:00" for day in ("03-27", "03-28", "03-29", "03-30", "03-31", "04-01")
    ]


# all


def test_all_get_another_title(daily, calendar, alice, occurring):
    series.edit_all(daily, by=alice, original_start=at(4), summary="Planning")

    assert exchange(calendar) == ["sent"]
    assert occurring() == plain(*DAYS, summary="Planning")


def test_all_move_as_one_does(daily, calendar, alice, occurring):
    series.edit_all(daily, by=alice, original_start=at(4), start=at(5, 11))
    daily.refresh_from_db()

    assert (daily.starts_at, daily.ends_at) == (at(2, 11), at(2, 11, 30))
    assert exchange(calendar) == ["sent"]
    assert occurring() == plain(*DAYS[1:], "12-11", time="11:00")


def test_all_become_longer(daily, calendar, alice, api):
    series.edit_all(daily, by=alice, original_start=at(4), end=at(4, 12))

    exchange(calendar)

    answer = api.events().instances(calendarId=ALICE, eventId=SERIES).execute()
    assert {each["end"]["dateTime"][11:16] for each in answer["items"]} == {"12:00"}
    assert answer["items"][0]["start"]["dateTime"][:10] == "2026-12-01"


def test_changed_instances_move_with_all(daily, calendar, alice, occurring):
    changed_and_deleted(daily, alice, calendar)
    series.edit_all(daily, by=alice, start=at(1, 11))

    shown = {(row.summary, row.starts_at) for row in living(calendar)}
    assert shown == {("Early", at(2, 11)), ("Late", at(6, 11)), ("Standup", at(7, 16))}
    exchange(calendar)
    assert occurring() == [
        "12-01 11:00 Standup",
        "12-02 11:00 Early",
        *plain(*DAYS[2:5], time="11:00"),
        "12-06 11:00 Late",
        "12-07 16:00 Standup",
        *plain("12-09", "12-10", time="11:00"),
    ]


def test_all_become_whole_days(daily, calendar, alice, occurring):
    changed_and_deleted(daily, alice, calendar)

    series.edit_all(daily, by=alice, original_start=at(4), start=dt.date(2026, 12, 4))

    exchange(calendar)
    found = occurring()
    assert [each[:5] for each in found] == [*DAYS[:7], *DAYS[8:]]
    assert [each for each in found if len(each) > 5] == ["12-07 16:00 Standup"]


def test_all_recur_otherwise_and_instances_without_a_place_go(daily, calendar, alice, occurring):
    changed_and_deleted(daily, alice, calendar)
    series.edit_all(daily, by=alice, recurrence=["RRULE:FREQ=DAILY;INTERVAL=5;COUNT=3"])

    assert {row.summary for row in living(calendar)} == {"Late"}
    exchange(calendar)
    assert occurring() == ["12-01 09:00 Standup", "12-06 09:00 Late", "12-11 09:00 Standup"]
    assert {row.summary for row in living(calendar)} == {"Late"}


def test_a_rule_that_cannot_be_moved_is_refused(daily, calendar, alice, google):
    google.edit_event(ALICE, SERIES, recurrence=["RRULE:FREQ=MONTHLY;BYMONTHDAY=1,15"])
    pull_calendar(calendar)
    daily.refresh_from_db()

    with pytest.raises(InvalidFieldError, match="say how it recurs"):
        series.edit_all(daily, by=alice, start=at(2))

    assert not OutboxEntry.objects.exists()


def test_all_are_deleted(daily, calendar, alice, google):
    changed_and_deleted(daily, alice, calendar)
    google.log.clear()
    series.delete_all(calendar.events.get(summary="Late"), by=alice)

    assert not living(calendar).exists()
    exchange(calendar)
    assert google.log.count("events.delete") == 1
    assert not living(calendar).exists()
    daily.refresh_from_db()
    assert daily.status == Event.CANCELLED
    with pytest.raises(EventGoneError):
        series.edit_all(daily, by=alice, summary="Too late")


# dates


def test_dates_are_added_and_removed(daily, calendar, alice, occurring):
    series.add_dates(daily, [at(20, 17), at(21, 17)], by=alice)
    series.remove_dates(daily, [at(2), at(20, 17)], by=alice)
    daily.refresh_from_db()

    assert daily.resource["recurrence"] == [
        "RRULE:FREQ=DAILY;COUNT=10",
        "RDATE;TZID=Europe/Berlin:20261221T170000",
        "EXDATE;TZID=Europe/Berlin:20261202T090000",
    ]
    exchange(calendar)
    assert occurring() == plain(DAYS[0], *DAYS[2:]) + plain("12-21", time="17:00")


def test_a_date_of_a_changed_instance_is_removed_with_it(daily, calendar, alice, occurring):
    changed_and_deleted(daily, alice, calendar)
    series.remove_dates(daily, [at(6), at(9)], by=alice)

    exchange(calendar)

    assert [each[:5] for each in occurring()] == [*DAYS[:5], "12-07", "12-10"]


def test_a_deleted_occurrence_comes_back_as_a_date(daily, calendar, alice, occurring):
    changed_and_deleted(daily, alice, calendar)
    series.add_dates(daily, [at(8)], by=alice)
    back = calendar.events.get(google_id=f"{SERIES}_20261208T080000Z")

    assert (back.status, back.starts_at, back.summary) == ("confirmed", at(8), "Standup")
    exchange(calendar)
    assert "12-08 09:00 Standup" in occurring()


def test_the_last_date_is_not_removed(daily, calendar, alice, google):
    google.edit_event(ALICE, SERIES, recurrence=["RRULE:FREQ=DAILY;COUNT=1"])
    pull_calendar(calendar)

    with pytest.raises(InvalidFieldError, match="delete the series"):
        series.remove_dates(daily, [at(1)], by=alice)


# single and back


def test_a_single_event_becomes_a_series_and_one_again(calendar, alice, event, occurring):
    series.make_series(event, ["RRULE:FREQ=WEEKLY;UNTIL=20261215"], by=alice)
    exchange(calendar)
    event.refresh_from_db()

    assert event.is_series
    assert occurring(event.google_id) == plain("12-01", "12-08", "12-15", time="10:00")
    series.edit_this(event, by=alice, original_start=at(8, 10), summary="Retro")
    exchange(calendar)
    event.refresh_from_db()
    series.make_single(event, by=alice)
    assert not living(calendar).filter(recurring_event_id=event.google_id).exists()
    exchange(calendar)
    event.refresh_from_db()
    assert (event.is_series, event.status) == (False, "confirmed")
    assert not living(calendar).filter(recurring_event_id=event.google_id).exists()


def test_an_event_takes_place_on_further_dates(calendar, alice, event, occurring):
    series.add_dates(event, [at(5, 18)], by=alice)

    exchange(calendar)

    assert occurring(event.google_id) == [*plain("12-01", time="10:00"), "12-05 18:00 Standup"]


def test_what_does_not_recur_is_no_series(event, alice):
    for verb in (series.edit_all, series.delete_all, series.make_single):
        with pytest.raises(InvalidFieldError, match="does not recur"):
            verb(event, by=alice)


@pytest.mark.parametrize(
    "lines", [["RRULE:FREQ=SECONDLY"], ["RRULE:FREQ=DAILY;INTERVAL=0"], ["DTSTART:20261201"], "x"]
)
def test_a_rule_without_bound_is_refused(event, alice, lines):
    count = OutboxEntry.objects.count()

    with pytest.raises(InvalidFieldError):
        series.make_series(event, lines, by=alice)

    assert OutboxEntry.objects.count() == count


# rights


def test_a_series_that_others_organize_is_not_divided(daily, alice, calendar):
    daily.resource = {**daily.resource, "organizer": {"email": BOB}, "guestsCanModify": True}
    daily.save()

    with pytest.raises(NotAllowedError, match="by the organizer"):
        series.edit_following(daily, by=alice, original_start=at(4), summary="Mine")

    assert not OutboxEntry.objects.exists()


@pytest.mark.parametrize(
    "verb",
    [
        lambda daily, by: series.edit_this(daily, by=by, original_start=at(4), summary="No"),
        lambda daily, by: series.delete_this(daily, by=by, original_start=at(4)),
        lambda daily, by: series.edit_following(daily, by=by, original_start=at(4), summary="No"),
        lambda daily, by: series.delete_following(daily, by=by, original_start=at(4)),
        lambda daily, by: series.edit_all(daily, by=by, summary="No"),
        lambda daily, by: series.delete_all(daily, by=by),
        lambda daily, by: series.add_dates(daily, [at(20)], by=by),
        lambda daily, by: series.remove_dates(daily, [at(4)], by=by),
        lambda daily, by: series.make_single(daily, by=by),
    ],
)
def test_a_calendar_that_can_only_be_read_is_left_alone(daily, alice, calendar, verb):
    calendar.access_role = "reader"
    calendar.save()

    with pytest.raises(NotAllowedError, match="You need to have writer access"):
        verb(daily, alice)

    assert not OutboxEntry.objects.exists()
    assert not Event.objects.filter(recurring_event_id=SERIES).exists()


def test_edits_of_a_draft_series_wait_for_it(calendar, alice, google, occurring):
    times = {"start": at(1), "end": at(1, 9, 30)}
    made = events.create_event(
        calendar, by=alice, summary="Standup", recurrence=FIELDS["recurrence"], **times
    )
    series.delete_this(made, by=alice, original_start=at(3))
    series.edit_this(made, by=alice, original_start=at(5), summary="Retro")
    tail = series.edit_following(made, by=alice, original_start=at(4), location="Room 1")

    assert set(exchange(calendar)) == {"sent"}
    assert occurring(made.google_id) == plain(*DAYS[:2])
    assert occurring(tail.google_id) == [
        *plain("12-04"),
        "12-05 09:00 Retro",
        *plain(*DAYS[5:]),
    ]


# undone, given up


@pytest.mark.parametrize("is_sent", [True, False])
@pytest.mark.parametrize(
    "verb",
    [
        lambda daily, by: series.edit_following(daily, by=by, original_start=at(4), summary="New"),
        lambda daily, by: series.delete_following(daily, by=by, original_start=at(4)),
        lambda daily, by: series.edit_all(daily, by=by, start=at(1, 11)),
        lambda daily, by: series.delete_all(daily, by=by),
    ],
)
def test_what_was_done_to_a_series_is_undone_as_one(
    daily, calendar, alice, occurring, time, verb, is_sent
):
    changed_and_deleted(daily, alice, calendar)
    before = occurring()
    verb(daily, alice)
    if is_sent:
        exchange(calendar)
        time.ahead = dt.timedelta(minutes=5)

    outbox.undo(outbox.last_edits(alice).first(), by=alice)

    shown = {(row.summary, row.starts_at) for row in living(calendar)}
    assert shown == {("Early", at(2)), ("Late", at(6)), ("Standup", at(7, 16))}
    send()
    assert occurring() == before
    time.ahead += dt.timedelta(minutes=5)
    exchange(calendar)
    shown = {(row.summary, row.starts_at) for row in living(calendar)}
    assert shown == {("Early", at(2)), ("Late", at(6)), ("Standup", at(7, 16))}
    assert calendar.events.not_cancelled().filter(summary="New").count() == 0


@pytest.mark.parametrize(
    "verb",
    [
        lambda daily, by: series.edit_following(daily, by=by, original_start=at(4), summary="New"),
        lambda daily, by: series.delete_following(daily, by=by, original_start=at(4)),
    ],
)
def test_what_is_given_up_before_it_was_sent_leaves_nothing(
    daily, calendar, alice, occurring, google, verb
):
    changed_and_deleted(daily, alice, calendar)
    before = occurring()
    verb(daily, alice)
    google.log.clear()

    outbox.discard(outbox.last_edits(alice).first())

    exchange(calendar)
    assert occurring() == before
    shown = {(row.summary, row.starts_at) for row in living(calendar)}
    assert shown == {("Early", at(2)), ("Late", at(6)), ("Standup", at(7, 16))}
    assert google.log.count("events.patch") == google.log.count("events.insert") == 0


def test_one_part_is_not_undone_alone(daily, alice):
    series.edit_following(daily, by=alice, original_start=at(4), summary="New")
    ended = OutboxEntry.objects.get(kind="patch")

    with pytest.raises(UndoError, match="together"):
        outbox.undo(ended, by=alice)


def test_a_series_that_is_edited_as_an_event_takes_along_what_was_changed_of_it(
    daily, alice, occurring
):
    series.edit_this(daily, by=alice, original_start=at(3), summary="Retro")
    daily.refresh_from_db()
    events.edit_event(daily, by=alice, start=at(1, 10), end=at(1, 10, 30))

    send()

    assert "12-03 10:00 Retro" in occurring()
    assert daily.resource["start"]["dateTime"].startswith("2026-12-01T10:00")


def test_what_was_changed_of_a_series_goes_at_once_where_it_is_deleted_as_an_event(daily, alice):
    series.edit_this(daily, by=alice, original_start=at(3), summary="Retro")
    send()
    daily.refresh_from_db()

    events.delete_event(daily, by=alice)

    found = daily.calendar.events.filter(google_id__startswith=SERIES)
    assert set(found.values_list("status", flat=True)) == {"cancelled"}
