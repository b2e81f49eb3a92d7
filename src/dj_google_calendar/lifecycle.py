"""The states of accounts and calendars, and the only way from one to another.

::

    account    connecting ─> active <─> degraded
               active, degraded ─> reauth_required, paused ─> active, degraded
               any ─> disconnecting (then the row is gone)
    calendar   new ─> full_pull ─> live ─> resync ─> full_pull
               full_pull ─> held (too much would go) ─> full_pull (the second look)
               any but off ─> backoff ─> full_pull, live;  any ─> unreachable, off ─> resync
"""

import logging
from collections.abc import Mapping
from typing import Any

from django.db import router, transaction
from django.db.models import Model

from dj_google_calendar import clock
from dj_google_calendar.exceptions import IllegalTransitionError
from dj_google_calendar.models import Account, Calendar, StateChange

logger = logging.getLogger(__name__)

A, C = Account.State, Calendar.State

ACCOUNT: Mapping[str, frozenset[str]] = {
    A.CONNECTING: frozenset({A.ACTIVE, A.DEGRADED, A.DISCONNECTING}),
    A.ACTIVE: frozenset({A.DEGRADED, A.REAUTH_REQUIRED, A.PAUSED, A.DISCONNECTING}),
    A.DEGRADED: frozenset({A.ACTIVE, A.REAUTH_REQUIRED, A.PAUSED, A.DISCONNECTING}),
    A.REAUTH_REQUIRED: frozenset({A.ACTIVE, A.DEGRADED, A.PAUSED, A.DISCONNECTING}),
    A.PAUSED: frozenset({A.ACTIVE, A.DEGRADED, A.REAUTH_REQUIRED, A.DISCONNECTING}),
    A.DISCONNECTING: frozenset({A.ACTIVE, A.DEGRADED}),  # connected again at that moment
}
ANY_TIME = frozenset({C.UNREACHABLE, C.OFF})
CALENDAR: Mapping[str, frozenset[str]] = {
    C.NEW: ANY_TIME | {C.FULL_PULL, C.BACKOFF},
    C.FULL_PULL: ANY_TIME | {C.LIVE, C.RESYNC, C.BACKOFF, C.HELD},
    C.LIVE: ANY_TIME | {C.RESYNC, C.BACKOFF},
    C.RESYNC: ANY_TIME | {C.FULL_PULL, C.BACKOFF},
    C.BACKOFF: ANY_TIME | {C.FULL_PULL, C.LIVE, C.RESYNC},
    C.HELD: ANY_TIME | {C.FULL_PULL, C.RESYNC, C.BACKOFF},
    C.UNREACHABLE: frozenset({C.RESYNC, C.OFF}),
    C.OFF: frozenset({C.RESYNC, C.UNREACHABLE}),
}


def move(
    subject: Account | Calendar,
    to: str,
    *,
    reason: str = "",
    actor: str,
    expected: Mapping[str, Any] | None = None,
    **columns: Any,
) -> bool:
    """Bring an account or a calendar into another state, with columns that change with it.

    False where it is no longer in the state that ``subject`` holds, or where a column is not as
    ``expected``: somebody was faster, and ``subject`` has the state of the database then. Raises
    IllegalTransitionError for a way that the table does not list.
    """
    before = subject.state
    check(subject, to)
    now = clock.now()
    changes = {"state": to, "state_reason": reason, "state_changed_at": now, "state_actor": actor}
    changes |= columns
    rows = type(subject)._default_manager.filter(pk=subject.pk, state=before, **(expected or {}))
    with transaction.atomic(using=router.db_for_write(type(subject)), savepoint=False):
        if not rows.update(**changes):
            subject.refresh_from_db(fields=["state", "state_reason", "state_changed_at"])
            return False
        for name, value in changes.items():
            setattr(subject, name, value)
        record(subject, before=before)
    return True


def check(subject: Account | Calendar, to: str) -> None:
    """Raise IllegalTransitionError for a way that the table does not list."""
    table = ACCOUNT if isinstance(subject, Account) else CALENDAR
    if to not in table[subject.state]:
        raise IllegalTransitionError(f"{subject._meta.model_name}: {subject.state} to {to}")


def record(subject: Account | Calendar, *, before: str) -> None:
    """Keep a change of state that has been written, and say it in the log."""
    of_calendar = isinstance(subject, Calendar)
    StateChange.objects.create(
        account_id=subject.account_id if isinstance(subject, Calendar) else subject.pk,
        calendar_id=subject.pk if of_calendar else None,
        before=before,
        after=subject.state,
        reason=subject.state_reason,
        actor=subject.state_actor,
        changed_at=subject.state_changed_at,
    )
    logger.info(
        "state changed: %s=%s before=%s after=%s actor=%s",
        _kind(subject), subject.pk, before, subject.state, subject.state_actor,
    )  # fmt: skip


def _kind(subject: Model) -> str:
    return str(subject._meta.model_name)
