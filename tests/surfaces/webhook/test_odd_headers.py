"""Whatever stands in a notification's headers, the webhook answers, and never by a fault."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dj_google_calendar import clock, tasks
from dj_google_calendar.models import Channel, Notification
from dj_google_calendar.watch.channels import token_hash

WEBHOOK = "/calendar/webhook/"
TOKEN = "a token"
VALUES = st.text(st.characters(codec="latin-1", exclude_categories=("Cc",)), max_size=300)
NAMES = ("Channel-ID", "Channel-Token", "Resource-ID", "Resource-State", "Message-Number")
COUNT = 200


@pytest.fixture
def post(calendar, browser_of):
    """Posts a genuine notification, with headers that are changed."""
    Channel.objects.create(
        account=calendar.account,
        calendar=calendar,
        channel_id="c",
        token_hash=token_hash(TOKEN),
        resource_id="r",
        state=Channel.State.LIVE,
        expires_at=clock.now() + dt.timedelta(days=1),
    )
    genuine = {"Channel-ID": "c", "Channel-Token": TOKEN, "Resource-ID": "r"}
    browser = browser_of()

    def sent(changes):
        headers = {f"X-Goog-{name}": value for name, value in (genuine | changes).items()}
        return browser.post(WEBHOOK, headers=headers).status_code

    return sent


@settings(
    max_examples=COUNT,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_odd_headers_are_no_fault(post, changes):
    assert post(changes) in {204, 404}


def test_a_replay_by_the_thousand_is_one_pull_more(post, calendar, google):
    for _ in range(1000):
        assert post({"Message-Number": "7"}) == 204
    google.log.clear()

    for _ in range(5):
        tasks.pull(calendar.pk, only_if_wanted=True)

    assert google.log.count("events.list") == 1
    assert Notification.objects.count() == 1000
