"""The redirect URIs that the site will send, as far as its settings tell, and how they differ."""

import itertools

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse

from dj_google_calendar.conf import conf
from dj_google_calendar.gateway.transport import is_loopback


def redirect_uris() -> list[str]:
    """List the redirect URIs that this site will send, as far as its settings tell."""
    if conf.REDIRECT_URI:
        return [conf.REDIRECT_URI]
    path = path_of("redirect")
    hosts = [host for host in settings.ALLOWED_HOSTS or () if host and host[0] not in "*."]
    public = [host for host in hosts if not _is_machine(host)]
    return [f"{_scheme(host)}://{host}{path}" for host in public] if path else []


def path_of(view: str) -> str:
    """Give the path of a view of ours; '' where the URL conf does not lead to it.

    What is missing or broken in the URL conf itself is for Django to complain about.
    """
    try:
        return reverse(f"google_calendar:{view}")
    except (NoReverseMatch, ImproperlyConfigured, ImportError, AttributeError, ValueError):
        return ""


def marked(registered: str, ours: str) -> str:
    """Write a registered address under ours, with a caret where they first differ."""
    pairs = zip(registered, ours, strict=False)
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
    return f"{registered}\n{' ' * same}^ differs from here" if registered != ours else registered


def _is_machine(host: str) -> bool:
    # development answers on loopback under any port; which one, only a visit tells
    return is_loopback(host.strip("[]"))


def _scheme(host: str) -> str:
    return "http" if not settings.SECURE_SSL_REDIRECT and is_loopback(host) else "https"
