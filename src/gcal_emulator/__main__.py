"""``python -m gcal_emulator``: run a local Google until Ctrl-C."""

import argparse
import datetime as dt
import json
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gcal_emulator.ics import IcsError, seed_from_ics
from gcal_emulator.running import DEMO, NotLoopbackError, Seed
from gcal_emulator.seed_events import SeedError
from gcal_emulator.server import Emulator
from gcal_emulator.switches import Switches

DEFAULT_PORT = 8085
LARGEST_PORT = 65_535
CANNOT_START = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the emulator; 2 for arguments that cannot be used."""
    asked = _parser().parse_args(arguments)
    try:
        emulator = _made(asked)
        for path in asked.ics:
            _add_ics(emulator, Path(path))
        emulator.start()
    except (NotLoopbackError, SeedError, IcsError, ValueError, OSError) as exc:
        sys.stderr.write(f"gcal_emulator: {exc}\n")
        return CANNOT_START
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    sys.stdout.write(f"The local Google listens at {emulator.url}\n")
    sys.stdout.write(f"See into it at {emulator.url}/_emulator/\n")
    sys.stdout.flush()
    stopped.wait()
    emulator.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("gcal_emulator", description="A local Google Calendar.")
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine alone")
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="0 takes a free one")
    parser.add_argument("--seed", default="", help="'demo', or a JSON file; empty without")
    parser.add_argument(
        "--ics", action="append", default=[], help="an .ics file, added to the first account"
    )
    parser.add_argument(
        "--strict", action="store_true", help="Google's own rules where the defaults are kinder"
    )
    parser.add_argument(
        "--switch",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="set a switch, e.g. sync_token_seconds=60; may be repeated",
    )
    parser.add_argument(
        "--random-seed", type=int, default=0, help="the number that ids and tokens are drawn from"
    )
    parser.add_argument(
        "--now", type=_moment, help="a moment with its offset at which time stands still"
    )
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"{port} is no port")
    return port


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _made(asked: argparse.Namespace) -> Emulator:
    return Emulator(
        seed=_seed(asked.seed),
        host=asked.host,
        port=asked.port,
        now=asked.now,
        keep_alive=True,
        strict=asked.strict,
        switches=_switches(asked.switch),
        random_seed=asked.random_seed,
    )


def _switches(given: Sequence[str]) -> dict[str, Any]:
    """Type each switch; raise ValueError for one that is wrong."""
    switches: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise ValueError(f"{text} is not NAME=VALUE.")
        switches[name] = Switches().parsed(name, value)
    return switches


def _seed(name: str) -> Seed:
    if not name or name == DEMO:
        return name or None
    try:
        seed = json.loads(Path(name).read_text(encoding="utf-8"))
    except ValueError as exc:
        raise SeedError(f"{name} is not JSON: {exc}") from exc
    if not isinstance(seed, dict):
        raise SeedError(f"{name} holds no JSON object.")
    return seed


def _add_ics(emulator: Emulator, path: Path) -> None:
    owner = next(iter(emulator.world.users), "")
    if not owner:
        raise SeedError("An .ics file needs an account; add --seed.")
    described: dict[str, Any] = seed_from_ics(path.read_bytes(), owner=owner)
    emulator.add_calendar(**{k: v for k, v in described.items() if k not in ("rejected", "merged")})
    for each in described["rejected"]:
        sys.stderr.write(f"gcal_emulator: {path.name}: left out {each['uid']}: {each['reason']}\n")


if __name__ == "__main__":
    sys.exit(main())
