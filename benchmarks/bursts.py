"""Storms, by the tests that look at them, in larger numbers: how many of them fail."""

import os
import subprocess
import sys

from figures import Figure, at_most
from tests.environments import ROOT

TESTS = (
    (
        "20,000 notifications, 1,000 calendars: more pulls, or changes missed",
        "tests/engine/tasks/test_pulls.py::"
        "test_a_flood_is_one_pull_for_each_calendar_and_misses_no_change",
        {"CALENDARS": "1000"},
    ),
    (
        "100,000 forged notifications: any accepted",
        "tests/surfaces/webhook/test_webhook.py::test_a_flood_of_forged_notifications_adds_no_row",
        {"FLOOD": "100000"},
    ),
    (
        "64 callers, expired token, 100 times, both databases: a second refresh",
        "tests/engine/credentials/test_refresh_under_load.py::test_one_request_serves_all",
        {"ROUNDS": "100"},
    ),
)


def figures() -> list[Figure]:
    """Zero where the test holds."""
    return [at_most(name, int(_fails(test, numbers)), 0, "") for name, test, numbers in TESTS]


def _fails(test: str, numbers: dict[str, str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", test]
    own = ("DJANGO_SETTINGS_MODULE", "DATA_DIR")
    kept = {key: value for key, value in os.environ.items() if key not in own}
    done = subprocess.run(
        command, cwd=ROOT, env=kept | numbers, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stdout[-3000:], file=sys.stderr)
    return done.returncode != 0
