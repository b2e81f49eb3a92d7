"""Access tokens are renewed, until the grant behind them ends (A-22, A-24, A-32 to A-42)."""

import datetime as dt
import json
import types

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from oauthlib.oauth2 import InsecureTransportError

CALENDAR = "https://www.googleapis.com/auth/calendar"
WEEK = 7 * 24 * 3600
DEAD = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}


def is_alive(answer):
    """Say whether a refresh token is taken, or refused in the way of dead ones."""
    assert answer.ok or (answer.status_code, answer.json()) == (400, DEAD)
    return answer.ok


@pytest.mark.rule("A-22")
def test_the_library_names_the_client_and_all_scopes_in_the_body(granted):
    credentials, seen = granted(), []
    with requests.Session() as session:
        session.hooks["response"].append(lambda answer, *_, **__: seen.append(answer.request))
        credentials.refresh(Request(session))

    form = dict(pair.split("=") for pair in seen[0].body.decode().split("&"))
    assert "Authorization" not in seen[0].headers
    assert form.keys() == {"grant_type", "client_id", "client_secret", "refresh_token", "scope"}
    assert form["scope"].count("+") == len(credentials.scopes) - 1


@pytest.mark.rule("A-22", "A-32")
def test_a_refresh_gives_another_access_token_and_no_refresh_token(granted):
    credentials = granted()
    before, kept = credentials.token, credentials.refresh_token

    credentials.refresh(Request())

    assert credentials.token != before
    assert credentials.refresh_token == kept


@pytest.mark.rule("A-32")
def test_a_refresh_answers_with_what_recorded_ones_have(granted, refresh):
    answer = refresh(granted())

    assert answer.json().keys() == {"access_token", "expires_in", "scope", "token_type"}
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.rule("A-32")
def test_a_refresh_token_that_comes_all_the_same_replaces_the_old_one(google, granted):
    credentials = granted()
    answer = {"access_token": "ya29.x", "expires_in": 3599, "refresh_token": "1//new"}
    google.fail(method="oauth.token", status=200, body=json.dumps(answer))

    credentials.refresh(Request())

    assert credentials.refresh_token == "1//new"


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
def test_a_refresh_may_narrow_its_scopes_and_not_widen_them(granted, refresh, scope, status):
    answer = refresh(granted(), scope=scope)

    assert answer.status_code == status
    assert status == 200 or answer.json()["error"] == "invalid_scope"


