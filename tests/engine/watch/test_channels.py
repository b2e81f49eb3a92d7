"""Channels are opened, renewed by overlap, and stopped."""

import datetime as dt

from dj_google_calendar import clock, tasks
from dj_google_calendar.models import Calendar, Channel, Notification
from dj_google_calendar.operations.accounts import disconnect_account
from dj_google_calendar.operations.calendars import switch_off
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.watch.channels import open_channel
from dj_google_calendar.watch.upkeep import see_to_channels

ALICE = "alice@example.com"
HOLIDAYS = "@group.v.calendar.google.com"
State = Channel.State


def live():
    return Channel.objects.filter(state=State.LIVE)


def remote(google):
    return {each.id for each in google.world.channels if not each.is_stopped}


def test_each_calendar_and_the_list_get_a_channel(pushed, google):
    see_to_channels()

    watched = pushed.calendars.exclude(google_id__endswith=HOLIDAYS)
    assert set(live().exclude(calendar=None).values_list("calendar", flat=True)) == set(
        watched.values_list("pk", flat=True)
    )
    assert live().filter(calendar=None).count() == 1
    assert remote(google) == set(live().values_list("channel_id", flat=True))


def test_the_token_is_kept_as_a_hash(pushed, google):
    see_to_channels()

    token = next(iter(google.world.channels)).token
    assert len(token) >= 43
    assert not Channel.objects.filter(token_hash=token).exists()


def test_nothing_more_is_done_a_second_time(pushed, google):
    see_to_channels()
    google.log.clear()

    assert see_to_channels() == 0
    assert len(google.log) == 0


def test_without_an_address_there_are_no_channels(account, google):
    assert see_to_channels() == 0
    assert not Channel.objects.exists()


def test_a_calendar_that_cannot_be_watched_is_asked_for_once(pushed, google, time):
    see_to_channels()
    refused = Channel.objects.get(state=State.FAILED)
    google.log.clear()
    time.ahead = dt.timedelta(days=3)

    see_to_channels()

    assert refused.calendar.google_id.endswith(HOLIDAYS)
    assert refused.renew_at is None
    assert google.log.count("events.watch") == 0


def test_a_channel_is_replaced_before_it_ends(pushed, google, time):
    see_to_channels()
    before = {each.calendar_id: each for each in live()}
    google.log.clear()
    time.ahead = dt.timedelta(days=5.3)  # three quarters of seven days

    see_to_channels()

    after = {each.calendar_id: each for each in live()}
    assert after.keys() == before.keys()
    assert not {each.pk for each in after.values()} & {each.pk for each in before.values()}
    methods = [entry.method for entry in google.log if entry.path.endswith(("watch", "stop"))]
    first = methods.index("channels.stop")
    assert methods[first - 1].endswith(".watch")  # the new one is there before the old one goes
    assert remote(google) == {each.channel_id for each in after.values()}


def test_a_failure_is_tried_again_later(pushed, google, time):
    google.fail(method="calendarList.watch", status=503, times=9)
    see_to_channels()
    assert not live().filter(calendar=None).exists()
    google.clear_faults()

    time.ahead = dt.timedelta(minutes=21)
    see_to_channels()

    assert live().filter(calendar=None).count() == 1


def test_a_channel_that_google_no_longer_knows_has_ended(pushed, google, settings):
    see_to_channels()
    google.fail(method="channels.stop", status=404, reason="notFound", times=99)
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"WEBHOOK_URL": ""}

    see_to_channels()

    assert not live().exists()
    assert not Channel.objects.filter(state=State.STOPPING).exists()


def test_disconnecting_stops_channels_before_the_grant_ends(pushed, google):
    see_to_channels()
    google.log.clear()

    disconnect_account(pushed)

    methods = [entry.method for entry in google.log]
    assert remote(google) == set()
    assert methods.index("oauth.revoke") > max(
        n for n, method in enumerate(methods) if method == "channels.stop"
    )


def test_a_live_channel_makes_polls_rarer(pushed, google, settings):
    calendar = pushed.calendars.get(google_id=ALICE)
    see_to_channels()

    pull_calendar(calendar)
    pushed_at = Calendar.objects.get(pk=calendar.pk).next_pull_at - clock.now()
    live().update(state=State.STOPPED)
    pull_calendar(calendar)
    polled_at = Calendar.objects.get(pk=calendar.pk).next_pull_at - clock.now()

    assert pushed_at > dt.timedelta(minutes=13)
    assert polled_at < dt.timedelta(minutes=6)


def test_channels_are_stopped_at_once_where_the_address_is_taken_away(pushed, google, settings):
    see_to_channels()
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"WEBHOOK_URL": ""}

    see_to_channels()

    assert not live().exists()
    assert remote(google) == set()


def test_channels_move_with_the_address(pushed, google, settings):
    see_to_channels()
    count = live().count()
    other = "http://127.0.0.1:9/other/"
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"WEBHOOK_URL": other}

    see_to_channels()

    assert set(live().values_list("address", flat=True)) == {other}
    assert live().count() == count
    assert remote(google) == set(live().values_list("channel_id", flat=True))


