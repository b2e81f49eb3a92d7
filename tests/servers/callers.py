"""Renews Alice's access token in eight threads at once, each time that a sign is given.

Arguments: how often, and the path of the signs, which end in their numbers. Each line that is
printed holds what the threads have got.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example.settings")
django.setup()

from django.db import connection  # noqa: E402 - after its settings

from dj_google_calendar.credentials.keepers import AccountKeeper  # noqa: E402
from dj_google_calendar.credentials.refresh import renew  # noqa: E402
from dj_google_calendar.models import Account  # noqa: E402
from dj_google_calendar.oauth.emulator import client_secrets  # noqa: E402

THREADS = 8


def call(begin: Path, used: str) -> str:
    """Wait for the sign, then renew the token that has been used; give the next one."""
    try:
        while not begin.exists():
            time.sleep(0.005)
        keeper = AccountKeeper(Account.objects.get())
        return renew(keeper, client_secrets(), refused_token=used).access_token
    finally:
        connection.close()


def say(*tokens: str) -> None:
    """Print tokens in a line."""
    sys.stdout.write(" ".join(tokens) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Renew as often as was asked for."""
    used = AccountKeeper(Account.objects.get()).load().access_token
    say(used)
    with ThreadPoolExecutor(THREADS) as pool:
        for number in range(int(sys.argv[1])):
            sign = Path(f"{sys.argv[2]}{number}")
            got = list(pool.map(call, [sign] * THREADS, [used] * THREADS))
            say(*got)
            used = got[0]


if __name__ == "__main__":
    main()
