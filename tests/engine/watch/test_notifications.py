"""A change at Google reaches the mirror through a channel, or by a poll where that fails."""

import datetime as dt

import pytest

from dj_google_calendar import clock
from dj_google_calendar.freshness import of_calendars
from dj_google_calendar.models import Account, Calendar, Channel, Notification
from dj_google_calendar.tasks import tick
from dj_google_calendar.watch.upkeep import SILENCE, see_to_channels

ALICE = "alice@example.com"
State = Channel.State


@pytest.fixture
def reachable(door, settings, pushed):
    """The connected account, at a site that Google reaches."""
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"WEBHOOK_URL": door.address}
    return pushed


@pytest.fixture
def hear(door, google):
    """Lets the site hear what Google has to tell."""
    return lambda: door.let_all_in(google)


@pytest.fixture
def watched(reachable, hear):
    """Alice's calendar, watched; the first messages have come and are pulled."""
    tick()
    hear()
    tick()
    return reachable.calendars.get(google_id=ALICE)


def due():
    return set(Calendar.objects.due(clock.now()).values_list("google_id", flat=True))


def titles(calendar):
    return set(calendar.events.values_list("summary", flat=True))


def poll(time, **ahead):
    """Let the moment of the next polls come."""
    time.ahead += dt.timedelta(**ahead)
    tick()


def until_next(calendar):
    return Calendar.objects.get(pk=calendar.pk).next_pull_at - clock.now()


def test_a_change_is_told_and_pulled(watched, google, hear):
    google.add_event(ALICE, summary="Told")
    hear()
    assert due() == {ALICE}

    tick()

    assert "Told" in titles(watched)
    assert due() == set()


def test_the_first_message_may_come_before_google_s_answer(reachable, google, hear, time):
    google.fail(method="events.watch", action="cut_after")
    time.meanwhile = hear

    see_to_channels()

    first = next(each for each in google.deliveries if each.state == "sync")
    assert first.outcome == "delivered"
    assert Notification.objects.filter(state="sync").exists()


def test_an_answer_that_was_lost_costs_nothing_but_the_channel(reachable, google, hear):
    google.fail(method="events.watch", action="cut_after", times=9)
    see_to_channels()
    google.clear_faults()

    hear()  # what no answer has told of speaks
    see_to_channels()
    hear()

    live = Channel.objects.filter(state=State.LIVE).values_list("channel_id", flat=True)
    assert {each.id for each in google.world.channels if not each.is_stopped} == set(live)


def test_a_change_of_the_list_is_told(watched, google, hear):
    google.add_calendar(id="new", owner=ALICE, summary="New")
    hear()

    tick()

    assert watched.account.calendars.filter(google_id="new").exists()


def test_a_lost_notification_is_made_up_for_by_the_next_poll(watched, google, hear, time):
    google.disturb(action="drop", times=99)
    google.add_event(ALICE, summary="Lost")
    hear()
    assert due() == set()

    poll(time, minutes=17)

    assert "Lost" in titles(watched)


def test_duplicates_and_wrong_order_do_no_harm(watched, google, hear):
    google.disturb(action="duplicate", times=2)
    google.disturb(action="reorder", times=2)
    for number in range(4):
        google.add_event(ALICE, summary=f"Odd {number}")
    hear()

    tick()

    assert {f"Odd {number}" for number in range(4)} <= titles(watched)


def test_a_calendar_without_channels_is_polled_more_often(watched):
    holidays = watched.account.calendars.get(google_id__endswith="@group.v.calendar.google.com")

    assert until_next(holidays) < dt.timedelta(minutes=6)
    assert until_next(watched) > dt.timedelta(minutes=13)


def silence(google, time):
    """Let two polls find changes that nothing was told of."""
    google.disturb(action="drop", times=999)
    for number in range(2):
        google.add_event(ALICE, summary=f"Silent {number}")
        poll(time, minutes=17)


def test_a_silent_channel_is_no_longer_relied_on(watched, google, time):
    silence(google, time)

    assert until_next(watched) < dt.timedelta(minutes=6)
    assert not of_calendars(Calendar.objects.filter(pk=watched.pk))[0].is_pushed


def test_a_silent_channel_is_replaced_once_an_hour(watched, google, time):
    first = watched.channels.get(state=State.LIVE)
    silence(google, time)

    poll(time, minutes=60)
    second = watched.channels.get(state=State.LIVE)
    poll(time, minutes=6)

    first.refresh_from_db()
    assert (first.state, first.state_reason) == (State.STOPPED, SILENCE)
    assert second.pk != first.pk
    assert watched.channels.get(state=State.LIVE) == second


def test_a_channel_that_tells_again_is_relied_on_again(watched, google, hear, time):
    silence(google, time)
    google.clear_faults()
    poll(time, minutes=60)
    hear()

    tick()

    assert not Calendar.objects.get(pk=watched.pk).is_silent
    assert until_next(watched) > dt.timedelta(minutes=13)


def test_polls_that_find_nothing_say_nothing_about_the_channel(watched, time):
    poll(time, minutes=17)
    poll(time, minutes=17)

    assert Calendar.objects.get(pk=watched.pk).silent_pulls == 0


def silence_of_list(google, time):
    """Let two polls find calendars that nothing was told of."""
    google.disturb(action="drop", times=999)
    for number in range(2):
        google.add_calendar(id=f"silent{number}", owner=ALICE, summary=f"Silent {number}")
        poll(time, hours=7)


def test_a_silent_list_is_read_more_often(watched, google, time):
    silence_of_list(google, time)

    account = Account.objects.get(pk=watched.account_id)
    assert account.is_list_silent
    assert account.next_list_pull_at - clock.now() < dt.timedelta(minutes=70)


def test_the_channel_of_a_silent_list_is_replaced_and_relied_on_again(watched, google, hear, time):
    first = Channel.objects.get(calendar=None, state=State.LIVE)
    silence_of_list(google, time)
    google.clear_faults()
    poll(time, minutes=61)
    hear()  # the new channel speaks
    tick()

    first.refresh_from_db()
    assert (first.state, first.state_reason) == (State.STOPPED, SILENCE)
    assert Channel.objects.get(calendar=None, state=State.LIVE).pk != first.pk
    assert not Account.objects.get(pk=watched.account_id).is_list_silent


def test_a_list_whose_changes_are_told_is_not_silent(watched, google, hear, time):
    for number in range(3):
        google.add_calendar(id=f"told{number}", owner=ALICE, summary=f"Told {number}")
        hear()
        tick()

    assert Account.objects.get(pk=watched.account_id).silent_list_pulls == 0


def test_what_a_full_list_finds_says_nothing_about_its_channel(watched, google, time):
    google.disturb(action="drop", times=999)
    for number in range(3):
        google.add_calendar(id=f"full{number}", owner=ALICE, summary=f"Full {number}")
        poll(time, hours=27)

    assert Account.objects.get(pk=watched.account_id).silent_list_pulls == 0


def test_a_list_that_could_not_be_read_is_still_told_of(watched, google, hear, time):
    google.add_calendar(id="told", owner=ALICE, summary="Told")
    hear()
    google.fail(method="calendarList.list", status=400, reason="invalid")

    tick()

    assert Account.objects.get(pk=watched.account_id).is_list_told
