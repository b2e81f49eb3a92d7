"""Sealing stored credentials anew after the encryption keys have changed."""

from dataclasses import dataclass

from dj_google_calendar.credentials.keepers import AccountKeeper
from dj_google_calendar.credentials.vault import is_sealed_with_newest_key
from dj_google_calendar.exceptions import TokenDecryptionError
from dj_google_calendar.models import Account


@dataclass(frozen=True, slots=True)
class Rotation:
    """How it went: accounts sealed anew, already up to date, and those no key opens."""

    sealed: int
    up_to_date: int
    unreadable: tuple[Account, ...]


def rotate_keys() -> Rotation:
    """Seal every account's credentials with the newest key, one row at a time.

    It can be stopped and run again. A renewal that happens meanwhile wins; it seals with
    the newest key by itself.
    """
    sealed = up_to_date = 0
    unreadable = []
    for account in Account.objects.iterator():
        if is_sealed_with_newest_key(account.sealed_credentials):
            up_to_date += 1
            continue
        keeper = AccountKeeper(account)
        try:
            keeper.replace(keeper.load())
            sealed += 1
        except TokenDecryptionError:
            unreadable.append(account)
    return Rotation(sealed, up_to_date, tuple(unreadable))
