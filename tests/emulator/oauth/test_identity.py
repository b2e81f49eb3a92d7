"""Who a token stands for: id_token, userinfo, tokeninfo (A-23)."""

import base64
import datetime as dt
import hashlib
import json
import urllib.parse

import pytest
import requests
from google.auth.transport.requests import Request
from google.oauth2.id_token import verify_token

EMAIL = "https://www.googleapis.com/auth/userinfo.email"
PROFILE = "https://www.googleapis.com/auth/userinfo.profile"
CALENDAR = "https://www.googleapis.com/auth/calendar"


def decoded(text):
    return base64.urlsafe_b64decode(text + "==")


def claims_in(id_token):
    return json.loads(decoded(id_token.split(".")[1]))


@pytest.fixture
def get(google):
    """Gets a path, as the bearer of a token or with parameters."""

    def got(path, token="", **params) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.get(google.url + path, headers=headers, params=params, timeout=10)

    return got


@pytest.mark.rule("A-23")
def test_googles_library_verifies_the_id_token(google, client, granted):
    id_token = granted().id_token

    claims = verify_token(
        id_token,
        Request(),
        audience=client["client_id"],
        certs_url=client["auth_provider_x509_cert_url"],
    )

    assert claims["iss"] == "https://accounts.google.com"
    assert (claims["email"], claims["email_verified"]) == ("alice@example.com", True)
    assert claims["sub"].isdecimal()
    assert (claims["aud"], claims["azp"]) == (client["client_id"], client["client_id"])
    assert claims["exp"] - claims["iat"] == 3600


def test_the_key_set_holds_the_key_of_the_certificate(google, granted, get):
    id_token = granted().id_token
    signed, _, signature = id_token.rpartition(".")

    key = get("/oauth2/v3/certs").json()["keys"][0]

    number = int.from_bytes(decoded(signature), "big")
    exponent, modulus = (int.from_bytes(decoded(key[name]), "big") for name in "en")
    opened = pow(number, exponent, modulus).to_bytes(256, "big")
    assert opened.endswith(hashlib.sha256(signed.encode()).digest())
    assert json.loads(decoded(id_token.split(".")[0]))["kid"] == key["kid"]
    assert get("/oauth2/v1/certs").json().keys() == {key["kid"]}


def test_an_id_token_that_was_altered_is_not_verified(client, granted):
    head, body, signature = granted().id_token.split(".")
    forged = base64.urlsafe_b64encode(
        json.dumps(claims_in(f"{head}.{body}") | {"sub": "1"}).encode()
    )

    with pytest.raises(ValueError, match="signature"):
        verify_token(
            f"{head}.{forged.decode().rstrip('=')}.{signature}",
            Request(),
            certs_url=client["auth_provider_x509_cert_url"],
        )


def test_an_id_token_has_the_nonce_and_belongs_to_its_access_token(flow, code_for):
    made = flow()
    token = made.fetch_token(code=code_for(made, nonce="n1"))

    claims = claims_in(token["id_token"])

    half = hashlib.sha256(token["access_token"].encode()).digest()[:16]
    assert claims["nonce"] == "n1"
    assert decoded(claims["at_hash"]) == half


def test_an_id_token_follows_the_clock(google, granted):
    google.freeze(dt.datetime(2030, 1, 1, tzinfo=dt.UTC))

    claims = claims_in(granted().id_token)

    assert claims["iat"] == dt.datetime(2030, 1, 1, tzinfo=dt.UTC).timestamp()


@pytest.mark.parametrize("path", ["/oauth2/v3/userinfo", "/v1/userinfo"])
@pytest.mark.parametrize(
    ("scopes", "names"),
    [
        (["openid"], {"sub"}),
        (["openid", EMAIL], {"sub", "email", "email_verified", "hd"}),
        (["openid", PROFILE], {"sub", "name", "given_name", "family_name"}),
    ],
)
def test_userinfo_says_what_the_scopes_open(granted, get, path, scopes, names):
    claims = get(path, granted(scopes).token).json()

    assert claims.keys() == names
    assert claims.get("email", "alice@example.com") == "alice@example.com"


