"""What scripts are told where browsers get a page: by code, message and hint."""

import pytest
from django.test import Client
from django.urls import reverse

from dj_google_calendar.urls import urlpatterns

SCRIPT = {"Accept": "application/json"}
PAGE = {"Accept": "text/html,application/xhtml+xml"}
FAILURE_VIEW = "dj_google_calendar.answers.csrf_failure"
OF_MACHINES = {"webhook", "metrics", "feed"}
"""Google, Prometheus and calendar programs ask these; none of them reads such an answer."""
ADDRESSES = [pattern for pattern in urlpatterns if pattern.name not in OF_MACHINES]


@pytest.fixture
def client(account, browser_of, alice):
    return browser_of(alice)


@pytest.fixture
def guarded(account, alice):
    """A browser whose requests are checked for their CSRF token."""
    client = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    client.force_login(alice)
    return client


@pytest.fixture
def paths(account, calendar):
    """Addresses of what is alice's own."""
    event = calendar.events.first()
    return {
        "account": f"/calendar/accounts/{account.pk}/",
        "progress": f"/calendar/accounts/{account.pk}/progress/",
        "disconnect": f"/calendar/accounts/{account.pk}/disconnect/",
        "create_event": f"/calendar/calendars/{calendar.pk}/new/",
        "calendar_file": f"/calendar/calendars/{calendar.pk}/file.ics",
        "feeds": f"/calendar/calendars/{calendar.pk}/feeds/",
        "upload_file": f"/calendar/calendars/{calendar.pk}/import/",
        "event": f"/calendar/events/{event.pk}/",
        "edit_event": f"/calendar/events/{event.pk}/edit/",
        "card": f"/calendar/view/events/{event.pk}/",
    }


def error_of(answer):
    assert answer["Content-Type"] == "application/json"
    assert "no-store" in answer["Cache-Control"]
    error = answer.json()["error"]
    assert error["message"]
    assert error["hint"]
    return error["code"]


def test_what_is_somebody_elses_is_not_there_for_scripts(browser_of, bob, paths):
    other = browser_of(bob)

    for path in paths.values():
        answer = other.get(path, headers=SCRIPT)
        assert (answer.status_code, error_of(answer)) == (404, "E146"), path


def test_it_is_told_the_same_as_what_never_was(browser_of, bob, paths):
    other = browser_of(bob)

    foreign = other.get(paths["event"], headers=SCRIPT)
    unknown = other.get("/calendar/events/999999999/", headers=SCRIPT)

    assert foreign.content == unknown.content


def test_browsers_keep_the_sites_page_of_what_is_not_there(browser_of, bob, paths, settings):
    settings.DEBUG = False

    answer = browser_of(bob).get(paths["event"], headers=PAGE)

    assert answer.status_code == 404
    assert "<h1>Not Found</h1>" in answer.text


@pytest.mark.parametrize("pattern", ADDRESSES, ids=lambda pattern: pattern.name)
def test_scripts_are_told_that_a_method_is_wrong(client, pattern):
    kinds = {"pk": 1, "secret": "x"}
    names = pattern.pattern.converters
    path = reverse(f"google_calendar:{pattern.name}", kwargs={name: kinds[name] for name in names})

    answer = client.patch(path, headers=SCRIPT)

    assert (answer.status_code, error_of(answer)) == (405, "E147")
    assert answer["Allow"]


def test_browsers_get_an_empty_page_for_a_wrong_method(client, calendar):
    answer = client.get(f"/calendar/calendars/{calendar.pk}/quick-add/", headers=PAGE)

    assert (answer.status_code, answer.content, answer["Allow"]) == (405, b"", "POST")


def test_a_script_without_a_token_is_told_how_to_send_one(guarded, calendar, settings):
    settings.CSRF_FAILURE_VIEW = FAILURE_VIEW

    for path in ("/calendar/view/create/", f"/calendar/calendars/{calendar.pk}/import/"):
        answer = guarded.post(path, headers=SCRIPT)
        assert (answer.status_code, error_of(answer)) == (403, "E148"), path


def test_browsers_without_a_token_get_djangos_page(guarded, settings):
    settings.CSRF_FAILURE_VIEW = FAILURE_VIEW

    answer = guarded.post("/calendar/view/create/", headers=PAGE)

    assert answer.status_code == 403
    assert "CSRF verification failed" in answer.text


def test_addresses_of_others_keep_djangos_page(guarded, settings):
    settings.CSRF_FAILURE_VIEW = FAILURE_VIEW

    answer = guarded.post("/accounts/login/", headers=SCRIPT)

    assert answer.status_code == 403
    assert "CSRF verification failed" in answer.text


def test_a_request_with_its_token_is_not_refused(guarded, calendar, settings):
    settings.CSRF_FAILURE_VIEW = FAILURE_VIEW
    guarded.get(f"/calendar/calendars/{calendar.pk}/new/")
    token = guarded.cookies["csrftoken"].value

    told = SCRIPT | {"X-CSRFToken": token}
    answer = guarded.post("/calendar/view/undo/", {}, "application/json", headers=told)

    assert answer.json()["error"]["code"] == "E140"
