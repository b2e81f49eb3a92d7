"""Whether background work can begin."""

from django.core.management.base import CommandError

from dj_google_calendar.doctor.database import database_findings


def require_tables() -> None:
    """Raise CommandError where the database is not there, or its tables are older than this code.

    Newer ones do: migrations add before they take away, so that workers can be replaced later.
    """
    for finding in database_findings():
        raise CommandError(f"{finding.id} {finding.message} {finding.hint}")
