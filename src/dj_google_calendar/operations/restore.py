"""What an operator does after the database was restored from a backup."""

from collections.abc import Collection
from typing import Any

from dj_google_calendar import clock
from dj_google_calendar.lifecycle import move
from dj_google_calendar.models import Account, Calendar, Channel

REASON = "Everything is read again, as an operator asked."
STAYS = (Calendar.State.NEW, Calendar.State.RESYNC)
LEAP = 1_000_000
"""So many leases further no worker of the time before the restoration holds a valid one."""


def read_everything_again(accounts: Collection[Account], *, by: str) -> int:
    """Have the lists and events of accounts read in full; give how many calendars that are.

    What is mirrored stays meanwhile.
    """
    now = clock.now()
    Account.objects.filter(pk__in=[each.pk for each in accounts]).update(
        calendar_list_sync_token="", next_list_pull_at=now, next_list_reconcile_at=now
    )
    calendars = Calendar.objects.filter(account__in=accounts).reachable()
    return sum(_begin_anew(calendar, by) for calendar in calendars)


def _begin_anew(calendar: Calendar, by: str) -> bool:
    columns: dict[str, Any] = {"sync_token": "", "page_token": "", "next_pull_at": clock.now()}
    # whoever pulls at this moment, or did before the restoration, finds its next page refused
    columns |= {
        "lease_owner": "",
        "lease_until": None,
        "lease_generation": calendar.lease_generation + LEAP,
    }
    if calendar.state in STAYS:
        return bool(Calendar.objects.filter(pk=calendar.pk).update(**columns))
    return move(calendar, Calendar.State.RESYNC, reason=REASON, actor=by, **columns)


def mend_after_restore(accounts: Collection[Account]) -> None:
    """Give up what a backup knows of renewals and channels that have gone on since.

    A channel may have been stopped at Google; each is replaced, and stopped once more.
    """
    of_accounts = Channel.objects.filter(account__in=accounts)
    of_accounts.filter(state=Channel.State.LIVE).update(renew_at=clock.now())
    keys = [each.pk for each in accounts]
    Account.objects.filter(pk__in=keys).update(refresh_owner="", refresh_until=None)
