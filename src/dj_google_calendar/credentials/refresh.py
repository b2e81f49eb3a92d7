"""Renewing an access token."""

import datetime as dt
from dataclasses import replace

from google.auth.exceptions import RefreshError, TransportError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials as GoogleCredentials

from dj_google_calendar import clock
from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.credentials.keepers import Keeper
from dj_google_calendar.exceptions import (
    InvalidClientError,
    ReconnectRequiredError,
    TransientError,
)
from dj_google_calendar.gateway.transport import new_session
from dj_google_calendar.oauth.client_secrets import ClientSecrets
from dj_google_calendar.oauth.flow import DEFAULT_LIFE_SECONDS

PAUSE_SECONDS = 0.1
LONGEST_WAIT = dt.timedelta(seconds=60)


def renew(keeper: Keeper, secrets: ClientSecrets, *, refused_token: str) -> Credentials:
    """Give credentials with another access token than the refused or expired one.

    Of many callers one asks Google, and the others wait for its token and adopt it. Raises
    ReconnectRequiredError when Google has ended the grant, and only then notes it;
    InvalidClientError when the site's own secret is wrong; TransientError otherwise.
    """
    deadline = clock.now() + LONGEST_WAIT
    while True:
        held = keeper.load()
        if held.access_token != refused_token and held.is_fresh:
            return held
        if keeper.claim():
            return _renewed(keeper, held, secrets)
        if clock.now() > deadline:
            raise TransientError("Another worker renews the access, and does not come to an end.")
        clock.sleep(PAUSE_SECONDS * (0.5 + clock.random()))


def _renewed(keeper: Keeper, held: Credentials, secrets: ClientSecrets) -> Credentials:
    try:
        return keeper.replace(_request(held, secrets))
    except ReconnectRequiredError as exc:
        if not keeper.is_current():
            return keeper.load()  # connected again at that moment: it was the old grant's end
        keeper.grant_ended(exc.message)
        raise
    finally:
        keeper.unclaim()


def _request(held: Credentials, secrets: ClientSecrets) -> Credentials:
    if not held.refresh_token:
        raise ReconnectRequiredError(
            "Google gave no refresh token, so the access ended after an hour."
        )
    google = GoogleCredentials(
        token=None,
        refresh_token=held.refresh_token,
        token_uri=secrets.token_uri,
        client_id=secrets.client_id,
        client_secret=secrets.client_secret,
    )
    try:
        google.refresh(Request(session=new_session()))
    except RefreshError as exc:
        raise _refusal(exc) from exc
    except TransportError as exc:
        raise TransientError("The token server could not be reached.") from exc
    except (AttributeError, KeyError, TypeError, ValueError) as exc:
        # google-auth takes any JSON for an object
        raise TransientError("The token server's answer cannot be read.") from exc
    return replace(
        held,
        access_token=str(google.token),
        # a refresh answer normally brings no refresh token; never lose the old one
        refresh_token=google.refresh_token or held.refresh_token,
        expires_at=_expiry(google.expiry),
    )


def _expiry(naive: dt.datetime | None) -> dt.datetime:
    life = dt.timedelta(seconds=DEFAULT_LIFE_SECONDS)
    return naive.replace(tzinfo=dt.UTC) if naive else clock.now() + life


def _refusal(exc: RefreshError) -> Exception:
    answer = exc.args[1] if len(exc.args) > 1 and isinstance(exc.args[1], dict) else {}
    error = answer.get("error")
    if error == "invalid_grant":
        return ReconnectRequiredError(_why(str(answer.get("error_description") or "")))
    if error in ("invalid_client", "unauthorized_client"):
        return InvalidClientError()
    return TransientError("The token server did not renew the access.")


def _why(description: str) -> str:
    said = f" ({description})" if description else ""
    return f"Google no longer accepts the stored grant{said}."
