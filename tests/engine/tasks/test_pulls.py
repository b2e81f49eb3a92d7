"""What the entry points do: once for many notifications, and never less than is wanted."""

import datetime as dt
import os

import celery
import pytest

from dj_google_calendar import clock, tasks
from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import BusyError, SupersededError
from dj_google_calendar.models import Account, Calendar, Channel, Event, Notification
from dj_google_calendar.sync import lease
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.watch.channels import token_hash

ALICE = "alice@example.com"
CELERY = {"default": {"BACKEND": "dj_google_calendar.task_backends.celery.CeleryBackend"}}
CALENDARS = int(os.environ.get("CALENDARS", "50"))
State = Calendar.State


def notify(calendar, count=1):
    for _ in range(count):
        Notification.objects.create(calendar=calendar, state="exists", received_at=clock.now())


def fresh(calendar):
    return Calendar.objects.get(pk=calendar.pk)


def is_due(calendar):
    return Calendar.objects.due(clock.now()).filter(pk=calendar.pk).exists()


def test_many_notifications_are_one_pull(calendar, google):
    notify(calendar, 20)
    google.log.clear()

    for _ in range(20):
        tasks.pull(calendar.pk, only_if_wanted=True)

    assert google.log.count("events.list") == 1
    assert not is_due(calendar)


def test_a_task_that_nothing_asks_for_does_nothing(calendar, google):
    google.log.clear()

    assert not tasks.pull(calendar.pk, only_if_wanted=True)

    assert len(google.log) == 0


def test_a_notification_during_a_pull_makes_another_one(calendar, google, time):
    notify(calendar)
    google.fail(method="events.list", status=503)  # lets the pull wait in its middle
    time.meanwhile = lambda: notify(calendar)
    google.log.clear()

    assert tasks.pull(calendar.pk, only_if_wanted=True)

    assert google.log.count("events.list", having="syncToken") == 3
    assert not is_due(calendar)


def test_what_changes_without_end_is_left_to_the_next_turn(calendar, google, time):
    def again():
        notify(calendar)
        google.fail(method="events.list", status=503, skip=1)  # in the middle of the next pull
        time.meanwhile = again

    notify(calendar)
    google.fail(method="events.list", status=503)
    time.meanwhile = again
    google.log.clear()

    assert not tasks.pull(calendar.pk, only_if_wanted=True)

    assert google.log.count("events.list") == 2 * tasks.PULLS_IN_A_ROW
    assert is_due(calendar)


def test_who_comes_while_another_pulls_leaves_it_to_that_one(calendar, google, time):
    lease.take(calendar.pk)
    notify(calendar)
    google.log.clear()

    assert not tasks.pull(calendar.pk, only_if_wanted=True)

    assert len(google.log) == 0
    with pytest.raises(BusyError):
        pull_calendar(calendar)


def test_who_comes_while_another_ends_waits_a_moment(calendar, google, time):
    # the other one may have looked for notifications just before this one came
    taken = lease.take(calendar.pk)
    notify(calendar)
    time.meanwhile = lambda: lease.give_back(taken.calendar, {})

    assert tasks.pull(calendar.pk, only_if_wanted=True)

    assert not is_due(calendar)


def test_a_lease_that_has_run_out_is_taken_over_and_the_first_is_refused(calendar, time):
    first = lease.take(calendar.pk)
    notify(calendar)
    assert not is_due(calendar)
    time.ahead = dt.timedelta(seconds=conf.LEASE_SECONDS + 1)
    assert is_due(calendar)

    second = lease.take(calendar.pk)

    assert second.calendar.lease_generation == first.calendar.lease_generation + 1
    with pytest.raises(SupersededError):
        lease.renew(first.calendar)
    with pytest.raises(SupersededError):
        lease.give_back(first.calendar, {"sync_token": "stale"})
    assert fresh(calendar).sync_token != "stale"


def test_a_paused_worker_s_events_are_refused(calendar, google, time):
    def another_pulls():
        time.ahead += dt.timedelta(seconds=conf.LEASE_SECONDS + 1)
        google.add_event(ALICE, summary="Second")
        pull_calendar(Calendar(pk=calendar.pk, account_id=calendar.account_id))

    google.add_event(ALICE, summary="First")
    google.fail(method="events.list", status=503)
    time.meanwhile = another_pulls
    token = fresh(calendar).sync_token

    with pytest.raises(SupersededError):
        pull_calendar(calendar)

    assert fresh(calendar).sync_token != token
    assert fresh(calendar).state == State.LIVE
    assert {"First", "Second"} <= set(calendar.events.values_list("summary", flat=True))


