"""Run histories of trouble: ``python -m tests.simulation -n 10000``, or one again with ``--seed``.

With ``--plant`` a fault stands in the engine, which the oracles should find; ``--plants`` takes
each of them in turn and says how many histories that takes.
"""

import argparse
import functools
import multiprocessing
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example.settings")
django.setup()

from tests.simulation.laboratory import tables  # noqa: E402 - these need a set-up Django
from tests.simulation.plants import PLANTS  # noqa: E402
from tests.simulation.runs import Broken, first_to_find, run_some, tell  # noqa: E402

AT_ONCE = 25


def main() -> int:
    """Run what the command line asks for; give 1 where an oracle was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="run this history alone, and tell it")
    parser.add_argument("-n", type=int, default=500, help="how many histories")
    parser.add_argument("--first", type=int, default=0, help="the first one's seed")
    parser.add_argument("--plant", default="", help="the name of a fault in plants.py")
    parser.add_argument("--plants", action="store_true", help="see which history finds each fault")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many processes")
    options = parser.parse_args()
    if options.seed is not None:
        return int(tell(options.seed, options.plant))
    seeds = range(options.first, options.first + options.n)
    if options.plants:
        return _find_all(seeds, options.jobs)
    begun = time.perf_counter()
    broken = _run_all(seeds, options.plant, options.jobs)
    seconds = time.perf_counter() - begun
    print(f"{options.n} histories in {seconds:.0f} s, {len(broken)} broken")  # noqa: T201
    return int(bool(broken))


def _find_all(seeds: range, jobs: int) -> int:
    """Look for each plant until it is found; give how many were not."""
    tables()
    find, missing = functools.partial(first_to_find, seeds), 0
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for plant, found in zip(PLANTS, pool.imap(find, PLANTS), strict=True):
            missing += found is None
            told = f"{found.seed:5}  {found.says[:60]}" if found else "    -  not found"
            print(f"{plant:44}{told}", flush=True)  # noqa: T201
    return missing


def _run_all(seeds: range, plant: str, jobs: int) -> list[Broken]:
    chunks = [seeds[begin : begin + AT_ONCE] for begin in range(0, len(seeds), AT_ONCE)]
    broken: list[Broken] = []
    tables()  # before processes are made, which have them then
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for found in pool.imap(functools.partial(run_some, plant=plant), chunks):
            broken += found
            for each in found:
                print(each, flush=True)  # noqa: T201
    return broken


if __name__ == "__main__":
    sys.exit(main())
