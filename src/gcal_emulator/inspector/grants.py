"""The page of what people have allowed, and of tokens."""

from collections.abc import Mapping
from typing import Any

from gcal_emulator.grants import Grant
from gcal_emulator.inspector.html import Piece, button, buttons, table
from gcal_emulator.world import World

HEADS = ("Person", "Client", "Scopes", "Refresh tokens", "Access tokens", "Actions")


def shown(emulator: Any, _arguments: Mapping[str, str]) -> str:
    """Write the page."""
    world: World = emulator.world
    now = world.clock.micros()
    rows = (
        (
            grant.email,
            grant.client_id,
            " ".join(scope.rpartition("/")[2] for scope in grant.scopes),
            sum(t.grant is grant and t.is_alive(now) for t in world.refresh_tokens.values()),
            sum(t.grant is grant and t.is_alive(now) for t in world.access_tokens.values()),
            _buttons(grant),
        )
        for grant in world.grants.values()
    )
    return buttons(
        button("tokens/access/expire", "Expire access tokens"),
        button("tokens/sync/expire", "Expire sync tokens"),
    ) + table("Grants", HEADS, rows, empty="Nobody has allowed anything yet.")


def _buttons(grant: Grant) -> Piece:
    values = {"email": grant.email, "client_id": grant.client_id}
    return buttons(
        button("grants/revoke", "Revoke", values, label=f"as {grant.email}"),
        button("grants/expire", "Change the password", {"email": grant.email}, label=grant.email),
    )
