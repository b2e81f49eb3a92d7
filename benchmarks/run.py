"""Every figure asked for, measured beside its goal: ``make bench``.

``python benchmarks/run.py NAME...`` measures some of them. Prints a table and writes
``benchmarks/out/latest.json``. Times are of this machine at this moment; ratios compare designs
within one interleaved run.
"""

import importlib
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "benchmarks" / "out"
sys.path.insert(0, str(ROOT))

MODULES = (
    "first_pulls", "increments", "webhook", "memory", "bursts", "freshness", "edits", "month_view",
    "calendar_page",    "emulator",
)  # fmt: skip


def main(wanted: list[str]) -> None:
    figures = []
    for name in wanted or MODULES:
        begun = time.monotonic()
        for each in importlib.import_module(name).figures():
            figures.append(each)
            print(_line(each), flush=True)
        print(f"({name}: {time.monotonic() - begun:.0f} s)", file=sys.stderr)
    OUT.mkdir(exist_ok=True)
    (OUT / "latest.json").write_text(json.dumps([asdict(each) for each in figures], indent=1))


def _line(figure) -> str:
    verdict = "" if figure.goal == "-" else "holds" if figure.holds else "MISSED"
    return (
        f"{figure.name:<72} {figure.value:>9} {figure.unit:<3} {figure.goal:>8}  {verdict}".rstrip()
    )


if __name__ == "__main__":
    main(sys.argv[1:])
