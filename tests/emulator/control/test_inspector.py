"""The inspector's pages and what their forms do, without a browser."""

import html
import re

import pytest
import requests

from gcal_emulator.inspector import PAGES

ALICE = "alice@example.com"


@pytest.fixture
def page(google):
    """Opens a page as a browser does, and gives its text."""

    def opened(path="", **query):
        answer = requests.get(
            f"{google.url}/_emulator/{path}",
            params=query,
            headers={"Accept": "text/html,*/*;q=0.8"},
            timeout=10,
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        return answer

    return opened


@pytest.fixture
def press(google):
    """Sends a form as a browser does from a page; gives the answer."""

    def pressed(path, came_from="events", **fields):
        return requests.post(
            f"{google.url}/_emulator/{path}",
            data=fields,
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"{google.url}/_emulator/{came_from}",
                "Origin": google.url,
            },
            allow_redirects=False,
            timeout=10,
        )

    return pressed


@pytest.mark.parametrize("path", sorted(PAGES))
def test_each_page_opens_with_and_without_a_world(google, page, path):
    assert "<h1>" in page(path).text

    google.load({"state": {}, **google.dump()})
    assert "default-src 'none'" in page(path).headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", sorted(PAGES))
def test_what_a_world_holds_is_never_taken_for_html(google, service, page, path):
    nasty = "<script>alert('x')</script>"
    google.add_calendar(id="c@example.com", owner=ALICE, summary=nasty)
    google.add_event(ALICE, summary=nasty, location='"><b>', attendees=[{"email": f"{nasty}@x"}])
    google.snapshot(nasty)
    requests.get(google.url + "/calendar/v3/" + nasty, params={nasty: nasty}, timeout=10)

    assert "<script>" not in page(path).text


def test_events_are_shown_with_their_resource(google, page):
    made = google.add_event(ALICE, summary="Talk & walk")

    text = page("events", calendar=ALICE).text

    assert "Talk &amp; walk" in text
    assert f'"id": "{made["id"]}"' in html.unescape(text)


def test_requests_are_narrowed_down(google, service, page):
    service.colors().get().execute()
    service.settings().list().execute()
    token = service._http.credentials.token
    headers = {"Authorization": f"Bearer {token}"}
    requests.get(google.url + "/calendar/v3/colors?x=1", headers=headers, timeout=10)

    def rows(**query):
        time = r"<tr><td class='short'>[\d:]+</td>"
        return re.findall(time + r"<td class='short'>([\w.]+)", page("requests", **query).text)

    assert rows(method="settings.list") == ["settings.list"]
    assert rows(method="colors.get") == ["colors.get"] * 2
    assert rows(departures="on") == ["colors.get"]
    assert rows(status="404") == []


def test_a_form_leads_back_to_its_page(google, press):
    answer = press("events", calendarId=ALICE, summary="Talk", start="2026-11-20T10:00")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/_emulator/events")
    event = google.world.calendars[ALICE].order[-1].resource
    assert event["start"] == {
        "dateTime": "2026-11-20T10:00:00+01:00",
        "timeZone": "Europe/Berlin",
    }


def test_no_form_leads_to_another_site(google):
    answer = requests.post(
        google.url + "/_emulator/snapshot",
        data={"name": "x"},
        headers={"Referer": "http://evil.example/_emulator/"},
        allow_redirects=False,
        timeout=10,
    )

    assert answer.headers["Location"] == "/_emulator/"


@pytest.mark.parametrize(
    ("path", "fields", "words"),
    [
        ("events", {"calendarId": ALICE, "start": "soon"}, "is no date-time"),
        ("events", {"calendarId": "nowhere", "summary": "x"}, "There is no calendar nowhere."),
        ("seed", {"json": "{"}, "That is not JSON"),
        ("seed", {"json": "[]"}, "That is no JSON object"),
        ("seed", {}, "That is not JSON"),
        ("faults", {"method": "events.list", "times": "many"}, "times cannot be"),
        ("push", {"action": "drop", "probability": "7"}, "probability"),
        ("switches", {"name": "colour", "value": "red"}, "colour is no switch."),
        ("switches", {"name": "sync_token_seconds", "value": "x"}, "cannot be"),
        ("clock", {"frozen": "true", "now": "x"}, "Invalid isoformat"),
        ("users", {"email": "nobody"}, "is no address"),
        ("pages", {"size": "-1"}, "A count is not below 0."),
    ],
)
def test_what_is_wrong_with_a_form_is_said_on_a_page(press, path, fields, words):
    answer = press(path, came_from="faults?x=1", **fields)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/html")
    assert words in html.unescape(answer.text)
    assert "href='/_emulator/faults?x=1'" in answer.text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("calendars", {"id": "c@example.com", "summary": "Club", "owner": ALICE}),
        ("calendars/share", {"calendarId": ALICE, "email": "bob@example.com", "role": "reader"}),
        ("clock", {"days": "8"}),
        ("clock", {"frozen": "true", "now": "2030-01-01T10:00"}),
        ("clock", {"frozen": "false"}),
        ("faults", {"method": "events.list", "kind": "403 quotaExceeded", "times": "2"}),
        ("faults", {"method": "*", "kind": "cut_after", "seconds": "0.5", "probability": "0.5"}),
        ("faults/clear", {}),
        ("grants/expire", {"email": ALICE}),
        ("grants/revoke", {"email": ALICE, "client_id": "x"}),
        ("log/clear", {}),
        ("pages", {"size": "5", "empty": "1"}),
        ("push", {"action": "delay", "channel_id": "", "times": "2", "seconds": "1.5"}),
        ("quota/reset", {}),
        ("reset", {}),
        ("seed", {"json": '{"users": [{"email": "zoe@example.com"}]}'}),
        ("settings", {"email": ALICE, "name": "locale", "value": "de"}),
        ("snapshot", {"name": "here"}),
        ("switches", {"name": "sub_daily_recurrence", "value": "true"}),
        ("switches", {"name": "refused_channel_hosts", "value": "a.example, b.example"}),
        ("switches", {"name": "refused_channel_hosts", "value": ""}),
        ("switches", {"name": "push_retry_seconds", "value": "0.5"}),
        ("tokens/access/expire", {}),
        ("tokens/sync/expire", {}),
        ("users", {"email": "zoe@example.com", "name": ""}),
    ],
)
def test_the_forms_of_the_pages_are_understood(press, path, fields):
    assert press(path, **fields).status_code == 303


def test_a_form_means_what_it_says(google, press):
    press("faults", method="events.list", kind="403 quotaExceeded", times="2")
    press("switches", name="refused_channel_hosts", value="a.example, b.example")
    press("clock", frozen="true", now="2030-01-01T10:00")

    (rule,) = google.world.faults.rules
    assert (rule.status, rule.reason, rule.times) == (403, "quotaExceeded", 2)
    assert google.world.switches.refused_channel_hosts == ("a.example", "b.example")
    assert google.world.clock.now().isoformat() == "2030-01-01T10:00:00+00:00"


def test_a_program_gets_json_where_a_person_gets_a_page(google, page):
    url = google.url + "/_emulator/faults"

    assert requests.get(url, timeout=10).json() == {"rules": [], "spent": []}
    assert "<h1>Faults</h1>" in page("faults").text


def test_the_style_sheet_is_served(google):
    answer = requests.get(google.url + "/_emulator/inspector.css", timeout=10)

    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "color-scheme" in answer.text


def test_every_switch_is_explained(page):
    text = page("switches").text

    assert len(re.findall(r"<li><div><code>\w+</code><br>[A-Z<]", text)) == text.count("<li>")
