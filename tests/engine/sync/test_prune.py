"""What is old is forgotten; what waits is not."""

import datetime as dt

from dj_google_calendar import clock
from dj_google_calendar.models import Channel, Notification, StateChange, SyncRun
from dj_google_calendar.operations.calendars import ask_for_pull
from dj_google_calendar.sync.prune import prune
from dj_google_calendar.sync.pull_calendar import pull_calendar


def test_old_records_go(calendar):
    ask_for_pull(calendar)
    pull_calendar(calendar)
    long_ago = clock.now() - dt.timedelta(days=99)
    Notification.objects.update(received_at=long_ago)
    SyncRun.objects.update(started_at=long_ago)
    StateChange.objects.update(changed_at=long_ago)
    Channel.objects.create(
        account=calendar.account, channel_id="a", state="stopped", opened_at=long_ago
    )

    assert prune() > 3
    models = (Notification, SyncRun, StateChange, Channel)
    assert [model.objects.count() for model in models] == [0, 0, 0, 0]


def test_a_wish_that_waits_stays_however_old(calendar):
    ask_for_pull(calendar)
    Notification.objects.update(received_at=clock.now() - dt.timedelta(days=99))

    prune()

    assert Notification.objects.count() == 1


def test_what_is_new_stays(calendar):
    before = SyncRun.objects.count(), StateChange.objects.count()

    prune()

    assert (SyncRun.objects.count(), StateChange.objects.count()) == before
