"""An event from a sentence, typed on the page of a calendar."""

import pytest
from tests.engine.operations.steps import ALICE

from dj_google_calendar.models import Calendar, Event, OutboxEntry
from dj_google_calendar.sync.pull_calendar import pull_calendar

SENTENCE = "Dinner with Sam on 2026-12-05 7pm-9pm"
PAGE = {"Accept": "text/html"}
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def client(account, browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def address(calendar):
    return f"/calendar/calendars/{calendar.pk}/quick-add/"


@pytest.fixture
def only_read(account):
    return account.calendars.filter(access_role="reader").first()


def at_google(google):
    events = google.world.calendars[ALICE].events.values()
    return [e.resource for e in events if e.resource.get("summary") == "Dinner with Sam"]


def test_a_sentence_becomes_an_event_whose_page_is_shown(client, address, google):
    answer = client.post(address, {"text": SENTENCE}, headers=PAGE, follow=True)

    event = Event.objects.get(summary="Dinner with Sam")
    assert answer.redirect_chain == [(f"/calendar/events/{event.pk}/", 302)]
    assert "Google has created the event." in answer.text
    assert [made["id"] for made in at_google(google)] == [event.google_id]
    assert not OutboxEntry.objects.exists()


def test_a_script_is_told_which_event_it_is(client, address):
    answer = client.post(address, {"text": SENTENCE}, headers=SCRIPT)

    event = Event.objects.get(summary="Dinner with Sam")
    said = "Google has created the event."
    assert answer.json() == {"says": said, "entry": None, "event": event.pk}


def test_the_page_of_a_calendar_offers_it_to_those_who_may_write(client, calendar, only_read):
    assert "/quick-add/" in client.get(f"/calendar/calendars/{calendar.pk}/").text
    assert "/quick-add/" not in client.get(f"/calendar/calendars/{only_read.pk}/").text


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"text": ""},
        {"text": "   "},
        {"text": "x" * 1025},
        {"text": "a\x00b"},
        {"text": SENTENCE, "send_updates": "everyone"},
    ],
)
def test_what_is_no_sentence_is_refused_and_kept(client, address, google, sent):
    google.log.clear()

    assert client.post(address, sent, headers=SCRIPT).json()["error"]["code"] == "E140"
    page = client.post(address, sent, headers=PAGE)

    assert page.status_code == 400
    assert "Code E140" in page.text
    assert page.context["text"] == sent.get("text", "")
    assert google.log.count("events.quickAdd") == 0


def test_whom_google_tells_is_the_persons_choice(client, address, google):
    client.post(address, {"text": SENTENCE})
    client.post(address, {"text": SENTENCE, "send_updates": "all"})

    calls = [entry.query for entry in google.log if entry.method == "events.quickAdd"]
    assert [query["sendUpdates"] for query in calls] == [["none"], ["all"]]


def test_a_calendar_that_is_only_read_takes_none(client, only_read):
    answer = client.post(f"/calendar/calendars/{only_read.pk}/quick-add/", {"text": SENTENCE})

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "E141")


def test_it_is_for_those_who_see_the_calendar(address, browser_of, bob, google):
    assert browser_of(bob).post(address, {"text": SENTENCE}).status_code == 404
    assert browser_of(None).post(address, {"text": SENTENCE}).status_code == 302
    assert at_google(google) == []


def test_an_answer_that_was_lost_is_said_and_the_calendar_pulled(client, address, calendar, google):
    google.fail(method="events.quickAdd", action="cut_after", times=1)

    answer = client.post(address, {"text": SENTENCE}, headers=PAGE)

    assert answer.status_code == 503
    assert "Code E151" in answer.text
    assert "before you try again" in answer.text
    assert f'value="{SENTENCE}"' in answer.text
    pull_calendar(Calendar.objects.get(pk=calendar.pk))
    assert Event.objects.filter(summary="Dinner with Sam").count() == 1


def test_a_refusal_of_googles_is_told_with_its_code(client, address, google):
    google.fail(method="events.quickAdd", status=403, reason="rateLimitExceeded", times=2)

    assert client.post(address, {"text": SENTENCE}, headers=PAGE).status_code == 503
    error = client.post(address, {"text": SENTENCE}, headers=SCRIPT).json()["error"]

    assert error["code"] == "I118"
    assert error["hint"]


def test_an_account_that_has_to_be_connected_again_says_so(client, address, google):
    google.revoke_grants(ALICE)

    answer = client.post(address, {"text": SENTENCE}, headers=SCRIPT)

    assert answer.json()["error"]["code"] == "E113"