def test_a_notification_does_not_shorten_a_wait_for_google(calendar, google, time):
    google.fail(method="events.list", status=400, reason="invalid", times=9)
    notify(calendar)
    tasks.pull(calendar.pk, only_if_wanted=True)
    Calendar.objects.update(next_pull_at=clock.now() + dt.timedelta(minutes=10))
    notify(calendar)
    google.log.clear()

    tasks.pull(calendar.pk, only_if_wanted=True)

    assert fresh(calendar).state == State.BACKOFF
    assert len(google.log) == 0
    assert not is_due(calendar)


def test_a_wrong_client_is_not_asked_about_without_end(calendar, google, settings):
    secrets = google.register_client([])
    secrets["web"]["client_id"] = "other.apps.googleusercontent.com"
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"CLIENT_SECRETS": secrets}
    notify(calendar)

    tasks.pull(calendar.pk, only_if_wanted=True)

    found = fresh(calendar)
    assert (found.state, found.failures) == (State.BACKOFF, 1)
    assert "another OAuth client" in found.state_reason


def test_a_list_that_failed_is_read_again_soon(account, google):
    Account.objects.update(next_list_pull_at=clock.now())
    google.fail(method="calendarList.list", status=400, reason="invalid", times=9)

    assert tasks.pull_due_lists() == 0

    account.refresh_from_db()
    assert account.next_list_pull_at - clock.now() < dt.timedelta(minutes=16)


def test_a_tick_does_everything_that_is_due(account, google):
    google.add_event(ALICE, summary="New")
    Calendar.objects.update(next_pull_at=clock.now())
    Account.objects.update(next_list_pull_at=clock.now())
    google.log.clear()

    tasks.tick()

    assert account.calendars.filter(google_id=ALICE, events__summary="New").exists()
    assert google.log.count("calendarList.list") == 1
    assert google.log.count("events.list") == account.calendars.reachable().count()
    assert tasks.tick() == 0


def test_a_wish_of_a_person_is_kept_whatever_becomes_of_the_queue(
    account, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}

    with django_capture_on_commit_callbacks(execute=True):
        tasks.enqueue_account_pull(account)

    account.refresh_from_db()
    assert account.next_list_pull_at <= clock.now()
    due = Calendar.objects.due(clock.now())
    assert set(due) == set(account.calendars.reachable())


@pytest.fixture
def broken_broker(settings):
    """Celery whose broker is not there."""
    settings.TASKS = CELERY
    before = celery.current_app._get_current_object()
    app = celery.Celery("test", broker="redis://127.0.0.1:9/0")
    app.conf.broker_transport_options = {"max_retries": 0}
    yield
    before.set_current()


def test_without_a_broker_a_tick_does_the_work_itself(calendar, google, broken_broker):
    google.add_event(ALICE, summary="By the tick")
    notify(calendar)

    tasks.tick()

    assert calendar.events.filter(summary="By the tick").exists()


@pytest.mark.slow
def test_a_flood_is_one_pull_for_each_calendar_and_misses_no_change(
    account, google, browser_of, settings
):
    # more calendars, if they are many, than Google would let one person read in a minute
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"REQUESTS_PER_MINUTE_PER_USER": 0}
    for number in range(CALENDARS):
        google.add_calendar(id=f"flood{number}", owner=ALICE, summary=f"C {number}")
    Account.objects.update(next_list_pull_at=clock.now())
    tasks.tick()
    calendars = list(account.calendars.filter(google_id__startswith="flood"))
    assert len(calendars) == CALENDARS
    channels = [
        Channel.objects.create(
            account=account,
            calendar=calendar,
            channel_id=f"channel-{calendar.pk}",
            token_hash=token_hash(f"token-{calendar.pk}"),
            resource_id="r",
            state=Channel.State.LIVE,
            expires_at=clock.now() + dt.timedelta(days=1),
        )
        for calendar in calendars
    ]
    browser = browser_of()
    for number in range(20 * CALENDARS):
        channel = channels[number * 7 % CALENDARS]
        if number < 3 * CALENDARS:
            google.add_event(channel.calendar.google_id, summary=f"Change {number}")
        headers = {
            "X-Goog-Channel-ID": channel.channel_id,
            "X-Goog-Channel-Token": f"token-{channel.calendar_id}",
            "X-Goog-Resource-ID": "r",
        }
        assert browser.post("/calendar/webhook/", headers=headers).status_code == 204
    google.log.clear()

    for channel in channels * 2:
        tasks.pull(channel.calendar_id, only_if_wanted=True)

    assert google.log.count("events.list") == CALENDARS
    mirrored = Event.objects.filter(summary__startswith="Change").values_list("summary", flat=True)
    assert set(mirrored) == {f"Change {number}" for number in range(3 * CALENDARS)}
