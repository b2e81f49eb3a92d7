"""The fixture ``google`` in projects of others: the how-to's own examples, and none at all."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOW_TO = Path(__file__).parents[3] / "docs" / "howto" / "test-with-the-emulator.md"
SETTINGS = """
SECRET_KEY = "for tests"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                  "django.contrib.messages", "dj_google_calendar"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware",
              "django.contrib.auth.middleware.AuthenticationMiddleware",
              "django.contrib.messages.middleware.MessageMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ROOT_URLCONF = "addresses"
USE_TZ = True
"""
ADDRESSES = """
from django.urls import include, path
urlpatterns = [path("", include("dj_google_calendar.urls"))]
"""


@pytest.fixture
def project(tmp_path):
    """Runs pytest in a project that has these files, with a bare environment."""

    def run(files, *arguments, environment=None):
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        plain = ["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *plain, *arguments],
            cwd=tmp_path,
            env=kept | {"PYTHONPATH": str(tmp_path)} | (environment or {}),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def how_to(name):
    """Give a file of the how-to."""
    text = HOW_TO.read_text(encoding="utf-8")
    return re.search(rf"```python\n# {re.escape(name)}\n(.*?)```", text, re.DOTALL)[1]


def passed(done):
    found = re.search(r"(\d+) passed", done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    return int(found[1])


def test_the_example_of_a_plain_project_passes(project):
    names = ("stand_ups.py", "test_stand_ups.py")

    done = project({name: how_to(name) for name in names}, "-p", "no:django")

    assert passed(done) == 2


@pytest.mark.slow
def test_the_example_of_a_django_project_passes(project):
    files = {"test_connecting.py": how_to("test_connecting.py")}
    files |= {"configuration.py": SETTINGS, "addresses.py": ADDRESSES}

    done = project(files, environment={"DJANGO_SETTINGS_MODULE": "configuration"})

    assert passed(done) == 2


def test_each_test_has_a_world_of_its_own(project):
    test = """
import pytest

@pytest.mark.parametrize("number", range(3))
def test_world(google, number):
    google.add_user(f"new{number}@example.com")
    assert [each for each in google.world.users if each.startswith("new")] == [
        f"new{number}@example.com"
    ]
"""

    assert passed(project({"test_worlds.py": test}, "-p", "no:django")) == 3


def test_the_seed_of_all_tests_can_be_a_file(project):
    files = {
        "pytest.ini": "[pytest]\ngoogle_seed = world.json\n",
        "world.json": '{"users": [{"email": "zoe@example.com"}]}',
        "test_seed.py": "def test_it(google):\n    google.revoke_grants('zoe@example.com')\n",
    }

    assert passed(project(files, "-p", "no:django")) == 1


def test_the_plugin_does_nothing_where_it_is_not_wanted(project):
    test = """
import sys

def test_idle():
    assert "gcal_emulator.pytest_plugin" in sys.modules
    assert not {"gcal_emulator.server", "django", "werkzeug"} & set(sys.modules)
"""

    assert passed(project({"test_idle.py": test}, "-p", "no:django")) == 1


def test_a_site_without_the_app_is_left_alone(project):
    without = SETTINGS.replace('"dj_google_calendar"', "").replace("addresses", "configuration")
    test = """
def test_settings(google, settings):
    assert google.url
    assert not settings.DEBUG
    assert not hasattr(settings, "GOOGLE_CALENDAR")
"""
    files = {"configuration.py": without, "test_settings.py": test}

    done = project(files, environment={"DJANGO_SETTINGS_MODULE": "configuration"})

    assert passed(done) == 1
