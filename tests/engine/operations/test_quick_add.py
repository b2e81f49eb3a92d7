"""An event from a sentence is made once, or said to be uncertain."""

import datetime as dt
import json

import pytest

from dj_google_calendar.exceptions import (
    AnswerLostError,
    InvalidFieldError,
    NotAllowedError,
    RateLimitedError,
)
from dj_google_calendar.models import Calendar, OutboxEntry
from dj_google_calendar.operations.quick_add import quick_add
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"
SENTENCE = "Dinner with Sam on 2026-12-05 7pm-9pm"


def test_a_sentence_becomes_an_event(calendar, alice, google):
    pull_calendar(calendar)

    event = quick_add(calendar, SENTENCE, by=alice)

    assert event.summary == "Dinner with Sam"
    assert event.starts_at.isoformat() == "2026-12-05T18:00:00+00:00"
    assert not event.in_outbox
    assert google.log.count("events.quickAdd") == 1
    assert not OutboxEntry.objects.exists()


def test_its_echo_makes_no_second_one(calendar, alice):
    event = quick_add(calendar, SENTENCE, by=alice)

    pull_calendar(calendar)

    assert calendar.events.filter(summary="Dinner with Sam").get() == event


@pytest.mark.parametrize("action", ["cut_before", "cut_after", "truncate"])
def test_a_lost_answer_is_said_and_never_asked_for_again(calendar, alice, google, action):
    google.fail(method="events.quickAdd", action=action, times=1)

    with pytest.raises(AnswerLostError) as raised:
        quick_add(calendar, SENTENCE, by=alice)

    assert "before you try again" in raised.value.hint
    assert google.log.count("events.quickAdd") <= 1
    assert Calendar.objects.due(calendar.account.connected_at.replace(year=2100)).filter(
        pk=calendar.pk
    )
    pull_calendar(calendar)
    made = calendar.events.filter(summary="Dinner with Sam").count()
    assert made == (0 if action == "cut_before" else 1)


def test_a_refusal_is_one(calendar, alice, google):
    google.fail(method="events.quickAdd", status=403, reason="rateLimitExceeded", times=1)

    with pytest.raises(RateLimitedError):
        quick_add(calendar, SENTENCE, by=alice)


@pytest.mark.parametrize("text", ["", "  ", "x" * 1025, "\x00", None, 7, "\ud800"])
def test_what_is_no_sentence_is_not_sent(calendar, alice, google, text):
    google.log.clear()

    with pytest.raises(InvalidFieldError, match="text"):
        quick_add(calendar, text, by=alice)

    assert google.log.count("events.quickAdd") == 0


def test_a_calendar_that_can_only_be_read_gets_none(calendar, alice):
    calendar.access_role = "reader"

    with pytest.raises(NotAllowedError):
        quick_add(calendar, SENTENCE, by=alice)


@pytest.fixture
def overtaken(calendar, alice, google, time, just_before):
    """Adds an event while somebody does something to it, which is pulled before the answer."""

    def added(act, *, again=lambda: None):
        def meanwhile():
            again()
            (made,) = (e for e in google.world.calendars[ALICE].events.values() if is_new(e))
            act(made.resource["id"])
            pull_calendar(Calendar.objects.get(pk=calendar.pk))

        def is_new(event):
            return event.resource.get("summary") == "Dinner with Sam"

        pull_calendar(calendar)
        google.log.clear()
        with just_before(lambda _sql: google.log.count("events.quickAdd") > 0, meanwhile):
            event = quick_add(calendar, SENTENCE, by=alice)
        time.ahead = dt.timedelta(minutes=5)
        pull_calendar(calendar)
        event.refresh_from_db()
        return event

    return added


def test_what_was_changed_before_the_answer_stays_so(overtaken, google):
    event = overtaken(lambda made: google.edit_event(ALICE, made, summary="Theirs"))

    assert event.summary == "Theirs"


@pytest.mark.parametrize("is_pulled", [False, True])
def test_what_was_deleted_before_the_answer_stays_so(overtaken, calendar, google, is_pulled):
    def before():
        if is_pulled:
            pull_calendar(Calendar.objects.get(pk=calendar.pk))

    event = overtaken(lambda made: google.delete_event(ALICE, made), again=before)

    assert event.status == "cancelled"


def test_what_is_gone_for_good_before_the_answer_is_said_to_be(overtaken, google):
    def gone(made):
        google.delete_event(ALICE, made)
        google.fail(method="events.get", status=404, reason="notFound", times=1)

    event = overtaken(gone)

    assert event.status == "cancelled"


def test_what_cannot_be_read_after_it_was_overtaken_is_uncertain(overtaken, google):
    def unreadable(made):
        google.delete_event(ALICE, made)
        google.fail(method="events.get", status=403, reason="rateLimitExceeded", times=9)

    with pytest.raises(AnswerLostError):
        overtaken(unreadable)


def test_an_event_that_no_database_can_keep_is_uncertain(calendar, alice, google):
    times = {"start": {"date": "2026-12-01"}, "end": {"date": "2026-12-02"}}
    made = {"id": "dinner0", "status": "confirmed", "etag": '"1"', "summary": "Din\0ner", **times}
    google.fail(method="events.quickAdd", status=200, body=json.dumps(made))

    with pytest.raises(AnswerLostError):
        quick_add(calendar, SENTENCE, by=alice)

    assert not calendar.events.filter(google_id="dinner0").exists()


@pytest.mark.parametrize("is_deleted", [True, False])
def test_the_list_that_was_being_read_tells_what_has_become_of_it(
    calendar, alice, google, time, is_deleted
):
    made = []

    def meanwhile(_seconds):
        if not made:
            made.append(quick_add(Calendar.objects.get(pk=calendar.pk), SENTENCE, by=alice))
            if is_deleted:
                google.delete_event(ALICE, made[0].google_id)

    Calendar.objects.filter(pk=calendar.pk).update(sync_token="")  # a full list
    time.sleep = meanwhile
    google.fail(method="events.list", action="cut_after", times=1)

    for minutes in (0, 5, 10):
        time.ahead = dt.timedelta(minutes=minutes)
        pull_calendar(Calendar.objects.get(pk=calendar.pk))

    [event] = made
    event.refresh_from_db()
    assert event.status == ("cancelled" if is_deleted else "confirmed")
    assert not event.in_outbox
