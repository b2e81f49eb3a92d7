"""The consent pages: who, what, and the way back (A-7 to A-10, A-14)."""

import re
import urllib.parse

import pytest
import requests
from google.auth.transport.requests import AuthorizedSession
from google_auth_oauthlib.flow import Flow
from oauthlib.oauth2 import AccessDeniedError, MismatchingStateError

REDIRECT_URI = "http://127.0.0.1:8000/rest/v1/calendar/redirect/"
CALENDAR = "https://www.googleapis.com/auth/calendar"
READONLY = CALENDAR + ".readonly"
PEOPLE = [
    {"email": "ann@site.example", "sub": "101"},
    {"email": "carl@gmail.com", "sub": "102"},
    {"email": "robot@project.iam.gserviceaccount.com", "is_service_account": True},
]


def accounts_on(page):
    return re.findall(r"name='account' value='([^']+)'", page)


def boxes_on(page):
    return re.findall(r"type='checkbox'[^>]*value='([^']+)'", page)


@pytest.mark.rule("A-9")
def test_consent_leads_back_with_code_state_and_scopes(flow, consent, parameters_of):
    url, state = flow().authorization_url(hd="example.com")

    back = consent(url)

    assert back.startswith(REDIRECT_URI + "?")
    sent = parameters_of(back)
    assert sent.keys() == {"state", "code", "scope", "authuser", "prompt", "hd"}
    assert sent["state"] == state
    assert sent["code"].startswith("4/0")
    assert set(sent["scope"].split()) == set(flow().oauth2session.scope)


@pytest.mark.rule("A-9", "A-45")
def test_the_way_back_is_a_302_that_carries_a_code_and_no_token(granted, ask, parameters_of):
    granted([CALENDAR])

    answer = ask()

    assert answer.status_code == 302
    sent = parameters_of(answer.headers["Location"])
    assert not {"access_token", "refresh_token", "id_token", "token_type"} & sent.keys()


@pytest.mark.rule("A-9")
def test_what_the_redirect_uri_carries_stays(google, ask, granted, parameters_of):
    google.register_client([REDIRECT_URI + "?site=1"])
    granted([CALENDAR])

    answer = ask(redirect_uri=REDIRECT_URI + "?site=1")

    assert answer.headers["Location"].startswith(REDIRECT_URI + "?site=1&")
    assert {"site", "code"} <= parameters_of(answer.headers["Location"]).keys()


@pytest.mark.rule("A-9")
def test_only_an_organisations_account_comes_back_with_hd(google, granted, ask, parameters_of):
    google.load({"users": PEOPLE})
    granted([CALENDAR], login_hint="ann@site.example")
    granted([CALENDAR], login_hint="carl@gmail.com")

    ann, carl = (ask(login_hint=hint).headers["Location"] for hint in ("101", "102"))

    assert parameters_of(ann)["hd"] == "site.example"
    assert "hd" not in parameters_of(carl)


@pytest.mark.rule("A-14")
@pytest.mark.parametrize("state", ["a b+c&d=e%41", "Zürich 🗓", "x" * 4000, "/\r\nSet-Cookie: a=b"])
def test_the_state_comes_back_unchanged(granted, ask, parameters_of, state):
    granted([CALENDAR])

    answer = ask(state=state)

    assert parameters_of(answer.headers["Location"])["state"] == state
    assert "Set-Cookie" not in answer.headers


@pytest.mark.rule("A-14")
def test_the_library_refuses_a_state_that_is_another(flow, consent):
    made = flow()
    url, state = made.authorization_url()

    with pytest.raises(MismatchingStateError, match="CSRF"):
        made.fetch_token(authorization_response=consent(url).replace(state, "forged"))


@pytest.mark.rule("A-10", "A-14")
def test_a_refusal_goes_back_with_access_denied(google, flow, parameters_of):
    made = flow()
    url, state = made.authorization_url()

    back = google.consent(url, email="bob@example.com", denies=True)

    assert parameters_of(back) == {"error": "access_denied", "state": state}
    with pytest.raises(AccessDeniedError):
        made.fetch_token(authorization_response=back)


@pytest.mark.rule("A-10")
def test_the_buttons_on_the_pages_refuse_too(google, client_id, ask, parameters_of):
    warning = google.change_client(client_id, is_verified=False) and ask().text
    google.change_client(client_id, is_verified=True)

    for page in (warning, ask().text):
        form = page.rpartition("<form")[2]
        fields = dict(re.findall(r"name='(\w+)' value='([^']*)'", form))
        target = google.url + "/o/oauth2/v2/auth/consent"
        answer = requests.post(target, data=fields, allow_redirects=False, timeout=10)
        assert parameters_of(answer.headers["Location"]) == {"error": "access_denied"}


@pytest.mark.rule("A-10")
def test_allowing_nothing_is_a_refusal(google, flow, parameters_of):
    url, state = flow([CALENDAR]).authorization_url()

    back = google.consent(url, email="bob@example.com", without=[CALENDAR])

    assert parameters_of(back) == {"error": "access_denied", "state": state}


@pytest.mark.rule("A-7")
def test_every_account_can_be_chosen_the_first_one_first(ask):
    page = ask(login_hint=None).text

    assert accounts_on(page) == ["alice@example.com", "bob@example.com"]


@pytest.mark.rule("A-7")
@pytest.mark.parametrize("hint", ["bob@example.com", "BOB@example.com"])
def test_a_login_hint_skips_the_choice(ask, hint):
    assert "<p>bob@example.com</p>" in ask(login_hint=hint).text


