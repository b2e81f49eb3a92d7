"""The site's OAuth client, as the Google console hands it out."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import (
    ClientSecretsIncompleteError,
    ClientSecretsMissingError,
    ClientSecretsUnreadableError,
    ClientTypeError,
    InsecureAddressError,
)
from dj_google_calendar.gateway.transport import is_plain_loopback

REQUIRED_KEYS = ("client_id", "client_secret", "auth_uri", "token_uri")
LONGEST_PATH = 300
GOOGLE_DOMAINS = ("google.com", "googleapis.com")


@dataclass(frozen=True, slots=True)
class ClientSecrets:
    """A web client: its id and secret, and the addresses of the server that knows it."""

    client_id: str
    client_secret: str = field(repr=False)
    auth_uri: str
    token_uri: str
    redirect_uris: tuple[str, ...] = ()
    project_id: str = ""
    is_emulator: bool = False

    @property
    def api_root(self) -> str:
        """Root of the Calendar API, ending in a slash."""
        configured = conf.API_ROOT.rstrip("/").removesuffix("/calendar/v3")
        return (configured or self._server("https://www.googleapis.com")) + "/"

    @property
    def userinfo_uri(self) -> str:
        """Where the OpenID userinfo of an access token is read."""
        google = "https://openidconnect.googleapis.com/v1/userinfo"
        return conf.USERINFO_URI or self._server(google, path="/oauth2/v3/userinfo")

    @property
    def revoke_uri(self) -> str:
        """Where a grant is revoked."""
        google = "https://oauth2.googleapis.com/revoke"
        return conf.REVOKE_URI or self._server(google, path="/revoke")

    @property
    def is_google(self) -> bool:
        """Whether tokens come from Google itself."""
        host = urlsplit(self.token_uri).hostname or ""
        return any(host == domain or host.endswith("." + domain) for domain in GOOGLE_DOMAINS)

    def _server(self, google: str, *, path: str = "") -> str:
        # A token must not travel to another server than the one that issued it: an address
        # that is not set is Google's for Google's tokens, else the issuing server's.
        if self.is_google:
            return google
        parts = urlsplit(self.token_uri)
        return f"{parts.scheme}://{parts.netloc}{path}"


def load_client_secrets() -> ClientSecrets:
    """Read the configured client secrets; raise the ConfigurationError that says what is wrong."""
    configured = conf.CLIENT_SECRETS
    if not configured:
        raise ClientSecretsMissingError
    if isinstance(configured, Mapping):
        return parse_client_secrets(configured)
    return _parsed(_text(configured))


@functools.lru_cache(maxsize=8)
def _parsed(text: str) -> ClientSecrets:
    # each pull asks for them
    try:
        document = json.loads(text)
    except ValueError as exc:
        raise ClientSecretsUnreadableError("The client secrets are not JSON.") from exc
    return parse_client_secrets(document)


def parse_client_secrets(document: object, *, is_emulator: bool = False) -> ClientSecrets:
    """Check a client secrets document and give its web client."""
    client = _web_client(document)
    missing = [key for key in REQUIRED_KEYS if not isinstance(client.get(key), str)]
    missing += [key for key in REQUIRED_KEYS if str(client.get(key, "?")).strip() == ""]
    if missing:
        raise ClientSecretsIncompleteError(f"The client secrets lack {', '.join(missing)}.")
    for key in ("auth_uri", "token_uri"):
        _check_secure(key, client[key])
    return ClientSecrets(
        **{key: client[key] for key in REQUIRED_KEYS},
        redirect_uris=tuple(str(uri) for uri in _list(client.get("redirect_uris"))),
        project_id=str(client.get("project_id") or ""),
        is_emulator=is_emulator,
    )


def _text(configured: str) -> str:
    text = str(configured).strip().removeprefix("\ufeff")
    return text if text.startswith("{") else _read_file(text)


def _read_file(name: str) -> str:
    try:
        # files saved by Windows programs begin with a byte order mark
        return Path(name).expanduser().read_text(encoding="utf-8-sig")
    except (OSError, ValueError, RuntimeError) as exc:
        if not _looks_like_path(name):
            raise ClientSecretsUnreadableError(
                "CLIENT_SECRETS is neither the path of a file nor a JSON object."
            ) from None
        raise ClientSecretsUnreadableError(
            f"The client secrets file {Path(name).absolute()} cannot be read "
            f"({type(exc).__name__})."
        ) from exc


def _looks_like_path(name: str) -> bool:
    """Say whether a text may be shown: it could be a secret, or the JSON in quotation marks."""
    is_file_name = name.endswith(".json") or "/" in name or "\\" in name
    return is_file_name and len(name) < LONGEST_PATH and not set(name) & set("{}\"'\n\0")


def _web_client(document: object) -> Mapping[str, Any]:
    if not isinstance(document, Mapping):
        raise ClientSecretsUnreadableError("The client secrets are not a JSON object.")
    if isinstance(document.get("web"), Mapping):
        web: Mapping[str, Any] = document["web"]
        return web
    raise ClientTypeError(f"These are the secrets of {_kind(document)}, not of a web application.")


def _kind(document: Mapping[str, Any]) -> str:
    if "installed" in document:
        return "a desktop, TV, Android, iOS or Chrome client"
    kinds = {
        "service_account": "a service account",
        "authorized_user": "a signed-in person (authorized_user)",
        "external_account": "workload identity federation (external_account)",
        "impersonated_service_account": "an impersonated service account",
    }
    if document.get("type") in kinds:
        return kinds[document["type"]]
    if "client_id" in document:
        return "a client without the enclosing key “web”"
    return "something unknown"


def _check_secure(key: str, url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if (parts.scheme == "https" and parts.hostname) or (parts.netloc and is_plain_loopback(url)):
        return
    raise InsecureAddressError(f"The {key} of the client secrets must be an https address.")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
