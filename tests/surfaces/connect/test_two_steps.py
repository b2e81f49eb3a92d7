"""Connecting a Google account: the init step, the consent, the redirect step."""

import urllib.parse

import pytest
from django.test import Client

from dj_google_calendar.models import Account, Event

INIT, REDIRECT = "/rest/v1/calendar/init/", "/rest/v1/calendar/redirect/"
CALENDAR_SCOPE = "https://www.googleapis.com/auth/calendar"
HTML = {"Accept": "text/html"}


@pytest.fixture
def client(browser_of, alice):
    return browser_of(alice)


def way_back(client, consent, **kwargs):
    return consent(client.get(INIT).json()["authorization_url"], **kwargs)


def test_init_gives_api_clients_the_authorization_url_and_the_state(client):
    answer = client.get(INIT)

    query = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.json()["authorization_url"]).query)
    assert answer.status_code == 200
    assert query["state"] == [answer.json()["state"]]
    assert query["redirect_uri"] == ["http://127.0.0.1/rest/v1/calendar/redirect/"]
    assert query["access_type"] == ["offline"]
    assert query["code_challenge_method"] == ["S256"]


def test_init_sends_browsers_to_google(client, google):
    answer = client.get(INIT, headers=HTML)

    assert answer.status_code == 302
    assert answer["Location"].startswith(google.url + "/o/oauth2/auth?")


def test_redirect_gives_calendars_the_first_one_and_its_events(client, consent):
    body = client.get(way_back(client, consent)).json()

    assert body["account"]["email"] == "alice@example.com"
    assert CALENDAR_SCOPE in body["granted_scopes"]
    assert len(body["calendars"]) == 5
    assert body["calendar"]["primary"] is True
    assert len(body["events"]) > 150


def test_redirect_gives_times_as_google_sent_them(client, consent, google):
    sent = google.add_event(
        "alice@example.com",
        summary="Noon in Tokyo",
        start={"dateTime": "2026-11-24T12:00:00+09:00", "timeZone": "Asia/Tokyo"},
        end={"dateTime": "2026-11-24T13:00:00+09:00", "timeZone": "Asia/Tokyo"},
    )

    body = client.get(way_back(client, consent)).json()

    got = next(event for event in body["events"] if event["id"] == sent["id"])
    assert got["start"] == {"dateTime": "2026-11-24T04:00:00+01:00", "timeZone": "Asia/Tokyo"}


@pytest.mark.django_db(transaction=True)
def test_redirect_keeps_the_account_and_mirrors_every_calendar(client, consent, alice):
    client.get(way_back(client, consent))

    account = Account.objects.get(user=alice)
    assert account.state == Account.State.ACTIVE
    assert "ya29" not in account.sealed_credentials
    assert not account.calendars.exclude(state="live").exists()
    assert Event.objects.count() == 274


def test_redirect_takes_browsers_to_the_page_of_the_account(client, consent):
    answer = client.get(way_back(client, consent), headers=HTML)

    assert answer.status_code == 302
    assert answer["Location"] == f"/calendar/accounts/{Account.objects.get().pk}/"


def test_redirect_leads_to_next(client, consent):
    started = client.get(INIT, {"next": "/calendar/calendars/"}).json()

    answer = client.get(consent(started["authorization_url"]), headers=HTML)

    assert answer["Location"] == "/calendar/calendars/"


def test_an_anonymous_visitor_needs_no_row(browser_of, consent, db):
    client = browser_of(None)

    body = client.get(way_back(client, consent)).json()

    assert body["account"]["email"] == "alice@example.com"
    assert len(body["events"]) > 150
    assert not Account.objects.exists()
    assert "ya29" not in str(dict(client.session))


def test_two_tabs_both_arrive(client, consent):
    first, second = way_back(client, consent), way_back(client, consent)

    assert client.get(first).status_code == 200
    assert client.get(second).status_code == 200


def test_connecting_again_keeps_the_account_and_its_events(client, consent):
    client.get(way_back(client, consent))
    before = Account.objects.get()
    rows = list(Event.objects.values_list("pk", flat=True))

    client.get(way_back(client, consent))

    assert Account.objects.get().pk == before.pk
    assert list(Event.objects.values_list("pk", flat=True)) == rows


def test_a_google_account_of_another_user_is_refused(client, consent, browser_of, bob):
    client.get(way_back(client, consent))
    other = browser_of(bob)

    answer = other.get(way_back(other, consent))

    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "E120"
    assert Account.objects.count() == 1


def test_a_missing_scope_is_named_and_nothing_is_kept(client, consent):
    answer = client.get(way_back(client, consent, without=CALENDAR_SCOPE))

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "E115"
    assert "see your events" in answer.json()["error"]["message"]
    assert not Account.objects.exists()


def test_a_disabled_api_is_said_with_the_link_and_the_account_is_kept(client, consent, google):
    google.fail(method="calendarList.list", status=403, reason="accessNotConfigured")

    error = client.get(way_back(client, consent)).json()["error"]

    assert error["code"] == "E116"
    assert error["link"].startswith("https://console.developers.google.com/apis/api/")
    assert Account.objects.count() == 1


def test_a_reload_of_the_redirect_step_is_harmless_for_people(client, consent):
    back = way_back(client, consent)
    client.get(back)

    assert client.get(back).status_code == 400
    assert client.get(back, headers=HTML).status_code == 302
    assert Account.objects.count() == 1


def test_djangos_own_test_client_may_walk_the_two_steps(client, google, consent, alice):
    visitor = Client()
    visitor.force_login(alice)

    started = visitor.get(INIT).json()

    assert visitor.get(consent(started["authorization_url"])).status_code == 200