@pytest.mark.rule("A-7")
def test_a_login_hint_can_be_the_account_id(google, ask):
    google.load({"users": PEOPLE})

    assert "<p>ann@site.example</p>" in ask(login_hint="101").text


@pytest.mark.rule("A-7")
@pytest.mark.parametrize(
    ("hd", "offered"),
    [
        ("site.example", ["ann@site.example"]),
        ("*", ["alice@example.com", "bob@example.com", "ann@site.example"]),
        ("no.example", None),
        (None, None),
    ],
)
def test_hd_offers_the_accounts_of_an_organisation(google, ask, hd, offered):
    google.load({"users": PEOPLE})
    everyone = ["alice@example.com", "bob@example.com", "ann@site.example", "carl@gmail.com"]

    page = ask(hd=hd, login_hint=None).text

    assert accounts_on(page) == (offered or everyone)


@pytest.mark.rule("A-7")
def test_select_account_asks_who_even_with_a_hint(granted, ask):
    granted([CALENDAR], login_hint="bob@example.com")

    page = ask(prompt="select_account", login_hint="bob@example.com").text

    assert accounts_on(page) == ["bob@example.com", "alice@example.com"]


@pytest.mark.rule("A-7")
@pytest.mark.parametrize("prompt", ["consent", "select_account consent"])
def test_prompt_consent_asks_again_for_what_was_granted(google, granted, ask, consent, prompt):
    granted([CALENDAR])

    answer = ask(prompt=prompt)

    assert answer.status_code == 200
    assert "prompt=consent" in consent(answer.url)


@pytest.mark.rule("A-7")
def test_what_was_granted_before_is_not_asked_again(granted, ask, parameters_of):
    granted([CALENDAR, "openid"])

    back = parameters_of(ask().headers["Location"])

    assert (back["scope"], back["prompt"]) == (CALENDAR, "none")


@pytest.mark.rule("A-7")
def test_what_was_not_granted_before_is_asked_for(granted, ask):
    granted([READONLY])

    assert boxes_on(ask().text) == [CALENDAR]


@pytest.mark.rule("A-7")
@pytest.mark.parametrize("hint", ["alice@example.com", None])
def test_prompt_none_without_a_grant_needs_interaction(ask, parameters_of, hint):
    answer = ask(prompt="none", login_hint=hint)

    assert parameters_of(answer.headers["Location"]) == {"error": "interaction_required"}


@pytest.mark.rule("A-7")
def test_prompt_none_with_a_grant_leads_straight_back(granted, ask, parameters_of):
    granted([CALENDAR])

    assert "code" in parameters_of(ask(prompt="none").headers["Location"])


@pytest.mark.rule("A-7")
def test_each_scope_but_those_of_signing_in_has_a_box(ask):
    page = ask(scope=f"openid email {CALENDAR} {READONLY}").text

    assert boxes_on(page) == [CALENDAR, READONLY]


@pytest.mark.rule("A-7")
@pytest.mark.parametrize(
    ("is_old", "enabled", "has_boxes"),
    [
        (True, "false", False),
        (True, "true", True),
        (True, None, True),
        (False, "false", True),
    ],
)
def test_only_an_old_client_can_do_without_boxes(
    google, client_id, ask, is_old, enabled, has_boxes
):
    google.change_client(client_id, is_from_before_2019=is_old)

    page = ask(enable_granular_consent=enabled).text

    assert boxes_on(page) == ([CALENDAR] if has_boxes else [])


@pytest.mark.rule("A-7")
def test_without_boxes_all_is_allowed_or_nothing(google, client_id, flow, parameters_of):
    google.change_client(client_id, is_from_before_2019=True)
    url, _ = flow([CALENDAR, READONLY]).authorization_url(enable_granular_consent="false")

    back = google.consent(url, email="bob@example.com", without=[CALENDAR])

    assert parameters_of(back)["scope"].split() == [CALENDAR, READONLY]


@pytest.mark.rule("A-8")
def test_the_library_asks_for_offline_access_and_pkce(google, flow, consent, parameters_of):
    made = flow()

    url, _ = made.authorization_url()

    asked = parameters_of(url)
    assert (asked["access_type"], asked["code_challenge_method"]) == ("offline", "S256")
    assert len(made.code_verifier) == 128
    made.fetch_token(code=parameters_of(consent(url))["code"])
    assert made.credentials.refresh_token


def test_the_whole_way_with_the_library(google, consent, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    secrets = google.register_client([REDIRECT_URI])
    made = Flow.from_client_config(secrets, [CALENDAR], redirect_uri=REDIRECT_URI)

    made.fetch_token(authorization_response=consent(made.authorization_url()[0]))

    with AuthorizedSession(made.credentials) as session:
        answer = session.get(google.url + "/calendar/v3/users/me/calendarList")
    assert answer.status_code == 200


def test_the_pages_bring_no_script_and_no_inline_style(google, ask):
    answer = ask()
    style = requests.get(google.url + "/_emulator/style.css", timeout=10)

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not re.findall(r"<script|<style|style=", answer.text)
    assert "prefers-color-scheme: dark" in style.text


def test_a_world_without_accounts_says_so(google, ask):
    google.load({**google.dump(), "users": [], "calendars": [], "calendarList": []})

    assert "no_accounts" in ask().text


def test_the_pages_say_that_this_is_no_google(ask):
    assert "Local emulator, not Google" in ask().text
    assert "Local emulator, not Google" in ask(client_id="nobody").text
    assert urllib.parse.urlsplit(ask().url).hostname == "127.0.0.1"
