"""Connects Alice to the site of the environment, with the credentials that standard input has."""

import datetime as dt
import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402 - after its settings

from dj_google_calendar.credentials.credentials import Credentials  # noqa: E402
from dj_google_calendar.operations.accounts import connect_account  # noqa: E402


def main() -> None:
    """Connect."""
    given = json.load(sys.stdin)
    user, _ = User.objects.get_or_create(username="alice")
    lifetime = dt.timedelta(hours=1)
    account = connect_account(
        user,
        Credentials(
            access_token=given["token"],
            refresh_token=given["refresh_token"],
            expires_at=dt.datetime.now(dt.UTC) + lifetime,
            scopes=tuple(given["scopes"]),
            client_id=given["client_id"],
        ),
    )
    sys.stdout.write(str(account.pk))


if __name__ == "__main__":
    main()
