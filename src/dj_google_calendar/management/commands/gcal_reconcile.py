"""``manage.py gcal_reconcile``: have everything read again, as after a backup was restored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dj_google_calendar.management.readiness import require_tables
from dj_google_calendar.management.selection import named_accounts
from dj_google_calendar.operations.restore import mend_after_restore, read_everything_again

ACTOR = "gcal_reconcile"


class Command(BaseCommand):
    """Drops sync tokens, so that workers list everything anew; what is mirrored stays meanwhile."""

    help = (
        "Have the calendars and events of all accounts, or of one, read in full by the workers; "
        "with --after-restore also replace notification channels that a backup remembers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's options."""
        parser.add_argument("--account", default="", help="an address or a primary key")
        parser.add_argument("--after-restore", action="store_true", help="a backup was restored")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Begin anew."""
        require_tables()
        accounts = named_accounts(options["account"])
        if options["after_restore"]:
            mend_after_restore(accounts)
        count = read_everything_again(accounts, by=ACTOR)
        self.stdout.write(
            f"{count} calendars are read again by the workers; gcal_pull does it now."
        )
