"""An edit that is made behind another one meets no conflict with what became of that one."""

import datetime as dt

import pytest
from tests.engine.outbox.conftest import ALICE, FIELDS

from dj_google_calendar.credentials.gateways import client_as_read
from dj_google_calendar.models import Conflict, Event, OutboxEntry
from dj_google_calendar.operations import events, outbox
from dj_google_calendar.outbox import settle
from dj_google_calendar.outbox.deliver import deliver
from dj_google_calendar.outbox.lane import take
from dj_google_calendar.outbox.record import record_deletion, record_edit, record_new
from dj_google_calendar.sync.pull_calendar import pull_calendar

State, Kind = OutboxEntry.State, OutboxEntry.Kind
MAILED = {"sendUpdates": "all"}


def at(hour):
    """Give an hour in UTC: Google writes it with the offset of the calendar (Z-19)."""
    return {"dateTime": f"2026-12-01T{hour}:00:00Z", "timeZone": "Europe/Berlin"}


def hours(first):
    return {"start": at(first), "end": at(first + 1)}


@pytest.fixture
def meanwhile():
    """Lets Google take an edit, then has something done before its answer is kept."""

    def done(entry, work):
        batch = take(entry.pk)
        outcome = deliver(client_as_read(entry.account), batch, batch.head.event)
        made = work(Event.objects.get(pk=entry.event_id))
        settle.answered(batch, outcome)
        return made

    return done


@pytest.mark.parametrize("kind", [Kind.INSERT, Kind.IMPORT])
def test_a_new_event_is_dragged_while_it_is_being_made(
    calendar, remote, flush, meanwhile, alice, kind
):
    uid = {"iCalUID": "one@elsewhere.example"} if kind == Kind.IMPORT else {}
    fields = {**FIELDS, **hours(12), **uid}
    _, entry = record_new(calendar, fields, by=alice, kind=kind)

    drag = meanwhile(entry, lambda event: record_edit(event, hours(14), by=alice))

    assert flush(drag) == [State.SENT]
    assert remote(drag.event.google_id)["start"]["dateTime"] == "2026-12-01T15:00:00+01:00"


def test_an_event_is_dragged_again_while_it_is_being_moved(event, remote, flush, meanwhile, alice):
    first = record_edit(event, hours(12), by=alice)

    second = meanwhile(first, lambda event: record_edit(event, hours(14), by=alice))

    assert flush(second) == [State.SENT]
    assert remote()["start"]["dateTime"] == "2026-12-01T15:00:00+01:00"


def test_an_event_is_dragged_again_where_the_guests_are_told_of_that_alone(
    event, remote, flush, alice
):
    first = record_edit(event, hours(12), by=alice)
    second = record_edit(event, hours(14), by=alice, parameters=MAILED)

    assert flush(first, second) == [State.SENT] * 2
    assert remote()["start"]["dateTime"] == "2026-12-01T15:00:00+01:00"


def test_an_event_is_dragged_again_while_an_answer_is_lost(
    event, google, remote, flush, alice, time
):
    google.fail(method="events.patch", action="cut_after", times=1)
    first = record_edit(event, hours(12), by=alice)
    flush(first)
    second = record_edit(event, hours(14), by=alice)
    time.ahead = dt.timedelta(seconds=20)

    assert flush(first, second) == [State.SENT] * 2
    assert remote()["start"]["dateTime"] == "2026-12-01T15:00:00+01:00"


def test_what_others_have_done_since_an_answer_was_lost_is_not_written_over(
    event, google, remote, flush, alice, time
):
    google.fail(method="events.patch", action="cut_after", times=1)
    first = record_edit(event, {"summary": "First"}, by=alice)
    flush(first)
    second = record_edit(event, {"summary": "Second"}, by=alice)
    google.edit_event(ALICE, "standup0", summary="Theirs")
    time.ahead = dt.timedelta(seconds=20)

    assert flush(first, second) == [State.SENT, State.CONFLICT]
    assert remote()["summary"] == "Theirs"


def test_what_an_edit_in_conflict_has_met_is_not_written_over(event, google, remote, flush, alice):
    first = record_edit(event, {"summary": "First"}, by=alice)
    second = record_edit(event, {"summary": "Second"}, by=alice, parameters=MAILED)
    google.edit_event(ALICE, "standup0", summary="Theirs")

    assert flush(first, second) == [State.CONFLICT] * 2
    assert remote()["summary"] == "Theirs"
    assert Conflict.objects.first().fields["summary"]["base"] == "Standup"


def test_what_edits_that_come_to_nothing_have_met_is_not_written_over(
    event, google, remote, flush, alice
):
    for title in ("First", "Standup"):
        record_edit(event, {"summary": title}, by=alice)
    third = record_edit(event, {"summary": "Third"}, by=alice, parameters=MAILED)
    google.edit_event(ALICE, "standup0", summary="Theirs")
    pull_calendar(event.calendar)

    assert flush(third) == [State.CONFLICT]
    assert remote()["summary"] == "Theirs"


