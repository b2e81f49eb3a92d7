"""Without the network: what settings, files and the database say, and what to paste where."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

WEB = {
    "client_id": "123456789012-a.apps.googleusercontent.com",
    "client_secret": "GOCSPX-canary",
    "project_id": "my-project",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
    "redirect_uris": ["https://site.example/rest/v1/calendar/redirect/"],
}
CONSOLE = "https://console.cloud.google.com/"


def client(**changed):
    return {"CLIENT_SECRETS": {"web": WEB | changed}}


def test_without_a_client_the_steps_in_the_console_come_in_order(google, db, examine):
    found = examine()

    assert found["I012"]["message"].startswith("Step 1 in the Google console: Make a project")
    assert found["I012"]["link"] == CONSOLE + "projectcreate"


def test_with_a_sound_client_there_are_no_steps(db, settings, examine):
    settings.GOOGLE_CALENDAR, settings.ALLOWED_HOSTS = client(), ["site.example"]

    found = examine()

    assert "I012" not in found
    assert WEB["redirect_uris"][0] in found["I010"]["message"]


def test_in_development_the_addresses_of_runserver_are_shown(google, db, settings, run_lines):
    settings.ALLOWED_HOSTS = []

    lines = run_lines()

    assert any("http://127.0.0.1:8000/rest/v1/calendar/redirect/" in line for line in lines)
    assert any("http://localhost:8000/rest/v1/calendar/redirect/" in line for line in lines)


def test_a_redirect_uri_that_is_not_registered_is_an_error(db, settings, examine):
    settings.GOOGLE_CALENDAR = client() | {"REDIRECT_URI": WEB["redirect_uris"][0].rstrip("/")}

    found = examine()

    assert found.code == 1
    assert "^ differs from here" in found["E006"]["message"]
    assert "W006" not in found


def test_production_is_held_to_more(db, settings, examine):
    settings.GOOGLE_CALENDAR, settings.TASKS = client(), {}
    settings.DEBUG = True
    in_development = examine()
    settings.DEBUG = False
    in_production = examine()

    assert not {"W019", "W021"} & in_development.keys()
    assert {"W019", "W021"} <= in_production.keys()


@pytest.mark.parametrize("broken", [None, "x", 5, {"SCOPES": None}, {"ENCRYPTION_KEYS": 5}])
def test_settings_that_cannot_be_read_are_all_there_is_to_say(db, settings, examine, broken):
    settings.GOOGLE_CALENDAR = broken

    assert list(examine("--live")) == ["E024"]


def test_migrations_that_are_not_applied_are_an_error(google, db, examine):
    recorder = MigrationRecorder(connection)
    latest = max(key for key in recorder.applied_migrations() if key[0] == "google_calendar")
    recorder.record_unapplied(*latest)

    found = examine("--live")

    assert found.code == 1
    assert found["E017"]["hint"] == "Run manage.py migrate."


def test_no_secret_is_ever_printed(db, settings, run_lines):
    settings.GOOGLE_CALENDAR = client(redirect_uris=["https://other.example/"])

    assert not [line for line in run_lines() if "canary" in line]
