"""Whether the database is there and up to date."""

from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, router
from django.db.migrations.executor import MigrationExecutor

from dj_google_calendar.findings import Finding
from dj_google_calendar.models import Account


def database_findings() -> Iterator[Finding]:
    """Name what keeps accounts from being stored."""
    alias = router.db_for_write(Account)
    try:
        is_behind = _is_behind(alias)
    except (DatabaseError, ImproperlyConfigured) as exc:
        said = str(exc).partition("\n")[0]
        yield Finding(
            "E030", f"The database {alias!r} does not answer: {said}", "Look at DATABASES."
        )
        return
    if is_behind:
        yield Finding("E017", "Migrations are not applied.", "Run manage.py migrate.")


def _is_behind(alias: str) -> bool:
    executor = MigrationExecutor(connections[alias])
    label = Account._meta.app_label
    ours = [node for node in executor.loader.graph.leaf_nodes() if node[0] == label]
    return bool(executor.migration_plan(ours))
