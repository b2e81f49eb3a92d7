"""Whatever is sent to the sign-in, it is answered, and never by a 500."""

import base64

import pytest
import requests

PATHS = (
    "/token",
    "/revoke",
    "/o/oauth2/v2/auth/consent",
    "/o/oauth2/v2/auth/account",
    "/tokeninfo",
)
MANY = b"&" * 2000
NAMES = ("client_id", "scope", "code", "refresh_token", "grant_type", "redirect_uri", "login_hint")


@pytest.fixture
def token_answer(google):
    """Sends a form to the token endpoint, with headers."""

    def answered(data, **headers) -> requests.Response:
        encoded = {name: value.encode("utf-8") for name, value in headers.items()}
        kind = {"Content-Type": "application/x-www-form-urlencoded"} | encoded
        return requests.post(google.url + "/token", data=data, headers=kind, timeout=10)

    return answered


def test_basic_credentials_that_are_none_are_refused(token_answer):
    raw = (b"\xff\xfe", b"no colon", b":", b"\x00:\x00", b"%zz%:%")
    encoded = [base64.b64encode(each).decode() for each in raw]

    for credentials in ("", "!!!", "é", "a", "x" * 8000, *encoded):
        answer = token_answer("grant_type=x", Authorization="Basic " + credentials)
        assert answer.status_code in (400, 401), credentials
        assert answer.json()["error"] in ("invalid_request", "invalid_client")


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", "x"])
def test_a_body_that_is_no_form_names_no_client(token_answer, kind):
    for data in (b"", b"{}", b"\xff\x00", b"client_id=a"):
        answer = token_answer(data, **{"Content-Type": kind})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request"), data


@pytest.mark.parametrize("name", ["grant_type", "code", "client_id", "extra"])
def test_a_parameter_that_is_given_twice_is_refused(token_answer, name):
    answer = token_answer(f"{name}=a&{name}=b")

    assert answer.status_code == 400
    assert answer.json() == {
        "error": "invalid_request",
        "error_description": f"OAuth 2 parameters can only have a single value: {name}",
    }


@pytest.mark.parametrize("path", PATHS)
def test_an_odd_form_is_refused(google, path):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    for data in (b"", b"a", b"%", b"%ff%fe=%00", b"=&&=", b"\xff\xfe", b"client_id=%F0%9F", MANY):
        answer = requests.post(google.url + path, data=data, headers=headers, timeout=10)
        assert answer.status_code in (400, 401), data


@pytest.mark.parametrize("path", PATHS)
def test_a_very_long_value_is_refused(google, path):
    form = dict.fromkeys(NAMES, "x" * 100_000)

    answer = requests.post(google.url + path, data=form, timeout=10)

    assert answer.status_code in (400, 401, 413)


@pytest.mark.parametrize("text", ["x" * 8000, "\x00", "\ud83d\ude00", "<b>'\"", "\r\nX: y", "%"])
def test_an_odd_value_is_refused_or_borne_with(ask, exchange, text):
    value = text.encode("utf-8", "surrogatepass")

    for name in NAMES:
        page, answer = ask(**{name: value}), exchange(**{name: value})
        assert page.status_code in (200, 400, 401), name
        assert "<b>" not in page.text
        assert answer.status_code in (400, 401), name
        assert answer.json()["error"]


def test_a_query_that_is_too_long_is_a_414(google):
    answer = requests.get(google.url + "/o/oauth2/v2/auth?state=" + "x" * 70_000, timeout=10)

    assert answer.status_code == 414


def test_the_token_endpoint_is_posted_to(google):
    for kind in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = requests.request(kind, google.url + "/token", timeout=10)
        assert answer.status_code == 404, kind
