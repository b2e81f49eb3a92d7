"""A code is exchanged for tokens (A-21, A-23 to A-28, A-30)."""

import base64
import datetime as dt

import pytest
import requests
from oauthlib.oauth2 import InvalidClientError

CALENDAR = "https://www.googleapis.com/auth/calendar"
EMAIL = "https://www.googleapis.com/auth/userinfo.email"
PROFILE = "https://www.googleapis.com/auth/userinfo.profile"


@pytest.fixture
def code(flow, code_for):
    return code_for(flow(autogenerate_code_verifier=False))


@pytest.mark.rule("A-21")
def test_the_library_names_the_client_by_basic_and_not_in_the_body(flow, code_for):
    made, seen = flow(), []
    made.oauth2session.hooks["response"].append(lambda answer, *_, **__: seen.append(answer))

    made.fetch_token(code=code_for(made))

    asked = seen[0].request
    named = base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")).decode()
    assert named.split(":") == [
        made.client_config["client_id"],
        made.client_config["client_secret"],
    ]
    names = {pair.partition("=")[0] for pair in asked.body.split("&")}
    assert names == {"grant_type", "code", "redirect_uri", "code_verifier"}


@pytest.mark.rule("A-21", "A-22")
def test_both_styles_of_client_authentication_are_taken(google, client, code, exchange):
    form = {"grant_type": "authorization_code", "redirect_uri": client["redirect_uris"][0]}
    basic = (client["client_id"], client["client_secret"])

    answer = requests.post(
        google.url + "/token", data=form | {"code": code}, auth=basic, timeout=10
    )

    assert answer.status_code == 200
    assert exchange(code=code).json()["error"] == "invalid_grant"  # named in the body, but used


@pytest.mark.rule("A-23")
def test_the_answer_holds_what_google_gives(exchange, code):
    answer = exchange(code=code)

    token = answer.json()
    kinds = {"access_token", "expires_in", "token_type", "scope", "refresh_token", "id_token"}
    assert token.keys() == kinds
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 3599)
    assert token["access_token"].startswith("ya29.")
    assert token["refresh_token"].startswith("1//")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.rule("A-23")
def test_there_is_an_id_token_only_with_openid(granted):
    assert granted().id_token
    assert granted([CALENDAR, EMAIL]).id_token is None


@pytest.mark.rule("A-23")
def test_a_grant_for_a_limited_time_says_how_long_it_lasts(google, client_id, exchange, code):
    google.change_client(client_id, grant_seconds=3 * 24 * 3600)

    assert exchange(code=code).json()["refresh_token_expires_in"] == 3 * 24 * 3600


@pytest.mark.rule("A-24")
@pytest.mark.parametrize(
    ("wish", "has_one"),
    [
        ({"access_type": "offline"}, True),
        ({"access_type": "online"}, False),
        ({"access_type": None}, False),
    ],
)
def test_a_first_consent_gives_a_refresh_token_for_offline_access_alone(
    ask, consent, exchange, parameters_of, wish, has_one
):
    back = consent(ask(**wish).url)

    token = exchange(code=parameters_of(back)["code"]).json()

    assert ("refresh_token" in token) == has_one


@pytest.mark.rule("A-24")
def test_without_consent_a_second_time_brings_no_refresh_token(
    granted, ask, exchange, parameters_of
):
    granted([CALENDAR])
    back = ask(access_type="offline").headers["Location"]

    token = exchange(code=parameters_of(back)["code"]).json()

    assert "refresh_token" not in token


@pytest.mark.rule("A-24")
def test_consent_a_second_time_brings_another_refresh_token(granted):
    first, second = granted(), granted()

    assert second.refresh_token not in (None, first.refresh_token)


@pytest.mark.rule("A-25")
def test_a_code_works_once(exchange, code):
    assert exchange(code=code).ok

    answer = exchange(code=code)

    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_grant", "error_description": "Bad Request"}


@pytest.mark.rule("A-25")
def test_a_code_grows_old(google, exchange, code):
    google.advance(dt.timedelta(minutes=11))

    answer = exchange(code=code)

    assert answer.json() == {"error": "invalid_grant", "error_description": "Bad Request"}


@pytest.mark.rule("A-25")
@pytest.mark.parametrize("text", ["4/0garbage", "x", "ü\x00"])
def test_a_code_that_never_was_is_malformed(exchange, text):
    answer = exchange(code=text)

    assert answer.status_code == 400
    assert answer.json()["error_description"] == "Malformed auth code."


def test_another_client_cannot_use_a_code(google, exchange, code):
    google.load({"clients": [{"client_id": "other", "client_secret": "s"}]})

    answer = exchange(code=code, client_id="other", client_secret="s")

    assert answer.json()["error"] == "invalid_grant"


def test_a_code_of_a_grant_that_was_taken_back_is_over(google, exchange, code):
    google.revoke_grants("alice@example.com")

    assert exchange(code=code).json()["error"] == "invalid_grant"


