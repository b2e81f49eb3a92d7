"""Who a token stands for: userinfo, tokeninfo and id_token."""

import base64
import hashlib
import json
from typing import Any

from werkzeug.wrappers import Request, Response

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.entities import User
from gcal_emulator.grants import Code, Token
from gcal_emulator.oauth.scopes import PREFIX, is_sign_in, written
from gcal_emulator.oauth.service_accounts import JWT_BEARER
from gcal_emulator.oauth.signing import HEADER, signed, verified
from gcal_emulator.world import World

ISSUER = "https://accounts.google.com"
ID_TOKEN_SECONDS = 3600
CONSUMER_DOMAINS = ("gmail.com", "googlemail.com")
VERSION_2 = "/oauth2/v2/userinfo"
NAMES_IN_VERSION_2 = {"sub": "id", "email_verified": "verified_email"}


def userinfo(world: World, request: Request) -> Response:
    """Say who the bearer of an access token is; the older version 2 has names of its own."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    token = _living(world, text.strip() if kind.lower() == "bearer" else "")
    if token is None or not any(map(is_sign_in, token.scopes)):
        body = {"error": "invalid_request", "error_description": "Invalid Credentials"}
        return _json(body, status=401)
    claims = claims_of(world.users[token.grant.email], token.scopes)
    if request.path == VERSION_2:
        claims = {NAMES_IN_VERSION_2.get(name, name): value for name, value in claims.items()}
    return _json(claims)


def _living(world: World, text: str) -> Token | None:
    token = world.access_tokens.get(text)
    return token if token and token.is_alive(world.clock.micros()) else None


def tokeninfo(world: World, request: Request) -> Response:
    """Say what an access token or an id_token holds, with every value as text."""
    id_token = request.values.get("id_token", "")
    token = _living(world, request.values.get("access_token", ""))
    try:
        claims = _claims_in(world, id_token) if id_token else _claims_about(world, token)
    except ValueError:
        wrong = {"error": "invalid_token", "error_description": "Invalid Value"}
        return _json(wrong, status=400)
    texts = {name: json.dumps(value).strip('"') for name, value in claims.items()}
    return _json(texts)


def _claims_in(world: World, id_token: str) -> dict[str, Any]:
    claims = verified(id_token)
    if not isinstance(claims.get("exp"), int) or claims["exp"] <= world.now_seconds():
        raise ValueError("The token is over.")
    return {**claims, **HEADER}


def _claims_about(world: World, token: Token | None) -> dict[str, Any]:
    if token is None:
        raise ValueError("There is no such token.")
    ends_at = token.expires_at // MICROSECONDS
    has_refresh_token = any(each.grant is token.grant for each in world.refresh_tokens.values())
    claims = {
        "azp": token.grant.client_id,
        "aud": token.grant.client_id,
        "scope": written(token.scopes),
        "exp": ends_at,
        "expires_in": ends_at - int(world.now_seconds()),
        "access_type": "offline" if has_refresh_token else "online",
    }
    if any(map(is_sign_in, token.scopes)):
        person = claims_of(world.users[token.grant.email], token.scopes)
        claims |= {key: person[key] for key in ("sub", "email", "email_verified") if key in person}
    return claims


def hosted_domain(user: User) -> str:
    """Give the organisation that an account belongs to; '' for a consumer's."""
    is_hosted = user.is_workspace and user.domain not in CONSUMER_DOMAINS
    return user.domain if is_hosted else ""


def claims_of(user: User, scopes: tuple[str, ...]) -> dict[str, Any]:
    """Give the claims that the scopes open."""
    claims: dict[str, Any] = {"sub": user.sub}
    if PREFIX + "userinfo.profile" in scopes:
        given, _, family = user.name.partition(" ")
        claims |= {"name": user.name, "given_name": given}
        claims |= {"family_name": family} if family else {}
    if PREFIX + "userinfo.email" in scopes:
        claims |= {"email": user.email, "email_verified": True}
        claims |= {"hd": hosted_domain(user)} if hosted_domain(user) else {}
    return claims


def id_token(world: World, code: Code, *, access_token: str) -> str:
    """Sign an OpenID token for the holder of a code, who gets this access token with it."""
    now = world.clock.micros() // MICROSECONDS
    claims = claims_of(world.users[code.grant.email], code.scopes) | {
        "iss": ISSUER,
        "aud": code.grant.client_id,
        "azp": code.grant.client_id,
        "iat": now,
        "exp": now + ID_TOKEN_SECONDS,
        "at_hash": _half_hash(access_token),
    }
    if code.nonce:
        claims["nonce"] = code.nonce
    return signed(claims)


def _half_hash(text: str) -> str:
    """Hash a token as OpenID Connect Core, section 3.1.3.6, wants it."""
    half = hashlib.sha256(text.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).decode().rstrip("=")


def configuration(root: str) -> Response:
    """Give the OpenID configuration with this server's addresses."""
    return _json(
        {
            "issuer": ISSUER,
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
            "grant_types_supported": ["authorization_code", "refresh_token", JWT_BEARER],
        }
    )


def _json(body: dict[str, Any], *, status: int = 200) -> Response:
    text = json.dumps(body, indent=2)
    return Response(text, status=status, content_type="application/json; charset=utf-8")
