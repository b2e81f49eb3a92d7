"""Service accounts, which ask for tokens with an assertion that they sign themselves (A-46)."""

from typing import Any

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.entities import User
from gcal_emulator.grants import Grant
from gcal_emulator.oauth.errors import TokenError
from gcal_emulator.oauth.scopes import canonical, described
from gcal_emulator.oauth.signing import verified
from gcal_emulator.world import World

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
CLOCK_SKEW = 300
LONGEST_LIFE = 3600


def grant_of(world: World, assertion: str) -> tuple[Grant, tuple[str, ...]]:
    """Give the grant that an assertion stands for, and the scopes it asks for.

    It is of the service account itself, or of whom it acts for. Raises TokenError.
    """
    try:
        claims = verified(assertion)
    except ValueError as exc:
        raise TokenError("invalid_grant", "Invalid JWT Signature.") from exc
    account = world.users.get(str(claims.get("iss", "")))
    if account is None or not account.is_service_account:
        raise TokenError("invalid_grant", "Invalid grant: account not found")
    _check_times(claims, world.clock.micros() // MICROSECONDS)
    subject = world.users.get(str(claims.get("sub") or account.email))
    if subject is None or not _may_act_for(world, account, subject):
        raise TokenError(
            "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method, or client not "
            "authorized for any of the scopes requested.",
            status=401,
        )
    scopes = canonical(str(claims.get("scope", "")))
    if not scopes or not all(map(described, scopes)):
        raise TokenError("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    key = (account.email, subject.email)
    return world.grants.setdefault(key, Grant(*key, scopes)), scopes


def _check_times(claims: dict[str, Any], now: int) -> None:
    """Refuse an assertion of a wrong clock (A-41)."""
    starts_at, ends_at = claims.get("iat"), claims.get("exp")
    is_timely = (
        isinstance(starts_at, int)
        and isinstance(ends_at, int)
        and ends_at - starts_at <= LONGEST_LIFE
        and starts_at - CLOCK_SKEW <= now < ends_at
    )
    if not is_timely:
        raise TokenError(
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
            "timeframe. Check your iat and exp values in the JWT claim.",
        )


def _may_act_for(world: World, account: User, person: User) -> bool:
    """Say whether a service account is, or was delegated to act for, a person."""
    client = world.clients.get(account.email)
    delegated = client.delegated_domains if client else []
    return person.domain in (account.domain, *delegated)
