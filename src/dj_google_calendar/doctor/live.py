"""The live part: the servers behind the client secrets, then each account."""

import contextlib
import datetime as dt
import email.utils
from collections.abc import Iterator

from dj_google_calendar import clock
from dj_google_calendar.conf import conf
from dj_google_calendar.credentials.credentials import Credentials
from dj_google_calendar.credentials.keepers import SessionKeeper
from dj_google_calendar.credentials.refresh import renew
from dj_google_calendar.doctor.account import account_findings
from dj_google_calendar.doctor.calendars import calendar_findings, channel_findings
from dj_google_calendar.doctor.edits import edit_findings
from dj_google_calendar.exceptions import (
    GoogleCalendarError,
    ReconnectRequiredError,
    TransientError,
)
from dj_google_calendar.findings import Finding, finding_of
from dj_google_calendar.gateway.transport import new_session
from dj_google_calendar.models import Account
from dj_google_calendar.oauth.client_secrets import ClientSecrets
from dj_google_calendar.oauth.emulator import client_secrets

MADE_UP = "made up by gcal_doctor"
SKEW_AT_MOST = dt.timedelta(minutes=5)


def live_findings() -> Iterator[Finding]:
    """Ask Google; accounts are asked only where the servers and the client are sound."""
    accounts = Account.objects.exclude(state=Account.State.DISCONNECTING)
    accounts = accounts.prefetch_related("calendars")
    try:
        secrets = client_secrets()
        yield from _server_findings(secrets)
    except GoogleCalendarError as error:
        yield finding_of(error)
    else:
        for account in accounts:
            yield from account_findings(account, secrets)
    for account in accounts:
        yield from calendar_findings(account)
        yield from edit_findings(account)
    if accounts:
        yield from channel_findings()


def _server_findings(secrets: ClientSecrets) -> Iterator[Finding]:
    """Look at both servers; raise TransientError, or InvalidClientError."""
    _require_answer(secrets.token_uri)
    yield from _skew_findings(_require_answer(secrets.api_root))
    _require_accepted(secrets)


def _require_answer(url: str) -> str:
    """Give the Date of a server's answer, whatever it answers; raise TransientError."""
    try:
        answer = new_session().get(
            url, timeout=conf.HTTP_TIMEOUT_SECONDS, allow_redirects=False, stream=True
        )
    except OSError as exc:
        raise TransientError(f"{url} does not answer ({type(exc).__name__}).") from exc
    answer.close()
    return answer.headers.get("Date", "")


def _skew_findings(date: str) -> Iterator[Finding]:
    try:
        theirs = email.utils.parsedate_to_datetime(date)
    except ValueError:
        return
    skew = abs(clock.now() - theirs) if theirs.tzinfo else dt.timedelta()
    if skew > SKEW_AT_MOST:
        yield Finding(
            "E119",
            f"This machine's clock is {skew.total_seconds() / 60:.0f} minutes off.",
            "Set it by NTP; Google refuses grants from a wrong clock.",
        )


def _require_accepted(secrets: ClientSecrets) -> None:
    """Raise InvalidClientError where the token server does not know the client and its secret.

    A made-up refresh token finds out without any account: a server looks at the client
    first, and only then refuses the token.
    """
    keeper = SessionKeeper({})
    keeper.replace(
        Credentials(
            access_token="",
            refresh_token=MADE_UP,
            expires_at=clock.now(),
            scopes=(),
            client_id=secrets.client_id,
        )
    )
    with contextlib.suppress(ReconnectRequiredError, TransientError):
        renew(keeper, secrets, refused_token="")
