"""One account, tried at Google: its grant is renewed and its calendars are listed."""

from collections.abc import Iterator

from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.credentials.keepers import AccountKeeper
from dj_google_calendar.credentials.refresh import renew
from dj_google_calendar.exceptions import (
    ApiDisabledError,
    GoogleCalendarError,
    ReconnectRequiredError,
)
from dj_google_calendar.findings import Finding, finding_of
from dj_google_calendar.gateway.pages import calendar_list_pages
from dj_google_calendar.models import Account
from dj_google_calendar.oauth.client_secrets import ClientSecrets
from dj_google_calendar.oauth.scopes import in_words, require_reading

TESTING_DAYS = (6.5, 7.5)
"""An app in Testing loses its refresh tokens after seven days (A-35, A-37)."""


def account_findings(account: Account, secrets: ClientSecrets) -> Iterator[Finding]:
    """Renew the grant and list the calendars; say what stands in the way.

    Nobody is asked about an account that is paused.
    """
    if account.state == Account.State.PAUSED:
        yield Finding(
            "W032",
            f"The account is paused and not pulled. {account.state_reason}",
            "It goes on by itself once its user is active again.",
            subject=account.email,
        )
        return
    keeper = AccountKeeper(account)
    try:
        held = keeper.load()
        if held.client_id != secrets.client_id:
            yield _of_another_client(account)
            return
        require_reading(held.scopes)
        yield from _renewal_findings(account, keeper, held, secrets)
        for _page in calendar_list_pages(account_client(account)):
            pass
    except ApiDisabledError as error:
        error.link = _enable_link(error, secrets)
        yield finding_of(error, subject=account.email)
    except GoogleCalendarError as error:
        yield finding_of(error, subject=account.email)
    else:
        yield _well(account)


def _renewal_findings(
    account: Account, keeper: AccountKeeper, held: Credentials, secrets: ClientSecrets
) -> Iterator[Finding]:
    if not held.refresh_token:
        yield Finding(
            "E114",
            "Google gave no refresh token, so the access ends an hour after connecting.",
            "Remove this site at the link, as the account's owner, and connect again.",
            "https://myaccount.google.com/connections",
            account.email,
        )
        return
    try:
        renew(keeper, secrets, refused_token=held.access_token)
    except ReconnectRequiredError:
        yield from _testing_findings(account)
        raise


def _testing_findings(account: Account) -> Iterator[Finding]:
    days = (account.state_changed_at - account.connected_at).total_seconds() / 86_400
    if TESTING_DAYS[0] <= days <= TESTING_DAYS[1]:
        yield Finding(
            "W013",
            "The grant ended seven days after it was given: the OAuth app is in Testing.",
            "Publish the app, then connect again; older grants are not healed by it.",
            "https://console.cloud.google.com/auth/audience",
            account.email,
        )


def _of_another_client(account: Account) -> Finding:
    # only said, not noted in the account: the doctor may have been started with the wrong
    # client secrets, and the right ones must find the account as it was
    return Finding(
        ReconnectRequiredError.code,
        "It was connected through another OAuth client than the site uses now.",
        "Put that client's secrets back, or connect the account again.",
        subject=account.email,
    )


def _well(account: Account) -> Finding:
    granted = ", ".join(in_words(account.granted_scopes))
    if account.state == Account.State.REAUTH_REQUIRED:
        return Finding(
            "W031",
            "Google accepts the grant, but the account waits for a reconnect and is not pulled.",
            "Connect it again.",
            subject=account.email,
        )
    limits = f" {account.state_reason}" if account.state == Account.State.DEGRADED else ""
    return Finding("I020", f"Google answers. Granted: {granted}.{limits}", subject=account.email)


def _enable_link(error: ApiDisabledError, secrets: ClientSecrets) -> str:
    """Lead to the right project where Google's own message does not: a client id begins with it."""
    number = secrets.client_id.partition("-")[0]
    if error.link == ApiDisabledError.link and number.isdecimal():
        return f"{error.link}?project={number}"
    return error.link
