"""Sealing stored credentials anew after the encryption keys have changed."""

from dataclasses import dataclass

from dj_google_calendar.credentials.keepers import account_owner
from dj_google_calendar.credentials.vault import is_sealed_with_newest_key, seal, unseal
from dj_google_calendar.exceptions import TokenDecryptionError
from dj_google_calendar.models import Account


@dataclass(frozen=True, slots=True)
class Rotation:
    """How it went: accounts sealed anew, up to date before, and those no key opens.

    ``left`` counts rows that somebody else wrote at the same moment: a second run sees to
    them.
    """

    sealed: int
    up_to_date: int
    left: int
    unreadable: tuple[Account, ...]


def rotate_keys() -> Rotation:
    """Seal every account's credentials with the newest key, one row at a time.

    It can be stopped and run again, and run beside workers: what a renewal or a reconnect
    writes meanwhile stays, since that is sealed with the newest key by itself. Raises
    InvalidEncryptionKeyError before anything is written.
    """
    sealed = up_to_date = left = 0
    unreadable = []
    for pk in list(Account.objects.values_list("pk", flat=True)):
        account = Account.objects.filter(pk=pk).first()
        if account is None:  # disconnected meanwhile
            continue
        try:
            if _is_rotated(account):
                up_to_date += 1
            elif _seal_anew(account):
                sealed += 1
            else:
                left += 1
        except TokenDecryptionError:
            unreadable.append(account)
    return Rotation(sealed, up_to_date, left, tuple(unreadable))


def _is_rotated(account: Account) -> bool:
    """Say whether the newest key opens the credentials; that it is named there is not enough."""
    if not is_sealed_with_newest_key(account.sealed_credentials):
        return False
    unseal(account.sealed_credentials, owner=account_owner(account.sub))
    return True


def _seal_anew(account: Account) -> bool:
    """Write the same credentials under the newest key; False if the row has changed meanwhile.

    The generation stays: a renewal that is under way would otherwise lose what it brings,
    a new refresh token included (A-32).
    """
    owner = account_owner(account.sub)
    anew = seal(unseal(account.sealed_credentials, owner=owner), owner=owner)
    unchanged = Account.objects.filter(
        pk=account.pk,
        credentials_generation=account.credentials_generation,
        sealed_credentials=account.sealed_credentials,
    )
    return unchanged.update(sealed_credentials=anew) == 1
