"""Whatever is done to the parameters of the two steps: a clear 4xx, and nothing is linked."""

import urllib.parse

import pytest

from dj_google_calendar.models import Account

INIT, REDIRECT = "/rest/v1/calendar/init/", "/rest/v1/calendar/redirect/"
HTML = {"Accept": "text/html,application/xhtml+xml"}

MUTATIONS = {
    "state missing": lambda q: [p for p in q if p[0] != "state"],
    "state empty": lambda q: [(k, "" if k == "state" else v) for k, v in q],
    "state doubled": lambda q: [*q, *[p for p in q if p[0] == "state"]],
    "state forged": lambda q: [(k, "x" * 30 if k == "state" else v) for k, v in q],
    "state with a tail": lambda q: [(k, v + "x" if k == "state" else v) for k, v in q],
    "state too long": lambda q: [(k, "x" * 5000 if k == "state" else v) for k, v in q],
    "state in other case": lambda q: [(k, v.swapcase() if k == "state" else v) for k, v in q],
    "state not text": lambda q: [(k, b"\xff\xfe" if k == "state" else v) for k, v in q],
    "state with NUL": lambda q: [(k, v + "\0" if k == "state" else v) for k, v in q],
    "state as array": lambda q: [("state[]" if k == "state" else k, v) for k, v in q],
    "code missing": lambda q: [p for p in q if p[0] != "code"],
    "code empty": lambda q: [(k, "" if k == "code" else v) for k, v in q],
    "code doubled": lambda q: [*q, *[p for p in q if p[0] == "code"]],
    "code forged": lambda q: [(k, "4/0forged" if k == "code" else v) for k, v in q],
    "code too long": lambda q: [(k, "x" * 9000 if k == "code" else v) for k, v in q],
    "code not text": lambda q: [(k, b"\xc3\x28" if k == "code" else v) for k, v in q],
    "code with line breaks": lambda q: [(k, v + "\r\nX: y" if k == "code" else v) for k, v in q],
    "error besides": lambda q: [*q, ("error", "server_error")],
    "error doubled": lambda q: [*q, ("error", "a"), ("error", "b")],
    "error as markup": lambda q: [*q, ("error", "<script>alert(1)</script>")],
    "nothing at all": lambda q: [],
}


@pytest.fixture
def client(browser_of, alice):
    return browser_of(alice)


def mutated(back, mutate):
    query = urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query)
    return REDIRECT + "?" + urllib.parse.urlencode(mutate(query))


@pytest.mark.parametrize("mutate", MUTATIONS.values(), ids=MUTATIONS)
def test_a_mutated_redirect_is_refused_in_json_and_links_nothing(client, consent, mutate):
    back = consent(client.get(INIT).json()["authorization_url"])

    answer = client.get(mutated(back, mutate))

    assert 400 <= answer.status_code < 500
    assert {"code", "message", "hint"} <= answer.json()["error"].keys()
    assert not Account.objects.exists()


@pytest.mark.parametrize("mutate", MUTATIONS.values(), ids=MUTATIONS)
def test_a_mutated_redirect_is_refused_on_a_page_and_shows_no_markup(client, consent, mutate):
    back = consent(client.get(INIT).json()["authorization_url"])

    answer = client.get(mutated(back, mutate), headers=HTML)

    assert 400 <= answer.status_code < 500
    assert "Try again" in answer.text
    assert "<script>alert" not in answer.text
    assert answer["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "query",
    [
        "next=https://evil.example/",
        "next=//evil.example",
        "next=/%5Cevil.example",
        "next=javascript:alert(1)",
        "next=http:///evil.example",
        "next=%09//evil.example",
        "next=/a&next=/b",
        "next=" + "/" + "a" * 3000,
        "next=%ff",
        "next=%00",
        "login_hint=a@b&login_hint=c@d",
        "login_hint=" + "a" * 400,
        "login_hint=%0d%0aSet-Cookie:x",
    ],
)
def test_a_bad_parameter_of_init_is_refused(client, query):
    answer = client.get(f"{INIT}?{query}")

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "E110"


def test_another_person_cannot_finish_an_attempt(browser_of, alice, bob, consent):
    client = browser_of(alice)
    back = consent(client.get(INIT).json()["authorization_url"])
    client.force_login(bob)

    answer = client.get(back)

    assert answer.status_code == 400
    assert not Account.objects.exists()


def test_a_stranger_cannot_finish_an_attempt(browser_of, alice, bob, consent):
    back = consent(browser_of(alice).get(INIT).json()["authorization_url"])

    answer = browser_of(bob).get(back)

    assert answer.json()["error"]["code"] == "E111"
    assert not Account.objects.exists()


def test_a_refusal_is_a_friendly_page_and_no_fault(client):
    state = client.get(INIT).json()["state"]

    answer = client.get(REDIRECT, {"error": "access_denied", "state": state}, headers=HTML)

    assert answer.status_code == 403
    assert "Nothing was connected" in answer.text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", [INIT, REDIRECT])
def test_other_methods_are_refused(client, method, path):
    assert getattr(client, method)(path).status_code == 405


def test_a_lost_verifier_is_said_plainly(client, consent):
    back = consent(client.get(INIT).json()["authorization_url"])
    session = client.session
    session["google_calendar_attempts"][0]["code_verifier"] = ""
    session.save()

    error = client.get(back).json()["error"]

    assert error["code"] == "E112"
    assert "Missing code verifier" in error["message"]


def test_a_wrong_client_secret_is_the_sites_fault(client, consent, google, settings):
    back = consent(client.get(INIT).json()["authorization_url"])
    secrets = google.register_client([])
    secrets["web"]["client_secret"] = "wrong"
    settings.GOOGLE_CALENDAR = {"CLIENT_SECRETS": secrets}

    answer = client.get(back)

    assert answer.status_code == 502
    assert answer.json()["error"]["code"] == "E105"


def test_no_token_code_or_secret_reaches_a_log(client, consent, google, caplog):
    caplog.set_level("DEBUG")

    back = consent(client.get(INIT).json()["authorization_url"])
    client.get(back)
    client.get(back)

    code = urllib.parse.parse_qs(urllib.parse.urlsplit(back).query)["code"][0]
    written = caplog.text
    secrets = [code, *google.world.access_tokens, *google.world.refresh_tokens]
    secrets += [each.client_secret for each in google.world.clients.values()]
    assert written
    assert [secret for secret in secrets if secret in written] == []
