"""The labels that events of a calendar can have."""

import uuid

import pytest

from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.models import Account, Calendar, OutboxEntry
from dj_google_calendar.operations import calendars, events
from dj_google_calendar.operations.labels import Label, list_labels, set_labels
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list

RED, GREEN = Label("Urgent", "#D50000"), Label("", "#33b679")


def test_labels_reach_google_and_events_have_them(calendar, event, alice, send, remote):
    set_labels(calendar, [RED, GREEN], by=alice)
    events.edit_event(event, by=alice, event_label_id=RED.id)

    assert set(send()) == {"sent"}
    assert list_labels(calendar) == [Label("Urgent", "#d50000", RED.id), GREEN]
    assert remote(event)["eventLabelId"] == RED.id


def test_a_label_is_renamed_by_its_id_and_goes_where_it_is_left_out(calendar, alice, send):
    set_labels(calendar, [RED, GREEN], by=alice)
    send()

    set_labels(calendar, [Label("Soon", "#d50000", RED.id.upper())], by=alice)

    assert send() == ["sent", "sent"]
    assert list_labels(calendar) == [Label("Soon", "#d50000", RED.id)]


def test_a_label_whose_answer_is_lost_is_made_once(calendar, alice, send, later, google):
    google.fail(method="calendars.patch", action="cut_after", times=1)
    set_labels(calendar, [RED], by=alice)
    assert send() == ["queued"]
    (made,) = list_labels(calendar)
    later()

    assert send() == ["sent"]
    assert list_labels(calendar) == [made]
    assert made.id == RED.id


def test_labels_that_wait_are_not_shown_as_of_the_list(calendar, alice, send, google):
    google.fail(method="calendars.patch", status=503, times=1)
    set_labels(calendar, [RED], by=alice)
    calendars.edit_calendar(calendar, by=alice, location="Home")
    assert "queued" in send()
    Account.objects.update(calendar_list_sync_token="")

    pull_calendar_list(Account.objects.get())

    calendar.refresh_from_db()
    assert "labelProperties" not in calendar.resource
    assert calendar.resource["location"] == "Home"


def test_labels_that_google_refuses_leave_the_calendar_alone(calendar, alice, send, google):
    before = calendar.resource
    google.fail(method="calendars.patch", status=403, reason="forbidden", times=1)
    set_labels(calendar, [RED], by=alice)

    assert send() == ["refused"]
    calendar.refresh_from_db()
    assert calendar.resource == before
    assert list_labels(calendar) == []


@pytest.mark.parametrize(
    "given",
    [
        [RED, RED],
        [RED, Label("Other", "#000000", RED.id.upper())],
        [Label(str(number), "#000000") for number in range(201)],
        [Label("x" * 51, "#000000")],
        [Label("a\x00b", "#000000")],
        [Label(5, "#000000")],
        [Label("Red", "red")],
        [Label("Red", None)],
        [Label("Red", "#d50000\n")],
        [Label("Red", "#000000", "")],
        [Label("Red", "#000000", "label1")],
        [Label("Red", "#000000", None)],
        [Label("Red", "#000000", uuid.uuid4())],
        [{"name": "Red", "backgroundColor": "#000000"}],
        [None],
        "Red",
        5,
        None,
    ],
    ids=range(18),
)
def test_bad_labels_are_refused_and_nothing_is_written(calendar, alice, given):
    with pytest.raises(InvalidFieldError, match="labelProperties") as refused:
        set_labels(calendar, given, by=alice)

    assert refused.value.field == "labelProperties"
    assert not OutboxEntry.objects.exists()


def test_only_owners_label(account, alice):
    releases = account.calendars.get(summary="Team releases")

    with pytest.raises(NotAllowedError, match="owner"):
        set_labels(releases, [RED], by=alice)

    assert list_labels(releases) == []


def test_labels_of_a_calendar_that_is_away_are_not_asked_for(calendar, google):
    Calendar.objects.update(state=Calendar.State.OFF)
    calendar.refresh_from_db()
    google.log.clear()

    with pytest.raises(NotAllowedError, match="away"):
        list_labels(calendar)
