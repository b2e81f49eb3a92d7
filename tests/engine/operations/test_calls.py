"""Edits of calendars that are given up or sent again: what is shown of them meanwhile."""

import pytest

from dj_google_calendar.models import Calendar
from dj_google_calendar.operations import calendars, outbox
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list


@pytest.fixture
def refused_removal(family, alice, send, google):
    google.fail(method="calendars.delete", status=403, reason="forbidden")
    entry = calendars.delete_calendar(family, by=alice)
    send()
    family.refresh_from_db()
    return entry


def test_a_calendar_comes_back_whose_deletion_is_given_up(account, family, alice, send, google):
    entry = calendars.delete_calendar(family, by=alice)

    outbox.discard(entry)

    family.refresh_from_db()
    assert (family.state, family.state_reason) == (
        Calendar.State.RESYNC,
        "To remove it was given up.",
    )
    assert send() == ["discarded"]
    pull_calendar_list(account)
    pull_calendar(family)
    assert family.state == Calendar.State.LIVE
    assert not google.world.calendars[family.google_id].is_deleted


def test_a_title_that_is_given_up_is_shown_no_longer(account, family, alice, send, google):
    first = calendars.edit_calendar(family, by=alice, summary="Kin")
    calendars.edit_calendar(family, by=alice, description="All of us")

    outbox.discard(first)

    family.refresh_from_db()
    assert (family.summary, family.resource["description"]) == ("Family", "All of us")
    send()
    assert google.world.calendars[family.google_id].summary == "Family"


def test_a_deletion_that_is_sent_again_shows_the_calendar_no_longer(
    family, refused_removal, alice, send, google
):
    assert family.state == Calendar.State.RESYNC

    outbox.retry(refused_removal, by=alice)

    family.refresh_from_db()
    assert family.state == Calendar.State.UNREACHABLE
    assert send() == ["sent"]
    family.refresh_from_db()
    assert (family.state, family.state_reason) == (Calendar.State.UNREACHABLE, "It was deleted.")
    assert google.world.calendars[family.google_id].is_deleted


def test_a_calendar_stays_away_while_another_deletion_of_it_waits(family, refused_removal, alice):
    again = calendars.delete_calendar(family, by=alice)
    outbox.retry(refused_removal, by=alice)

    outbox.discard(again)

    family.refresh_from_db()
    assert family.state == Calendar.State.UNREACHABLE


def test_a_title_that_is_sent_again_is_shown_at_once(family, alice, send, google):
    google.fail(method="calendars.patch", status=403, reason="forbidden")
    entry = calendars.edit_calendar(family, by=alice, summary="Kin")
    send()

    outbox.retry(entry, by=alice)

    family.refresh_from_db()
    assert family.summary == "Kin"
    send()
    assert google.world.calendars[family.google_id].summary == "Kin"


def test_to_give_up_what_was_refused_leaves_what_is_shown_since(family, alice, send, google):
    google.fail(method="calendars.patch", status=403, reason="forbidden")
    entry = calendars.edit_calendar(family, by=alice, summary="Kin")
    send()
    family.refresh_from_db()
    calendars.edit_calendar(family, by=alice, summary="Kin")
    send()

    outbox.discard(entry)

    family.refresh_from_db()
    assert family.summary == "Kin"
