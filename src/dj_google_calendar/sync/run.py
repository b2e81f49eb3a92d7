"""The record of a pull, kept up to date while it runs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import F

from dj_google_calendar import clock
from dj_google_calendar.exceptions import GoogleCalendarError
from dj_google_calendar.models import Account, Calendar, SyncRun

logger = logging.getLogger(__name__)


@contextmanager
def recorded_run(
    account: Account, *, calendar: Calendar | None = None, kind: SyncRun.Kind
) -> Iterator[SyncRun]:
    """Record a pull from its start to its end, however it ends."""
    run = SyncRun.objects.create(
        account=account, calendar=calendar, kind=kind, started_at=clock.now()
    )
    try:
        yield run
    except BaseException as exc:
        _finish(run, SyncRun.Status.FAILED, error=exc)
        raise
    _finish(run, SyncRun.Status.SUCCEEDED)


def count_page(
    run: SyncRun, *, changed: int = 0, unchanged: int = 0, cancelled: int = 0, quarantined: int = 0
) -> None:
    """Add one page's figures to the record."""
    SyncRun.objects.filter(pk=run.pk).update(
        pages=F("pages") + 1,
        changed=F("changed") + changed,
        unchanged=F("unchanged") + unchanged,
        cancelled=F("cancelled") + cancelled,
        quarantined=F("quarantined") + quarantined,
    )


def _finish(run: SyncRun, status: SyncRun.Status, *, error: BaseException | None = None) -> None:
    known = isinstance(error, GoogleCalendarError)
    SyncRun.objects.filter(pk=run.pk).update(
        status=status,
        finished_at=clock.now(),
        error_code=error.code if isinstance(error, GoogleCalendarError) else "",
        error_message=_message(error),
    )
    level = logging.INFO if error is None or known else logging.ERROR
    logger.log(
        level, "pull %s: run=%s account=%s calendar=%s kind=%s",
        status, run.pk, run.account_id, run.calendar_id, run.kind,
    )  # fmt: skip
    if SyncRun.objects.filter(pk=run.pk).exists():
        run.refresh_from_db()


def _message(error: BaseException | None) -> str:
    if isinstance(error, GoogleCalendarError):
        return error.message
    # the text of an unforeseen error can hold anything, tokens included
    return f"Unforeseen: {type(error).__name__}" if error else ""
