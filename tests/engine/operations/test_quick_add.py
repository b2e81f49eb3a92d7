"""An event from a sentence is made once, or said to be uncertain."""

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

SENTENCE = "Dinner with Sam on 2026-12-05 7pm-9pm"


def test_a_sentence_becomes_an_event(calendar, alice, google):
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
