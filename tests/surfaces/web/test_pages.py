"""The pages, as a signed-in person gets them."""

import pytest
from django.test import Client

from dj_google_calendar.models import Account
from dj_google_calendar.sync.pull_calendar import pull_calendar

ALICE = "alice@example.com"


@pytest.fixture
def client(account, browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def events_page(client, calendar):
    return f"/calendar/calendars/{calendar.pk}/"


@pytest.mark.parametrize(
    "path", ["calendar/accounts/", "calendar/calendars/", "calendar/accounts/1/"]
)
def test_strangers_are_sent_to_sign_in(browser_of, db, path):
    answer = browser_of(None).get(f"/{path}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_what_belongs_to_another_person_is_not_there(browser_of, account, calendar, bob):
    other = browser_of(bob)

    for path in (
        f"/calendar/accounts/{account.pk}/",
        f"/calendar/accounts/{account.pk}/progress/",
        f"/calendar/accounts/{account.pk}/disconnect/",
        f"/calendar/calendars/{calendar.pk}/",
    ):
        assert other.get(path).status_code == 404
    assert other.post(f"/calendar/accounts/{account.pk}/pull/").status_code == 404
    assert other.post(f"/calendar/accounts/{account.pk}/disconnect/").status_code == 404
    assert Account.objects.exists()


def test_home_leads_to_what_is_there(client, browser_of, bob):
    assert client.get("/calendar/")["Location"] == "/calendar/view/"
    assert browser_of(bob).get("/calendar/")["Location"] == "/calendar/connect/"
    assert browser_of(None).get("/calendar/")["Location"] == "/calendar/connect/"


def test_calendars_show_role_zone_and_count(client):
    text = client.get("/calendar/calendars/").text

    assert "Family &amp; friends" in text
    assert "can read · America/New_York" in text
    assert "178 events" in text
    assert 'fill="#ff7537"' in text


def test_events_say_recurrence_in_words(client, events_page):
    text = client.get(events_page, {"view": "repeating"}).text

    assert "Every weekday" in text
    assert "Every 2 weeks on Wednesday" in text
    assert "Monthly on the last Thursday" in text


def test_events_are_found_by_every_word(client, events_page):
    text = client.get(events_page, {"q": "release retro"}).text

    assert "Release retrospective" in text
    assert "Stand-up" not in text


def test_a_search_without_result_says_so(client, events_page):
    assert "Nothing found for “zebra”" in client.get(events_page, {"q": "zebra"}).text


@pytest.mark.parametrize(
    "query", ["page=999", "page=-1", "page=x", "view=nonsense", "q=%00%ff", "q=" + "a " * 500]
)
def test_odd_parameters_are_harmless(client, events_page, query):
    assert client.get(f"{events_page}?{query}").status_code == 200


def test_hostile_texts_are_shown_as_text(client, events_page, calendar, google):
    google.add_event(
        ALICE,
        summary="<img src=x onerror=alert(1)>",
        location='"><script>alert(2)</script>',
        description="<script>alert(3)</script><b>bold</b>",
        hangoutLink="javascript:alert(4)",
        start={"dateTime": "2026-11-20T10:00:00+01:00"},
        end={"dateTime": "2026-11-20T11:00:00+01:00"},
    )
    pull_calendar(calendar)

    text = client.get(events_page, {"q": "onerror"}).text

    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "<script>alert" not in text
    assert "javascript:" not in text


def test_the_account_page_shows_state_permissions_and_progress(client, account):
    text = client.get(f"/calendar/accounts/{account.pk}/").text
    progress = client.get(f"/calendar/accounts/{account.pk}/progress/").json()

    assert "connected" in text
    assert "see and change your calendars" in text
    assert len(progress["calendars"]) == 5
    assert progress["calendars"][0] == {
        "id": account.calendars.first().pk,
        "title": "Alice",
        "state": "up to date",
        "reason": "",
        "read": 179,
        "pending": False,
    }


@pytest.mark.django_db(transaction=True)
def test_a_failed_pull_is_shown_with_its_reason(client, account, calendar, google):
    google.revoke_grants(ALICE)

    client.post(f"/calendar/accounts/{account.pk}/pull/")

    text = client.get("/calendar/accounts/").text
    assert "reconnect needed" in text
    assert "Google no longer accepts the stored grant" in text


@pytest.mark.django_db(transaction=True)
def test_pull_now_pulls(client, account, google):
    google.log.clear()

    client.post(f"/calendar/accounts/{account.pk}/pull/")

    assert google.log.count("calendarList.list") == 1
    assert google.log.count("events.list") == 5


def test_disconnecting_asks_first(client, account, google):
    page = client.get(f"/calendar/accounts/{account.pk}/disconnect/")
    assert "Keep it" in page.text
    assert Account.objects.exists()

    answer = client.post(f"/calendar/accounts/{account.pk}/disconnect/", follow=True)

    assert "Google has ended the permission" in answer.text
    assert not Account.objects.exists()


def test_a_visitor_sees_the_first_calendar_and_can_leave(browser_of, consent, db, google):
    visitor = browser_of(None)
    back = consent(visitor.get("/rest/v1/calendar/init/").json()["authorization_url"])
    visitor.get(back, headers={"Accept": "text/html"})

    page = visitor.get("/calendar/visitor/")
    left = visitor.post("/calendar/visitor/disconnect/", follow=True)

    assert "Stand-up" in page.text
    assert "Connect Google" in left.text
    assert not google.world.grants


def test_the_connect_page_says_what_is_missing(browser_of, settings, db, google):
    settings.DEBUG = False

    answer = browser_of(None).get("/calendar/connect/")

    assert answer.status_code == 200
    assert "No Google OAuth client is configured." in answer.text
    assert "Connect Google</a>" not in answer.text


def test_the_emulator_never_stands_in_on_a_public_host(settings, db, google):
    settings.ALLOWED_HOSTS = ["site.example"]
    visitor = Client(SERVER_NAME="site.example")

    answer = visitor.get("/rest/v1/calendar/init/", secure=True)

    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "E001"


def test_http_on_a_public_host_is_refused_with_the_cure(settings, db, google):
    settings.ALLOWED_HOSTS = ["site.example"]
    visitor = Client(SERVER_NAME="site.example")

    plain = visitor.get("/rest/v1/calendar/init/").json()["error"]
    proxied = visitor.get("/rest/v1/calendar/init/", headers={"X-Forwarded-Proto": "https"})

    assert plain["code"] == "E007"
    assert "SECURE_PROXY_SSL_HEADER" in proxied.json()["error"]["message"]


def test_every_page_has_a_strict_policy(client, account, events_page):
    for path in ("/calendar/connect/", "/calendar/accounts/", "/calendar/calendars/", events_page):
        answer = client.get(path)
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert " style=" not in answer.text
        assert "<script>" not in answer.text
