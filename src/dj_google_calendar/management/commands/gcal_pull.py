"""``manage.py gcal_pull``: pull now, and see how it goes."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from dj_google_calendar.exceptions import GoogleCalendarError
from dj_google_calendar.management.progress import progress_bar
from dj_google_calendar.models import Account, Calendar, SyncRun
from dj_google_calendar.sync.pull_calendar import pull_calendar
from dj_google_calendar.sync.pull_calendar_list import pull_calendar_list


class Command(BaseCommand):
    """Pulls calendar lists and events; exits with 1 where a pull has failed."""

    help = "Pull the calendars and events of all accounts, of one account, or of one calendar."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's options."""
        parser.add_argument("--account", default="", help="an address or a primary key")
        parser.add_argument("--calendar", default="", help="a Google id or a primary key")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Pull what was named."""
        accounts = _accounts(options["account"])
        refused = [each for each in accounts if not self._pull_list(each)]
        calendars = _calendars([each for each in accounts if each not in refused], options)
        failed = self._pull_all(calendars)
        if refused or failed:
            sys.exit(1)

    def _pull_list(self, account: Account) -> bool:
        try:
            pull_calendar_list(account)
        except GoogleCalendarError as error:
            self._complain(account.email, error)
            return False
        return True

    def _pull_all(self, calendars: list[Calendar]) -> int:
        failed = 0
        with progress_bar(len(calendars), title="Pulling", out=sys.stderr) as advance:
            for calendar in calendars:
                advance(calendar.title)
                try:
                    self._report(calendar, pull_calendar(calendar))
                except GoogleCalendarError as error:
                    failed += 1
                    self._complain(f"{calendar.account.email} {calendar.title}", error)
        return failed

    def _report(self, calendar: Calendar, run: SyncRun) -> None:
        self.stdout.write(
            f"{calendar.account.email} {calendar.title}: {run.kind}, {run.changed} changed, "
            f"{run.cancelled} cancelled, {run.unchanged} unchanged, "
            f"{run.quarantined} set aside"
        )

    def _complain(self, subject: str, error: GoogleCalendarError) -> None:
        self.stderr.write(f"{subject}: {error.code} {error.message} {error.hint}")


def _accounts(named: str) -> list[Account]:
    found = Account.objects.all()
    if named:
        found = found.filter(_named(named, "email"))
        if not found:
            raise CommandError(f"No account is called {named}.")
    return list(found)


def _calendars(accounts: list[Account], options: dict[str, Any]) -> list[Calendar]:
    found = Calendar.objects.filter(account__in=accounts).reachable().select_related("account")
    if named := options["calendar"]:
        found = found.filter(_named(named, "google_id"))
        if accounts and not found:
            raise CommandError(f"No calendar is called {named}.")
    return list(found)


def _named(text: str, field: str) -> Q:
    by_key = Q(pk=int(text)) if text.isascii() and text.isdecimal() else Q()
    return Q(**{field: text}) | by_key if by_key else Q(**{field: text})
