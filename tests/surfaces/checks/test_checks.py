"""Each misconfiguration is found at start, with what to do about it."""

import json

import pytest
from django.core import checks
from django.core.checks.registry import registry

from dj_google_calendar.doctor.redirect_uris import marked
from dj_google_calendar.doctor.static import start_findings

WEB = {
    "client_id": "1-a.apps.googleusercontent.com",
    "client_secret": "GOCSPX-x",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
    "redirect_uris": ["https://site.example/rest/v1/calendar/redirect"],
}
GOOD = {
    "CLIENT_SECRETS": {"web": {**WEB, "redirect_uris": []}},
    "ENCRYPTION_KEYS": ["A" * 43 + "="],
}


def found(*, deploy=False):
    # Django's own would be run as well, and those of later versions fall over TASKS without any
    registered = registry.get_checks(include_deployment_checks=deploy)
    own = [each for each in registered if each.__module__.startswith("dj_google_calendar")]
    messages = [message for each in own for message in each(app_configs=None)]
    return {message.id.removeprefix("google_calendar."): message for message in messages}


def test_a_sound_installation_is_silent(settings):
    settings.GOOGLE_CALENDAR = GOOD

    assert found(deploy=True) == {}


def test_in_development_the_emulator_stands_in(settings):
    settings.DEBUG, settings.GOOGLE_CALENDAR = True, {}

    assert isinstance(found()["W001"], checks.Warning)


def test_in_production_missing_secrets_are_an_error(settings):
    settings.DEBUG, settings.GOOGLE_CALENDAR = False, {}

    assert isinstance(found()["E001"], checks.Error)


def test_an_unknown_key_is_met_with_a_guess(settings):
    settings.GOOGLE_CALENDAR = {**GOOD, "CLIENT_SECRET": "x"}

    assert "Did you mean CLIENT_SECRETS?" in found()["E023"].hint


@pytest.mark.parametrize(
    "wrong",
    [
        {"SCOPES": "calendar"},
        {"ENCRYPTION_KEYS": "abc"},
        {"API_ROOT": "http://api.example/"},
        {"REVOKE_URI": "ftp://x"},
    ],
)
def test_a_value_of_the_wrong_kind_is_named(settings, wrong):
    settings.GOOGLE_CALENDAR = GOOD | wrong

    assert next(iter(wrong)) in found()["E024"].msg


def test_an_unusable_encryption_key_is_named(settings):
    settings.GOOGLE_CALENDAR = GOOD | {"ENCRYPTION_KEYS": ["short"]}

    assert "E138" in found()


def test_a_redirect_uri_that_is_not_registered_is_shown_to_the_character(settings):
    settings.GOOGLE_CALENDAR = GOOD | {
        "CLIENT_SECRETS": {"web": WEB},
        "REDIRECT_URI": "https://site.example/rest/v1/calendar/redirect/",
    }

    message = found()["W006"].msg
    assert "https://site.example/rest/v1/calendar/redirect/" in message
    assert "^ differs from here" in message


def test_the_caret_stands_under_the_first_difference():
    assert marked("http://a/b", "https://a/b") == "http://a/b\n    ^ differs from here"


def test_hosts_that_are_allowed_give_the_redirect_uris(settings):
    settings.ALLOWED_HOSTS = ["site.example", ".wild.example", "127.0.0.1"]
    settings.GOOGLE_CALENDAR = GOOD | {"CLIENT_SECRETS": {"web": WEB}}

    assert "https://site.example/rest/v1/calendar/redirect/" in found()["W006"].msg


@pytest.mark.parametrize("host", ["10.0.0.7", "printer.local"])
def test_hosts_that_google_refuses_are_named(settings, host):
    settings.GOOGLE_CALENDAR = GOOD | {"REDIRECT_URI": f"https://{host}/r"}

    assert host in found()["E009"].msg


def test_a_strict_session_cookie_is_an_error(settings):
    settings.GOOGLE_CALENDAR, settings.SESSION_COOKIE_SAMESITE = GOOD, "Strict"

    assert "Lax" in found()["E011"].hint


