"""The token endpoint: codes and refresh tokens exchanged, grants revoked."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_plus

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request, Response

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.grants import Client, Code, Grant, Token
from gcal_emulator.oauth.consents import lasts
from gcal_emulator.oauth.errors import TokenError, missing, repeated
from gcal_emulator.oauth.identity import id_token
from gcal_emulator.oauth.scopes import canonical, covers, written
from gcal_emulator.oauth.service_accounts import JWT_BEARER, grant_of
from gcal_emulator.world import World

LIFE_SECONDS = 3599

Form = MultiDict[str, str]


def exchange(world: World, request: Request) -> Response:
    """Answer the token endpoint."""
    form = request.form
    try:
        _check_single(form)
        if form.get("grant_type") == JWT_BEARER:
            return _json(access_token(world, *grant_of(world, form.get("assertion", ""))))
        client = _client(world, request)
        return _json(_granted(world, client, form))
    except TokenError as error:
        return _json(error.body, status=error.status)


def _check_single(form: Form) -> None:
    for name in form:
        if len(form.getlist(name)) > 1:
            raise TokenError("invalid_request", repeated(name))


def _granted(world: World, client: Client, form: Form) -> dict[str, Any]:
    kind = form.get("grant_type", "")
    if not kind:
        raise missing("grant_type")
    if kind not in KINDS:
        raise TokenError("unsupported_grant_type", f"Invalid grant_type: {kind}")
    return KINDS[kind](world, client, form)


def revoke(world: World, request: Request) -> Response:
    """Revoke the grant behind an access or a refresh token (A-39)."""
    text = request.values.get("token", "")
    token = world.access_tokens.get(text) or world.refresh_tokens.get(text)
    if token is None or not token.is_alive(world.clock.micros()):
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
    if client.is_deleted:
        raise TokenError("deleted_client", "The OAuth client was deleted.", status=401)
    if not secret:
        raise TokenError("invalid_request", "client_secret is missing.")
    if not hmac.compare_digest(client.client_secret.encode(), secret.encode()):
        raise TokenError("invalid_client", "Unauthorized", status=401)
    return client


def _basic(text: str) -> tuple[str, str]:
    try:
        name, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except ValueError:  # no base64, or no text
        return "", ""
    return unquote_plus(name), unquote_plus(password)


def _from_code(world: World, client: Client, form: Form) -> dict[str, Any]:
    if not form.get("code"):
        raise missing("code")
    code = world.codes.get(form["code"])
    if code is None:
        raise TokenError("invalid_grant", "Malformed auth code.")
    is_spent = code.is_used or code.expires_at <= world.clock.micros() or code.grant.is_revoked
    if is_spent or code.grant.client_id != client.client_id:
        raise TokenError("invalid_grant", "Bad Request")
    if code.redirect_uri != form.get("redirect_uri", ""):
        raise TokenError("redirect_uri_mismatch", "Bad Request")
    _check_verifier(code, form.get("code_verifier", ""))
    code.is_used = True
    answer = access_token(world, code.grant, code.scopes)
    if code.is_offline:
        answer |= refresh_token(world, client, code.grant, code.scopes)
    if "openid" in code.scopes:
        answer["id_token"] = id_token(world, code, access_token=answer["access_token"])
    return answer


def refresh_token(
    world: World, client: Client, grant: Grant, scopes: tuple[str, ...]
) -> dict[str, Any]:
    """Give a refresh token; of too many living ones the oldest dies silently (A-36, A-37)."""
    text, now = world.ids.refresh_token(), world.clock.micros()
    answer: dict[str, Any] = {"refresh_token": text}
    expires_at = 0
    if seconds := lasts(client, scopes):  # fixed when it is given
        expires_at = now + seconds * MICROSECONDS
        answer["refresh_token_expires_in"] = seconds
    world.refresh_tokens[text] = Token(grant, scopes, expires_at, used_at=now)
    most = world.switches.refresh_tokens_per_client
    living = [
        token
        for token in world.refresh_tokens.values()
        if token.is_alive(now)
        and (token.grant.client_id, token.grant.email) == (client.client_id, grant.email)
    ]
    for token in living[:-most] if most else ():
        token.is_dead = True
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


def _from_refresh_token(world: World, client: Client, form: Form) -> dict[str, Any]:
    if not form.get("refresh_token"):
        raise missing("refresh_token")
    token = world.refresh_tokens.get(form["refresh_token"])
    if token is None or token.grant.client_id != client.client_id:
        raise TokenError("invalid_grant", "Bad Request")
    now = world.clock.micros()
    idle = world.switches.idle_grant_seconds * MICROSECONDS
    if idle and now - (token.used_at or token.grant.used_at) >= idle:
        token.is_dead = True
    if client.is_blocked_by_admin or not token.is_alive(now):
        raise TokenError("invalid_grant", "Token has been expired or revoked.")
    wanted = canonical(form.get("scope", "")) or token.scopes
    if not all(covers(token.scopes, scope) for scope in wanted):
        raise TokenError("invalid_scope", "Bad Request")  # RFC 6749, section 6
    token.used_at = token.grant.used_at = now
    # normally no new refresh token comes with it
    return access_token(world, token.grant, wanted)


KINDS: Mapping[str, Callable[[World, Client, Form], dict[str, Any]]] = {
    "authorization_code": _from_code,
    "refresh_token": _from_refresh_token,
}


def access_token(world: World, grant: Grant, scopes: tuple[str, ...]) -> dict[str, Any]:
    """Give an access token, as the answer that holds it."""
    text = world.ids.access_token()
    expires_at = world.clock.micros() + LIFE_SECONDS * MICROSECONDS
    world.access_tokens[text] = Token(grant, scopes, expires_at)
    return {
        "access_token": text,
        "expires_in": LIFE_SECONDS,
        "scope": written(scopes),
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
