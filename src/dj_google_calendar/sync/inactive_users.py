"""Who may no longer sign in to the site is not pulled for, until they may again."""

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import F

from dj_google_calendar import lifecycle
from dj_google_calendar.credentials.keepers import AccountKeeper
from dj_google_calendar.credentials.limits import limits_of
from dj_google_calendar.exceptions import TokenDecryptionError
from dj_google_calendar.models import Account

ACTOR = "upkeep"
INACTIVE = "Its user may not sign in to this site at present."
State = Account.State


def see_to_users() -> int:
    """Pause the accounts of inactive users, and let others go on; give how many that were."""
    if not _are_users_deactivated():
        return 0
    active = Account.objects.filter(state__in=Account.PULLED)
    paused = Account.objects.filter(state=State.PAUSED)
    moved = [_pause(account) for account in active.filter(user__is_active=False)]
    moved += [_resume(account) for account in paused.filter(user__is_active=True)]
    return sum(moved)


def _are_users_deactivated() -> bool:
    """Say whether the site's users have a column for it; not every model of users has one."""
    try:
        get_user_model()._meta.get_field("is_active")
    except FieldDoesNotExist:
        return False
    return True


def _pause(account: Account) -> bool:
    with transaction.atomic():
        is_moved = lifecycle.move(account, State.PAUSED, reason=INACTIVE, actor=ACTOR)
        if is_moved:
            _end_leases(account)
    return is_moved


def _end_leases(account: Account) -> None:
    """Let a pull that is in the middle of it find its next page refused."""
    account.calendars.all().hold()
    leased = account.calendars.filter(lease_until__isnull=False)
    leased.update(lease_generation=F("lease_generation") + 1, lease_owner="", lease_until=None)


def _resume(account: Account) -> bool:
    try:
        limits = limits_of(AccountKeeper(account).held())
    except TokenDecryptionError:  # which the next pull says
        limits = ""
    to = State.DEGRADED if limits else State.ACTIVE
    return lifecycle.move(account, to, reason=limits, actor=ACTOR)
