"""Cross-Account Protection: signed events about accounts (A-47 to A-50)."""

import base64
import hashlib
import json

import pytest
import requests
from google.auth import crypt

ALICE = "alice@example.com"
CALENDAR = "https://www.googleapis.com/auth/calendar"
PROFILE = "https://www.googleapis.com/auth/userinfo.profile"
RISC = "https://schemas.openid.net/secevent/risc/event-type/"
OAUTH = "https://schemas.openid.net/secevent/oauth/event-type/"
KINDS = {
    "sessions-revoked": RISC,
    "tokens-revoked": OAUTH,
    "account-disabled": RISC,
    "account-enabled": RISC,
    "account-credential-change-required": RISC,
}


def claims_in(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


def double_hash(text):
    once = hashlib.sha512(text.encode()).digest()
    return base64.b64encode(hashlib.sha512(once).digest()).decode()


@pytest.fixture
def subject(google, granted):
    """What an event says of Alice, once she has signed in."""
    granted()
    return {"subject_type": "iss-sub", "iss": "https://accounts.google.com/"} | {
        "sub": google.world.users[ALICE].sub
    }


@pytest.mark.rule("A-47")
@pytest.mark.parametrize(
    ("scopes", "is_told"),
    [
        (["openid", CALENDAR], False),
        ([CALENDAR], False),
        (["openid", "https://www.googleapis.com/auth/userinfo.email"], True),
        ([CALENDAR, PROFILE], True),
    ],
)
def test_only_who_knows_the_address_or_the_profile_is_told(google, granted, scopes, is_told):
    granted(scopes)

    assert len(google.send_security_event("sessions-revoked", ALICE)) == is_told


@pytest.mark.rule("A-47")
def test_nobody_is_told_of_other_people(google, subject):
    assert google.send_security_event("sessions-revoked", "bob@example.com") == []


@pytest.mark.rule("A-48")
def test_a_receiver_gets_signed_events_that_never_end(google, client_id, receiver, subject):
    google.set_security_receiver(client_id, receiver.address, state="hello")
    google.send_security_event("account-disabled", ALICE, reason="hijacking")
    google.wait_for_deliveries()

    configuration = requests.get(google.url + "/.well-known/risc-configuration", timeout=10).json()
    certificates = requests.get(google.url + "/oauth2/v1/certs", timeout=10).json()

    assert receiver.content_types == ["application/secevent+jwt"] * 2
    for token in receiver.bodies:
        text, _, signature = token.rpartition(".")
        signature = base64.urlsafe_b64decode(signature + "==")
        assert crypt.verify_signature(text, signature, list(certificates.values()))
        claims = claims_in(token)
        assert claims.keys() == {"iss", "aud", "iat", "jti", "events"}
        assert (claims["iss"], claims["aud"]) == (configuration["issuer"], client_id)
        assert claims["iss"].startswith("https://accounts.google.com")
    assert [each.outcome for each in google.deliveries] == ["delivered"] * 2
    assert claims["events"] == {
        RISC + "account-disabled": {"subject": subject, "reason": "hijacking"}
    }


@pytest.mark.rule("A-48")
def test_the_key_is_found_by_its_id_in_the_set_that_the_configuration_names(google, subject):
    token = google.send_security_event("account-enabled", ALICE)[0]
    head = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))

    configuration = requests.get(google.url + "/.well-known/risc-configuration", timeout=10).json()

    keys = requests.get(configuration["jwks_uri"], timeout=10).json()["keys"]
    assert head == {"alg": "RS256", "kid": keys[0]["kid"], "typ": "secevent+jwt"}


@pytest.mark.rule("A-48")
def test_each_event_has_an_id_of_its_own(google, subject):
    tokens = [google.send_security_event("sessions-revoked", ALICE)[0] for _ in range(2)]

    assert len({claims_in(token)["jti"] for token in tokens}) == 2


