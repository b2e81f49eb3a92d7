"""What settings and files alone say; read by Django's checks and by the doctor."""

from django.conf import settings

from dj_google_calendar.doctor import deployment
from dj_google_calendar.doctor.bundle import bundle_findings
from dj_google_calendar.doctor.client import client_findings
from dj_google_calendar.doctor.database import sqlite_findings
from dj_google_calendar.doctor.settings_form import form_findings, value_findings
from dj_google_calendar.doctor.site import site_findings
from dj_google_calendar.findings import Finding


def start_findings() -> list[Finding]:
    """Give what matters at every start; only the form, where settings cannot be read."""
    malformed = list(form_findings())
    if malformed:
        return malformed
    found = [*value_findings(), *client_findings(), *site_findings(), *sqlite_findings()]
    return [*found, *bundle_findings()]


def deployment_findings() -> list[Finding]:
    """Give what matters in production besides."""
    return [] if list(form_findings()) else list(deployment.deployment_findings())


def static_findings() -> list[Finding]:
    """Give both, the second part where this is no development machine."""
    return start_findings() + ([] if settings.DEBUG else deployment_findings())
