"""The address to which Google sends the person back."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse

from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import (
    ClientSecretsMissingError,
    GoogleCalendarError,
    InsecureAddressError,
)
from dj_google_calendar.gateway.transport import is_loopback
from dj_google_calendar.oauth.client_secrets import ClientSecrets
from dj_google_calendar.oauth.emulator import client_secrets, emulator_stands_in

TEST_CLIENT_HOST = "testserver"


def redirect_uri(request: HttpRequest) -> str:
    """Give the redirect URI for the host that is visited; raise InsecureAddressError."""
    uri = conf.REDIRECT_URI or request.build_absolute_uri(reverse("google_calendar:redirect"))
    parts = urlsplit(uri)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname)):
        return uri
    if request.headers.get("X-Forwarded-Proto") == "https":
        raise InsecureAddressError(
            "A proxy says that this page was opened over https, but Django is not told to "
            "believe it (SECURE_PROXY_SSL_HEADER)."
        )
    raise InsecureAddressError(f"Google would refuse the redirect address {uri}.")


def site_client(request: HttpRequest) -> ClientSecrets:
    """Give the OAuth client for this visit.

    The emulator stands in only where the site is visited on a loopback host.
    """
    if emulator_stands_in() and not _is_here(urlsplit(f"//{request.get_host()}").hostname):
        raise ClientSecretsMissingError
    return client_secrets(redirect_uri=redirect_uri(request))


def _is_here(host: str | None) -> bool:
    """Say whether the site is visited on this machine, or by Django's own test client."""
    return is_loopback(host) or host == TEST_CLIENT_HOST


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether this visitor can connect, and what a developer should know."""

    error: GoogleCalendarError | None
    is_emulator: bool
    redirect_uri: str
    unregistered: Sequence[str]
    """The registered redirect URIs, where the site's own is not among them."""


def readiness(request: HttpRequest) -> Readiness:
    """Find out before the person presses Connect what would go wrong."""
    uri = ""
    try:
        uri = redirect_uri(request)
        secrets = site_client(request)
    except GoogleCalendarError as exc:
        return Readiness(error=exc, is_emulator=False, redirect_uri=uri, unregistered=())
    # the downloaded file may be older than the console's list, so this is only a hint
    differ = secrets.redirect_uris and uri not in secrets.redirect_uris
    return Readiness(
        error=None,
        is_emulator=secrets.is_emulator,
        redirect_uri=uri,
        unregistered=secrets.redirect_uris if differ else (),
    )
