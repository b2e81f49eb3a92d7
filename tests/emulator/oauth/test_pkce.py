"""The proof key of a code exchange (A-16 to A-19)."""

import base64
import hashlib

import pytest
from oauthlib.oauth2 import InvalidGrantError

VERIFIER = "v" * 43
S256 = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def code_with(granted, ask, parameters_of):
    """Gives a code for a request with these PKCE parameters."""

    def obtained(**pkce) -> str:
        granted()
        return parameters_of(ask(**pkce).headers["Location"])["code"]

    return obtained


@pytest.mark.parametrize(
    ("challenge", "method"), [(S256, "S256"), (VERIFIER, "plain"), (VERIFIER, None)]
)
def test_the_right_verifier_gives_a_token(code_with, exchange, challenge, method):
    code = code_with(code_challenge=challenge, code_challenge_method=method)

    assert exchange(code=code, code_verifier=VERIFIER).status_code == 200


@pytest.mark.rule("A-17", "A-18", "A-19")
@pytest.mark.parametrize(
    ("challenge", "verifier", "description"),
    [
        (S256, None, "Missing code verifier."),
        (S256, "", "Missing code verifier."),
        (None, VERIFIER, "code_verifier or verifier is not needed."),
        (S256, "x" * 43, "Invalid code verifier."),
        (S256, S256, "Invalid code verifier."),
        (S256, "ü" * 43, "Invalid code verifier."),
    ],
)
def test_a_verifier_that_does_not_fit_is_refused(
    code_with, exchange, challenge, verifier, description
):
    code = code_with(code_challenge=challenge, code_challenge_method=challenge and "S256")

    answer = exchange(code=code, **({} if verifier is None else {"code_verifier": verifier}))

    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_grant", "error_description": description}


@pytest.mark.rule("A-16")
def test_a_second_flow_object_that_lacks_the_verifier_gets_no_token(flow, code_for):
    first, second = flow(), flow()
    code = code_for(first)

    with pytest.raises(InvalidGrantError, match="Missing code verifier"):
        second.fetch_token(code=code)


@pytest.mark.rule("A-16")
def test_a_second_flow_object_that_was_given_the_verifier_gets_one(flow, code_for):
    first, second = flow(), flow()
    code = code_for(first)

    second.code_verifier = first.code_verifier

    assert second.fetch_token(code=code)["access_token"]


@pytest.mark.rule("A-16")
def test_a_flow_object_without_pkce_gets_one_as_older_versions_did(flow, code_for):
    made = flow(autogenerate_code_verifier=False)

    assert made.fetch_token(code=code_for(made))["access_token"]


@pytest.mark.rule("A-45")
def test_a_confidential_client_that_uses_pkce_is_held_to_it(code_with, exchange):
    code = code_with(code_challenge=S256, code_challenge_method="S256")

    answer = exchange(code=code)  # which names the client with its right secret

    assert answer.json()["error"] == "invalid_grant"
