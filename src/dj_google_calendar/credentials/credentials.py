"""The credentials of one grant, as they are kept."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from dj_google_calendar import clock
from dj_google_calendar.exceptions import TokenDecryptionError
from dj_google_calendar.oauth.flow import Grant

MARGIN = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Tokens of one grant; usable only with the OAuth client that obtained them."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: dt.datetime
    scopes: tuple[str, ...]
    client_id: str

    @classmethod
    def from_grant(cls, grant: Grant, *, client_id: str) -> Self:
        """Make the credentials that a fresh grant stands for."""
        return cls(
            access_token=grant.access_token,
            refresh_token=grant.refresh_token,
            expires_at=grant.expires_at,
            scopes=grant.scopes,
            client_id=client_id,
        )

    @property
    def is_fresh(self) -> bool:
        """Whether the access token will be accepted for some minutes yet."""
        return clock.now() + MARGIN < self.expires_at

    def as_dict(self) -> dict[str, Any]:
        """Write the credentials as a JSON object, to be sealed at once."""
        return {
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "expires_at": self.expires_at.isoformat(),
            "scopes": list(self.scopes),
            "client_id": self.client_id,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what :meth:`as_dict` wrote; raise TokenDecryptionError."""
        try:
            return cls(
                access_token=values["access_token"],
                refresh_token=values["refresh_token"],
                expires_at=dt.datetime.fromisoformat(values["expires_at"]),
                scopes=tuple(values["scopes"]),
                client_id=values["client_id"],
            )
        except (KeyError, TypeError, ValueError) as exc:
            raise TokenDecryptionError("The stored credentials have an unknown form.") from exc