@pytest.mark.rule("A-26")
@pytest.mark.parametrize("uri", ["http://127.0.0.1:8000/other", ""])
def test_the_redirect_uri_must_be_the_one_of_the_request(exchange, code, uri):
    answer = exchange(code=code, redirect_uri=uri)

    assert answer.status_code == 400
    assert answer.json()["error"] == "redirect_uri_mismatch"


@pytest.mark.rule("A-27")
@pytest.mark.parametrize(
    ("changed", "error", "description"),
    [
        ({"client_id": "nobody"}, "invalid_client", "The OAuth client was not found."),
        ({"client_secret": "wrong"}, "invalid_client", "Unauthorized"),
        ({"client_secret": "ü"}, "invalid_client", "Unauthorized"),
    ],
)
def test_a_wrong_client_is_no_error_of_the_person(exchange, code, changed, error, description):
    answer = exchange(code=code, **changed)

    assert answer.status_code == 401
    assert answer.json() == {"error": error, "error_description": description}
    assert exchange(code=code).ok  # the code is still good


@pytest.mark.rule("A-27")
def test_the_library_tells_a_wrong_client_apart(flow, code_for):
    made = flow()
    code = code_for(made)
    made.client_config["client_secret"] = "wrong"

    with pytest.raises(InvalidClientError):
        made.fetch_token(code=code)


def test_a_deleted_client_gets_no_token(google, client_id, exchange, code):
    google.change_client(client_id, is_deleted=True)

    answer = exchange(code=code)

    assert (answer.status_code, answer.json()["error"]) == (401, "deleted_client")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
        ({"client_id": ""}, "invalid_request"),
        ({"client_secret": ""}, "invalid_request"),
        ({"code": ""}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
    ],
)
def test_what_is_missing_is_asked_for(exchange, code, changed, error):
    answer = exchange(**({"code": code} | changed))

    assert (answer.status_code, answer.json()["error"]) == (400, error)


@pytest.mark.rule("A-28")
def test_an_unticked_scope_makes_the_library_warn_with_the_token_in_hand(
    google, flow, parameters_of
):
    made = flow()
    url, _ = made.authorization_url(prompt="consent")
    back = google.consent(url, email="alice@example.com", without=[CALENDAR])

    with pytest.raises(Warning, match="Scope has changed") as raised:
        made.fetch_token(code=parameters_of(back)["code"])

    assert set(raised.value.token["scope"]) == {"openid", EMAIL}
    assert raised.value.token["access_token"].startswith("ya29.")


@pytest.mark.rule("A-28")
@pytest.mark.parametrize(
    ("scopes", "wish"),
    [(["openid", "email"], {}), (["openid"], {"include_granted_scopes": "true"})],
)
def test_other_names_and_earlier_scopes_make_the_library_warn(
    granted, flow, code_for, scopes, wish
):
    granted()
    made = flow(scopes)

    with pytest.raises(Warning, match="Scope has changed"):
        made.fetch_token(code=code_for(made, login_hint="alice@example.com", **wish))


@pytest.mark.rule("A-28")
def test_relaxed_the_library_knows_what_was_granted(google, flow, parameters_of, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    made = flow()
    url, _ = made.authorization_url(prompt="consent")
    back = google.consent(url, email="alice@example.com", without=[CALENDAR])

    made.fetch_token(code=parameters_of(back)["code"])

    assert set(made.credentials.granted_scopes) == {"openid", EMAIL}
    assert CALENDAR not in parameters_of(back)["scope"].split()


@pytest.mark.rule("A-30")
def test_short_scope_names_come_back_in_full_and_in_another_order(
    granted, ask, exchange, parameters_of
):
    granted(["openid", EMAIL, PROFILE])
    back = ask(scope="openid email profile").headers["Location"]

    token = exchange(code=parameters_of(back)["code"]).json()

    assert token["scope"] == f"{EMAIL} {PROFILE} openid"
    assert parameters_of(back)["scope"] == token["scope"]


@pytest.mark.rule("A-7")
def test_earlier_scopes_can_be_included(granted, flow, code_for, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    granted(["openid", EMAIL])
    made = flow([CALENDAR])

    code = code_for(made, login_hint="alice@example.com", include_granted_scopes="true")

    assert set(made.fetch_token(code=code)["scope"]) == {CALENDAR, EMAIL, "openid"}


@pytest.mark.rule("A-7")
def test_earlier_scopes_stay_out_where_they_are_not_asked_for(granted, flow, code_for):
    granted(["openid", EMAIL])
    made = flow([CALENDAR])

    assert made.fetch_token(code=code_for(made))["scope"] == [CALENDAR]


@pytest.mark.rule("A-7")
def test_scopes_of_another_client_are_not_included(google, granted, ask, consent, parameters_of):
    granted(["openid", EMAIL])
    uri = "http://127.0.0.1:8000/rest/v1/calendar/redirect/"
    google.load({"clients": [{"client_id": "c", "client_secret": "s", "redirect_uris": [uri]}]})

    back = consent(ask(client_id="c", include_granted_scopes="true").url)

    assert parameters_of(back)["scope"] == CALENDAR