def test_a_full_name_is_given_in_parts(google, granted, get):
    google.load({"users": [{"email": "zoe@gmail.com", "name": "Zoë van Dijk"}]})

    token = granted(["openid", EMAIL, PROFILE], login_hint="zoe@gmail.com").token
    claims = get("/v1/userinfo", token).json()

    assert (claims["given_name"], claims["family_name"]) == ("Zoë", "van Dijk")
    assert "hd" not in claims  # which only an organisation's account has


def test_the_older_userinfo_has_names_of_its_own(granted, get):
    claims = get("/oauth2/v2/userinfo", granted().token).json()

    assert claims.keys() == {"id", "email", "verified_email", "hd"}


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer x", "Basic {}", "{}", "Bearer ü"])
def test_userinfo_is_for_bearers_alone(google, granted, authorization):
    headers = {"Authorization": authorization.format(granted().token).encode()}

    answer = requests.get(google.url + "/v1/userinfo", headers=headers, timeout=10)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_request")


def test_userinfo_needs_a_scope_of_signing_in_and_a_living_token(google, granted, get):
    over = granted().token
    google.advance(dt.timedelta(hours=1))

    assert get("/v1/userinfo", over).status_code == 401
    assert get("/v1/userinfo", granted([CALENDAR]).token).status_code == 401


@pytest.mark.parametrize("path", ["/tokeninfo", "/oauth2/v3/tokeninfo"])
def test_tokeninfo_tells_of_an_access_token_in_texts(google, client_id, granted, get, path):
    google.freeze(dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    credentials = granted()

    told = get(path, access_token=credentials.token).json()

    assert told["aud"] == told["azp"] == client_id
    assert set(told["scope"].split()) == set(credentials.scopes)
    assert (told["email"], told["email_verified"]) == ("alice@example.com", "true")
    assert (told["expires_in"], told["access_type"]) == ("3599", "offline")
    assert told["exp"] == str(int(dt.datetime(2030, 1, 1, tzinfo=dt.UTC).timestamp()) + 3599)


def test_tokeninfo_names_nobody_without_a_scope_of_signing_in(granted, get):
    token = granted([CALENDAR], access_type="online").token

    told = get("/tokeninfo", access_token=token).json()

    assert told["access_type"] == "online"
    assert not {"email", "sub"} & told.keys()


def test_tokeninfo_tells_of_an_id_token(google, granted):
    form = {"id_token": granted().id_token}

    told = requests.post(google.url + "/tokeninfo", data=form, timeout=10).json()

    assert (told["iss"], told["alg"]) == ("https://accounts.google.com", "RS256")
    assert (told["email"], told["email_verified"]) == ("alice@example.com", "true")
    assert told["exp"].isdecimal()


@pytest.mark.parametrize(
    "params",
    [{}, {"access_token": "x"}, {"id_token": "x"}, {"id_token": "a.b.c"}, {"id_token": "ü.ü.ü"}],
)
def test_tokeninfo_knows_no_other_token(get, params):
    answer = get("/tokeninfo", **params)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_token")


def test_tokeninfo_knows_no_token_that_is_over(google, granted, get):
    credentials = granted()
    google.advance(dt.timedelta(hours=1))

    assert get("/tokeninfo", access_token=credentials.token).status_code == 400
    assert get("/tokeninfo", id_token=credentials.id_token).status_code == 400


def test_openid_configuration_names_this_server(google, get):
    document = get("/.well-known/openid-configuration").json()

    addresses = [value for name, value in document.items() if name.endswith(("_endpoint", "_uri"))]
    assert {urllib.parse.urlsplit(each).netloc for each in addresses} == {google.url[7:]}
    assert requests.get(document["jwks_uri"], timeout=10).json()["keys"][0]["kty"] == "RSA"
