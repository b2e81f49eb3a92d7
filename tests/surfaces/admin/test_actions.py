"""What an operator can do with accounts: pull them, and disconnect them on purpose."""

import pytest

from dj_google_calendar.models import Account

LIST = "/admin/google_calendar/account/"


@pytest.fixture
def act(account):
    def acted(client, action, **more):
        fields = {"action": action, "_selected_action": [account.pk], **more}
        answer = client.post(LIST, fields, follow=True)
        return [str(message) for message in answer.context["messages"]]

    return acted


def test_disconnecting_revokes_and_deletes(client, act, google):
    said = act(client, "disconnect", confirm="on")

    assert said == ["alice@example.com is disconnected."]
    assert not Account.objects.exists()
    assert not google.world.grants


def test_disconnecting_needs_a_tick(client, act, google):
    said = act(client, "disconnect")

    assert said[0].startswith("Nothing was done")
    assert Account.objects.exists()
    assert google.world.grants


def test_a_revocation_that_google_did_not_confirm_is_said(client, act):
    Account.objects.update(sealed_credentials="v1.00000000.AAAA")

    said = act(client, "disconnect", confirm="on")

    assert "Google did not confirm" in said[0]
    assert not Account.objects.exists()


def test_pulling_is_asked_for(client, act, google, django_capture_on_commit_callbacks):
    google.log.clear()

    with django_capture_on_commit_callbacks(execute=True):
        said = act(client, "pull_now")

    assert said == ["1 pull was asked for."]
    assert google.log.count("calendarList.list") == 1


def test_an_account_that_must_be_connected_again_is_not_pulled(client, act):
    Account.objects.update(state=Account.State.REAUTH_REQUIRED)

    assert act(client, "pull_now") == [
        "0 pulls were asked for.",
        "1 account must be connected again first.",
    ]


@pytest.mark.parametrize("action", ["disconnect", "pull_now"])
def test_who_may_only_look_cannot_act(onlooker, act, action):
    said = act(onlooker, action, confirm="on")

    assert said == []
    assert Account.objects.exists()
