"""Codes, access tokens, refresh tokens and their ends (A-16 to A-39)."""

import base64
import datetime as dt
import hashlib
import json
import urllib.parse

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request

CALENDAR = "https://www.googleapis.com/auth/calendar"


@pytest.fixture
def code_for(flow, consent):
    def obtained(made, **kwargs):
        url, _ = made.authorization_url(prompt="consent", **kwargs)
        return urllib.parse.parse_qs(urllib.parse.urlsplit(consent(url)).query)["code"][0]

    return obtained


def exchanged(google, made, **changed):
    secrets = google.register_client([])["web"]
    data = {
        "grant_type": "authorization_code",
        "redirect_uri": made.redirect_uri,
        "client_id": secrets["client_id"],
        "client_secret": secrets["client_secret"],
    } | changed
    return requests.post(google.url + "/token", data=data, timeout=10)


def test_a_code_gives_tokens_as_google_shapes_them(flow, code_for):
    made = flow()

    token = made.fetch_token(code=code_for(made))

    assert token["access_token"].startswith("ya29.")
    assert token["refresh_token"].startswith("1//")
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 3599)
    claims = json.loads(base64.urlsafe_b64decode(token["id_token"].split(".")[1] + "=="))
    assert claims["email"] == "alice@example.com"
    assert claims["iss"] == "https://accounts.google.com"


@pytest.mark.parametrize(
    ("challenge", "verifier", "description"),
    [
        (True, "", "Missing code verifier."),
        (True, "x" * 50, "Invalid code verifier."),
        (False, "x" * 50, "code_verifier or verifier is not needed."),
    ],
)
def test_pkce_in_its_three_failures(google, flow, code_for, challenge, verifier, description):
    made = flow(autogenerate_code_verifier=challenge)
    code = code_for(made)

    answer = exchanged(google, made, code=code, **({"code_verifier": verifier} if verifier else {}))

    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_grant", "error_description": description}


def test_a_code_works_once(flow, code_for, google):
    made = flow(autogenerate_code_verifier=False)
    code = code_for(made)
    assert exchanged(google, made, code=code).ok

    assert exchanged(google, made, code=code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"code": "4/0garbage"}, 400, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:8000/other"}, 400, "redirect_uri_mismatch"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"client_id": ""}, 400, "invalid_request"),
        ({"client_secret": ""}, 400, "invalid_request"),
        ({"code": ""}, 400, "invalid_request"),
        ({"grant_type": "refresh_token"}, 400, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "1//no"}, 400, "invalid_grant"),
    ],
)
def test_a_wrong_exchange_is_refused(google, flow, code_for, changed, status, error):
    made = flow(autogenerate_code_verifier=False)
    code = code_for(made)

    answer = exchanged(google, made, **({"code": code} | changed))

    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_refresh_gives_another_access_token_and_no_refresh_token(granted):
    credentials = granted()
    before, kept = credentials.token, credentials.refresh_token

    credentials.refresh(Request())

    assert credentials.token != before
    assert credentials.refresh_token == kept


def test_a_refresh_answers_with_what_recorded_ones_have(google, granted):
    credentials = granted()

    answer = refreshed(google, credentials)

    assert answer.json().keys() == {"access_token", "expires_in", "scope", "token_type"}
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]


def refreshed(google, credentials, **more):
    secrets = google.register_client([])["web"]
    data = {
        "grant_type": "refresh_token",
        "refresh_token": credentials.refresh_token,
        "client_id": secrets["client_id"],
        "client_secret": secrets["client_secret"],
    } | more
    return requests.post(google.url + "/token", data=data, timeout=10)


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (CALENDAR, 200),
        (CALENDAR + ".readonly", 200),
        ("openid email", 200),
        (CALENDAR + "s", 400),
        ("profile", 400),
    ],
)
def test_a_refresh_may_narrow_its_scopes_and_not_widen_them(google, granted, scope, status):
    answer = refreshed(google, granted(), scope=scope)

    assert answer.status_code == status
    assert status == 200 or answer.json()["error"] == "invalid_scope"


def test_an_unticked_scope_cannot_be_had_by_refreshing(google, flow, consent, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    made = flow()
    url, _ = made.authorization_url(prompt="consent")
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(consent(url, without=CALENDAR)).query)
    made.fetch_token(code=query["code"][0])

    with pytest.raises(RefreshError) as refused:
        made.credentials.refresh(Request())  # asks for what was requested, not granted

    assert refused.value.args[1]["error"] == "invalid_scope"


def test_without_offline_access_there_is_no_refresh_token(granted):
    assert granted(access_type="online").refresh_token is None


def test_a_revoked_grant_refreshes_no_more(google, granted):
    credentials = granted()
    google.revoke_grants("alice@example.com")

    with pytest.raises(RefreshError) as refused:
        credentials.refresh(Request())

    assert refused.value.args[1]["error"] == "invalid_grant"
    assert refused.value.args[1]["error_description"] == "Token has been expired or revoked."


