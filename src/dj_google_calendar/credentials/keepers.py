"""The two places that keep credentials: an account's row, and an anonymous visitor's session.

Both keep them sealed, and both answer a renewal in the same way.
"""

import datetime as dt
from collections.abc import MutableMapping
from typing import Any, Protocol

from django.db.models import Q

from dj_google_calendar import clock
from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.credentials.vault import seal, unseal
from dj_google_calendar.exceptions import SupersededError
from dj_google_calendar.lifecycle import move
from dj_google_calendar.models import Account
from dj_google_calendar.signals import account_needs_reconnect

SESSION_KEY = "google_calendar_credentials"
RENEWAL = dt.timedelta(seconds=40)
"""Longer than a renewal is waited for."""


class Keeper(Protocol):
    """Keeps the credentials of one grant."""

    @property
    def account_pk(self) -> int | None:
        """The account that requests are counted for; None for a visitor."""

    def held(self) -> Credentials:
        """Give the credentials as they were read last; raise TokenDecryptionError."""

    def load(self) -> Credentials:
        """Read the credentials as they are now; raise TokenDecryptionError."""

    def claim(self) -> bool:
        """Take the right to renew what was loaded last; False while somebody else has it."""

    def unclaim(self) -> None:
        """Give that right back."""

    def replace(self, renewed: Credentials) -> Credentials:
        """Keep renewed credentials and give those that are in force."""

    def is_current(self) -> bool:
        """Say whether what was loaded last is still in force."""

    def grant_ended(self, reason: str) -> None:
        """Note that Google no longer renews what was loaded last."""


def account_owner(sub: str) -> str:
    """Name the account for the vault."""
    return f"account {sub}"


class AccountKeeper:
    """Keeps credentials in an account's row.

    One worker at a time renews them: the row says who, and until when. A renewal counts only
    if the row still holds what was loaded (its generation), so that one that came too late
    takes the other's result.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._owner = clock.uuid().hex

    @property
    def account_pk(self) -> int | None:
        """The account's primary key."""
        return self._account.pk

    def held(self) -> Credentials:
        """Give the credentials that the account was read with."""
        return Credentials.from_dict(
            unseal(self._account.sealed_credentials, owner=account_owner(self._account.sub))
        )

    def load(self) -> Credentials:
        """Read the credentials from the row; raise SupersededError where it is gone."""
        try:
            self._account.refresh_from_db(fields=("sealed_credentials", "credentials_generation"))
        except Account.DoesNotExist as exc:  # disconnected meanwhile
            raise SupersededError from exc
        return self.held()

    def claim(self) -> bool:
        """Take the right to renew, for the generation that was loaded."""
        now = clock.now()
        is_free = Q(refresh_until__isnull=True) | Q(refresh_until__lte=now)
        claimed = {"refresh_owner": self._owner, "refresh_until": now + RENEWAL}
        return bool(self._row().filter(is_free).update(**claimed))

    def unclaim(self) -> None:
        """Let the next worker try, unless another one has the right by now."""
        rows = Account.objects.filter(pk=self._account.pk, refresh_owner=self._owner)
        rows.update(refresh_owner="", refresh_until=None)

    def replace(self, renewed: Credentials) -> Credentials:
        """Write renewed credentials, unless another worker was faster."""
        generation = self._account.credentials_generation
        written = self._row().update(
            sealed_credentials=seal(renewed.as_dict(), owner=account_owner(self._account.sub)),
            credentials_generation=generation + 1,
            refresh_owner="",
            refresh_until=None,
        )
        return renewed if written else self.load()

    def is_current(self) -> bool:
        """Say whether no other credentials have taken the place of those loaded last."""
        return bool(self._row().exists())

    def grant_ended(self, reason: str) -> None:
        """Ask for a reconnect, once, and only for the grant that was loaded."""
        if not self._row().filter(state__in=Account.PULLED).exists():
            return
        self._account.refresh_from_db(fields=("state",))
        ours = {"credentials_generation": self._account.credentials_generation}
        to = Account.State.REAUTH_REQUIRED
        if move(self._account, to, reason=reason, actor="renewal", expected=ours):
            account_needs_reconnect.send(Account, account=self._account)

    def _row(self) -> Any:
        return Account.objects.filter(
            pk=self._account.pk, credentials_generation=self._account.credentials_generation
        )


class SessionKeeper:
    """Keeps credentials, sealed, in the session of an anonymous visitor."""

    OWNER = "session"

    def __init__(self, session: MutableMapping[str, Any]) -> None:
        self._session = session

    @property
    def account_pk(self) -> int | None:
        """None: a visitor has no account."""
        return None

    @property
    def is_empty(self) -> bool:
        """Whether the visitor has not connected."""
        return SESSION_KEY not in self._session

    def held(self) -> Credentials:
        """Give the credentials, which only this request has."""
        return self.load()

    def claim(self) -> bool:
        """Say that nobody else renews them."""
        return True

    def unclaim(self) -> None:
        """Do nothing: nothing was taken."""

    def load(self) -> Credentials:
        """Read the credentials from the session."""
        return Credentials.from_dict(unseal(self._session.get(SESSION_KEY, ""), owner=self.OWNER))

    def replace(self, renewed: Credentials) -> Credentials:
        """Write renewed credentials to the session."""
        self._session[SESSION_KEY] = seal(renewed.as_dict(), owner=self.OWNER)
        return renewed

    def is_current(self) -> bool:
        """Say yes: a session is one visitor's."""
        return True

    def grant_ended(self, reason: str) -> None:
        """Forget credentials that no longer work."""
        self.forget()

    def forget(self) -> None:
        """Remove the credentials from the session."""
        self._session.pop(SESSION_KEY, None)
