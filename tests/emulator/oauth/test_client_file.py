"""The client's secrets file, and which redirect URIs it may have (A-1, A-5, A-15)."""

import pytest
import requests
from google_auth_oauthlib.flow import Flow

from gcal_emulator.clients import CLIENT_ID

REDIRECT_URI = "http://127.0.0.1:8000/rest/v1/calendar/redirect/"
MEMBERS = {"client_id", "client_secret", "redirect_uris", "auth_uri", "token_uri"}
PROGRAM = {"client_id": "program", "client_secret": "s", "is_installed": True}


@pytest.mark.rule("A-1")
def test_the_file_has_one_key_and_all_that_must_be_in_it(google):
    secrets = google.register_client([REDIRECT_URI])

    assert secrets.keys() == {"web"}
    assert secrets["web"].keys() >= MEMBERS
    assert Flow.from_client_config(secrets, ["openid"]).client_type == "web"


@pytest.mark.rule("A-1")
def test_the_file_of_a_program_on_a_machine_says_installed(google):
    google.register_client([])
    google.change_client(CLIENT_ID, is_installed=True)

    assert google.register_client([]).keys() == {"installed"}


@pytest.mark.parametrize(
    ("uri", "status"),
    [
        ("http://localhost:49152/", 200),
        ("http://127.0.0.1:1/back", 200),
        ("http://[::1]:8080", 200),
        ("https://localhost:8080/", 400),
        ("http://site.example/", 400),
    ],
)
def test_a_program_may_be_led_back_to_at_any_port(google, ask, uri, status):
    google.load({"clients": [PROGRAM]})

    answer = ask(client_id="program", redirect_uri=uri)

    assert answer.status_code == status


def test_client_secrets_register_the_redirect_uri(google):
    answer = requests.get(
        google.url + "/_emulator/client_secrets", params={"redirect_uri": REDIRECT_URI}, timeout=10
    )

    web = answer.json()["web"]
    assert web["client_id"] == CLIENT_ID
    assert web["redirect_uris"] == [REDIRECT_URI]
    assert web["token_uri"] == google.url + "/token"


@pytest.mark.rule("A-5")
@pytest.mark.parametrize("token_path", ["/token", "/o/oauth2/token", "/oauth2/v4/token"])
@pytest.mark.parametrize("auth_path", ["/o/oauth2/auth", "/o/oauth2/v2/auth"])
def test_old_and_new_paths_lead_to_a_token(google, flow, code_for, auth_path, token_path):
    made = flow()
    made.client_config["auth_uri"] = google.url + auth_path
    made.client_config["token_uri"] = google.url + token_path

    token = made.fetch_token(code=code_for(made))

    assert token["access_token"].startswith("ya29.")


REFUSED = [
    "http://site.example/",
    "https://93.184.216.34/",
    "https://[2001:db8::1]/",
    "https://site.example/#part",
    "https://site.example/#",
    "https://a@site.example/",
    "https://@site.example/",
    "https://*.site.example/",
    "https://site.example/a/../b",
    "https://site.example\\b",
    "https://site.example:99999/",
    "https://[/",
    "ftp://site.example/",
    "site.example",
    "",
]


@pytest.mark.rule("A-15")
@pytest.mark.parametrize("uri", REFUSED)
def test_what_google_would_not_register_is_refused(google, uri):
    answer = requests.get(
        google.url + "/_emulator/client_secrets", params={"redirect_uri": uri}, timeout=10
    )

    assert answer.status_code == 400
    assert uri in answer.json()["error"].replace("\\\\", "\\")


@pytest.mark.rule("A-15")
@pytest.mark.parametrize(
    "uri",
    ["https://site.example/back", "http://localhost:8000/", "http://127.0.0.1/", "http://[::1]/"],
)
def test_https_and_this_machine_can_be_registered(google, uri):
    assert google.register_client([uri])["web"]["redirect_uris"] == [uri]


@pytest.mark.rule("A-15")
@pytest.mark.parametrize("uri", REFUSED[:-1])
def test_a_seed_cannot_bring_them_in_either(google, ask, uri):
    seeded = {"client_id": "odd", "client_secret": "s", "redirect_uris": [uri]}
    google.load({"clients": [seeded]})

    answer = ask(client_id="odd", redirect_uri=uri)

    assert answer.status_code == 400
    assert "invalid_request" in answer.text


def test_one_wrong_address_among_several_registers_none(google):
    with pytest.raises(ValueError, match="cannot be registered"):
        google.register_client([REDIRECT_URI, "x"])

    assert google.register_client([])["web"]["redirect_uris"] == []
