"""Whether the database is there and up to date, and whether SQLite is set for several writers."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, router
from django.db.migrations.executor import MigrationExecutor

from dj_google_calendar.findings import Finding
from dj_google_calendar.models import Account

SQLITE = "django.db.backends.sqlite3"
LEAST_WAIT = 20


def sqlite_findings() -> Iterator[Finding]:
    """Name what makes writers fail that meet on SQLite, instead of waiting for their turn."""
    database: Mapping[str, Any] = settings.DATABASES.get(router.db_for_write(Account), {})
    if database.get("ENGINE") != SQLITE:
        return
    if lacking := list(_lacking(database.get("OPTIONS") or {})):
        yield Finding(
            "W034",
            "On SQLite, writers that meet fail with 'database is locked'.",
            f"Add to the OPTIONS of the database: {', '.join(lacking)}.",
        )


def _lacking(options: Mapping[str, Any]) -> Iterator[str]:
    # one that reads first and writes later is refused at once, whatever the time-out is
    if str(options.get("transaction_mode") or "").upper() not in {"IMMEDIATE", "EXCLUSIVE"}:
        yield '"transaction_mode": "IMMEDIATE"'
    if (options.get("timeout") or 0) < LEAST_WAIT:
        yield f'"timeout": {LEAST_WAIT}'
    if "journal_mode=wal" not in str(options.get("init_command") or "").lower().replace(" ", ""):
        yield '"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"'


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
