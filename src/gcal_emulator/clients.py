"""The OAuth client that the emulator hands out, as a ready ``client_secret.json``."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from gcal_emulator.world import Client, World

CLIENT_ID = "123456789012-emulator.apps.googleusercontent.com"
PROJECT_ID = "gcal-emulator"


class RedirectUriError(ValueError):
    """Google would not register this redirect URI (A-15)."""


def client_secrets(world: World, root: str, redirect_uris: Iterable[str]) -> dict[str, Any]:
    """Register redirect URIs with the world's one client and give its secrets file."""
    if CLIENT_ID not in world.clients:
        world.clients[CLIENT_ID] = Client(CLIENT_ID, world.ids.client_secret())
    client = world.clients[CLIENT_ID]
    for uri in redirect_uris:
        _check(uri)
        if uri not in client.redirect_uris:
            client.redirect_uris.append(uri)
    return {
        "web": {
            "client_id": client.client_id,
            "project_id": PROJECT_ID,
            "auth_uri": root + "o/oauth2/auth",
            "token_uri": root + "token",
            "auth_provider_x509_cert_url": root + "oauth2/v1/certs",
            "client_secret": client.client_secret,
            "redirect_uris": list(client.redirect_uris),
        }
    }


def _check(uri: str) -> None:
    try:
        parts = urlsplit(uri)
    except ValueError as exc:
        raise RedirectUriError(f"{uri!r} is no address.") from exc
    is_local = parts.hostname in ("localhost", "127.0.0.1", "::1", "testserver")
    is_plain = parts.username or parts.fragment or "*" in uri or not uri.isprintable()
    if is_plain or not parts.hostname or parts.scheme not in ("http", "https"):
        raise RedirectUriError(f"{uri!r} cannot be registered.")
    if parts.scheme == "http" and not is_local:
        raise RedirectUriError(f"{uri!r} must be https, as it is not on this machine.")
