"""``make demo``: a whole site from nothing, twice, and nothing left behind."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 60


def start(data_dir, **environment):
    """Start the demo and give its process and address."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "example" / "demo.py")],
        env={**os.environ, "DATA_DIR": str(data_dir), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for line in process.stdout:
        if found := re.fullmatch(r"  (http://127\.0\.0\.1:\d+)\n", line):
            return process, found[1]
    raise AssertionError(f"The demo ended with {process.wait()}.")


def children_of(process):
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in path.read_text().split()]


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def stop(process, number):
    """Stop the demo and give what of it still runs a moment later."""
    parts = children_of(process)
    process.send_signal(number)
    process.stdout.read()
    process.stdout.close()
    process.wait(timeout=PATIENCE_SECONDS)
    time.sleep(0.2)
    return len(parts), [pid for pid in parts if is_running(pid)]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_comes_up_answers_and_leaves_nothing_running(tmp_path, number):
    process, url = start(tmp_path)

    answer = requests.get(url + "/calendar/connect/", timeout=10)
    parts, left = stop(process, number)

    assert "Connect Google" in answer.text
    assert (parts, left, process.returncode) == (3, [], 0)


@pytest.mark.slow
def test_it_can_be_started_again_and_beside_itself(tmp_path):
    first, first_url = start(tmp_path / "a")
    second, second_url = start(tmp_path / "b")
    assert first_url != second_url
    stop(first, signal.SIGINT)

    again, url = start(tmp_path / "a")

    assert requests.get(url + "/accounts/login/", timeout=10).ok
    assert stop(again, signal.SIGINT)[1] == stop(second, signal.SIGINT)[1] == []


@pytest.mark.slow
def test_with_client_secrets_no_local_google_is_started(tmp_path):
    secrets = (
        '{"web": {"client_id": "c.apps.googleusercontent.com", "client_secret": "s", '
        '"auth_uri": "https://accounts.google.com/o/oauth2/auth", '
        '"token_uri": "https://oauth2.googleapis.com/token"}}'
    )
    process, url = start(tmp_path, GOOGLE_CALENDAR_CLIENT_SECRETS=secrets)

    page = requests.get(url + "/calendar/connect/", timeout=10).text
    started = requests.get(url + "/rest/v1/calendar/init/", timeout=10).json()
    parts, left = stop(process, signal.SIGINT)

    assert "local Google" not in page
    assert started["authorization_url"].startswith("https://accounts.google.com/o/oauth2/auth?")
    assert (parts, left) == (2, [])
