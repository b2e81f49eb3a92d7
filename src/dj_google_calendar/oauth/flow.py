"""Google's two steps: the authorization URL, and the code's exchange for tokens."""

import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from google_auth_oauthlib.flow import Flow
from oauthlib.oauth2 import OAuth2Error
from oauthlib.oauth2.rfc6749.errors import (
    InvalidClientError as OAuthInvalidClientError,
)
from oauthlib.oauth2.rfc6749.errors import (
    UnauthorizedClientError,
)

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.exceptions import CodeRefusedError, InvalidClientError, TransientError
from dj_google_calendar.gateway.transport import (
    PlainLoopbackAdapter,
    as_http,
    as_https,
    is_plain_loopback,
)
from dj_google_calendar.oauth.client_secrets import ClientSecrets
from dj_google_calendar.oauth.scopes import granted_scopes

DEFAULT_LIFE_SECONDS = 3600

# requests-oauthlib writes request bodies and tokens to its debug log
logging.getLogger("requests_oauthlib").addFilter(lambda _record: False)
logging.getLogger("requests_oauthlib.oauth2_session").addFilter(lambda _record: False)


@dataclass(frozen=True, slots=True)
class Authorization:
    """Where to send the person, and what to remember until they come back."""

    url: str
    state: str
    code_verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """What Google gave for the code."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: dt.datetime
    scopes: tuple[str, ...]


def authorize(secrets: ClientSecrets, *, redirect_uri: str, login_hint: str = "") -> Authorization:
    """Make the authorization URL of one attempt, with its state and PKCE verifier.

    Consent is always asked for, as Google gives a refresh token only then (A-24), and
    without a hint the account too, as a person may connect several.
    """
    flow = _flow(secrets, redirect_uri=redirect_uri, scopes=list(conf.SCOPES))
    hint = {"login_hint": login_hint} if login_hint else {}
    url, state = flow.authorization_url(
        access_type="offline",
        include_granted_scopes="true",
        prompt="consent" if login_hint else "select_account consent",
        **hint,
    )
    if is_plain_loopback(secrets.auth_uri):
        url = as_http(url)
    return Authorization(url=url, state=state, code_verifier=flow.code_verifier)


def exchange(secrets: ClientSecrets, *, code: str, code_verifier: str, redirect_uri: str) -> Grant:
    """Exchange a code for tokens.

    Raises CodeRefusedError (the code or verifier is not accepted), InvalidClientError (the
    site's secret is wrong), TransientError (no readable answer).
    """
    # Without requested scopes oauthlib does not compare them with the granted ones, which
    # it would answer by raising a Warning.
    flow = _flow(secrets, redirect_uri=redirect_uri, scopes=None)
    flow.code_verifier = code_verifier
    try:
        token = flow.fetch_token(code=code, timeout=conf.HTTP_TIMEOUT_SECONDS)
    except (OAuthInvalidClientError, UnauthorizedClientError) as exc:
        raise InvalidClientError from exc
    except OAuth2Error as exc:
        raise CodeRefusedError(_refusal(exc)) from exc
    except (OSError, ValueError, AttributeError, TypeError) as exc:
        # the latter two: oauthlib takes for granted that the JSON is an object
        raise TransientError(
            f"The token server gave no usable answer ({type(exc).__name__})."
        ) from exc
    return _grant(token)


def _flow(secrets: ClientSecrets, *, redirect_uri: str, scopes: list[str] | None) -> Flow:
    config = {
        "client_id": secrets.client_id,
        "client_secret": secrets.client_secret,
        "auth_uri": as_https(secrets.auth_uri),
        "token_uri": as_https(secrets.token_uri),
    }
    flow = Flow.from_client_config({"web": config}, scopes=scopes, redirect_uri=redirect_uri)
    flow.oauth2session.max_redirects = 0
    if is_plain_loopback(secrets.token_uri):
        parts = urlsplit(config["token_uri"])
        flow.oauth2session.mount(f"{parts.scheme}://{parts.netloc}/", PlainLoopbackAdapter())
    return flow


def _refusal(exc: OAuth2Error) -> str:
    # error and description are Google's words about the code, never the code itself
    return f"Google refused the code: {exc.error} {exc.description or ''}".strip()


def _grant(token: dict[str, Any]) -> Grant:
    life = token.get("expires_in")
    seconds = life if isinstance(life, int) else DEFAULT_LIFE_SECONDS
    return Grant(
        access_token=str(token["access_token"]),
        refresh_token=str(token.get("refresh_token") or ""),
        expires_at=clock.now() + dt.timedelta(seconds=seconds),
        scopes=granted_scopes(token.get("scope")),
    )
