"""SQLite that is not set for several writers is named, with what is lacking."""

import pytest
from django.conf import settings
from django.core import checks

SOUND = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous=NORMAL",
}
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


@pytest.fixture
def hints(monkeypatch):
    """Gives what the check says of a database."""

    def said(**database):
        # pytest-django's settings warn, as connections do not follow
        monkeypatch.setattr(settings, "DATABASES", {"default": SQLITE | database})
        return [each.hint for each in checks.run_checks() if each.id == "google_calendar.W034"]

    return said


def test_the_example_s_options_are_enough(hints):
    assert hints(OPTIONS=SOUND) == []


def test_django_s_defaults_are_not(hints):
    [hint] = hints()

    assert all(word in hint for word in ("IMMEDIATE", "timeout", "WAL"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("transaction_mode", "DEFERRED"), ("timeout", 5), ("init_command", "PRAGMA cache_size=2")],
)
def test_each_option_that_lacks_is_named(hints, name, value):
    [hint] = hints(OPTIONS=SOUND | {name: value})

    assert name in hint


def test_other_databases_are_not_meant(hints):
    assert hints(ENGINE="django.db.backends.postgresql") == []
