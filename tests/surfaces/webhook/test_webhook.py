"""One notification at a time: who may send it, and what it does."""

import datetime as dt
import itertools
import os

import celery
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dj_google_calendar import clock
from dj_google_calendar.models import Account, Channel, Notification
from dj_google_calendar.watch.channels import token_hash

WEBHOOK = "/calendar/webhook/"
FLOOD = int(os.environ.get("FLOOD", "10000"))
TOKEN = "a token that nobody guesses"


@pytest.fixture
def channel(calendar):
    return Channel.objects.create(
        account=calendar.account,
        calendar=calendar,
        channel_id="channel-1",
        token_hash=token_hash(TOKEN),
        resource_id="resource-1",
        state=Channel.State.LIVE,
        expires_at=clock.now() + dt.timedelta(days=1),
    )


@pytest.fixture
def post(browser_of, channel):
    """Sends a notification as Google does, but for what is changed."""

    def sent(**changes):
        headers = {
            "X-Goog-Channel-ID": channel.channel_id,
            "X-Goog-Channel-Token": TOKEN,
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-State": "exists",
            "X-Goog-Message-Number": "2",
        }
        named = {f"X-Goog-{name.replace('_', '-')}": value for name, value in changes.items()}
        return browser_of().post(WEBHOOK, headers=headers | named)

    return sent


def test_a_notification_makes_its_calendar_due(post, calendar):
    answer = post()

    noted = Notification.objects.get()
    assert (answer.status_code, answer.content) == (204, b"")
    assert (noted.calendar, noted.state, noted.message_number) == (calendar, "exists", 2)
    assert calendar.pk in type(calendar).objects.due(clock.now()).values_list("pk", flat=True)


def test_two_statements_and_no_call_to_google(post, google):
    post()
    asked = len(google.log)

    with CaptureQueriesContext(connection) as captured:
        post()

    assert len(captured) == 2
    assert len(google.log) == asked


@pytest.mark.parametrize(
    "changes",
    [
        {"Channel_ID": "unknown"},
        {"Channel_ID": ""},
        {"Channel_ID": "CHANNEL-1"},
        {"Channel_ID": "x" * 5000},
        {"Channel_Token": ""},
        {"Channel_Token": TOKEN.upper()},
        {"Channel_Token": TOKEN + " "},
        {"Channel_Token": "0" * 64},
        {"Channel_Token": token_hash(TOKEN)},
        {"Channel_Token": "a tökén"},
        {"Resource_ID": ""},
        {"Resource_ID": "resource-2"},
    ],
)
def test_what_is_forged_changes_nothing(post, changes):
    answer = post(**changes)

    assert answer.status_code == 404
    assert not Notification.objects.exists()


def test_the_token_of_another_channel_is_not_this_ones(post, channel):
    Channel.objects.create(
        account=channel.account, channel_id="channel-2", token_hash=token_hash("other")
    )

    assert post(Channel_Token="other").status_code == 404


def test_an_expired_channel_is_not_believed(post, channel):
    Channel.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))

    assert post().status_code == 404


@pytest.mark.parametrize("state", [Channel.State.STOPPED, Channel.State.STOPPING])
def test_a_stopped_channel_is_answered_and_ignored(post, state):
    Channel.objects.update(state=state)

    assert post().status_code == 204
    assert not Notification.objects.exists()


def test_the_first_message_may_come_before_google_s_answer(post, channel):
    Channel.objects.update(state=Channel.State.OPENING, resource_id="", expires_at=None)

    assert post(Resource_State="sync", Message_Number="1").status_code == 204
    assert Notification.objects.get().state == "sync"


def test_a_change_of_the_list_makes_the_list_due(post, channel):
    Channel.objects.update(calendar=None)
    Account.objects.update(next_list_pull_at=clock.now() + dt.timedelta(days=1))

    assert post().status_code == 204
    assert Account.objects.get().next_list_pull_at <= clock.now()


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "²"])
def test_an_odd_message_number_is_no_fault(post, number):
    assert post(Message_Number=number).status_code == 204


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head"])
def test_only_posts_are_received(browser_of, db, method):
    assert getattr(browser_of(), method)(WEBHOOK).status_code == 405


@pytest.mark.slow
def test_a_flood_of_forged_notifications_adds_no_row(post):
    forged = itertools.cycle(
        [
            lambda n: {"Channel_ID": f"unknown-{n}"},
            lambda n: {"Channel_Token": f"{TOKEN}{n}"},
            lambda n: {"Channel_Token": ""},
            lambda n: {"Resource_ID": f"resource-{n}"},
            lambda n: {"Channel_Token": TOKEN.swapcase()},
            lambda n: {"Channel_Token": TOKEN.replace("a", "\u0430")},
            lambda n: {"Channel_Token": "x" * (250 + n % 20)},
        ]
    )

    answers = {post(**next(forged)(n)).status_code for n in range(FLOOD)}

    assert answers == {404}
    assert not Notification.objects.exists()


def test_what_is_refused_is_told_apart_by_nothing(post, channel):
    unknown = post(Channel_ID="unknown")
    wrong = post(Channel_Token="wrong")
    Channel.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    expired = post()

    assert unknown.headers == wrong.headers == expired.headers
    assert unknown.content == wrong.content == expired.content


def test_a_body_is_never_read(browser_of, post, channel):
    large = browser_of().post(
        WEBHOOK,
        data=b"x" * 5_000_000,  # above what Django takes into memory
        content_type="application/json",
        headers={
            "X-Goog-Channel-ID": channel.channel_id,
            "X-Goog-Channel-Token": TOKEN,
            "X-Goog-Resource-ID": channel.resource_id,
        },
    )

    assert large.status_code == 204


def test_a_broker_that_is_away_changes_no_answer(post, settings):
    settings.TASKS = {
        "default": {"BACKEND": "dj_google_calendar.task_backends.celery.CeleryBackend"}
    }
    before = celery.current_app._get_current_object()
    app = celery.Celery("test", broker="redis://127.0.0.1:9/0")
    app.conf.broker_transport_options = {"max_retries": 0}
    try:
        answers = [post().status_code for _ in range(3)]
    finally:
        before.set_current()

    assert answers == [204, 204, 204]
    assert Notification.objects.count() == 3
