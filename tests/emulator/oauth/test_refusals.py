"""Errors that Google shows to the person, and never tells the site of (A-11, A-12, A-38)."""

import pytest
import requests

from gcal_emulator.people import ConsentError

REDIRECT_URI = "http://127.0.0.1:8000/rest/v1/calendar/redirect/"
CALENDAR = "https://www.googleapis.com/auth/calendar"


def is_page(answer, status, error):
    """Say whether an answer is an error page that leads nowhere."""
    assert "Location" not in answer.headers
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return (answer.status_code, f"Error {status}: {error}" in answer.text) == (status, True)


@pytest.mark.rule("A-11", "A-45")
@pytest.mark.parametrize(
    "uri",
    [
        REDIRECT_URI.rstrip("/"),
        REDIRECT_URI.replace("http:", "https:"),
        REDIRECT_URI.replace("127.0.0.1", "localhost"),
        REDIRECT_URI.replace("8000", "8001"),
        REDIRECT_URI.replace("rest", "Rest"),
        REDIRECT_URI + "?x=1",
        "https://evil.example/",
        "<script>",
    ],
)
def test_a_redirect_uri_that_differs_is_never_redirected_to(ask, uri):
    answer = ask(redirect_uri=uri)

    assert is_page(answer, 400, "redirect_uri_mismatch")
    assert "<script" not in answer.text


@pytest.mark.rule("A-12")
@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_id": None}, 400, "invalid_request"),
        ({"redirect_uri": None}, 400, "invalid_request"),
        ({"response_type": None}, 400, "invalid_request"),
        ({"response_type": "token"}, 400, "invalid_request"),
        ({"scope": None}, 400, "invalid_request"),
        ({"scope": " "}, 400, "invalid_scope"),
        ({"scope": CALENDAR + " https://www.googleapis.com/auth/nonsense"}, 400, "invalid_scope"),
        ({"access_type": "always"}, 400, "invalid_request"),
        ({"code_challenge_method": "S512"}, 400, "invalid_request"),
        ({"prompt": "login"}, 400, "invalid_request"),
        ({"prompt": "none consent"}, 400, "invalid_request"),
        ({"scope": [CALENDAR, "openid"]}, 400, "invalid_request"),
    ],
)
def test_a_wrong_request_is_an_error_page(ask, changed, status, error):
    assert is_page(ask(**changed), status, error)


@pytest.mark.rule("A-12")
@pytest.mark.parametrize(
    ("trait", "status", "error"),
    [
        ({"is_deleted": True}, 401, "deleted_client"),
        ({"is_blocked_by_admin": True}, 400, "admin_policy_enforced"),
        ({"has_consent_screen": False}, 400, "access_not_configured"),
        ({"is_internal_to": "other.example"}, 403, "org_internal"),
        ({"status": "testing", "test_users": ["bob@example.com"]}, 403, "access_denied"),
    ],
)
@pytest.mark.parametrize("prompt", ["consent", "none"])
def test_a_client_in_a_bad_state_is_an_error_page(
    google, client_id, granted, ask, trait, status, error, prompt
):
    granted([CALENDAR])
    google.change_client(client_id, **trait)

    assert is_page(ask(prompt=prompt), status, error)


@pytest.mark.rule("A-12")
def test_the_states_of_a_client_can_be_set_over_http(google, client_id, ask):
    body = {"client_id": client_id, "is_deleted": True}

    requests.post(google.url + "/_emulator/clients", json=body, timeout=10).raise_for_status()

    assert is_page(ask(), 401, "deleted_client")


@pytest.mark.rule("A-12")
def test_the_states_of_a_client_can_be_seeded(google, ask):
    google.load({"clients": [{"client_id": "c", "client_secret": "s", "is_deleted": True}]})

    assert is_page(ask(client_id="c"), 401, "deleted_client")


@pytest.mark.rule("A-12")
@pytest.mark.parametrize(
    "user_agent",
    [
        "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 Chrome/120 Mobile",
        "Mozilla/5.0 (Windows NT 10.0) MyApp WebView/1.0",
    ],
)
def test_a_browser_within_another_app_is_an_error_page(google, user_agent):
    answer = requests.get(
        google.url + "/o/oauth2/v2/auth", headers={"User-Agent": user_agent}, timeout=10
    )

    assert is_page(answer, 403, "disallowed_useragent")


@pytest.mark.rule("A-12")
@pytest.mark.parametrize("email", ["nobody@example.com", "", "robot@example.com"])
def test_an_account_that_is_no_persons_cannot_consent(google, client_id, email):
    google.add_user("robot@example.com", is_service_account=True)
    form = {
        "client_id": client_id,
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "scope": CALENDAR,
        "account": email,
        "decision": "allow",
    }

    answer = requests.post(google.url + "/o/oauth2/v2/auth/consent", data=form, timeout=10)

    assert is_page(answer, 400, "invalid_request")


@pytest.mark.rule("A-12")
def test_the_page_of_consent_lets_nobody_past(google, client_id, flow):
    url, _ = flow().authorization_url()
    google.change_client(client_id, is_internal_to="other.example")

    with pytest.raises(ConsentError, match="org_internal"):
        google.consent(url, email="alice@example.com")


@pytest.mark.rule("A-45")
def test_a_consent_that_was_tampered_with_leads_nowhere(google, client_id):
    form = {
        "client_id": client_id,
        "redirect_uri": "https://evil.example/",
        "response_type": "code",
        "scope": CALENDAR,
        "account": "alice@example.com",
    }

    for decision in ("allow", "cancel"):
        answer = requests.post(
            google.url + "/o/oauth2/v2/auth/consent",
            data=form | {"decision": decision},
            allow_redirects=False,
            timeout=10,
        )
        assert is_page(answer, 400, "redirect_uri_mismatch")


@pytest.mark.rule("A-38")
@pytest.mark.parametrize(
    ("trait", "scope", "is_warned"),
    [
        ({"is_verified": False}, CALENDAR, True),
        ({"is_verified": False}, "openid email profile", False),
        ({"is_verified": False, "is_internal_to": "example.com"}, CALENDAR, False),
        ({"status": "testing"}, CALENDAR, True),
        ({}, CALENDAR, False),
    ],
)
def test_an_app_that_is_not_verified_is_warned_of(google, client_id, ask, trait, scope, is_warned):
    google.change_client(client_id, **trait)

    page = ask(scope=scope).text

    assert ("Google has not verified this app" in page) == is_warned
    assert ("wants to:" in page) != is_warned


@pytest.mark.rule("A-38")
def test_past_the_warning_comes_consent(google, client_id, granted):
    google.change_client(client_id, is_verified=False)

    assert granted().token


@pytest.mark.rule("A-38")
def test_an_app_that_is_not_verified_may_have_a_hundred_users(google, client_id, granted, ask):
    google.change_client(client_id, is_verified=False)
    google.change_client(client_id, past_users=[f"{number}@example.com" for number in range(99)])
    granted(login_hint="bob@example.com")

    assert is_page(ask(), 403, "access_denied")
    assert ask(login_hint="bob@example.com").status_code == 302
    assert ask(scope="openid").status_code == 200


@pytest.mark.rule("A-38")
def test_a_user_who_goes_away_still_counts(google, client_id, granted, ask):
    google.change_client(client_id, is_verified=False, users_at_most=1)
    granted(login_hint="bob@example.com")
    google.revoke_grants("bob@example.com")

    assert is_page(ask(), 403, "access_denied")
