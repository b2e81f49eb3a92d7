"""Google's Calendar client for the holder of credentials."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from google.oauth2.credentials import Credentials as GoogleCredentials
from googleapiclient.discovery import Resource

from dj_google_calendar.credentials.budget import spend
from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.credentials.keepers import AccountKeeper, Keeper
from dj_google_calendar.credentials.refresh import renew
from dj_google_calendar.exceptions import ReconnectRequiredError
from dj_google_calendar.gateway.discovery import SharedClient, build_client
from dj_google_calendar.gateway.event_pages import EventPage, event_pages
from dj_google_calendar.models import Account
from dj_google_calendar.oauth.client_secrets import ClientSecrets
from dj_google_calendar.oauth.emulator import client_secrets

Client = TypeVar("Client")


def whole_client(account: Account) -> Resource:
    """Give google-api-python-client's own Calendar service, acting as this account.

    Raises CredentialsError where the account must be connected again.
    """
    keeper = AccountKeeper(account)
    return _made(build_client, keeper, keeper.load())


def account_client(account: Account) -> SharedClient:
    """Give the methods of the Calendar service, acting as this account.

    Raises CredentialsError where the account must be connected again.
    """
    return calendar_client(AccountKeeper(account))


def calendar_client(keeper: Keeper) -> SharedClient:
    """Give the same for kept credentials; it renews its access token by itself."""
    return _made(SharedClient, keeper, keeper.load())


def client_as_read(account: Account) -> SharedClient:
    """Give what :func:`account_client` gives, without a look at how the account is now."""
    keeper = AccountKeeper(account)
    return _made(SharedClient, keeper, keeper.held())


def _made(make: Callable[..., Client], keeper: Keeper, held: Credentials) -> Client:
    secrets = client_secrets()
    _check_client(held, secrets)
    return make(
        _renewing(held, keeper, secrets),
        api_root=secrets.api_root,
        before_each=lambda: spend(keeper.account_pk),
    )


def events_of(
    keeper: Keeper, calendar_id: str, *, sync_token: str = "", page_token: str = ""
) -> Iterator[EventPage]:
    """List the events of a calendar by the hot path; see :mod:`.gateway.event_pages`.

    Raises CredentialsError where the account must be connected again, and GatewayError.
    """
    held, secrets = keeper.held(), client_secrets()
    _check_client(held, secrets)

    def tokens(refused: str) -> str:
        nonlocal held
        spend(keeper.account_pk)
        if not held.is_fresh or held.access_token == refused:
            held = renew(keeper, secrets, refused_token=held.access_token)
        return held.access_token

    yield from event_pages(
        tokens,
        api_root=secrets.api_root,
        calendar_id=calendar_id,
        sync_token=sync_token,
        page_token=page_token,
    )


def _check_client(held: Credentials, secrets: ClientSecrets) -> None:
    if held.client_id != secrets.client_id:
        # The tokens belong to another client, perhaps of another server: never send them. The
        # grant itself may be sound, and the site's settings a mistake of the moment.
        raise ReconnectRequiredError(
            "It was connected through another OAuth client than the site uses now."
        )


def _renewing(held: Credentials, keeper: Keeper, secrets: ClientSecrets) -> GoogleCredentials:
    in_use = held.access_token

    def handler(_request: Any, *, scopes: Any) -> tuple[str, dt.datetime]:
        nonlocal in_use
        renewed = renew(keeper, secrets, refused_token=in_use)
        in_use = renewed.access_token
        return in_use, _naive(renewed.expires_at)

    return GoogleCredentials(token=in_use, expiry=_naive(held.expires_at), refresh_handler=handler)


def _naive(moment: dt.datetime) -> dt.datetime:
    # google-auth compares with naive UTC
    return moment.astimezone(dt.UTC).replace(tzinfo=None)
