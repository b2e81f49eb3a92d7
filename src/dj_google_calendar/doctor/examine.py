"""The whole examination, in the order in which an operator reads it."""

from dataclasses import replace

from dj_google_calendar.doctor.console import console_findings, redirect_uri_findings
from dj_google_calendar.doctor.database import database_findings
from dj_google_calendar.doctor.live import live_findings
from dj_google_calendar.doctor.settings_form import form_findings
from dj_google_calendar.doctor.static import static_findings
from dj_google_calendar.findings import ERROR, Finding


def examine(*, live: bool) -> list[Finding]:
    """Give all findings: of the installation, and of each account with the network if asked.

    Offline it reads settings, the client secrets and which migrations are applied.
    """
    if malformed := list(form_findings()):
        return malformed  # what cannot be read cannot be examined further
    database = list(database_findings())
    findings = [_as_error(each) for each in static_findings()]
    findings += [*redirect_uri_findings(), *database]
    if live and not database:
        findings += live_findings()
    has_failed = live and any(finding.level == ERROR for finding in findings)
    findings += console_findings(has_failed=has_failed)
    return list(dict.fromkeys(findings))


def _as_error(finding: Finding) -> Finding:
    # At start an outdated copy of the client secrets must not stop a site that works; who
    # asks the doctor wants to know what Google will refuse.
    return replace(finding, id="E006") if finding.id == "W006" else finding
