"""Connecting, pulling and disconnecting Google accounts."""

import dataclasses
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from dj_google_calendar import clock
from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.credentials.gateways import calendar_client
from dj_google_calendar.credentials.keepers import AccountKeeper, SessionKeeper, account_owner
from dj_google_calendar.credentials.revoke import revoke
from dj_google_calendar.credentials.vault import seal
from dj_google_calendar.exceptions import (
    AccountTakenError,
    GoogleCalendarError,
    IdentityUnknownError,
    TokenDecryptionError,
)
from dj_google_calendar.gateway.pages import calendar_list_pages
from dj_google_calendar.gateway.userinfo import Identity, fetch_identity
from dj_google_calendar.models import Account
from dj_google_calendar.oauth.emulator import client_secrets
from dj_google_calendar.oauth.scopes import can_write
from dj_google_calendar.signals import account_connected, account_disconnected

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

ENDS_SOON = (
    "Google gave no refresh token, so the access ends after an hour. Remove this site under "
    "https://myaccount.google.com/connections and connect again."
)
READ_ONLY = "Only reading was allowed. Connect again and tick changing events to allow more."


def connect_account(user: "AbstractBaseUser", credentials: Credentials) -> Account:
    """Keep a grant as an account of this user; connecting it again renews its credentials.

    Raises AccountTakenError if another user of the site has connected the Google account,
    IdentityUnknownError if the server does not tell whose grant it is.
    """
    identity = _identify(credentials)
    try:
        with transaction.atomic():
            account = _write(user, credentials, identity)
    except IntegrityError as exc:
        # two users connect one Google account at the same moment: the first one has it
        raise AccountTakenError from exc
    account_connected.send(Account, account=account)
    return account


def disconnect_account(account: Account) -> bool:
    """Stop using an account, revoke its grant at Google and delete all that is kept of it.

    Gives False if Google did not confirm the revocation; everything here is deleted all
    the same.
    """
    stopped = {"state": Account.State.DISCONNECTING, "state_changed_at": clock.now()}
    Account.objects.filter(pk=account.pk).update(**stopped)
    revoked = _revoke(AccountKeeper(account))
    user, email = account.user, account.email
    account.delete()
    account_disconnected.send(Account, user=user, email=email)
    return revoked


def disconnect_visitor(keeper: SessionKeeper) -> bool:
    """Revoke the grant of an anonymous visitor and forget it."""
    revoked = _revoke(keeper)
    keeper.forget()
    return revoked


def _write(user: "AbstractBaseUser", credentials: Credentials, identity: Identity) -> Account:
    account = Account.objects.select_for_update().filter(sub=identity.sub).first()
    if account is None:
        account = Account(sub=identity.sub, user_id=user.pk)
    if account.user_id != user.pk:
        raise AccountTakenError
    credentials = _with_known_refresh_token(account, credentials)
    reason = _limits(credentials)
    account.email = identity.email
    account.state = Account.State.DEGRADED if reason else Account.State.ACTIVE
    account.state_reason = reason
    account.state_changed_at = account.connected_at = clock.now()
    account.granted_scopes = list(credentials.scopes)
    account.sealed_credentials = seal(credentials.as_dict(), owner=account_owner(account.sub))
    account.credentials_generation += 1
    account.save()
    return account


def _with_known_refresh_token(account: Account, credentials: Credentials) -> Credentials:
    """Keep the stored refresh token where Google sent none this time (A-24)."""
    if credentials.refresh_token or account.pk is None:
        return credentials
    try:
        known = AccountKeeper(account).load()
    except TokenDecryptionError:
        return credentials
    if known.client_id != credentials.client_id:
        return credentials
    return dataclasses.replace(credentials, refresh_token=known.refresh_token)


def _limits(credentials: Credentials) -> str:
    if not credentials.refresh_token:
        return ENDS_SOON
    return "" if can_write(credentials.scopes) else READ_ONLY


def _identify(credentials: Credentials) -> Identity:
    userinfo_uri = client_secrets().userinfo_uri
    identity = fetch_identity(credentials.access_token, userinfo_uri=userinfo_uri)
    if identity is None:
        # the primary calendar's id is the account's address
        keeper = SessionKeeper({})
        keeper.replace(credentials)
        for page in calendar_list_pages(calendar_client(keeper)):
            for entry in page.items:
                if entry.get("primary") is True:
                    return Identity(sub=entry["id"], email=entry["id"])
        raise IdentityUnknownError
    return identity


def _revoke(keeper: AccountKeeper | SessionKeeper) -> bool:
    try:
        return revoke(keeper.load(), client_secrets())
    except GoogleCalendarError:
        return False
