"""States change by compare-and-set, along the ways that are listed, and each change is kept."""

import itertools

import pytest

from dj_google_calendar import lifecycle
from dj_google_calendar.exceptions import IllegalTransitionError
from dj_google_calendar.models import Account, Calendar, StateChange

State = Calendar.State


def test_each_state_has_its_ways():
    assert lifecycle.ACCOUNT.keys() == set(Account.State)
    assert lifecycle.CALENDAR.keys() == set(Calendar.State)


def test_a_change_is_kept_with_reason_actor_and_time(calendar):
    StateChange.objects.all().delete()

    moved = lifecycle.move(calendar, State.RESYNC, reason="Because.", actor="a test")

    change = StateChange.objects.get()
    assert moved
    assert (change.calendar, change.account) == (calendar, calendar.account)
    assert (change.before, change.after) == ("live", "resync")
    assert (change.reason, change.actor) == ("Because.", "a test")
    assert change.changed_at == Calendar.objects.get(pk=calendar.pk).state_changed_at


def test_who_comes_second_changes_nothing(calendar):
    twin = Calendar.objects.get(pk=calendar.pk)
    lifecycle.move(calendar, State.OFF, actor="first")
    before = StateChange.objects.count()

    moved = lifecycle.move(twin, State.RESYNC, actor="second")

    assert not moved
    assert twin.state == State.OFF
    assert StateChange.objects.count() == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pair
        for pair in itertools.product(State, State)
        if pair[1] not in lifecycle.CALENDAR[pair[0]]
    ],
)
def test_an_unlisted_way_raises(before, after):
    with pytest.raises(IllegalTransitionError):
        lifecycle.check(Calendar(state=before), after)


def test_the_history_of_a_pull_is_whole(calendar):
    history = list(calendar.state_changes.order_by("pk").values_list("before", "after"))

    assert history == [("new", "full_pull"), ("full_pull", "live")]
