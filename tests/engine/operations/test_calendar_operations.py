"""What an operator can do about a calendar."""

from dj_google_calendar.models import Calendar
from dj_google_calendar.operations.calendars import (
    ask_for_pull,
    confirm_mass_change,
    switch_off,
    switch_on,
)
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"


def reset_remote(google):
    """Let Google's list lack nearly everything, without a word of what was deleted."""
    remote = google.world.calendars[ALICE]
    keep = next(iter(remote.events))
    for event in list(remote.order):
        if event.resource["id"] != keep:
            remote.events.pop(event.resource["id"], None)
    remote.order = [remote.events[keep]]
    remote.instances.clear()
    remote.changes = [(event.micros, event) for event in remote.order]
    google.expire_sync_tokens()


def test_much_that_vanishes_is_held_until_a_second_look(calendar, google):
    before = calendar.events.not_cancelled().count()
    reset_remote(google)

    pull_calendar(calendar)

    calendar.refresh_from_db()
    assert calendar.state == Calendar.State.HELD
    assert f"of {before} events" in calendar.state_reason
    assert calendar.events.not_cancelled().count() == before

    pull_calendar(calendar)

    calendar.refresh_from_db()
    assert calendar.state == Calendar.State.LIVE
    assert calendar.events.not_cancelled().count() < 10


def test_what_comes_back_before_the_second_look_stays(calendar, google):
    google.snapshot()
    before = calendar.events.not_cancelled().count()
    reset_remote(google)
    pull_calendar(calendar)
    google.restore()

    pull_calendar(calendar)

    calendar.refresh_from_db()
    assert calendar.state == Calendar.State.LIVE
    assert calendar.events.not_cancelled().count() == before
    assert calendar.missed == 0


def test_an_operator_can_confirm_it(calendar, google):
    reset_remote(google)
    pull_calendar(calendar)
    calendar.refresh_from_db()

    confirmed = confirm_mass_change(calendar, by="admin 1")

    assert confirmed
    pull_calendar(calendar)
    assert calendar.events.not_cancelled().count() < 10
    assert not confirm_mass_change(calendar, by="admin 1")


def test_a_calendar_that_is_off_is_not_due(calendar, google):
    assert switch_off(calendar, by="admin 1")
    ask_for_pull(calendar)

    assert calendar.pk not in Calendar.objects.due(calendar.next_pull_at).values_list(
        "pk", flat=True
    )
    assert switch_on(calendar, by="admin 1")
    ask_for_pull(calendar)
    assert calendar.pk in Calendar.objects.due(
        Calendar.objects.get(pk=calendar.pk).next_pull_at
    ).values_list("pk", flat=True)
