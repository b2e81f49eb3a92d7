"""A file of every type that Google issues: accepted, or refused with its cause."""

import io
import json
from pathlib import Path

import pytest
from django.core import checks
from django.core.management import call_command

from dj_google_calendar.exceptions import ConfigurationError, GoogleCalendarError
from dj_google_calendar.oauth.client_secrets import load_client_secrets

FILES = Path(__file__).parent / "client_secrets"

ACCEPTED = ("web", "web_without_redirect_uris", "web_without_project")

REFUSED = {
    "web_without_secret": ("E003", "lack client_secret."),
    "web_with_empty_secret": ("E003", "lack client_secret."),
    "web_with_null_secret": ("E003", "lack client_secret."),
    "web_without_token_uri": ("E003", "lack token_uri."),
    "web_without_id_and_secret": ("E003", "lack client_id, client_secret."),
    "web_with_number_for_id": ("E003", "lack client_id."),
    "web_that_is_text": ("E004", "something unknown"),
    "web_with_http_token_uri": ("E007", "token_uri"),
    "web_without_enclosing_key": ("E004", "without the enclosing key"),
    "desktop": ("E004", "a desktop"),
    "tv": ("E004", "TV"),
    "android": ("E004", "Android"),
    "ios": ("E004", "iOS"),
    "chrome_extension": ("E004", "Chrome"),
    "service_account": ("E004", "a service account"),
    "authorized_user": ("E004", "a signed-in person"),
    "external_account": ("E004", "workload identity"),
    "api_key": ("E004", "something unknown"),
    "nothing": ("E004", "something unknown"),
    "list": ("E002", "not a JSON object"),
    "text": ("E002", "not a JSON object"),
    "null": ("E002", "not a JSON object"),
    "empty": ("E002", "not JSON"),
    "not_json": ("E002", "not JSON"),
    "cut_off": ("E002", "not JSON"),
    "utf16": ("E002", "cannot be read"),
}


@pytest.fixture
def use_file(settings):
    def use(name):
        settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": str(FILES / f"{name}.json")}

    return use


def checked():
    return {message.id.removeprefix("google_calendar."): message for message in checks.run_checks()}


def test_every_file_is_tried():
    assert {path.stem for path in FILES.iterdir()} == {*ACCEPTED, *REFUSED}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_web_client_is_accepted(use_file, name):
    use_file(name)

    assert load_client_secrets().client_secret == "GOCSPX-canary"
    assert not [each for each in checked() if each.startswith("E")]


@pytest.mark.parametrize(("name", "code", "words"), [(n, *e) for n, e in REFUSED.items()])
def test_any_other_file_is_refused_with_its_cause(use_file, name, code, words):
    use_file(name)

    with pytest.raises(GoogleCalendarError) as refused:
        load_client_secrets()

    assert (refused.value.code, words in refused.value.message) == (code, True)
    assert isinstance(refused.value, ConfigurationError) or code == "E007"
    assert "canary" not in refused.value.message


@pytest.mark.parametrize(("name", "code"), [(name, each[0]) for name, each in REFUSED.items()])
def test_check_and_doctor_say_the_same(db, use_file, name, code):
    use_file(name)
    out = io.StringIO()

    with pytest.raises(SystemExit):
        call_command("gcal_doctor", "--json", stdout=out)

    told = next(row for row in json.loads(out.getvalue()) if row["id"] == code)
    assert checked()[code].msg == told["message"]
    assert "canary" not in out.getvalue()
