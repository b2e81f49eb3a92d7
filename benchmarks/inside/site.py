"""A site with one account whose calendars are as large as one likes."""

import datetime as dt
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.credentials.keepers import account_owner
from dj_google_calendar.credentials.vault import seal
from dj_google_calendar.models import Account, Calendar, Event, Expansion, Occurrence

TOKEN = "a token that the server of pages does not look at"
IS_POSTGRESQL = connection.vendor == "postgresql"
GOOGLE = json.loads(os.environ["GOOGLE_CALENDAR_CLIENT_SECRETS"])["web"]["token_uri"]


def new_account() -> Account:
    """Make the tables, and an account in them that nothing else is in."""
    call_command("migrate", verbosity=0)
    settle()  # before Django reads all that it is to delete, and the process grows by it
    Account.objects.all().delete()
    held = Credentials(
        access_token=TOKEN,
        refresh_token="",
        expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=6),
        scopes=(),
        client_id="c",
    )
    user, _ = User.objects.get_or_create(username="alice")
    sealed = seal(held.as_dict(), owner=account_owner("1"))
    return Account.objects.create(
        user=user, sub="1", email="a@example.com", sealed_credentials=sealed, state="active"
    )


def new_calendar(account: Account, google_id: str) -> Calendar:
    """Make a calendar that has never been pulled, on tables without rows of others."""
    account.calendars.all().delete()
    return Calendar.objects.create(account=account, google_id=google_id, time_zone="Europe/Berlin")


def settle() -> None:
    """Let the database finish what it has put off, so that nobody pays for another's rows."""
    with connection.cursor() as cursor:
        if IS_POSTGRESQL:
            cursor.execute("TRUNCATE google_calendar_event, google_calendar_occurrence CASCADE")
            cursor.execute("CHECKPOINT")
        else:
            for model in (Occurrence, Expansion, Event):
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


class Cpu:
    """Counts the processor's seconds of this process and of its backend at the database."""

    def __init__(self) -> None:
        self._backend: Path | None = None
        if IS_POSTGRESQL:
            connection.ensure_connection()
            self._backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")

    def __call__(self) -> float:
        """Give the seconds so far."""
        nanoseconds = int(self._backend.read_text().split()[0]) if self._backend else 0
        return time.process_time() + nanoseconds / 1e9