def test_a_channel_that_cannot_be_renewed_stays_and_google_is_left_in_peace(pushed, google, time):
    see_to_channels()
    before = set(live().values_list("pk", flat=True))
    google.fail(method="events.watch", status=400, reason="invalid", times=99)
    time.ahead = dt.timedelta(days=5.3)
    see_to_channels()
    google.log.clear()

    see_to_channels()

    assert google.log.count("events.watch") == 0
    assert before & set(live().values_list("pk", flat=True))


def test_a_renewal_that_failed_is_made_up_for(pushed, google, time):
    see_to_channels()
    google.fail(method="events.watch", status=400, reason="invalid", times=99)
    time.ahead = dt.timedelta(days=5.3)
    see_to_channels()
    google.clear_faults()
    time.ahead += dt.timedelta(minutes=21)

    see_to_channels()

    assert not Channel.objects.filter(state=State.FAILED).exclude(renew_at=None).exists()
    assert remote(google) == set(live().values_list("channel_id", flat=True))


def test_a_stop_that_failed_is_tried_again(pushed, google, time, settings):
    see_to_channels()
    google.fail(method="channels.stop", status=500, times=99)
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"WEBHOOK_URL": ""}
    see_to_channels()
    google.clear_faults()
    assert Channel.objects.filter(state=State.STOPPING).exists()

    time.ahead = dt.timedelta(minutes=21)
    see_to_channels()

    assert remote(google) == set()
    assert not Channel.objects.filter(state=State.STOPPING).exists()


def test_a_channel_whose_opening_was_abandoned_is_given_up(pushed, time):
    left = Channel.objects.create(
        account=pushed, channel_id="left", token_hash="0" * 64, opened_at=clock.now()
    )
    time.ahead = dt.timedelta(minutes=6)

    see_to_channels()

    left.refresh_from_db()
    assert left.state == State.STOPPED
    assert live().filter(calendar=None).count() == 1


def test_two_workers_that_open_at_the_same_moment_leave_one(pushed, google, time):
    calendar = pushed.calendars.get(google_id=ALICE)
    google.fail(method="events.watch", status=503)  # the first one has to wait a moment
    time.meanwhile = lambda: open_channel(pushed, calendar)

    open_channel(pushed, calendar)

    assert live().filter(calendar=calendar).count() == 1
    assert remote(google) == set(live().values_list("channel_id", flat=True))


def test_an_account_that_is_gone_before_the_answer_leaves_no_channel(pushed, google, time):
    calendar = pushed.calendars.get(google_id=ALICE)
    google.fail(method="events.watch", status=503)
    time.meanwhile = lambda: disconnect_account(type(pushed).objects.get(pk=pushed.pk))

    assert open_channel(pushed, calendar) is None

    assert not Channel.objects.exists()


def test_a_calendar_that_is_switched_off_is_no_longer_watched(pushed, google):
    see_to_channels()
    calendar = pushed.calendars.get(google_id=ALICE)
    switch_off(calendar, by="alice")

    see_to_channels()

    assert not live().filter(calendar=calendar).exists()
    assert remote(google) == set(live().values_list("channel_id", flat=True))


def test_an_account_that_needs_a_reconnect_gets_no_channels(pushed, google):
    type(pushed).objects.update(state="reauth_required")
    google.log.clear()

    see_to_channels()

    assert len(google.log) == 0


def test_an_account_that_is_paused_is_no_longer_watched_and_is_again_later(pushed, google, alice):
    see_to_channels()
    count = live().count()
    type(alice).objects.update(is_active=False)
    tasks.see_to_upkeep()
    assert remote(google) == set()

    type(alice).objects.update(is_active=True)
    tasks.see_to_upkeep()

    assert live().count() == count
    assert remote(google) == set(live().values_list("channel_id", flat=True))


def test_an_account_that_cannot_ask_leaves_no_rows(pushed, settings, google):
    secrets = google.register_client([])
    secrets["web"]["client_id"] = "other.apps.googleusercontent.com"
    settings.GOOGLE_CALENDAR = settings.GOOGLE_CALENDAR | {"CLIENT_SECRETS": secrets}

    see_to_channels()

    assert not Channel.objects.exists()


def test_a_channel_that_was_given_up_is_stopped_when_it_speaks(pushed, google, browser_of, time):
    see_to_channels()
    Channel.objects.filter(calendar=None).update(state=State.STOPPED, resource_id="")
    stray = next(each for each in google.world.channels if each.kind == "calendarList")

    answer = browser_of().post(
        "/calendar/webhook/",
        headers={
            "X-Goog-Channel-ID": stray.id,
            "X-Goog-Channel-Token": stray.token,
            "X-Goog-Resource-ID": stray.resource_id,
            "X-Goog-Resource-State": "exists",
        },
    )
    see_to_channels()

    assert answer.status_code == 204
    assert not Notification.objects.exists()
    assert stray.is_stopped
