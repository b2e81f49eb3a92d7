"""Static checks of the installation: offline, run by Django at every start."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

from dj_google_calendar.doctor.static import deployment_findings, start_findings
from dj_google_calendar.findings import ERROR, WARNING, Finding

KINDS = {ERROR: checks.Error, WARNING: checks.Warning}


def register_all() -> None:
    """Register the checks with Django."""
    checks.register(check_installation)
    checks.register(check_deployment, checks.Tags.security, deploy=True)


def check_installation(
    app_configs: Sequence[AppConfig] | None,
    **_kwargs: Any,
) -> list[checks.CheckMessage]:
    """Check settings, client secrets, sessions and URL conf."""
    return _messages(start_findings())


def check_deployment(
    app_configs: Sequence[AppConfig] | None,
    **_kwargs: Any,
) -> list[checks.CheckMessage]:
    """Check what matters in production."""
    return _messages(deployment_findings())


def _messages(findings: Iterable[Finding]) -> list[checks.CheckMessage]:
    return [
        KINDS.get(finding.level, checks.Info)(
            finding.message,
            hint=" ".join(filter(None, (finding.hint, finding.link))) or None,
            id=f"google_calendar.{finding.id}",
        )
        for finding in findings
    ]
