"""``manage.py gcal_tick``: do, once, what is due; for cron."""

from typing import Any

from django.core.management.base import BaseCommand

from dj_google_calendar.management.readiness import require_tables
from dj_google_calendar.models import Calendar
from dj_google_calendar.tasks import tick


class Command(BaseCommand):
    """Pulls what is due and sees to notification channels, then ends."""

    help = "Pull what is due, and open, renew and stop notification channels; once, as from cron."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do what is due."""
        require_tables()
        self.stdout.write(f"{tick()} done.")
        if late := Calendar.objects.filter(state=Calendar.State.BACKOFF).count():
            self.stderr.write(f"{late} calendars wait after a failure: gcal_doctor tells why.")
