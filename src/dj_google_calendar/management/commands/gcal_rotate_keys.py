"""``manage.py gcal_rotate_keys``: seal all credentials with the newest key."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dj_google_calendar.credentials.rotate import Rotation, rotate_keys
from dj_google_calendar.exceptions import InvalidEncryptionKeyError, TokenDecryptionError


class Command(BaseCommand):
    """Seals anew; exits with 1 while an old key is still needed."""

    help = "Encrypt all stored credentials with the newest of ENCRYPTION_KEYS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rotate and report."""
        try:
            rotation = rotate_keys()
        except InvalidEncryptionKeyError as error:
            raise CommandError(f"{error.code} {error.message} {error.hint}") from error
        self._report(rotation)
        if rotation.unreadable or rotation.left:
            sys.exit(1)

    def _report(self, rotation: Rotation) -> None:
        self.stdout.write(f"{rotation.sealed} sealed anew, {rotation.up_to_date} up to date")
        if rotation.left:
            self.stderr.write(f"{rotation.left} changed meanwhile: run this again")
        for account in rotation.unreadable:
            self.stderr.write(
                f"{account.email}: {TokenDecryptionError.code} no configured key opens its "
                f"credentials. {TokenDecryptionError.hint}"
            )
