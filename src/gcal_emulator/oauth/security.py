"""Cross-Account Protection: signed events about accounts (A-47 to A-50)."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.grants import Grant
from gcal_emulator.oauth.scopes import ALIASES
from gcal_emulator.oauth.signing import JSON, signed
from gcal_emulator.push.channels import Delivery
from gcal_emulator.world import World

ISSUER = "https://accounts.google.com/"
RISC = "https://schemas.openid.net/secevent/risc/event-type/"
OAUTH = "https://schemas.openid.net/secevent/oauth/event-type/"
KINDS = {
    "sessions-revoked": RISC,
    "tokens-revoked": OAUTH,
    "token-revoked": OAUTH,
    "account-disabled": RISC,
    "account-enabled": RISC,
    "account-credential-change-required": RISC,
    "verification": RISC,
}
PREFIX_LENGTH = 16


@dataclass(frozen=True)
class SecurityEvent:
    """One signed event on its way to a receiver."""

    address: str
    body: bytes
    lane: str = "security"
    wait_seconds: float = 0.0

    def headers(self) -> dict[str, str]:
        """Give its headers."""
        return {"Content-Type": "application/secevent+jwt"}

    def is_wanted(self, _micros: int) -> bool:
        """Say that it is always sent."""
        return True


def tell(
    world: World,
    kind: str,
    email: str,
    *,
    client_id: str = "",
    refresh_token: str = "",
    token_identifier_alg: str = "prefix",  # noqa: S107 - no password
    **details: Any,
) -> list[str]:
    """Tell each client that knows a person of what happened to the account; give the tokens.

    ``client_id`` tells only that one. ``token-revoked`` needs the refresh token, which is named
    by its beginning or its hash (A-49). Raises ValueError for an unknown kind, algorithm or
    refresh token, KeyError for an unknown person.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is no kind of security event.")
    subject: dict[str, str] = {"subject_type": "iss-sub", "iss": ISSUER}
    subject["sub"] = world.users[email].sub
    if kind == "token-revoked":
        if refresh_token not in world.refresh_tokens:
            raise ValueError("There is no such refresh token to tell of.")
        client_id = world.refresh_tokens[refresh_token].grant.client_id
        subject = _token_subject(refresh_token, token_identifier_alg)
    clients = {grant.client_id for grant in world.grants.values() if _is_heard_of(grant, email)}
    told = sorted(clients & {client_id} if client_id else clients)
    return [_send(world, client, kind, {"subject": subject, **details}) for client in told]


def _is_heard_of(grant: Grant, email: str) -> bool:
    """Say whether a client hears of a person: it knows the address or the profile (A-47)."""
    return grant.email == email and not set(ALIASES.values()).isdisjoint(grant.scopes)


def _token_subject(refresh_token: str, algorithm: str) -> dict[str, str]:
    if algorithm not in IDENTIFIERS:
        raise ValueError(f"A token is named by {' or '.join(IDENTIFIERS)}.")
    return {
        "subject_type": "oauth_token",
        "token_type": "refresh_token",
        "token_identifier_alg": algorithm,
        "token": IDENTIFIERS[algorithm](refresh_token),
    }


def _double_hash(text: str) -> str:
    once = hashlib.sha512(text.encode()).digest()
    return base64.b64encode(hashlib.sha512(once).digest()).decode()


IDENTIFIERS = {
    "prefix": lambda text: text[:PREFIX_LENGTH],
    "hash_base64_sha512_sha512": _double_hash,
}


def configuration(root: str) -> Response:
    """Say who signs security events, and where the key is (A-48)."""
    body = {"issuer": ISSUER, "jwks_uri": root + "oauth2/v3/certs"}
    return Response(json.dumps(body, indent=2), content_type=JSON)


def verify(world: World, client_id: str, state: str) -> str:
    """Send the event by which a receiver shows that it works."""
    return _send(world, client_id, "verification", {"state": state})


def _send(world: World, client_id: str, kind: str, event: dict[str, Any]) -> str:
    claims = {
        "iss": ISSUER,
        "aud": client_id,
        "iat": world.clock.micros() // MICROSECONDS,
        "jti": world.ids.uuid(),
        "events": {KINDS[kind] + kind: event},
    }
    token = signed(claims, "secevent+jwt")
    world.security_events.append(claims)
    if address := world.risc_receivers.get(client_id):
        delivery = Delivery("", 0, kind, address)
        world.channels.deliveries.append(delivery)
        world.channels.outgoing.append((SecurityEvent(address, token.encode()), delivery))
    return token
