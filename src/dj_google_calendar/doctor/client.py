"""The site's OAuth client: its file, its values, and the redirect URIs that it registers."""

import ipaddress
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
    path = Path(str(configured)).expanduser()
    if path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        yield Finding("W002", f"{path.name} can be read by everyone.", f"chmod 600 {path.name}")


def _value_findings(secrets: ClientSecrets) -> Iterator[Finding]:
    if not secrets.is_google:
        return
    if not secrets.client_id.endswith(".apps.googleusercontent.com"):
        yield Finding(
            "W005",
            "The client_id does not end in .apps.googleusercontent.com.",
            "It may be a placeholder, or client_id and client_secret are swapped.",
        )


def _address_findings(uri: str) -> Iterator[Finding]:
    host = urlsplit(uri).hostname or ""
    if is_loopback(host):
        return
    if _is_ip(host) or host.endswith(".local"):
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
