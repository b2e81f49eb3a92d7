"""Who a token stands for: userinfo, id_token, and the key that signs it."""

import base64
import functools
import importlib.resources
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from werkzeug.wrappers import Request, Response

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.oauth.scopes import PREFIX, is_sign_in
from gcal_emulator.world import Code, User, World

KEY_ID = "gcal-emulator-1"
ID_TOKEN_SECONDS = 3600
VERSION_2 = "/oauth2/v2/userinfo"
NAMES_IN_VERSION_2 = {"sub": "id", "email_verified": "verified_email"}


def userinfo(world: World, request: Request) -> Response:
    """Say who the bearer of an access token is; the older version 2 has names of its own."""
    token = world.access_tokens.get(request.headers.get("Authorization", "").partition(" ")[2])
    is_valid = token and not token.grant.is_revoked and token.expires_at > world.clock.micros()
    if token is None or not is_valid or not any(map(is_sign_in, token.scopes)):
        body = {"error": "invalid_request", "error_description": "Invalid Credentials"}
        return _json(body, status=401)
    claims = claims_of(world.users[token.grant.email], token.scopes)
    if request.path == VERSION_2:
        claims = {NAMES_IN_VERSION_2.get(name, name): value for name, value in claims.items()}
    return _json(claims)


def claims_of(user: User, scopes: tuple[str, ...]) -> dict[str, Any]:
    """Give the claims that the scopes open."""
    claims: dict[str, Any] = {"sub": user.sub}
    if PREFIX + "userinfo.email" in scopes:
        claims |= {"email": user.email, "email_verified": True}
    if PREFIX + "userinfo.profile" in scopes:
        claims |= {"name": user.name}
    return claims


def id_token(world: World, code: Code, *, issuer: str) -> str:
    """Sign an OpenID token for the holder of a code."""
    now = world.clock.micros() // MICROSECONDS
    claims = claims_of(world.users[code.grant.email], code.scopes) | {
        "iss": issuer,
        "aud": code.grant.client_id,
        "azp": code.grant.client_id,
        "iat": now,
        "exp": now + ID_TOKEN_SECONDS,
    }
    if code.nonce:
        claims["nonce"] = code.nonce
    header = {"alg": "RS256", "kid": KEY_ID, "typ": "JWT"}
    signed = f"{_base64(header)}.{_base64(claims)}"
    signature = _key().sign(signed.encode(), PKCS1v15(), SHA256())
    return f"{signed}.{_encoded(signature)}"


def certificates() -> Response:
    """Publish the public key, as a JSON web key set."""
    numbers = _key().public_key().public_numbers()
    key = {
        "kty": "RSA",
        "alg": "RS256",
        "use": "sig",
        "kid": KEY_ID,
        "n": _encoded(numbers.n.to_bytes(256, "big")),
        "e": _encoded(numbers.e.to_bytes(3, "big")),
    }
    return _json({"keys": [key]})


def configuration(root: str) -> Response:
    """Give the OpenID configuration with this server's addresses."""
    return _json(
        {
            "issuer": "https://accounts.google.com",
            "authorization_endpoint": root + "o/oauth2/v2/auth",
            "token_endpoint": root + "token",
            "userinfo_endpoint": root + "v1/userinfo",
            "revocation_endpoint": root + "revoke",
            "jwks_uri": root + "oauth2/v3/certs",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email", "profile"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["plain", "S256"],
        }
    )


@functools.lru_cache(maxsize=1)
def _key() -> RSAPrivateKey:
    # a fixed key: it protects nothing, and makes answers repeat
    path = importlib.resources.files("gcal_emulator") / "oauth" / "signing_key.pem"
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("The signing key is not an RSA key.")
    return key


def _base64(value: dict[str, Any]) -> str:
    return _encoded(json.dumps(value, separators=(",", ":")).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _json(body: dict[str, Any], *, status: int = 200) -> Response:
    text = json.dumps(body, indent=2)
    return Response(text, status=status, content_type="application/json; charset=utf-8")
