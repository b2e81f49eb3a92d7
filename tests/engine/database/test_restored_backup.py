"""A backup that is restored knows old tokens, leases and channels; the mirror comes through."""

import copy

import pytest
from django.core.management import call_command

from dj_google_calendar.exceptions import SupersededError
from dj_google_calendar.models import (
    Account,
    Calendar,
    Channel,
    Event,
    Notification,
    SyncRun,
)
from dj_google_calendar.sync import lease
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.tasks import tick
from dj_google_calendar.watch.upkeep import see_to_channels

ALICE = "alice@example.com"
KEPT = (Account, Calendar, Event, Channel, Notification, SyncRun)


def backup():
    return [(model, copy.deepcopy(list(model.objects.all()))) for model in KEPT]


def restore(kept):
    for model, _ in reversed(kept):
        model.objects.all().delete()
    for model, rows in kept:
        model.objects.bulk_create(rows)


def living(google):
    events = google.world.calendars[ALICE].events
    return {key for key, event in events.items() if not event.is_cancelled}


def mirrored():
    events = Event.objects.not_cancelled().filter(calendar__google_id=ALICE)
    return list(events.values_list("google_id", flat=True))


@pytest.fixture
def restored(pushed, google):
    """An account whose backup was restored after much had happened."""
    see_to_channels()
    kept = backup()
    google.add_event(ALICE, summary="After the backup")
    gone = next(iter(living(google) & set(mirrored())))
    google.delete_event(ALICE, gone)
    tick()
    Channel.objects.update(renew_at="2000-01-01T00:00Z")
    see_to_channels()
    restore(kept)
    return Account.objects.get(pk=pushed.pk)


def test_everything_is_read_again_and_nothing_is_there_twice(restored, google, capsys):
    google.expire_sync_tokens()

    call_command("gcal_reconcile", "--after-restore")
    tick()

    assert sorted(mirrored()) == sorted(living(google))
    states = set(restored.calendars.values_list("state", flat=True))
    assert states == {Calendar.State.LIVE}
    assert "calendars are read again" in capsys.readouterr().out


def test_channels_of_the_backup_are_replaced(restored, google):
    before = set(Channel.objects.filter(state=Channel.State.LIVE).values_list("pk", flat=True))

    call_command("gcal_reconcile", "--after-restore")
    see_to_channels()

    live = Channel.objects.filter(state=Channel.State.LIVE)
    remote = {each.id for each in google.world.channels if not each.is_stopped}
    assert not before & set(live.values_list("pk", flat=True))
    assert set(live.values_list("channel_id", flat=True)) <= remote


def test_a_worker_of_the_time_before_writes_nothing(calendar):
    kept = backup()
    taken = lease.take(calendar.pk)
    restore(kept)
    call_command("gcal_reconcile", "--after-restore")
    lease.take(calendar.pk)

    with pytest.raises(SupersededError):
        lease.give_back(taken.calendar, {"sync_token": "of before"})

    assert Calendar.objects.get(pk=calendar.pk).sync_token == ""


def test_without_the_command_old_tokens_bring_what_came_since(restored, google):
    pull_calendar(restored.calendars.get(google_id=ALICE))

    assert sorted(mirrored()) == sorted(living(google))


def test_a_calendar_that_was_never_read_stays_new(account):
    Calendar.objects.update(state=Calendar.State.NEW)

    call_command("gcal_reconcile", "--account", ALICE)

    assert set(account.calendars.values_list("state", flat=True)) == {Calendar.State.NEW}
