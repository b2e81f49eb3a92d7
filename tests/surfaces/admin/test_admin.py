"""The admin shows everything and leaks nothing."""

import pytest
from django.contrib.auth.models import User

from dj_google_calendar.models import Account

MODELS = ("account", "calendar", "event", "syncrun", "quarantineditem")


@pytest.fixture
def client(account, browser_of):
    return browser_of(User.objects.create_superuser("root", password="root"))


@pytest.mark.parametrize("model", MODELS)
def test_every_list_is_there(client, model):
    assert client.get(f"/admin/google_calendar/{model}/").status_code == 200


def test_an_account_shows_no_credentials(client, account):
    text = client.get(f"/admin/google_calendar/account/{account.pk}/change/").text

    assert "alice@example.com" in text
    assert account.sealed_credentials not in text
    assert "sealed" not in text


def test_an_event_shows_its_resource(client, calendar):
    event = calendar.events.first()

    text = client.get(f"/admin/google_calendar/event/{event.pk}/change/").text

    assert "calendar#event" in text


@pytest.mark.parametrize("path", ["add/", "1/delete/"])
def test_rows_are_neither_added_nor_deleted(client, path):
    assert client.get(f"/admin/google_calendar/account/{path}").status_code in (302, 403)


def test_the_disconnect_action_revokes(client, account, google):
    client.post(
        "/admin/google_calendar/account/",
        {"action": "disconnect", "_selected_action": [account.pk]},
    )

    assert not Account.objects.exists()
    assert not google.world.grants
