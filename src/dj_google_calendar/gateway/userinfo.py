"""Who has connected: the OpenID userinfo of an access token."""

from dataclasses import dataclass
from typing import Any

from dj_google_calendar.conf import conf
from dj_google_calendar.gateway.transport import new_session


@dataclass(frozen=True, slots=True)
class Identity:
    """Google's unchanging name for a person, and the address of the moment."""

    sub: str
    email: str


def fetch_identity(access_token: str, *, userinfo_uri: str) -> Identity | None:
    """Ask who the access token belongs to; None where the server does not tell.

    Scopes without ``openid`` give no userinfo, and other servers that speak Calendar v3
    may have none; the primary calendar's id is then the next best name (A-43).
    """
    try:
        answer = new_session().get(
            userinfo_uri,
            headers={"Authorization": f"Bearer {access_token}"},
            timeout=conf.HTTP_TIMEOUT_SECONDS,
        )
        claims: Any = answer.json() if answer.ok else None
    except (OSError, ValueError):
        return None
    if not isinstance(claims, dict):
        return None
    sub, email = str(claims.get("sub") or claims.get("id") or ""), str(claims.get("email") or "")
    return Identity(sub=sub, email=email or sub) if sub else None
