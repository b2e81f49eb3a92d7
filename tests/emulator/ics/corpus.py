"""Real .ics files of many producers, as the package icalendar ships them for its own tests."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import icalendar

from gcal_emulator.ics import IcsError, seed_from_ics

FOLDER = Path(icalendar.__file__).parent / "tests"
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "ics-corpus.md"
HEAD = """# The .ics corpus

Real calendar files that the emulator loads and whose events the app mirrors, each event
accounted for: loaded, rejected with a reason, or merged with another version of itself. They are
the test data of the PyPI package icalendar {version} ({files} files, {producers} producers).
This page is written by `python tests/emulator/ics/corpus.py` and checked by a test.

| file | producer | events | loaded | rejected | merged |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class File:
    """One file of the corpus."""

    path: Path
    producer: str
    events: int

    @property
    def data(self) -> bytes:
        return self.path.read_bytes()


def files() -> Iterator[File]:
    """Give every file that holds an event."""
    for path in sorted(FOLDER.rglob("*.ics")):
        data = path.read_bytes()
        events = len(re.findall(rb"^BEGIN:VEVENT", data, re.MULTILINE))
        producer = re.search(rb"^PRODID:(.*)$", data, re.MULTILINE)
        if events:
            name = producer[1].decode("utf-8", "replace").strip() if producer else "(none)"
            yield File(path, name, events)


def written() -> str:
    """Write the page."""
    rows, producers = [], set()
    for file in files():
        try:
            seed = seed_from_ics(file.data, owner="alice@example.com")
            counts = f"{len(seed['events'])} | {len(seed['rejected'])} | {seed['merged']}"
        except IcsError as exc:
            counts = f"not readable: {exc} | | "
        producers.add(file.producer)
        producer = file.producer.replace("|", "\\|")
        rows.append(f"| {file.path.name} | {producer} | {file.events} | {counts} |")
    head = HEAD.format(version=icalendar.__version__, files=len(rows), producers=len(producers))
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(written(), encoding="utf-8")