@pytest.mark.rule("A-49")
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_names_the_account(google, subject, kind):
    (token,) = google.send_security_event(kind, ALICE)

    assert claims_in(token)["events"] == {KINDS[kind] + kind: {"subject": subject}}


@pytest.mark.rule("A-49")
@pytest.mark.parametrize(
    ("algorithm", "written"),
    [("prefix", lambda text: text[:16]), ("hash_base64_sha512_sha512", double_hash)],
)
def test_one_revoked_token_is_named_by_its_beginning_or_its_hash(
    google, granted, algorithm, written
):
    text = granted().refresh_token

    (token,) = google.send_security_event(
        "token-revoked", ALICE, refresh_token=text, token_identifier_alg=algorithm
    )

    assert claims_in(token)["events"][OAUTH + "token-revoked"]["subject"] == {
        "subject_type": "oauth_token",
        "token_type": "refresh_token",
        "token_identifier_alg": algorithm,
        "token": written(text),
    }


@pytest.mark.rule("A-49")
def test_a_verification_carries_the_state(google, client_id, receiver):
    token = google.set_security_receiver(client_id, receiver.address, state="s1")
    google.wait_for_deliveries()

    assert claims_in(token)["events"] == {RISC + "verification": {"state": "s1"}}
    assert receiver.bodies == [token]


@pytest.mark.rule("A-50")
def test_with_tokens_revoked_the_tokens_are_dead(
    google, client_id, granted, receiver, refresh, subject
):
    credentials = granted()
    google.set_security_receiver(client_id, receiver.address)
    google.revoke_grants(ALICE)
    google.wait_for_deliveries()

    events = [event for body in receiver.bodies for event in claims_in(body)["events"].items()]

    assert (OAUTH + "tokens-revoked", {"subject": subject}) in events
    assert refresh(credentials).json()["error"] == "invalid_grant"


@pytest.mark.rule("A-50")
@pytest.mark.parametrize("reason", ["hijacking", "bulk-account"])
def test_account_disabled_says_why(google, subject, reason):
    (token,) = google.send_security_event("account-disabled", ALICE, reason=reason)

    assert claims_in(token)["events"][RISC + "account-disabled"]["reason"] == reason


def test_events_can_be_sent_over_http(google, client_id, receiver, subject):
    control = google.url + "/_emulator/security/"
    stream = {"client_id": client_id, "address": receiver.address, "state": "s"}
    requests.post(control + "receivers", json=stream, timeout=10).raise_for_status()

    body = {"kind": "sessions-revoked", "email": ALICE}
    sent = requests.post(control + "events", json=body, timeout=10).json()["tokens"]
    google.wait_for_deliveries()

    assert receiver.bodies[1:] == sent
    listed = requests.get(control + "events", timeout=10).json()["events"]
    assert [claims_in(token) for token in receiver.bodies] == listed


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "nonsense", "email": ALICE},
        {"kind": "sessions-revoked", "email": "nobody@example.com"},
        {"kind": "token-revoked", "email": ALICE},
        {"kind": "token-revoked", "email": ALICE, "refresh_token": "1//unknown"},
        {"kind": "sessions-revoked"},
        {"email": ALICE},
    ],
)
def test_what_cannot_be_told_is_refused(google, granted, body):
    granted()

    answer = requests.post(google.url + "/_emulator/security/events", json=body, timeout=10)

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_token_is_named_in_no_other_way(google, granted):
    text = granted().refresh_token

    with pytest.raises(ValueError, match="named by prefix or hash"):
        google.send_security_event(
            "token-revoked", ALICE, refresh_token=text, token_identifier_alg="plain"
        )


def test_an_event_can_be_for_one_client_alone(google, client_id, subject):
    kind = "sessions-revoked"

    assert google.send_security_event(kind, ALICE, client_id="another") == []
    assert len(google.send_security_event(kind, ALICE, client_id=client_id)) == 1
