"""How much a first pull makes its process grow, beside libraries that keep a calendar's objects."""

import os
import statistics
import subprocess

from figures import Figure, at_least, at_most
from processes import HERE, databases, measured, page_server
from tests.environments import ROOT, python_environment

SMALL, LARGE = 100_000, 1_000_000
ROUNDS = 3
PEERS = ("gcsa", "gcal_sync")
REQUIREMENTS = ROOT / "tests" / "outside" / "requirements"


def figures() -> list[Figure]:
    """Peaks over idle, each in a process of its own."""
    found = []
    with page_server() as google, databases() as urls:
        google.make(SMALL)
        small = {}
        for name, url in urls.items():
            small[name], large = (_peak(size, google.url, url) for size in (SMALL, LARGE))
            found += _of_database(name, small[name], large)
        for peer in PEERS:
            ratio = _of_peer(peer, google.url) / max(small.values())
            found.append(at_least(f"memory growth of {peer}, 100,000 events / ours", ratio, 4, "x"))
    return found


def _peak(size: int, google: str, url: str) -> float:
    """Give the median of some runs: it varies with how far a page comes before its turn."""
    runs = [measured("memory", size, google=google, database_url=url) for _ in range(ROUNDS)]
    return statistics.median(runs)


def _of_database(name: str, small: float, large: float) -> list[Figure]:
    unlike = max(small, large) / min(small, large)
    return [
        at_most(f"memory growth at most, 100,000 events, {name}", small, 48, "MB"),
        at_most("  the same, 1,000,000 events", large, 48, "MB"),
        at_most("  the larger of both / the smaller", unlike, 1.1, "x"),
    ]


def _of_peer(peer: str, root: str) -> float:
    python = python_environment(REQUIREMENTS / f"{peer}.txt") / "bin" / "python"
    script = HERE / "peers" / f"read_with_{peer}.py"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [str(python), str(script), root, str(SMALL)],
        env=kept | {"PYTHONPATH": str(HERE)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return float(done.stdout)
