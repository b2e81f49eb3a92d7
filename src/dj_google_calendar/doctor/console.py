"""What to paste into the Google console, and where, in the order in which it is needed."""

from collections.abc import Iterator

from django.conf import settings

from dj_google_calendar.conf import conf
from dj_google_calendar.doctor.redirect_uris import path_of, redirect_uris
from dj_google_calendar.exceptions import CONSOLE, GoogleCalendarError
from dj_google_calendar.findings import Finding
from dj_google_calendar.oauth.client_secrets import load_client_secrets

STEPS = (
    ("Make a project", "projectcreate"),
    ("Enable the Google Calendar API", "apis/library/calendar-json.googleapis.com"),
    (
        "Audience: add test users, or publish (in Testing, grants end after 7 days, and Google "
        "tells everybody else “access blocked”)",
        "auth/audience",
    ),
    (
        "Clients: create a Web application client with the redirect URI above, download the JSON",
        "auth/clients",
    ),
)
RUNSERVER = ("127.0.0.1:8000", "localhost:8000")
"""Two addresses for Google, which compares characters."""


def redirect_uri_findings() -> Iterator[Finding]:
    """Give every redirect URI that the site will send, to be pasted."""
    uris = redirect_uris()
    for uri in uris:
        yield Finding("I010", f"Redirect URI of this site: {uri}")
    if not uris:
        yield Finding(
            "I010",
            "The redirect URI follows the address under which the site is visited; the connect "
            "page shows it.",
            "Set REDIRECT_URI in GOOGLE_CALENDAR to fix it.",
        )
        yield from _development_findings()


def _development_findings() -> Iterator[Finding]:
    path = path_of("redirect")
    for host in RUNSERVER if path and settings.DEBUG else ():
        yield Finding("I010", f"Redirect URI with manage.py runserver: http://{host}{path}")


def console_findings(*, has_failed: bool) -> Iterator[Finding]:
    """Give the steps in the console, where there is no usable client yet or Google refuses."""
    project = _project()
    if project is not None and not has_failed:
        return
    for number, (step, path) in enumerate(STEPS, 1):
        query = f"?project={project}" if project and path != "projectcreate" else ""
        yield Finding(
            "I012", f"Step {number} in the Google console: {step}", link=CONSOLE + path + query
        )


def _project() -> str | None:
    """Name the project of the configured client, '' if it is unnamed, None without a client."""
    if settings.DEBUG and not conf.CLIENT_SECRETS:
        return None
    try:
        return load_client_secrets().project_id
    except GoogleCalendarError:
        return None
