"""What connecting needs of the site around it: scopes, sessions, times and addresses."""

import difflib
import os
import zoneinfo
from collections.abc import Iterator

from django.conf import settings
from django.utils.module_loading import import_string

from dj_google_calendar.conf import ENVIRONMENT_PREFIX, conf, known_keys
from dj_google_calendar.doctor.redirect_uris import path_of
from dj_google_calendar.exceptions import ScopesMissingError
from dj_google_calendar.findings import Finding
from dj_google_calendar.oauth.scopes import require_reading

MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
)
COOKIE_SESSIONS = "django.contrib.sessions.backends.signed_cookies"
PASTE = 'path("", include("dj_google_calendar.urls")),'
SAMPLE_ZONE = "Europe/Berlin"
SIMILARITY = 0.85
"""So alike is a misspelling; a variable of the site's own may begin with the same prefix."""


def site_findings() -> Iterator[Finding]:
    """Look at what the site asks for, where it remembers an attempt, and at Django's settings."""
    yield from _environment_findings()
    yield from _scope_findings()
    yield from _session_findings()
    yield from _django_findings()


def _environment_findings() -> Iterator[Finding]:
    known = [ENVIRONMENT_PREFIX + key for key in known_keys()]
    for name in sorted(os.environ):
        if name.startswith(ENVIRONMENT_PREFIX) and name not in known:
            for meant in difflib.get_close_matches(name, known, n=1, cutoff=SIMILARITY):
                yield Finding(
                    "W023",
                    f"The environment variable {name} is not read.",
                    f"Did you mean {meant}?",
                )


def _scope_findings() -> Iterator[Finding]:
    try:
        require_reading(conf.SCOPES)
    except ScopesMissingError as error:
        yield Finding(
            ScopesMissingError.code,
            f"SCOPES do not ask for what every connection needs. {error.message}",
            "Add https://www.googleapis.com/auth/calendar, or calendar.readonly for a site "
            "that never writes.",
            "https://developers.google.com/workspace/calendar/api/auth",
            "SCOPES",
        )


def _session_findings() -> Iterator[Finding]:
    missing = [path for path in MIDDLEWARE if not _has_middleware(path)]
    if missing:
        yield Finding(
            "E028",
            "Without sessions and users nobody can connect an account.",
            f"Add to MIDDLEWARE: {', '.join(missing)}.",
        )
    if settings.SESSION_ENGINE == COOKIE_SESSIONS:
        # the PKCE verifier belongs where the browser cannot read it
        yield Finding(
            "W029",
            "Sessions are kept in cookies, where the browser can read the PKCE verifier of an "
            "attempt and play an old session back.",
            "Keep sessions in the database or in a cache.",
        )


def _django_findings() -> Iterator[Finding]:
    if settings.SESSION_COOKIE_SAMESITE == "Strict":
        yield Finding(
            "E011",
            "SESSION_COOKIE_SAMESITE is Strict, so the session is missing when Google sends "
            "people back.",
            'Set it to "Lax".',
        )
    if not settings.USE_TZ:
        yield Finding("E015", "USE_TZ is off; the times of events would be wrong.", "Turn it on.")
    if not _has_time_zones():
        yield Finding("E015", "The data of the time zones is missing.", "Install tzdata.")
    if not path_of("redirect"):
        yield Finding("E016", "The app's addresses are not in the URL conf.", f"Add {PASTE}")


def _has_time_zones() -> bool:
    try:
        zoneinfo.ZoneInfo(SAMPLE_ZONE)
    except zoneinfo.ZoneInfoNotFoundError:
        return False
    return True


def _has_middleware(path: str) -> bool:
    wanted = import_string(path)
    return any(_is_kind_of(name, wanted) for name in settings.MIDDLEWARE)


def _is_kind_of(path: str, wanted: type) -> bool:
    try:
        found = import_string(path)
    except ImportError:  # Django says so itself
        return False
    return isinstance(found, type) and issubclass(found, wanted)
