"""The consent pages: who, what, and the way back (A-7 to A-15)."""

import re
import urllib.parse

import pytest
import requests

from gcal_emulator.clients import CLIENT_ID

REDIRECT_URI = "http://127.0.0.1:8000/rest/v1/calendar/redirect/"


def parameters(url):
    return urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)


def test_consent_leads_back_with_code_state_and_scopes(flow, consent):
    url, state = flow().authorization_url()

    back = parameters(consent(url))

    assert back["state"] == [state]
    assert back["code"][0].startswith("4/0")
    assert "https://www.googleapis.com/auth/calendar" in back["scope"][0].split()


def test_every_account_can_be_chosen_the_first_one_first(flow):
    url, _ = flow().authorization_url()

    page = requests.get(url, timeout=10).text

    assert re.findall(r"name='account' value='([^']+)'", page) == [
        "alice@example.com",
        "bob@example.com",
    ]


def test_a_login_hint_skips_the_choice(flow):
    url, _ = flow().authorization_url(login_hint="bob@example.com", prompt="consent")

    assert "name='granted'" in requests.get(url, timeout=10).text


def test_a_refusal_goes_back_with_access_denied(flow):
    url, state = flow().authorization_url(login_hint="bob@example.com", prompt="consent")
    page = requests.get(url, timeout=10).text
    fields = dict(re.findall(r"name='(\w+)' value='([^']*)'", page)) | {"decision": "cancel"}
    action = urllib.parse.urljoin(url, "/o/oauth2/v2/auth/consent")

    answer = requests.post(action, data=fields, allow_redirects=False, timeout=10)

    assert parameters(answer.headers["Location"]) == {"error": ["access_denied"], "state": [state]}


def test_allowing_nothing_is_a_refusal(flow):
    made = flow(["https://www.googleapis.com/auth/calendar"])
    url, state = made.authorization_url(login_hint="bob@example.com")
    form = requests.get(url, timeout=10).text.partition("</form>")[0]
    fields = dict(re.findall(r"name=['\"](\w+)['\"] value=['\"]([^'\"]*)", form))
    action = urllib.parse.urljoin(url, "/o/oauth2/v2/auth/consent")

    answer = requests.post(action, data=fields, allow_redirects=False, timeout=10)

    assert fields["decision"] == "allow"
    assert parameters(answer.headers["Location"]) == {"error": ["access_denied"], "state": [state]}


@pytest.mark.parametrize("prompt", ["consent", "select_account consent"])
def test_asking_again_shows_what_is_asked_for(flow, granted, prompt):
    granted()
    url, _ = flow().authorization_url(prompt=prompt)

    page = requests.get(url, timeout=10).text

    assert page.count("<form") >= 2
    assert "Local emulator" in page


def test_the_pages_bring_no_script_and_no_inline_style(google, flow):
    url, _ = flow().authorization_url(login_hint="bob@example.com", prompt="consent")

    answer = requests.get(url, timeout=10)
    style = requests.get(google.url + "/_emulator/style.css", timeout=10)

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not {"<script", "<style", "style="} & set(
        re.findall(r"<script|<style|style=", answer.text)
    )
    assert "prefers-color-scheme: dark" in style.text


@pytest.mark.parametrize(
    "uri",
    [
        REDIRECT_URI.rstrip("/"),
        REDIRECT_URI.replace("http:", "https:"),
        REDIRECT_URI.replace("127.0.0.1", "localhost"),
        REDIRECT_URI.replace("8000", "8001"),
        REDIRECT_URI + "?x=1",
        "https://evil.example/",
        "",
    ],
)
def test_a_redirect_uri_that_differs_is_never_redirected_to(flow, uri):
    made = flow()
    made.redirect_uri = uri
    url, _ = made.authorization_url()

    answer = requests.get(url, allow_redirects=False, timeout=10)

    assert answer.status_code == 400
    assert "redirect_uri_mismatch" in answer.text


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"response_type": "token"}, 400, "invalid_request"),
        ({"scope": "https://www.googleapis.com/auth/nonsense"}, 400, "invalid_scope"),
        ({"scope": ""}, 400, "invalid_scope"),
        ({"code_challenge_method": "S512"}, 400, "invalid_request"),
    ],
)
def test_other_errors_are_pages_too(flow, changed, status, error):
    url, _ = flow().authorization_url()
    query = {key: value[0] for key, value in parameters(url).items()} | changed

    answer = requests.get(url.partition("?")[0], params=query, allow_redirects=False, timeout=10)

    assert (answer.status_code, error in answer.text) == (status, True)


def test_what_was_granted_before_is_not_asked_again(flow, granted):
    granted()
    url, _ = flow().authorization_url(login_hint="alice@example.com")

    answer = requests.get(url, allow_redirects=False, timeout=10)

    assert answer.status_code == 302
    assert "code" in parameters(answer.headers["Location"])


def test_prompt_none_without_a_grant_needs_interaction(flow):
    url, _ = flow().authorization_url(login_hint="alice@example.com", prompt="none")

    answer = requests.get(url, allow_redirects=False, timeout=10)

    assert parameters(answer.headers["Location"])["error"] == ["interaction_required"]


def test_client_secrets_register_the_redirect_uri(google):
    answer = requests.get(
        google.url + "/_emulator/client_secrets", params={"redirect_uri": REDIRECT_URI}, timeout=10
    )

    web = answer.json()["web"]
    assert web["client_id"] == CLIENT_ID
    assert web["redirect_uris"] == [REDIRECT_URI]
    assert web["token_uri"] == google.url + "/token"


@pytest.mark.parametrize(
    "uri", ["http://site.example/", "https://a@b.example/", "https://x/#f", "x", "https://*.x/"]
)
def test_a_redirect_uri_that_google_refuses_is_not_registered(google, uri):
    answer = requests.get(
        google.url + "/_emulator/client_secrets", params={"redirect_uri": uri}, timeout=10
    )

    assert answer.status_code == 400
