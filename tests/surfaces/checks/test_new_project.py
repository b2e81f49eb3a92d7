"""A project that Django has just begun, with nothing of ours but the app and its addresses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parents[3] / "src"
URLS = """
from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("", include("dj_google_calendar.urls"))]
"""


@pytest.fixture
def run(tmp_path):
    """Runs Python in the project, and gives what it prints."""
    environment = {**os.environ, "PYTHONPATH": f"{SRC}:{tmp_path}"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def done(*arguments):
        found = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert found.returncode == 0, found.stderr[-2000:]
        return found.stdout + found.stderr

    return done


@pytest.fixture
def project(run, tmp_path):
    """What the README asks for: an app and its addresses."""
    run("-m", "django", "startproject", "fresh", ".")
    settings = tmp_path / "fresh" / "settings.py"
    added = '\nINSTALLED_APPS += ["dj_google_calendar"]\n'
    settings.write_text(settings.read_text(encoding="utf-8") + added, encoding="utf-8")
    (tmp_path / "fresh" / "urls.py").write_text(URLS, encoding="utf-8")


@pytest.mark.usefixtures("project")
def test_a_new_project_needs_nothing_else_to_start(run):
    assert "google_calendar.0001_initial... OK" in run("manage.py", "migrate")
    assert "(0 silenced)" in run("manage.py", "check", "--fail-level", "ERROR")
    assert "0 done" in run("manage.py", "gcal_tick")
