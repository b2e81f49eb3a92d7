"""Google's Calendar client for the holder of credentials."""

import datetime as dt
from typing import Any

from google.oauth2.credentials import Credentials as GoogleCredentials
from googleapiclient.discovery import Resource

from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.credentials.keepers import AccountKeeper, Keeper
from dj_google_calendar.credentials.refresh import renew
from dj_google_calendar.exceptions import ReconnectRequiredError
from dj_google_calendar.gateway.discovery import build_client
from dj_google_calendar.models import Account
from dj_google_calendar.oauth.client_secrets import ClientSecrets
from dj_google_calendar.oauth.emulator import client_secrets


def account_client(account: Account) -> Resource:
    """Give google-api-python-client's Calendar service acting as this account.

    Raises CredentialsError where the account must be connected again.
    """
    return calendar_client(AccountKeeper(account))


def calendar_client(keeper: Keeper) -> Resource:
    """Give the Calendar service for kept credentials; it renews its access token by itself."""
    held = keeper.load()
    secrets = client_secrets()
    if held.client_id != secrets.client_id:
        # The tokens belong to another client, perhaps of another server: never send them. The
        # grant itself may be sound, and the site's settings a mistake of the moment.
        raise ReconnectRequiredError(
            "It was connected through another OAuth client than the site uses now."
        )
    return build_client(_renewing(held, keeper, secrets), api_root=secrets.api_root)


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