@pytest.mark.filterwarnings("ignore")
def test_naive_times_are_an_error(settings):
    settings.GOOGLE_CALENDAR, settings.USE_TZ = GOOD, False

    assert "E015" in found()


def test_addresses_that_are_not_included_are_an_error(settings):
    settings.GOOGLE_CALENDAR, settings.ROOT_URLCONF = GOOD, "django.contrib.auth.urls"

    assert 'include("dj_google_calendar.urls")' in found()["E016"].hint


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "GOCSPX-swapped"},
        {"client_id": "your-client-id.apps.googleusercontent.com"},
        {"client_secret": "YOUR_CLIENT_SECRET"},
        {"client_secret": "<secret>"},
        {"client_secret": "1-a.apps.googleusercontent.com"},
    ],
)
def test_placeholders_are_noticed_and_not_shown(settings, wrong):
    settings.GOOGLE_CALENDAR = GOOD | {"CLIENT_SECRETS": {"web": WEB | wrong}}

    message = found()["W005"]
    assert next(iter(wrong)) in message.msg
    assert next(iter(wrong.values())) not in str(message)


@pytest.mark.parametrize("name", [None, "", "django.contrib.humanize"])
def test_a_site_without_addresses_is_told_so(settings, name):
    settings.GOOGLE_CALENDAR, settings.ROOT_URLCONF = GOOD, name

    assert "E016" in {finding.id for finding in start_findings()}


def test_hosts_may_be_missing(settings):
    settings.GOOGLE_CALENDAR, settings.ALLOWED_HOSTS = GOOD, None

    assert start_findings() == []


@pytest.mark.parametrize(
    "uri", ["https://*.site.example/", "https://a@b.example/", "https://a.example/#b"]
)
def test_forms_that_google_refuses_are_named(settings, uri):
    settings.GOOGLE_CALENDAR = GOOD | {"REDIRECT_URI": uri}

    assert "a wildcard, a fragment or a user" in found()["E009"].msg


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        (None, "missing"),
        ({"default": None}, "missing"),
        ({"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}, "immediate"),
        ({"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}, "without ever"),
    ],
)
def test_tasks_that_no_worker_runs_are_noticed_in_production(settings, tasks, words):
    settings.GOOGLE_CALENDAR, settings.TASKS = GOOD, tasks

    assert words in found(deploy=True)["W019"].msg


def test_a_file_that_all_may_read_is_noticed(settings, tmp_path):
    path = tmp_path / "client_secret.json"
    path.write_text(json.dumps({"web": {**WEB, "redirect_uris": []}}), encoding="utf-8")
    path.chmod(0o644)
    settings.GOOGLE_CALENDAR = GOOD | {"CLIENT_SECRETS": str(path)}

    assert "W002" in found()


def test_deployment_needs_keys_a_worker_and_https(settings):
    settings.GOOGLE_CALENDAR = {
        "CLIENT_SECRETS": GOOD["CLIENT_SECRETS"],
        "REDIRECT_URI": "http://site.example/r",
    }
    settings.TASKS = {}

    assert {"W021", "W019", "E007"} <= found(deploy=True).keys()
    assert not {"W021", "W019", "E007"} & found().keys()


@pytest.mark.parametrize(
    ("address", "ids"),
    [
        ("https://site.example/calendar/webhook/", set()),
        ("https://site.example/below/calendar/webhook/", set()),
        ("http://127.0.0.1:8000/calendar/webhook/", set()),
        ("http://site.example/calendar/webhook/", {"W042"}),
        ("https://site.example/wrong/path/", {"W042"}),
    ],
)
def test_the_address_for_notifications_is_looked_at(settings, address, ids):
    settings.GOOGLE_CALENDAR = GOOD | {"WEBHOOK_URL": address}

    assert {"W042"} & found(deploy=True).keys() == ids


@pytest.mark.parametrize("name", ["OAUTHLIB_INSECURE_TRANSPORT", "OAUTHLIB_RELAX_TOKEN_SCOPE"])
def test_weakening_switches_are_an_error_in_production(settings, monkeypatch, name):
    settings.GOOGLE_CALENDAR = GOOD
    monkeypatch.setenv(name, "1")

    assert name in found(deploy=True)["E022"].msg
