"""The site's OAuth client: where it is read from, and which servers it stands for."""

import json

import pytest

from dj_google_calendar import exceptions
from dj_google_calendar.oauth.client_secrets import load_client_secrets

WEB = {
    "client_id": "1-a.apps.googleusercontent.com",
    "project_id": "p",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
    "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
    "client_secret": "GOCSPX-canary",
    "redirect_uris": ["https://site.example/rest/v1/calendar/redirect/"],
}


def without(*keys):
    return {key: value for key, value in WEB.items() if key not in keys}


@pytest.mark.parametrize("text", ["", "not json", "{", '"x"', "null", "[]", "\ufeff[]"])
def test_a_file_that_holds_no_object_is_unreadable(settings, tmp_path, text):
    path = tmp_path / "client_secret.json"
    path.write_text(text, encoding="utf-8")
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": str(path)}

    with pytest.raises(exceptions.ClientSecretsUnreadableError):
        load_client_secrets()


def test_a_missing_file_is_named_with_its_whole_path(settings, tmp_path):
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": str(tmp_path / "nowhere.json")}

    with pytest.raises(exceptions.ClientSecretsUnreadableError) as refused:
        load_client_secrets()

    assert str(tmp_path / "nowhere.json") in refused.value.message


@pytest.mark.parametrize("kind", ["path", "text", "dict"])
def test_a_web_client_is_accepted_as_path_text_or_dict(settings, tmp_path, kind):
    path = tmp_path / "client_secret.json"
    path.write_text(json.dumps({"web": WEB}), encoding="utf-8")
    given = {"path": str(path), "text": json.dumps({"web": WEB}), "dict": {"web": WEB}}
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": given[kind]}

    secrets = load_client_secrets()

    assert secrets.client_secret == "GOCSPX-canary"
    assert "canary" not in repr(secrets)


def test_a_file_without_redirect_uris_is_accepted(settings):
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": {"web": without("redirect_uris", "project_id")}}

    assert load_client_secrets().redirect_uris == ()


def test_it_is_read_from_the_environment(settings, monkeypatch):
    settings.GOOGLE_CALENDAR = {}
    monkeypatch.setenv("GOOGLE_CALENDAR_CLIENT_SECRETS", json.dumps({"web": WEB}))

    assert load_client_secrets().client_id == WEB["client_id"]


def test_addresses_follow_the_server_that_issues_the_tokens(settings):
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": {"web": WEB}}
    google = load_client_secrets()
    here = WEB | {"token_uri": "http://127.0.0.1:9/token", "auth_uri": "http://127.0.0.1:9/auth"}
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": {"web": here}}
    other = load_client_secrets()

    assert google.api_root == "https://www.googleapis.com/"
    assert google.revoke_uri == "https://oauth2.googleapis.com/revoke"
    assert other.api_root == "http://127.0.0.1:9/"
    assert other.userinfo_uri == "http://127.0.0.1:9/oauth2/v3/userinfo"


@pytest.mark.parametrize(
    "root", ["http://127.0.0.1:9", "http://127.0.0.1:9/", "http://127.0.0.1:9/calendar/v3/"]
)
def test_the_api_root_may_be_written_in_several_ways(settings, root):
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": {"web": WEB}, "API_ROOT": root}

    assert load_client_secrets().api_root == "http://127.0.0.1:9/"


@pytest.mark.parametrize(
    "text",
    [
        "GOCSPX-canary",
        "AIza-canary",
        "'" + json.dumps({"web": WEB}) + "'",
        json.dumps(json.dumps({"web": WEB})),
        json.dumps([{"web": WEB}]),
        "eyJ3ZWIi/canary" * 40,
    ],
)
def test_what_may_be_a_secret_is_not_shown_as_a_path(settings, text):
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": text}

    with pytest.raises(exceptions.ClientSecretsUnreadableError) as refused:
        load_client_secrets()

    assert refused.value.message == (
        "CLIENT_SECRETS is neither the path of a file nor a JSON object."
    )
    assert refused.value.__cause__ is None


def test_the_home_of_nobody_is_a_path_that_cannot_be_read(settings):
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": "~nobody-at-all/client_secret.json"}

    with pytest.raises(exceptions.ClientSecretsUnreadableError, match="RuntimeError"):
        load_client_secrets()


@pytest.mark.parametrize("kind", ["path", "text"])
def test_a_byte_order_mark_is_passed_over(settings, tmp_path, kind):
    path = tmp_path / "client_secret.json"
    path.write_text("\ufeff" + json.dumps({"web": WEB}), encoding="utf-8")
    given = {"path": str(path), "text": path.read_text(encoding="utf-8")}
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": given[kind]}

    assert load_client_secrets().client_id == WEB["client_id"]


def test_blanks_are_no_secret(settings):
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": {"web": WEB | {"client_secret": "  "}}}

    with pytest.raises(exceptions.ClientSecretsIncompleteError):
        load_client_secrets()


@pytest.mark.parametrize("uri", ["https://[x", "http://[::1", "https://", "http://evil.example/"])
def test_an_address_that_is_none_is_refused(settings, uri):
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": {"web": WEB | {"token_uri": uri}}}

    with pytest.raises(exceptions.InsecureAddressError):
        load_client_secrets()
