"""The doctor: what is wrong, why, and what to do; live, with the network, where asked."""

import datetime as dt
import email.utils
from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dj_google_calendar import clock, installation
from dj_google_calendar.conf import conf
from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.credentials.keepers import AccountKeeper
from dj_google_calendar.exceptions import GoogleCalendarError, ReconnectRequiredError
from dj_google_calendar.findings import ERROR, Finding, finding_of
from dj_google_calendar.gateway.pages import calendar_list_pages
from dj_google_calendar.gateway.transport import new_session
from dj_google_calendar.models import Account, Calendar
from dj_google_calendar.oauth.emulator import client_secrets
from dj_google_calendar.oauth.scopes import in_words, require_reading

CONSOLE_STEPS = (
    ("Make a project", "https://console.cloud.google.com/projectcreate"),
    (
        "Enable the Google Calendar API",
        "https://console.cloud.google.com/apis/library/calendar-json.googleapis.com",
    ),
    (
        "Audience: add test users, or publish (in Testing, grants end after 7 days)",
        "https://console.cloud.google.com/auth/audience",
    ),
    (
        "Clients: create a Web application client with the redirect URI above, download the JSON",
        "https://console.cloud.google.com/auth/clients",
    ),
)
SKEW_AT_MOST = dt.timedelta(minutes=5)
STALE_AFTER = dt.timedelta(days=1)
TESTING_DAYS = (6.5, 7.5)
"""An app in Testing loses its refresh tokens after seven days (A-37)."""


def examine(*, live: bool) -> list[Finding]:
    """Give all findings: of the installation, and of each account with the network if asked."""
    findings = [*installation.all_findings(), *_address_findings(), *_database_findings()]
    has_database = all(finding.id != "E017" for finding in findings)
    if live and has_database:
        findings += _server_findings()
        for account in Account.objects.all():
            findings += _account_findings(account)
    if any(finding.level == ERROR for finding in findings) or not conf.CLIENT_SECRETS:
        findings += _console_findings()
    return findings


def _address_findings() -> Iterator[Finding]:
    for uri in installation.redirect_uris():
        yield Finding("I010", f"Redirect URI of this site: {uri}")
    if not installation.redirect_uris():
        yield Finding(
            "I010",
            "The redirect URI follows the host that is visited; the connect page shows it.",
            "Set REDIRECT_URI in GOOGLE_CALENDAR to fix it.",
        )


def _console_findings() -> Iterator[Finding]:
    for number, (step, link) in enumerate(CONSOLE_STEPS, 1):
        yield Finding("I012", f"Step {number} in the Google console: {step}", link=link)


def _database_findings() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    targets = [key for key in executor.loader.graph.leaf_nodes() if key[0] == "google_calendar"]
    if executor.migration_plan(targets):
        yield Finding("E017", "Migrations are not applied.", "Run manage.py migrate.")


def _server_findings() -> Iterator[Finding]:
    try:
        secrets = client_secrets()
        answer = new_session().get(secrets.api_root, timeout=conf.HTTP_TIMEOUT_SECONDS)
    except GoogleCalendarError as error:
        yield finding_of(error)
        return
    except OSError as exc:
        yield Finding(
            "E125",
            f"{secrets.api_root} does not answer ({type(exc).__name__}).",
            "Look at the network, the proxy and the firewall of this machine.",
        )
        return
    if not secrets.is_emulator:  # it registers whatever it is asked for
        yield from installation.redirect_uri_findings(secrets, as_id="E006")
    yield from _skew_findings(answer.headers.get("Date", ""))


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


def _account_findings(account: Account) -> Iterator[Finding]:
    subject = account.email
    try:
        require_reading(AccountKeeper(account).load().scopes)
        for _page in calendar_list_pages(account_client(account)):
            pass
    except ReconnectRequiredError as error:
        yield finding_of(error, subject=subject)
        yield from _testing_findings(account)
    except GoogleCalendarError as error:
        yield finding_of(error, subject=subject)
    else:
        granted = ", ".join(in_words(account.granted_scopes))
        yield Finding("I020", f"Google answers. Granted: {granted}.", subject=subject)
    for calendar in account.calendars.all():
        yield from _calendar_findings(calendar, subject)
    if aside := account.quarantine.count():
        yield Finding(
            "W025",
            f"{aside} items that Google sent could not be kept.",
            "The account's page and the admin show each with its reason.",
            subject=subject,
        )


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


def _calendar_findings(calendar: Calendar, subject: str) -> Iterator[Finding]:
    if calendar.state in (Calendar.State.BACKOFF, Calendar.State.UNREACHABLE):
        yield Finding(
            "W026",
            f"{calendar.title}: {calendar.get_state_display()}. {calendar.state_reason}",
            subject=subject,
        )
    elif calendar.last_pulled_at is None or clock.now() - calendar.last_pulled_at > STALE_AFTER:
        yield Finding(
            "W027",
            f"{calendar.title} has not been pulled for a day.",
            "Is a worker running? manage.py gcal_pull pulls at once.",
            subject=subject,
        )
