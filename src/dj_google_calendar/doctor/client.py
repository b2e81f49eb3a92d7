"""The site's OAuth client: its file, its values, and the redirect URIs that it registers."""

import ipaddress
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from dj_google_calendar.conf import conf
from dj_google_calendar.doctor.redirect_uris import marked, redirect_uris
from dj_google_calendar.exceptions import CONSOLE, ClientSecretsMissingError, GoogleCalendarError
from dj_google_calendar.findings import Finding, finding_of
from dj_google_calendar.gateway.transport import is_loopback
from dj_google_calendar.oauth.client_secrets import ClientSecrets, load_client_secrets
from dj_google_calendar.oauth.emulator import emulator_stands_in

CLIENT_ID = re.compile(r"\d+(-[a-z0-9]+)?\.apps\.googleusercontent\.com")
PLACEHOLDER = re.compile(
    r"your|secret|change|example|placeholder|x{4}|[<>*{}\s]|\.com$", re.IGNORECASE
)
COMPARE = "Compare client_id and client_secret with the console; they may be swapped."


def client_findings() -> Iterator[Finding]:
    """Look at the client secrets."""
    if emulator_stands_in():
        yield Finding(
            "W001",
            f"No client secrets are set, so the local Google at {conf.EMULATOR} stands in.",
            ClientSecretsMissingError.hint,
            ClientSecretsMissingError.link,
        )
        return
    try:
        secrets = load_client_secrets()
    except GoogleCalendarError as error:
        yield finding_of(error)
        return
    yield from _file_findings()
    yield from _value_findings(secrets)
    yield from redirect_uri_findings(secrets, as_id="W006")


def redirect_uri_findings(secrets: ClientSecrets, *, as_id: str) -> Iterator[Finding]:
    """Compare what the site will send with what the client secrets register."""
    for uri in redirect_uris():
        yield from _address_findings(uri)
        if secrets.redirect_uris and uri not in secrets.redirect_uris:
            shown = "\n".join(marked(registered, uri) for registered in secrets.redirect_uris)
            yield Finding(
                as_id,
                f"The redirect URI is not among those in the client secrets:\n{uri}\n{shown}",
                "Add it to the OAuth client in the Google console, character for character; "
                "if it is there already, download the file again.",
                CONSOLE + "auth/clients",
            )


def _file_findings() -> Iterator[Finding]:
    configured = conf.CLIENT_SECRETS
    if isinstance(configured, Mapping) or str(configured).strip().startswith("{"):
        return
    path = Path(str(configured).strip()).expanduser()
    # elsewhere the bits of the mode do not say who may read
    if os.name == "posix" and path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        yield Finding("W002", f"{path.name} can be read by everyone.", f"chmod 600 {path.name}")


def _value_findings(secrets: ClientSecrets) -> Iterator[Finding]:
    if not secrets.is_google:
        return
    if not CLIENT_ID.fullmatch(secrets.client_id):
        yield Finding("W005", "The client_id is not one of Google's.", COMPARE)
    if PLACEHOLDER.search(secrets.client_secret):
        yield Finding("W005", "The client_secret is not one of Google's.", COMPARE)


def _address_findings(uri: str) -> Iterator[Finding]:
    parts = urlsplit(uri)
    host = parts.hostname or ""
    if "*" in uri or "#" in uri or "@" in parts.netloc:
        yield Finding(
            "E009",
            "Google does not register redirect URIs with a wildcard, a fragment or a user.",
            "Write one whole address.",
        )
    if not is_loopback(host) and (_is_ip(host) or host.endswith(".local")):
        yield Finding(
            "E009",
            f"Google does not register redirect URIs on {host}.",
            "Use localhost, or a public domain.",
        )


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
