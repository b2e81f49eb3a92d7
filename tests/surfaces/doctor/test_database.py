"""A database that does not answer is a finding, not a traceback."""

import json
import os
import subprocess
import sys

SETTINGS = """
from example.settings import *
DATABASES = {{"default": {database}}}
"""
MISSING = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere/at/all/site.sqlite3"}


def examined(tmp_path, database):
    (tmp_path / "broken_settings.py").write_text(SETTINGS.format(database=database))
    here = os.pathsep.join(map(str, (tmp_path, os.getcwd())))
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "broken_settings", "PYTHONPATH": here}
    done = subprocess.run(
        [sys.executable, "-m", "django", "gcal_doctor", "--live", "--json"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, {row["id"]: row for row in json.loads(done.stdout)}


def test_a_database_that_cannot_be_opened(tmp_path):
    code, found = examined(tmp_path, MISSING)

    assert code == 1
    assert "unable to open database file" in found["E030"]["message"]


def test_no_database_at_all(tmp_path):
    code, found = examined(tmp_path, {})

    assert code == 1
    assert "E030" in found
