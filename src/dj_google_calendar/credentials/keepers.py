"""The two places that keep credentials: an account's row, and an anonymous visitor's session.

Both keep them sealed, and both answer a renewal in the same way.
"""

from collections.abc import MutableMapping
from typing import Any, Protocol

from dj_google_calendar import clock
from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.credentials.vault import seal, unseal
from dj_google_calendar.models import Account
from dj_google_calendar.signals import account_needs_reconnect

SESSION_KEY = "google_calendar_credentials"


class Keeper(Protocol):
    """Keeps the credentials of one grant."""

    def load(self) -> Credentials:
        """Read the credentials as they are now; raise TokenDecryptionError."""

    def replace(self, renewed: Credentials) -> Credentials:
        """Keep renewed credentials and give those that are in force."""

    def grant_ended(self, reason: str) -> None:
        """Note that Google no longer renews what was loaded last."""


def account_owner(sub: str) -> str:
    """Name the account for the vault."""
    return f"account {sub}"


class AccountKeeper:
    """Keeps credentials in an account's row.

    A renewal counts only if the row still holds what was loaded (its generation), so of
    several workers that renew at once one wins and the others take its result.
    """

    def __init__(self, account: Account) -> None:
        self._account = account

    def load(self) -> Credentials:
        """Read the credentials from the row."""
        self._account.refresh_from_db(fields=("sealed_credentials", "credentials_generation"))
        return Credentials.from_dict(
            unseal(self._account.sealed_credentials, owner=account_owner(self._account.sub))
        )

    def replace(self, renewed: Credentials) -> Credentials:
        """Write renewed credentials, unless another worker was faster."""
        generation = self._account.credentials_generation
        written = self._row().update(
            sealed_credentials=seal(renewed.as_dict(), owner=account_owner(self._account.sub)),
            credentials_generation=generation + 1,
        )
        return renewed if written else self.load()

    def grant_ended(self, reason: str) -> None:
        """Ask for a reconnect, once, and only for the grant that was loaded."""
        ended = self._row().exclude(state=Account.State.REAUTH_REQUIRED)
        if ended.update(
            state=Account.State.REAUTH_REQUIRED,
            state_reason=reason,
            state_changed_at=clock.now(),
        ):
            self._account.refresh_from_db(fields=("state", "state_reason", "state_changed_at"))
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
    def is_empty(self) -> bool:
        """Whether the visitor has not connected."""
        return SESSION_KEY not in self._session

    def load(self) -> Credentials:
        """Read the credentials from the session."""
        return Credentials.from_dict(unseal(self._session.get(SESSION_KEY, ""), owner=self.OWNER))

    def replace(self, renewed: Credentials) -> Credentials:
        """Write renewed credentials to the session."""
        self._session[SESSION_KEY] = seal(renewed.as_dict(), owner=self.OWNER)
        return renewed

    def grant_ended(self, reason: str) -> None:
        """Forget credentials that no longer work."""
        self.forget()

    def forget(self) -> None:
        """Remove the credentials from the session."""
        self._session.pop(SESSION_KEY, None)
