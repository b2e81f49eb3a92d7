"""``manage.py gcal_pull``: pull now, and see how it goes."""

import sys
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dj_google_calendar.exceptions import BusyError, GoogleCalendarError, SupersededError
from dj_google_calendar.management.progress import Report, reporting
from dj_google_calendar.management.readiness import require_tables
from dj_google_calendar.management.selection import (
    named_accounts,
    named_calendars,
    require_calendars,
)
from dj_google_calendar.models import Account, Calendar
from dj_google_calendar.sync.outcome import Pulled
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
        require_tables()
        accounts = named_accounts(options["account"])
        if options["calendar"]:
            # a calendar that is known concerns only the accounts that have it
            known = named_calendars(accounts, options["calendar"])
            holders = set(known.values_list("account_id", flat=True))
            accounts = [each for each in accounts if each.pk in holders or not holders]
        listed = [each for each in accounts if self._pull_list(each)]
        failed = len(accounts) - len(listed)
        if listed or not accounts:
            failed += self._pull_all(require_calendars(listed, options["calendar"]))
        if not accounts:
            self.stderr.write("No account is connected.")
        if failed:
            sys.exit(1)

    def _pull_list(self, account: Account) -> bool:
        try:
            pull_calendar_list(account)
        except GoogleCalendarError as error:
            self.stderr.write(_complaint(account.email, error))
            return False
        return True

    def _pull_all(self, calendars: list[Calendar]) -> int:
        failed = 0
        with reporting(len(calendars), title="Pulling", out=sys.stderr) as report:
            for calendar in calendars:
                report.begin(calendar.title)
                failed += not self._pull(calendar, report)
                report.end()
        return failed

    def _pull(self, calendar: Calendar, report: Report) -> bool:
        subject = f"{calendar.account.email} {calendar.title}"
        begun = monotonic()
        try:
            pulled = pull_calendar(calendar)
        except (BusyError, SupersededError) as error:
            report.say(self.stdout.write, _complaint(subject, error))
        except GoogleCalendarError as error:
            report.say(self.stderr.write, _complaint(subject, error))
            return False
        else:
            took = monotonic() - begun
            report.say(self.stdout.write, f"{subject}: {_summary(pulled)}, {took:.1f} s")
        return True


def _summary(pulled: Pulled) -> str:
    return (
        f"{pulled.kind}, {pulled.changed} changed, {pulled.cancelled} cancelled, "
        f"{pulled.unchanged} unchanged, {pulled.quarantined} set aside"
    )


def _complaint(subject: str, error: GoogleCalendarError) -> str:
    return " ".join(filter(None, (f"{subject}:", error.code, error.message, error.hint)))
