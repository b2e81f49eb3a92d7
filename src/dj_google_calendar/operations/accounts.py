"""Connecting and disconnecting Google accounts, and calling Google as one."""

import dataclasses
from typing import TYPE_CHECKING

from django.db import IntegrityError, OperationalError, transaction
from googleapiclient.discovery import Resource

from dj_google_calendar import clock
from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.credentials.gateways import calendar_client, whole_client
from dj_google_calendar.credentials.keepers import AccountKeeper, SessionKeeper, account_owner
from dj_google_calendar.credentials.limits import limits_of
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
from dj_google_calendar.lifecycle import move
from dj_google_calendar.models import Account
from dj_google_calendar.oauth.emulator import client_secrets
from dj_google_calendar.signals import account_connected, account_disconnected
from dj_google_calendar.watch.upkeep import stop_all

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

DELETIONS = 3


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


def client(account: Account) -> Resource:
    """Give Google's own client for Calendar v3, acting as the account.

    For the methods that no operation stands for. It is for one thread, and asks Google
    directly: what it writes is not in the outbox, and comes to the mirror by a pull. Raises
    CredentialsError where the account must be connected again.
    """
    return whole_client(account)


def disconnect_account(account: Account) -> bool:
    """Stop using an account, revoke its grant at Google and delete all that is kept of it.

    Gives False if Google did not confirm the revocation; everything here is deleted all
    the same.
    """
    account.refresh_from_db(fields=("state",))
    if account.state != Account.State.DISCONNECTING:
        move(account, Account.State.DISCONNECTING, actor=f"user {account.user_id}")
    stop_all(account)  # which still needs the grant
    revoked = _revoke(AccountKeeper(account))
    user, email = account.user, account.email
    _delete(account)
    account_disconnected.send(Account, user=user, email=email)
    return revoked


def _delete(account: Account) -> None:
    """Delete an account; once more where a pull in its middle and this waited for each other."""
    for attempt in range(1, DELETIONS + 1):
        try:
            account.delete()
        except OperationalError:  # a deadlock, which the database has ended
            if attempt == DELETIONS:
                raise
        else:
            return


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
    reason = limits_of(credentials)
    account.email = identity.email
    account.connected_at = clock.now()
    account.granted_scopes = list(credentials.scopes)
    account.sealed_credentials = seal(credentials.as_dict(), owner=account_owner(account.sub))
    account.credentials_generation += 1
    account.refresh_owner, account.refresh_until = "", None
    account.next_list_pull_at = clock.now()
    account.save()
    state = Account.State.DEGRADED if reason else Account.State.ACTIVE
    if account.state != state:
        move(account, state, reason=reason, actor=f"user {user.pk}")
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


def _identify(credentials: Credentials) -> Identity:
    userinfo_uri = client_secrets().userinfo_uri
    is_openid = "openid" in credentials.scopes
    token = credentials.access_token
    identity = fetch_identity(token, userinfo_uri=userinfo_uri, is_openid=is_openid)
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