def test_an_unticked_scope_cannot_be_had_by_refreshing(google, flow, parameters_of, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    made = flow()
    url, _ = made.authorization_url(prompt="consent")
    back = google.consent(url, email="alice@example.com", without=[CALENDAR])
    made.fetch_token(code=parameters_of(back)["code"])

    with pytest.raises(RefreshError) as refused:
        made.credentials.refresh(Request())  # asks for what was requested, not granted

    assert refused.value.args[1]["error"] == "invalid_scope"


def test_another_client_cannot_use_a_refresh_token(google, granted, refresh):
    credentials = granted()
    google.load({"clients": [{"client_id": "other", "client_secret": "s"}]})

    answer = refresh(credentials, client_id="other", client_secret="s")

    assert answer.json() == {"error": "invalid_grant", "error_description": "Bad Request"}


@pytest.mark.rule("A-33")
def test_a_dead_refresh_token_is_asked_for_once_and_never_again(google, granted):
    credentials = granted()
    google.revoke_grants("alice@example.com")
    before = google.log.count("oauth.token")

    with pytest.raises(RefreshError) as refused:
        credentials.refresh(Request())

    assert not refused.value.retryable
    assert refused.value.args[1] == DEAD
    assert google.log.count("oauth.token") == before + 1


@pytest.mark.rule("A-34")
@pytest.mark.parametrize(("failures", "is_renewed"), [(2, True), (3, False)])
def test_the_library_tries_a_failing_endpoint_three_times(
    google, granted, monkeypatch, failures, is_renewed
):
    waits = types.SimpleNamespace(sleep=lambda _seconds: None)
    monkeypatch.setattr("google.auth._exponential_backoff.time", waits)
    credentials = granted()
    google.fail(method="oauth.token", status=503, times=failures)
    before = google.log.count("oauth.token")

    if is_renewed:
        credentials.refresh(Request())
    else:
        with pytest.raises(RefreshError) as refused:
            credentials.refresh(Request())
        assert refused.value.retryable

    assert google.log.count("oauth.token") == before + 3


@pytest.mark.rule("A-33", "A-35")
def test_a_grant_that_the_person_takes_back_is_dead(google, granted, refresh):
    credentials = granted()

    google.revoke_grants("alice@example.com")

    assert not is_alive(refresh(credentials))


@pytest.mark.rule("A-35")
def test_a_changed_password_ends_tokens_and_leaves_the_consent(google, granted, refresh, ask):
    credentials = granted([CALENDAR])

    google.end_refresh_tokens("alice@example.com")

    assert not is_alive(refresh(credentials))
    assert ask().status_code == 302


@pytest.mark.rule("A-35")
def test_an_administrator_who_blocks_the_app_ends_its_tokens(google, client_id, granted, refresh):
    credentials = granted()

    google.change_client(client_id, is_blocked_by_admin=True)

    assert not is_alive(refresh(credentials))


@pytest.mark.rule("A-35")
def test_half_a_year_without_use_ends_a_refresh_token(google, granted, refresh):
    used, unused = granted(), granted()
    google.advance(dt.timedelta(days=100))
    assert is_alive(refresh(used))

    google.advance(dt.timedelta(days=80))

    assert is_alive(refresh(used))
    assert not is_alive(refresh(unused))


@pytest.mark.rule("A-35")
def test_a_grant_for_a_limited_time_runs_out(google, client_id, granted, refresh, ask):
    google.change_client(client_id, grant_seconds=3600)
    credentials = granted([CALENDAR])
    assert ask().status_code == 302

    google.advance(dt.timedelta(hours=1))

    assert not is_alive(refresh(credentials))
    assert ask().status_code == 200  # and consent is asked for again


@pytest.mark.rule("A-35", "A-36")
def test_of_too_many_refresh_tokens_the_oldest_dies_silently(google, granted, refresh):
    google.switch(refresh_tokens_per_client=2)
    bob = granted(login_hint="bob@example.com")

    first, second, third = granted(), granted(), granted()

    assert [is_alive(refresh(each)) for each in (first, second, third)] == [False, True, True]
    assert is_alive(refresh(bob))


@pytest.mark.rule("A-36")
def test_the_cap_is_a_hundred_by_default(google):
    assert google.dump()["switches"]["refresh_tokens_per_client"] == 100


@pytest.mark.rule("A-35", "A-37")
def test_tokens_of_an_app_in_testing_live_seven_days(google, client_id, granted, refresh):
    google.change_client(client_id, status="testing")
    credentials = granted()
    google.advance(dt.timedelta(seconds=WEEK - 1))
    assert is_alive(refresh(credentials))

    google.advance(dt.timedelta(seconds=1))

    assert not is_alive(refresh(credentials))


@pytest.mark.rule("A-23", "A-37")
def test_the_seven_days_are_told_with_the_token(google, client_id, flow, code_for):
    google.change_client(client_id, status="testing")
    made = flow()

    token = made.fetch_token(code=code_for(made))

    assert token["refresh_token_expires_in"] == WEEK


@pytest.mark.rule("A-37")
def test_publishing_the_app_heals_no_old_token(google, client_id, granted, refresh):
    google.change_client(client_id, status="testing")
    old = granted()
    google.change_client(client_id, status="production")
    new = granted()

    google.advance(dt.timedelta(seconds=WEEK))

    assert not is_alive(refresh(old))
    assert is_alive(refresh(new))


@pytest.mark.rule("A-37")
def test_after_the_seven_days_consent_is_asked_for_again(google, client_id, granted, ask):
    google.change_client(client_id, status="testing")
    granted([CALENDAR])
    assert ask().status_code == 302

    google.advance(dt.timedelta(seconds=WEEK))

    assert ask().status_code == 200


@pytest.mark.rule("A-37")
def test_the_seven_days_outlast_a_dump(google, client_id, granted, refresh, ask):
    google.change_client(client_id, status="testing", is_verified=False)
    credentials = granted()
    dumped = google.dump()

    google.load(dumped)

    assert google.dump() == dumped
    assert is_alive(refresh(credentials))
    google.advance(dt.timedelta(seconds=WEEK))
    assert not is_alive(refresh(credentials))
    assert ask().status_code == 200


@pytest.mark.rule("A-37")
@pytest.mark.parametrize(
    ("trait", "scopes"),
    [({}, ["openid"]), ({"is_internal_to": "example.com"}, ["openid", CALENDAR])],
)
def test_signing_in_and_internal_apps_know_no_seven_days(
    google, client_id, granted, refresh, trait, scopes
):
    google.change_client(client_id, status="testing", **trait)
    credentials = granted(scopes)

    google.advance(dt.timedelta(seconds=WEEK))

    assert is_alive(refresh(credentials))


@pytest.mark.rule("A-41")
def test_an_access_token_that_is_over_early_is_renewed_once(google, service):
    google.advance(dt.timedelta(hours=1))  # which the library's own clock does not tell it

    assert service.colors().get().execute()["kind"] == "calendar#colors"

    assert google.log.count("colors.get") == 2  # refused with 401, then renewed


@pytest.mark.rule("A-41")
def test_the_library_renews_some_minutes_before_the_end(google, granted):
    credentials = granted()

    credentials.expiry -= dt.timedelta(seconds=3599 - 180)

    assert credentials.expired  # though three minutes are left


def test_access_tokens_can_all_be_ended_at_once(google, granted):
    credentials = granted()
    google.expire_access_tokens()

    answer = requests.get(
        google.url + "/calendar/v3/colors",
        headers={"Authorization": f"Bearer {credentials.token}"},
        timeout=10,
    )

    assert answer.status_code == 401


@pytest.mark.rule("A-42")
def test_plain_http_is_refused_for_codes_and_not_for_refreshing(
    flow, granted, code_for, monkeypatch
):
    made, credentials = flow(), granted()
    code = code_for(made)
    monkeypatch.delenv("OAUTHLIB_INSECURE_TRANSPORT")

    with pytest.raises(InsecureTransportError):
        made.fetch_token(code=code)

    credentials.refresh(Request())
