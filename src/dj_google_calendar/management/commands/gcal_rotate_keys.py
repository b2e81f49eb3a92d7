"""``manage.py gcal_rotate_keys``: seal all credentials with the newest key."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from dj_google_calendar.credentials.rotate import rotate_keys
from dj_google_calendar.exceptions import TokenDecryptionError


class Command(BaseCommand):
    """Seals anew; exits with 1 where credentials cannot be read."""

    help = "Encrypt all stored credentials with the newest of ENCRYPTION_KEYS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rotate and report."""
        rotation = rotate_keys()
        self.stdout.write(f"{rotation.sealed} sealed anew, {rotation.up_to_date} up to date")
        for account in rotation.unreadable:
            self.stderr.write(
                f"{account.email}: {TokenDecryptionError.code} no configured key opens its "
                f"credentials. {TokenDecryptionError.hint}"
            )
        if rotation.unreadable:
            sys.exit(1)
