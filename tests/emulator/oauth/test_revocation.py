"""A token is revoked by the site that holds it (A-39)."""

import datetime as dt

import pytest
import requests


@pytest.fixture
def revoke(google):
    """Sends a token to be revoked."""

    def revoked(token, path="/revoke") -> requests.Response:
        return requests.post(google.url + path, data={"token": token}, timeout=10)

    return revoked


@pytest.mark.rule("A-39")
@pytest.mark.parametrize("path", ["/revoke", "/o/oauth2/revoke"])
@pytest.mark.parametrize("kind", ["token", "refresh_token"])
def test_revoking_either_token_ends_both(google, granted, refresh, revoke, kind, path):
    credentials = granted()

    answer = revoke(getattr(credentials, kind), path)

    assert (answer.status_code, answer.json()) == (200, {})
    assert refresh(credentials).json()["error"] == "invalid_grant"
    headers = {"Authorization": f"Bearer {credentials.token}"}
    colors = requests.get(google.url + "/calendar/v3/colors", headers=headers, timeout=10)
    assert colors.status_code == 401


@pytest.mark.rule("A-39")
@pytest.mark.parametrize("token", ["1//unknown", "ya29.unknown", "ü", ""])
def test_what_is_no_token_cannot_be_revoked(revoke, token):
    answer = revoke(token)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_token")


@pytest.mark.rule("A-39")
def test_a_token_is_revoked_once(granted, revoke):
    credentials = granted()
    revoke(credentials.refresh_token)

    answer = revoke(credentials.refresh_token)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_token")


@pytest.mark.rule("A-39")
def test_an_access_token_that_is_over_cannot_be_revoked(google, granted, revoke, refresh):
    credentials = granted()
    google.advance(dt.timedelta(hours=1))

    assert revoke(credentials.token).status_code == 400
    assert refresh(credentials).ok


def test_other_people_keep_what_they_allowed(granted, revoke, refresh):
    alice, bob = granted(), granted(login_hint="bob@example.com")

    revoke(alice.token)

    assert refresh(bob).ok


def test_after_revoking_consent_is_asked_for_again(granted, revoke, ask):
    revoke(granted().token)

    assert ask().status_code == 200


def test_the_person_can_take_back_one_client_alone(google, client_id, granted, refresh):
    credentials = granted()

    google.revoke_grants("alice@example.com", client_id="another")
    assert refresh(credentials).ok
    google.revoke_grants("alice@example.com", client_id=client_id)

    assert not refresh(credentials).ok


def test_the_log_holds_no_token(google, granted, revoke):
    credentials = granted()
    requests.get(google.url + "/revoke", params={"token": credentials.token}, timeout=10)

    assert credentials.token not in repr(list(google.log))
