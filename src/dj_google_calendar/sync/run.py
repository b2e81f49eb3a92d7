"""The record of a pull: of each full one from its start, of others where they fail."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from dj_google_calendar import clock
from dj_google_calendar.exceptions import GoogleCalendarError
from dj_google_calendar.models import Account, Calendar, SyncRun
from dj_google_calendar.sync.finish import unforeseen
from dj_google_calendar.sync.outcome import Pulled

logger = logging.getLogger(__name__)


@contextmanager
def recorded(
    account: Account, pulled: Pulled, *, calendar: Calendar | None = None
) -> Iterator[SyncRun | None]:
    """Record a pull, however it ends; an incremental one only where it fails.

    Incremental pulls come by the thousand: what they bring stands in the mirror, and when the
    last one was in the calendar's row.
    """
    new = partial(
        SyncRun,
        account_id=account.pk,
        calendar=calendar,
        kind=pulled.kind,
        started_at=clock.now(),
    )
    run = None
    if pulled.kind == SyncRun.Kind.FULL:
        run = new()
        run.save()
    try:
        yield run
    except Exception as error:
        _end(run or new(), pulled, error)
        raise
    if run is not None:
        _end(run, pulled, None)


def count(run: SyncRun | None, pulled: Pulled) -> None:
    """Bring the figures of a record that is kept up to date."""
    if run is not None:
        SyncRun.objects.filter(pk=run.pk).update(**pulled.figures())


def _end(run: SyncRun, pulled: Pulled, error: Exception | None) -> None:
    for name, value in pulled.figures().items():
        setattr(run, name, value)
    run.finished_at = clock.now()
    run.status = SyncRun.Status.FAILED if error else SyncRun.Status.SUCCEEDED
    known = isinstance(error, GoogleCalendarError)
    run.error_code = error.code if isinstance(error, GoogleCalendarError) else ""
    run.error_message = unforeseen(error) if error else ""
    if Account.objects.filter(pk=run.account_id).exists():  # disconnected meanwhile
        run.save()
    level = logging.INFO if error is None or known else logging.ERROR
    logger.log(
        level, "pull %s: run=%s account=%s calendar=%s kind=%s",
        run.status, run.pk, run.account_id, run.calendar_id, run.kind,
    )  # fmt: skip
