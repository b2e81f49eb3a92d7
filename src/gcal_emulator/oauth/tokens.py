"""The token endpoint: codes and refresh tokens exchanged, grants revoked."""

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import unquote_plus

from werkzeug.wrappers import Request, Response

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.oauth.identity import id_token
from gcal_emulator.oauth.scopes import canonical, covers
from gcal_emulator.world import Client, Code, Grant, Token, World

LIFE_SECONDS = 3599


class TokenError(Exception):
    """An answer that is an OAuth error."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, "error_description": description}


def exchange(world: World, request: Request) -> Response:
    """Answer the token endpoint."""
    try:
        client = _client(world, request)
        return _json(_granted(world, client, request))
    except TokenError as error:
        return _json(error.body, status=error.status)


def _granted(world: World, client: Client, request: Request) -> dict[str, Any]:
    kind = request.form.get("grant_type", "")
    if kind == "authorization_code":
        return _from_code(world, client, request)
    if kind == "refresh_token":
        return _from_refresh_token(world, client, request)
    if not kind:
        raise _missing("grant_type")
    raise TokenError("unsupported_grant_type", f"Invalid grant_type: {kind}")


def _missing(name: str) -> TokenError:
    return TokenError("invalid_request", f"Missing required parameter: {name}")


def revoke(world: World, request: Request) -> Response:
    """Revoke the grant behind an access or a refresh token (A-39)."""
    text = request.values.get("token", "")
    token = world.access_tokens.get(text) or world.refresh_tokens.get(text)
    if token is None or token.grant.is_revoked:
        description = {"error": "invalid_token", "error_description": "Token expired or revoked"}
        return _json(description, status=400)
    world.revoke(token.grant)
    return _json({})


def _client(world: World, request: Request) -> Client:
    """Find the client, which names itself by HTTP Basic or in the body (A-21, A-22)."""
    client_id = request.form.get("client_id", "")
    secret = request.form.get("client_secret", "")
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        client_id, secret = _basic(text)
    if not client_id:
        raise TokenError("invalid_request", "Could not determine client ID from request.")
    client = world.clients.get(client_id)
    if client is None:
        raise TokenError("invalid_client", "The OAuth client was not found.", status=401)
    if not secret:
        raise TokenError("invalid_request", "client_secret is missing.")
    if not hmac.compare_digest(client.client_secret.encode(), secret.encode()):
        raise TokenError("invalid_client", "Unauthorized", status=401)
    return client


def _basic(text: str) -> tuple[str, str]:
    try:
        name, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote_plus(name), unquote_plus(password)


def _from_code(world: World, client: Client, request: Request) -> dict[str, Any]:
    if not request.form.get("code"):
        raise _missing("code")
    code = world.codes.get(request.form["code"])
    if code is None:
        raise TokenError("invalid_grant", "Malformed auth code.")
    is_spent = code.is_used or code.expires_at <= world.clock.micros() or code.grant.is_revoked
    if is_spent or code.grant.client_id != client.client_id:
        raise TokenError("invalid_grant", "Bad Request")
    if code.redirect_uri != request.form.get("redirect_uri", ""):
        raise TokenError("redirect_uri_mismatch", "Bad Request")
    _check_verifier(code, request.form.get("code_verifier", ""))
    code.is_used = True
    answer = _access_token(world, code.grant, code.scopes)
    if code.is_offline:
        refresh_token = world.ids.refresh_token()
        world.refresh_tokens[refresh_token] = Token(code.grant, code.scopes, expires_at=0)
        answer["refresh_token"] = refresh_token
    if "openid" in code.scopes:
        answer["id_token"] = id_token(world, code, issuer="https://accounts.google.com")
    return answer


def _check_verifier(code: Code, verifier: str) -> None:
    if not code.challenge:
        if verifier:
            raise TokenError("invalid_grant", "code_verifier or verifier is not needed.")
        return
    if not verifier:
        raise TokenError("invalid_grant", "Missing code verifier.")
    computed = verifier
    if code.challenge_method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        computed = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if not hmac.compare_digest(computed.encode(), code.challenge.encode()):
        raise TokenError("invalid_grant", "Invalid code verifier.")


def _from_refresh_token(world: World, client: Client, request: Request) -> dict[str, Any]:
    if not request.form.get("refresh_token"):
        raise _missing("refresh_token")
    token = world.refresh_tokens.get(request.form["refresh_token"])
    if token is None or token.grant.client_id != client.client_id:
        raise TokenError("invalid_grant", "Bad Request")
    if token.grant.is_revoked:
        raise TokenError("invalid_grant", "Token has been expired or revoked.")
    wanted = canonical(request.form.get("scope", "")) or token.scopes
    if not all(covers(token.scopes, scope) for scope in wanted):
        raise TokenError("invalid_scope", "Bad Request")  # RFC 6749, section 6
    # normally no new refresh token comes with it
    return _access_token(world, token.grant, wanted)


def _access_token(world: World, grant: Grant, scopes: tuple[str, ...]) -> dict[str, Any]:
    text = world.ids.access_token()
    expires_at = world.clock.micros() + LIFE_SECONDS * MICROSECONDS
    world.access_tokens[text] = Token(grant, scopes, expires_at)
    return {
        "access_token": text,
        "expires_in": LIFE_SECONDS,
        "scope": " ".join(scopes),
        "token_type": "Bearer",
    }


def _json(body: dict[str, Any], *, status: int = 200) -> Response:
    response = Response(
        json.dumps(body, indent=2), status=status, content_type="application/json; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-cache, no-store, max-age=0, must-revalidate"
    response.headers["Pragma"] = "no-cache"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="https://accounts.google.com/"'
    return response
