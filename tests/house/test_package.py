"""What people install has all that the site needs, and nothing that it does not."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUNDLE = "dj_google_calendar/static/dj_google_calendar/bundle"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The names in the wheel and in the source archive, built from this tree."""
    place = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(place)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (wheel,), (source,) = place.glob("*.whl"), place.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        inside = [name.split("/", 1)[-1] for name in archive.getnames()]
    return zipfile.ZipFile(wheel).namelist(), inside


@pytest.mark.parametrize("name", ["page.js", "page.css"])
def test_the_calendar_page_comes_along(built, name):
    wheel, source = built

    assert f"{BUNDLE}/{name}" in wheel
    assert f"src/{BUNDLE}/{name}" in source


def test_each_file_of_the_packages_comes_along(built):
    wheel, _ = built
    listed = subprocess.run(
        ["git", "ls-files", "src"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    tracked = {name.removeprefix("src/") for name in listed.stdout.split()}

    assert tracked
    assert tracked <= set(wheel)


def test_nothing_else_is_installed(built):
    wheel, source = built

    assert {name.split("/")[0] for name in wheel} <= {
        "dj_google_calendar",
        "gcal_emulator",
        next(name.split("/")[0] for name in wheel if ".dist-info/" in name),
    }
    assert not [name for name in (*wheel, *source) if "node_modules" in name or "sqlite3" in name]
