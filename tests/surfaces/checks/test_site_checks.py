"""What connecting needs of the site around it is found at start."""

import pathlib

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.core import checks

CLIENT = {
    "client_id": "1-a.apps.googleusercontent.com",
    "client_secret": "GOCSPX-canary",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
}
GOOD = {"CLIENT_SECRETS": {"web": CLIENT}, "ENCRYPTION_KEYS": ["A" * 43 + "="]}
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
NO_NUMBER = "http://127.0.0.1:port/"


class OurSessions(SessionMiddleware):
    """A site's own kind of sessions."""


@pytest.fixture(autouse=True)
def site(settings):
    settings.GOOGLE_CALENDAR = GOOD


def found(*, deploy=False):
    messages = checks.run_checks(include_deployment_checks=deploy)
    return {m.id.partition(".")[2]: m for m in messages if m.id.startswith("google_calendar.")}


@pytest.mark.parametrize("key", ["CLIENT_SECRETS", "SCOPES", "ENCRYPTION_KEYS", "API_ROOT"])
@pytest.mark.parametrize("value", [None, 5, ["x", 5], b"GOCSPX-canary"])
def test_a_value_that_cannot_be_read_is_named_and_never_shown(settings, key, value):
    settings.GOOGLE_CALENDAR = GOOD | {key: value}

    messages = found(deploy=True)
    assert list(messages) == ["E024"]
    assert messages["E024"].msg == f"{key} has a wrong form."
    assert "canary" not in str(messages["E024"])


@pytest.mark.parametrize("key", ["API_ROOT", "REDIRECT_URI", "REVOKE_URI", "EMULATOR"])
@pytest.mark.parametrize("value", ["127.0.0.1:80", "/path/", "https://", "http://[::1", NO_NUMBER])
def test_an_address_must_be_whole(settings, key, value):
    settings.GOOGLE_CALENDAR = GOOD | {key: value}

    assert found()["E024"].msg == f"{key} has a wrong form."


@pytest.mark.parametrize("value", [0, -1, None, "30", True])
def test_a_time_out_is_a_number_of_seconds(settings, value):
    settings.GOOGLE_CALENDAR = GOOD | {"HTTP_TIMEOUT_SECONDS": value}

    assert found()["E024"].msg == "HTTP_TIMEOUT_SECONDS has a wrong form."


def test_a_time_out_in_the_environment_is_a_number_too(monkeypatch):
    monkeypatch.setenv("GOOGLE_CALENDAR_HTTP_TIMEOUT_SECONDS", "soon")

    assert found()["E024"].msg == "HTTP_TIMEOUT_SECONDS has a wrong form."


@pytest.mark.parametrize("value", [None, 5, "CLIENT_SECRETS", ["CLIENT_SECRETS"], []])
def test_the_setting_itself_is_a_dict(settings, value):
    settings.GOOGLE_CALENDAR = value

    assert found(deploy=True)["E024"].msg == "GOOGLE_CALENDAR must be a dict."


def test_a_path_may_be_a_path(settings, tmp_path):
    settings.GOOGLE_CALENDAR = GOOD | {"CLIENT_SECRETS": pathlib.Path(tmp_path / "no.json")}

    assert list(found()) == ["E002"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("GOOGLE_CALENDAR_CLIENT_SECRET", "GOOGLE_CALENDAR_CLIENT_SECRETS"),
        ("GOOGLE_CALENDAR_ENCRYPTION_KEY", "GOOGLE_CALENDAR_ENCRYPTION_KEYS"),
        ("GOOGLE_CALENDAR_SCOPE", "GOOGLE_CALENDAR_SCOPES"),
    ],
)
def test_a_misspelled_variable_is_met_with_a_guess(monkeypatch, name, meant):
    monkeypatch.setenv(name, "GOCSPX-canary")

    message = found()["W023"]
    assert message.hint == f"Did you mean {meant}?"
    assert "canary" not in str(message)


def test_a_variable_of_the_sites_own_is_left_alone(monkeypatch):
    monkeypatch.setenv("GOOGLE_CALENDAR_ID", "team@group.calendar.google.com")

    assert found() == {}


@pytest.mark.parametrize("scopes", [[], ["openid"], ["https://www.googleapis.com/auth/drive"]])
def test_scopes_that_can_never_do_are_named(settings, scopes):
    settings.GOOGLE_CALENDAR = GOOD | {"SCOPES": scopes}

    assert "see your list of calendars and see your events" in found()["E115"].msg


def test_scopes_that_only_read_are_enough(settings):
    settings.GOOGLE_CALENDAR = GOOD | {
        "SCOPES": ["https://www.googleapis.com/auth/calendar.readonly"]
    }

    assert found() == {}


def test_missing_sessions_are_named(settings):
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != SESSIONS]

    assert found()["E028"].hint == f"Add to MIDDLEWARE: {SESSIONS}."


def test_sessions_of_the_sites_own_are_sessions(settings):
    ours = f"{__name__}.OurSessions"
    settings.MIDDLEWARE = [ours if each == SESSIONS else each for each in settings.MIDDLEWARE]

    assert "E028" not in found()


def test_sessions_in_cookies_are_noticed(settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"

    assert "PKCE verifier" in found()["W029"].msg
