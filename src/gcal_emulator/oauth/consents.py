"""What people have allowed the clients, and for how long."""

from collections.abc import Iterable

from gcal_emulator.clock import MICROSECONDS
from gcal_emulator.grants import TESTING, Client, Grant
from gcal_emulator.oauth.scopes import is_sign_in
from gcal_emulator.world import World

TESTING_SECONDS = 7 * 24 * 3600


def allow(world: World, client: Client, email: str, scopes: tuple[str, ...]) -> Grant:
    """Note that a person allows a client some scopes, beside those that stand; give the grant."""
    now = world.clock.micros()
    grant = standing(world, client.client_id, email) or Grant(client.client_id, email, ())
    grant.scopes = tuple(dict.fromkeys((*grant.scopes, *scopes)))
    grant.used_at = now
    seconds = lasts(client, grant.scopes)
    grant.expires_at = now + seconds * MICROSECONDS if seconds else 0
    world.grants[client.client_id, email] = grant
    if needs_verification(client, scopes) and email not in client.past_users:
        client.past_users.append(email)
    return grant


def standing(world: World, client_id: str, email: str) -> Grant | None:
    """Give what a person allows a client at present; None where nothing or no more."""
    grant = world.grants.get((client_id, email))
    if grant is None or 0 < grant.expires_at <= world.clock.micros():
        return None
    return grant


def lasts(client: Client, scopes: Iterable[str]) -> int:
    """Give for how many seconds people allow a client such scopes; 0 is without end (A-37)."""
    is_tested = client.status == TESTING and not client.is_internal_to
    if is_tested and not all(map(is_sign_in, scopes)):
        return TESTING_SECONDS
    return client.grant_seconds


def needs_verification(client: Client, scopes: Iterable[str]) -> bool:
    """Say whether a client asks for sensitive scopes without being verified (A-38)."""
    is_vouched_for = client.is_verified or bool(client.is_internal_to)
    return not is_vouched_for and not all(map(is_sign_in, scopes))


def is_full(client: Client, email: str, scopes: Iterable[str]) -> bool:
    """Say whether an unverified client has had as many people as it may (A-38)."""
    is_new = email not in client.past_users
    return (
        needs_verification(client, scopes)
        and is_new
        and len(client.past_users) >= client.users_at_most
    )
