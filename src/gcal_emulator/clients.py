"""The OAuth client that the emulator hands out, as a ready ``client_secret.json``."""

import ipaddress
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from gcal_emulator.grants import Client
from gcal_emulator.world import World

CLIENT_ID = "123456789012-emulator.apps.googleusercontent.com"
PROJECT_ID = "gcal-emulator"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class RedirectUriError(ValueError):
    """Google would not register this redirect URI (A-15)."""


def client_secrets(
    world: World, root: str, redirect_uris: Iterable[str], client_id: str = CLIENT_ID
) -> dict[str, Any]:
    """Register redirect URIs with a client and give its secrets file (A-1).

    The world's own client is made where it is missing; raises KeyError for another unknown one,
    and RedirectUriError.
    """
    if client_id == CLIENT_ID and CLIENT_ID not in world.clients:
        world.clients[CLIENT_ID] = Client(CLIENT_ID, world.ids.client_secret())
    client = world.clients[client_id]
    wanted = list(redirect_uris)
    for uri in wanted:
        check_redirect_uri(uri)
    client.redirect_uris += [uri for uri in wanted if uri not in client.redirect_uris]
    return {
        "installed" if client.is_installed else "web": {
            "client_id": client.client_id,
            "project_id": PROJECT_ID,
            "auth_uri": root + "o/oauth2/auth",
            "token_uri": root + "token",
            "auth_provider_x509_cert_url": root + "oauth2/v1/certs",
            "client_secret": client.client_secret,
            "redirect_uris": list(client.redirect_uris),
        }
    }


def is_registered(client: Client, uri: str) -> bool:
    """Say whether people may be led back there: to what is registered, byte for byte (A-11).

    A program on somebody's machine listens on any free port of it.
    """
    if uri in client.redirect_uris:
        return True
    return client.is_installed and uri.startswith("http://") and _host(uri) in LOOPBACK


def check_redirect_uri(uri: str) -> None:
    """Raise RedirectUriError for what Google would not register (A-15)."""
    host, scheme = _host(uri), uri.partition(":")[0]
    is_local = host in (*LOOPBACK, "testserver")
    is_odd = not uri.isprintable() or not uri.isascii() or set(uri) & set("#*\\ ")
    if is_odd or not host or scheme not in ("http", "https"):
        raise RedirectUriError(f"{uri!r} cannot be registered.")
    if "@" in urlsplit(uri).netloc or "/.." in uri:
        raise RedirectUriError(f"{uri!r} cannot be registered.")
    if not is_local and _is_address(host):
        raise RedirectUriError(f"{uri!r} must name a domain, not a raw IP address.")
    if scheme == "http" and not is_local:
        raise RedirectUriError(f"{uri!r} must be https, as it is not on this machine.")


def _host(uri: str) -> str:
    """Give the host that an address names, '' where it names none."""
    try:
        parts = urlsplit(uri)
        has_port = parts.port != 0
    except ValueError:
        return ""
    return (parts.hostname or "") if has_port else ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