@pytest.mark.parametrize("kind", ["token", "refresh_token"])
def test_revoking_either_token_ends_the_grant(google, granted, kind):
    credentials = granted()
    data = {"token": getattr(credentials, kind)}

    first = requests.post(google.url + "/revoke", data=data, timeout=10)
    again = requests.post(google.url + "/revoke", data=data, timeout=10)

    assert (first.status_code, again.status_code) == (200, 400)
    assert again.json()["error"] == "invalid_token"
    with pytest.raises(RefreshError):
        credentials.refresh(Request())


def test_unticked_scopes_are_missing_from_the_grant(flow, consent, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    made = flow()
    url, _ = made.authorization_url(prompt="consent")
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(consent(url, without=CALENDAR)).query)

    made.fetch_token(code=query["code"][0])

    assert CALENDAR not in made.credentials.granted_scopes
    assert CALENDAR not in query["scope"][0].split()


def test_userinfo_says_who_it_is(google, granted):
    headers = {"Authorization": f"Bearer {granted().token}"}

    for path in ("/oauth2/v3/userinfo", "/v1/userinfo"):
        claims = requests.get(google.url + path, headers=headers, timeout=10).json()
        assert claims["email"] == "alice@example.com"
        assert claims["sub"].isdecimal()
    assert requests.get(google.url + "/v1/userinfo", timeout=10).status_code == 401


def test_the_older_userinfo_has_names_of_its_own(google, granted):
    headers = {"Authorization": f"Bearer {granted().token}"}

    claims = requests.get(google.url + "/oauth2/v2/userinfo", headers=headers, timeout=10).json()

    assert claims.keys() == {"id", "email", "verified_email"}


def test_a_code_grows_old(google, flow, code_for):
    made = flow(autogenerate_code_verifier=False)
    code = code_for(made)
    google.world.clock.advance(dt.timedelta(minutes=11))

    answer = exchanged(google, made, code=code)

    assert answer.json() == {"error": "invalid_grant", "error_description": "Bad Request"}


def test_an_access_token_grows_old_and_is_renewed(google, service, granted):
    google.world.clock.advance(dt.timedelta(hours=1))

    assert service.colors().get().execute()["kind"] == "calendar#colors"
    assert google.log.count("colors.get") == 2  # refused once with 401, then renewed


def test_both_styles_of_client_authentication_are_taken(google, flow, code_for):
    secrets = google.register_client([])["web"]
    made = flow(autogenerate_code_verifier=False)
    body = {"grant_type": "authorization_code", "redirect_uri": made.redirect_uri}
    basic = (secrets["client_id"], secrets["client_secret"])

    by_header = requests.post(
        google.url + "/token", data=body | {"code": code_for(made)}, auth=basic, timeout=10
    )
    by_body = exchanged(google, made, code=code_for(made))

    assert (by_header.status_code, by_body.status_code) == (200, 200)


def test_granted_scopes_can_be_included(granted, flow, consent):
    granted()
    wanted = ["openid", CALENDAR + ".readonly"]
    url, _ = flow(wanted).authorization_url(
        prompt="consent", login_hint="alice@example.com", include_granted_scopes="true"
    )

    query = urllib.parse.parse_qs(urllib.parse.urlsplit(consent(url)).query)

    assert {CALENDAR, CALENDAR + ".readonly"} <= set(query["scope"][0].split())


def test_the_id_token_is_signed_by_the_published_key(google, flow, code_for):
    made = flow()
    token = made.fetch_token(code=code_for(made))
    key = requests.get(google.url + "/oauth2/v3/certs", timeout=10).json()["keys"][0]

    signed, _, signature = token["id_token"].rpartition(".")
    number = int.from_bytes(decoded(signature), "big")
    opened = pow(
        number, int.from_bytes(decoded(key["e"]), "big"), int.from_bytes(decoded(key["n"]))
    )

    assert opened.to_bytes(256, "big").endswith(hashlib.sha256(signed.encode()).digest())


def decoded(text):
    return base64.urlsafe_b64decode(text + "==")


def test_old_and_new_paths_are_served(google):
    for path in ("/token", "/o/oauth2/token", "/oauth2/v4/token"):
        data = {"client_id": "nobody"}
        answer = requests.post(google.url + path, data=data, timeout=10)
        assert answer.json()["error"] == "invalid_client"
    for path in ("/o/oauth2/auth", "/o/oauth2/v2/auth"):
        assert requests.get(google.url + path, timeout=10).status_code == 401


def test_openid_configuration_names_this_server(google):
    document = requests.get(google.url + "/.well-known/openid-configuration", timeout=10).json()

    assert document["token_endpoint"] == google.url + "/token"
    assert requests.get(document["jwks_uri"], timeout=10).json()["keys"][0]["kty"] == "RSA"
