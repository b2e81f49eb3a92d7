"""What can be said of an installation offline, from its settings and files alone."""

import importlib.util
import ipaddress
import itertools
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from dj_google_calendar.conf import conf, known_keys, unknown_keys
from dj_google_calendar.credentials.vault import check_keys
from dj_google_calendar.exceptions import (
    ClientSecretsMissingError,
    GoogleCalendarError,
    InvalidEncryptionKeyError,
)
from dj_google_calendar.findings import Finding, finding_of
from dj_google_calendar.gateway.transport import is_loopback, is_plain_loopback
from dj_google_calendar.oauth.client_secrets import ClientSecrets, load_client_secrets
from dj_google_calendar.oauth.emulator import emulator_stands_in

ADDRESSES = ("API_ROOT", "USERINFO_URI", "REVOKE_URI", "REDIRECT_URI", "EMULATOR")
PASTE = 'path("", include("dj_google_calendar.urls")),'


def all_findings() -> list[Finding]:
    """Give everything that is wrong or worth knowing, for a development machine."""
    return [
        *settings_findings(),
        *client_findings(),
        *site_findings(),
    ]


def settings_findings() -> Iterator[Finding]:
    """Look at the GOOGLE_CALENDAR dict itself."""
    for key, meant in unknown_keys().items():
        hint = f"Did you mean {meant}?" if meant else f"Known keys: {', '.join(known_keys())}."
        yield Finding("E023", f"GOOGLE_CALENDAR has an unknown key {key!r}.", hint)
    for key in ("SCOPES", "ENCRYPTION_KEYS"):
        if isinstance(getattr(conf, key), str) or not isinstance(getattr(conf, key), Sequence):
            yield Finding("E024", f"{key} must be a list of texts.", 'Write ["…"] around it.')
    for key in ADDRESSES:
        value = str(getattr(conf, key))
        if value and urlsplit(value).scheme != "https" and not is_plain_loopback(value):
            yield Finding("E024", f"{key} must be https; plain http is for this machine alone.")
    try:
        check_keys()
    except InvalidEncryptionKeyError as error:
        yield finding_of(error)


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
                "https://console.cloud.google.com/auth/clients",
            )


def marked(registered: str, ours: str) -> str:
    """Write a registered address under ours, with a caret where they first differ."""
    pairs = zip(registered, ours, strict=False)
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
    return f"{registered}\n{' ' * same}^ differs from here" if registered != ours else registered


def redirect_uris() -> list[str]:
    """List the redirect URIs that this site will send, as far as its settings tell."""
    if conf.REDIRECT_URI:
        return [conf.REDIRECT_URI]
    try:
        path = reverse("google_calendar:redirect")
    except NoReverseMatch:
        return []
    hosts = [host for host in settings.ALLOWED_HOSTS if host and host[0] not in "*."]
    return [f"{_scheme(host)}://{host}{path}" for host in hosts if not _is_machine(host)]


def site_findings() -> Iterator[Finding]:
    """Look at Django's own settings, as far as connecting and times depend on them."""
    if settings.SESSION_COOKIE_SAMESITE == "Strict":
        yield Finding(
            "E011",
            "SESSION_COOKIE_SAMESITE is Strict, so the session is missing when Google sends "
            "people back.",
            'Set it to "Lax".',
        )
    if not settings.USE_TZ:
        yield Finding("E015", "USE_TZ is off; the times of events would be wrong.", "Turn it on.")
    if importlib.util.find_spec("tzdata") is None:
        yield Finding("E015", "The package tzdata is missing.", "Install tzdata.")
    try:
        reverse("google_calendar:redirect")
    except NoReverseMatch:
        yield Finding("E016", "The app's addresses are not in the URL conf.", f"Add {PASTE}")


def deployment_findings() -> Iterator[Finding]:
    """Look at what only matters in production."""
    for uri in redirect_uris():
        if urlsplit(uri).scheme == "http" and not is_plain_loopback(uri):
            yield Finding("E007", f"The redirect URI {uri} is http.", "Serve the site over https.")
    if not conf.ENCRYPTION_KEYS:
        yield Finding(
            "W021",
            "Credentials are encrypted with a key derived from SECRET_KEY.",
            "Set ENCRYPTION_KEYS, so that changing SECRET_KEY loses nothing; then run "
            "manage.py gcal_rotate_keys.",
        )
    if _runs_tasks_in_requests():
        yield Finding(
            "W019",
            "TASKS is missing or immediate, so pulls run inside requests.",
            "Configure a backend with a worker, e.g. django_tasks_db.DatabaseBackend.",
        )
    for name in ("OAUTHLIB_INSECURE_TRANSPORT", "OAUTHLIB_RELAX_TOKEN_SCOPE"):
        if os.environ.get(name) and not settings.DEBUG:
            yield Finding("E022", f"{name} is set in production.", "Remove it; it is not needed.")


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


def _is_machine(host: str) -> bool:
    # development answers on loopback under any port; which one, only a visit tells
    return is_loopback(host.strip("[]"))


def _scheme(host: str) -> str:
    return "http" if not settings.SECURE_SSL_REDIRECT and is_loopback(host) else "https"


def _runs_tasks_in_requests() -> bool:
    tasks = getattr(settings, "TASKS", None)
    backend = tasks.get("default", {}).get("BACKEND", "") if isinstance(tasks, dict) else ""
    return not backend or backend.endswith("ImmediateBackend")
