"""The fixture ``google``: a local Google, as new for each test.

It needs no more than pytest. Where pytest-django runs with settings that have
``dj_google_calendar`` installed, the site is pointed at the same Google.
"""

import importlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gcal_emulator import Emulator

SEED = "google_seed"
APP = "dj_google_calendar"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini option that says what the world begins with."""
    parser.addini(
        SEED, "the seed of the fixture google: demo, a JSON file, or nothing", default="demo"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line(
        "markers",
        "google(seed=, strict=, switches=, random_seed=): another local Google for this test",
    )


@pytest.fixture(scope="session")
def google_server(pytestconfig: pytest.Config) -> Iterator["Emulator"]:
    """Start the local Google of the whole run; tests want ``google``."""
    with _started(pytestconfig, seed=pytestconfig.getini(SEED)) as running:
        yield running


@pytest.fixture
def google(request: pytest.FixtureRequest) -> Iterator["Emulator"]:
    """Give a local Google as new, with its control methods, that the site under test uses too."""
    mark = request.node.get_closest_marker("google")
    if mark is None:
        server: Emulator = request.getfixturevalue("google_server")
        server.reset()
        _point_site_at(request, server)
        yield server
        return
    options = {"seed": request.config.getini(SEED), **mark.kwargs}
    with _started(request.config, **options) as running:
        _point_site_at(request, running)
        yield running


def _started(config: pytest.Config, *, seed: Any, **options: Any) -> "Emulator":
    emulator: type[Emulator] = importlib.import_module("gcal_emulator").Emulator
    if isinstance(seed, str) and seed not in ("", "demo"):
        seed = json.loads(Path(config.rootpath, seed).read_text(encoding="utf-8"))
    return emulator(seed=seed or None, **options)


def _point_site_at(request: pytest.FixtureRequest, running: "Emulator") -> None:
    """Let the app of this distribution use it; DEBUG is what allows a local Google."""
    is_there = request.config.pluginmanager.hasplugin("django")
    if not is_there or not os.environ.get("DJANGO_SETTINGS_MODULE"):
        return
    settings = request.getfixturevalue("settings")
    if APP not in settings.INSTALLED_APPS:
        return
    kept = {**getattr(settings, "GOOGLE_CALENDAR", {})}
    kept.pop("CLIENT_SECRETS", None)
    settings.DEBUG = True
    settings.GOOGLE_CALENDAR = {**kept, "EMULATOR": running.url}
