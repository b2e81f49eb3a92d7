"""Run the example site with all it needs: database, demo logins, local Google, worker.

Every part is a child process, ended by its own process id, whatever ends this one. Ports
that are taken are replaced by free ones. With GOOGLE_CALENDAR_CLIENT_SECRETS set the site
talks to the server that those name, and no local Google is started.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
MANAGE = str(ROOT / "example" / "manage.py")
HOST = "127.0.0.1"
SITE_PORT, EMULATOR_PORT = 8000, 8085
PATIENCE_SECONDS = 30
PEOPLE = ("alice", "bob")


def main() -> int:
    """Bring the demo up and keep it up until Ctrl-C."""
    # SIGINT too: a shell that starts this in the background leaves it ignored
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    data = Path(os.environ.setdefault("DATA_DIR", str(ROOT / "demo")))
    data.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SECRET_KEY", _secret_key(data))
    os.environ["DEBUG"] = "1"
    children: list[subprocess.Popen[bytes]] = []
    try:
        _run(children)
    except KeyboardInterrupt:
        _say("Stopping.")
    except RuntimeError as exc:
        _say(str(exc))
        return 1
    finally:
        _end(children)
    return 0


def _run(children: list[subprocess.Popen[bytes]]) -> None:
    site_port = _port("PORT", SITE_PORT)
    if not os.environ.get("GOOGLE_CALENDAR_CLIENT_SECRETS"):
        emulator_port = _port("EMULATOR_PORT", EMULATOR_PORT)
        os.environ["GOOGLE_CALENDAR_EMULATOR"] = f"http://{HOST}:{emulator_port}"
        children.append(
            _start("-m", "gcal_emulator", "--port", str(emulator_port), "--seed", "demo")
        )
    _prepare()
    site = f"http://{HOST}:{site_port}"
    if "GOOGLE_CALENDAR_EMULATOR" in os.environ:  # Google itself sends to https alone
        os.environ.setdefault("GOOGLE_CALENDAR_WEBHOOK_URL", f"{site}/calendar/webhook/")
    children.append(_start(MANAGE, "gcal_worker"))
    children.append(_start(MANAGE, "runserver", "--noreload", f"{HOST}:{site_port}"))
    _wait(f"{site}/accounts/login/", children)
    _say(_welcome(site))
    _watch(children)


def _prepare() -> None:
    subprocess.run([sys.executable, MANAGE, "migrate", "--verbosity", "0"], check=True)
    subprocess.run(
        [sys.executable, MANAGE, "shell", "--verbosity", "0", "-c", DEMO_LOGINS], check=True
    )


DEMO_LOGINS = f"""
from django.contrib.auth import get_user_model
User = get_user_model()
for name in {PEOPLE!r}:
    user, is_new = User.objects.get_or_create(
        username=name, defaults={{"is_staff": True, "is_superuser": True}}
    )
    if is_new:
        user.set_password(name)
        user.save()
"""


def _welcome(site: str) -> str:
    emulator = os.environ.get("GOOGLE_CALENDAR_EMULATOR")
    google = f"the local Google at {emulator}" if emulator else "the configured server"
    return (
        f"\n  {site}\n\n"
        f"  Sign in as alice or bob (the password is the name) and press Connect Google.\n"
        f"  It talks to {google}; for the real one set\n"
        f"  GOOGLE_CALENDAR_CLIENT_SECRETS=client_secret.json. Ctrl-C stops everything.\n"
    )


def _secret_key(data: Path) -> str:
    path = data / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


def _port(variable: str, usual: int) -> int:
    """Give the port asked for, else the usual one, else a free one."""
    if asked := os.environ.get(variable):
        return int(asked)
    for port in (usual, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise RuntimeError("No port is free.")


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT)


def _wait(url: str, children: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        _check(children)
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as exc:
            raise RuntimeError(f"The site answers with {exc.code}.") from exc
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The site did not come up.")


def _watch(children: list[subprocess.Popen[bytes]]) -> None:
    while True:
        _check(children)
        time.sleep(0.5)


def _check(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is not None:
            raise RuntimeError(f"A part has ended by itself: {child.args}")


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
