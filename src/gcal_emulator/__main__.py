"""``python -m gcal_emulator``: run a local Google until Ctrl-C."""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gcal_emulator.ics import IcsError, seed_from_ics
from gcal_emulator.seed import SeedError
from gcal_emulator.server import DEMO, Emulator, NotLoopbackError, Seed

DEFAULT_PORT = 8085


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the emulator; 2 for arguments that cannot be used."""
    asked = _parser().parse_args(arguments)
    try:
        emulator = Emulator(
            seed=_seed(asked.seed), host=asked.host, port=asked.port, keep_alive=True
        )
        for path in asked.ics:
            _add_ics(emulator, Path(path))
        emulator.start()
    except (NotLoopbackError, SeedError, IcsError, OSError, SystemExit) as exc:
        sys.stderr.write(f"gcal_emulator: {exc}\n")
        return 2
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    sys.stdout.write(f"The local Google listens at {emulator.url}\n")
    sys.stdout.flush()
    stopped.wait()
    emulator.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("gcal_emulator", description="A local Google Calendar.")
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine alone")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one")
    parser.add_argument("--seed", default="", help="'demo', or a JSON file; empty without")
    parser.add_argument(
        "--ics", action="append", default=[], help="an .ics file, added to the first account"
    )
    return parser


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
