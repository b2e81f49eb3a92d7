"""Who has connected: the OpenID userinfo of an access token."""

from dataclasses import dataclass
from typing import Any

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import AuthenticationError, TransientError
from dj_google_calendar.gateway.transport import new_session

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Identity:
    """Google's unchanging name for a person, and the address of the moment."""

    sub: str
    email: str


def fetch_identity(
    access_token: str, *, userinfo_uri: str, is_openid: bool = False
) -> Identity | None:
    """Ask who the access token belongs to; None where the server does not tell.

    Scopes without ``openid`` give no userinfo, and other servers that speak Calendar v3
    may have none; the primary calendar's id is then the next best name (A-43). What passes by
    itself must not lead there, as the account would get another name: the server is asked
    again, and TransientError raised in the end; AuthenticationError where it refuses a token
    with the scope ``openid``.
    """
    attempt = 1
    while True:
        try:
            claims = _claims(access_token, userinfo_uri, is_openid=is_openid)
            break
        except TransientError:
            if attempt >= ATTEMPTS:
                raise
        clock.sleep(clock.random() * 2 ** (attempt - 1))
        attempt += 1
    sub, email = str(claims.get("sub") or claims.get("id") or ""), str(claims.get("email") or "")
    return Identity(sub=sub, email=email or sub) if sub else None


def _claims(access_token: str, userinfo_uri: str, *, is_openid: bool) -> dict[str, Any]:
    """Give what the server says; nothing where it refuses, or knows no such address."""
    try:
        answer = new_session().get(
            userinfo_uri,
            headers={"Authorization": f"Bearer {access_token}"},
            timeout=conf.HTTP_TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except OSError as exc:
        raise TransientError("The userinfo server could not be reached.") from exc
    if answer.status_code == 401 and is_openid:
        raise AuthenticationError("The access that was just given is no longer accepted.")
    if answer.status_code == 429 or answer.status_code >= 500:
        raise TransientError("The userinfo server did not answer in full.")
    try:
        claims: Any = answer.json() if answer.ok else {}
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}