def test_guests_who_were_just_invited_are_taken_off_again(event, remote, flush, meanwhile, alice):
    guests = [{"email": ALICE}, {"email": "bob@example.com"}]
    first = record_edit(event, {"attendees": guests}, by=alice)

    second = meanwhile(first, lambda event: record_edit(event, {"attendees": None}, by=alice))

    assert flush(second) == [State.SENT]
    assert not remote().get("attendees")


def test_a_guest_who_has_answered_meanwhile_keeps_the_answer(
    event, google, remote, flush, meanwhile, alice
):
    bob, carol = {"email": "bob@example.com"}, {"email": "carol@example.com"}
    first = record_edit(event, {"attendees": [bob]}, by=alice)
    second = meanwhile(first, lambda row: record_edit(row, {"attendees": [bob, carol]}, by=alice))
    answered = [{**bob, "responseStatus": "accepted"}]
    google.edit_event(ALICE, "standup0", attendees=answered)

    assert flush(second) == [State.SENT]
    said = {guest["email"]: guest["responseStatus"] for guest in remote()["attendees"]}
    assert said == {"bob@example.com": "accepted", "carol@example.com": "needsAction"}


def test_extended_properties_are_set_behind_another_edit(event, remote, flush, alice):
    flush(events.edit_event(event, by=alice, private_properties={"a": "1"}))
    event.refresh_from_db()
    record_edit(event, {"summary": "Renamed"}, by=alice)
    second = events.edit_event(event, by=alice, private_properties={"a": "2"}, send_updates="all")

    assert flush(second) == [State.SENT]
    assert remote()["extendedProperties"]["private"]["a"] == "2"


def test_extended_properties_are_taken_away_but_for_the_mark(event, remote, flush, alice):
    flush(events.edit_event(event, by=alice, private_properties={"a": "1"}))

    entry = record_edit(event, {"extendedProperties": None}, by=alice)

    assert flush(entry) == [State.SENT]
    mark = {"djGoogleCalendarEdit": OutboxEntry.objects.get(pk=entry.pk).batch.hex}
    assert remote()["extendedProperties"] == {"private": mark}


def test_an_edit_behind_those_that_google_refuses_is_made(event, google, remote, flush, alice):
    google.fail(method="events.patch", status=400, reason="invalid", times=1)
    lost = [record_edit(event, {"summary": title}, by=alice) for title in ("First", "Second")]
    third = record_edit(event, {"summary": "Third"}, by=alice, parameters=MAILED)

    assert flush(*lost, third) == [State.REFUSED, State.REFUSED, State.SENT]
    assert remote()["summary"] == "Third"


def test_an_edit_behind_those_that_are_lost_with_another_is_made(
    event, google, remote, flush, alice
):
    google.fail(method="events.delete", status=403, reason="forbidden")
    google.add_event(ALICE, **FIELDS, id="other0")
    pull_calendar(event.calendar)
    other = event.calendar.events.get(google_id="other0")
    head = record_deletion(other, by=alice)
    first = record_edit(event, {"summary": "First"}, by=alice, follows=head)
    second = record_edit(event, {"summary": "Second"}, by=alice, follows=first)
    third = record_edit(event, {"summary": "Third"}, by=alice)

    assert flush(head, first, second, third) == [*[State.REFUSED] * 3, State.SENT]
    assert remote()["summary"] == "Third"


def test_an_edit_behind_one_that_is_given_up_is_made(event, remote, flush, alice):
    entries = [record_edit(event, {"summary": each}, by=alice) for each in ("One", "Two", "Three")]

    for lost in entries[:2]:
        outbox.discard(lost)

    assert flush(entries[2]) == [State.SENT]
    assert remote()["summary"] == "Three"


def test_an_edit_before_one_that_is_given_up_stays_as_it_is(event, alice):
    first = record_edit(event, {"summary": "First"}, by=alice)
    second = record_edit(event, {"summary": "Standup"}, by=alice)

    outbox.discard(second)

    first.refresh_from_db()
    event.refresh_from_db()
    assert (first.base, event.summary) == ({"summary": "Standup"}, "First")


def test_an_edit_that_has_seen_googles_value_keeps_it_where_a_refused_one_is_given_up(
    event, google, flush, alice
):
    google.fail(method="events.patch", status=400, reason="invalid", times=1)
    refused = record_edit(event, {"summary": "First"}, by=alice)
    flush(refused)
    google.edit_event(ALICE, "standup0", summary="First")
    pull_calendar(event.calendar)
    event.refresh_from_db()
    second = record_edit(event, {"summary": "Second"}, by=alice)

    outbox.discard(refused)

    second.refresh_from_db()
    assert second.base == {"summary": "First"}
