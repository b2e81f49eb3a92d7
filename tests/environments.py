"""Environments for programs from elsewhere: one each, kept, with every version pinned."""

import fcntl
import functools
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".tools" / "environments"
TIMEOUT = 600
COMPLETE = "is-complete"
NPM = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev")


@functools.cache
def python_environment(requirements: Path) -> Path:
    """Give the folder of an environment with what a file names; programs are in its ``bin``."""
    python = sys.version.encode() + sys.base_prefix.encode()
    described = requirements.read_bytes() + python

    def install(folder: Path) -> None:
        _uv("venv", "--python", sys.executable, str(folder))
        _uv("pip", "sync", "--python", str(folder / "bin" / "python"), str(requirements))

    return _kept(requirements.stem, described, install)


@functools.cache
def node_environment(package: Path) -> Path:
    """Give the folder that ``NODE_PATH`` must name for what a folder's package-lock.json names."""
    files = [package / name for name in ("package.json", "package-lock.json")]

    assert shutil.which("npm"), "This test needs Node.js, version 20 or newer, and its npm."

    def install(folder: Path) -> None:
        folder.mkdir()
        for file in files:
            shutil.copy(file, folder)
        run(NPM, folder=folder)

    described = b"".join(file.read_bytes() for file in files)
    return _kept(package.name, described, install) / "node_modules"


def _kept(name: str, described: bytes, install: Callable[[Path], None]) -> Path:
    folder = KEPT / f"{name}-{hashlib.sha256(described).hexdigest()[:12]}"
    KEPT.mkdir(parents=True, exist_ok=True)
    # the tests run in several processes: one installs, the others wait
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / COMPLETE).exists():
            shutil.rmtree(folder, ignore_errors=True)
            install(folder)
            (folder / COMPLETE).touch()
    return folder


def _uv(*arguments: str) -> None:
    private = ROOT / ".tools" / "uv" / "bin" / "uv"
    program = str(private) if private.exists() else "uv"
    assert shutil.which(program), "This test needs uv, which `make install` brings."
    run([program, "--quiet", *arguments])


def run(command: Sequence[str], *, folder: Path = ROOT, timeout: float = TIMEOUT) -> None:
    """Run a program to its end; what it wrote is the message where it fails."""
    # our own warnings are errors; those of others are theirs
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        command, env=kept, cwd=folder, capture_output=True, text=True, timeout=timeout, check=False
    )
    assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout}\n{done.stderr}"
