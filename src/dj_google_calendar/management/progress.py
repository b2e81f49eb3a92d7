"""How a command reports: line by line, or below a bar where a person watches and rich is there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

try:
    from rich.console import Console
    from rich.progress import Progress
except ImportError:  # rich is optional
    Console = Progress = None  # type: ignore[assignment, misc] # absent

Write = Callable[[str], object]


class Report(Protocol):
    """What a command tells while it works through its steps."""

    def begin(self, step: str) -> None:
        """Name the step that begins."""

    def end(self) -> None:
        """Count the step as done."""

    def say(self, write: Write, line: str) -> None:
        """Write a line that is to stay."""


class Lines:
    """Writes each line as it comes, for logs and pipes."""

    def begin(self, step: str) -> None:
        """Keep silent: the step's own line says enough."""

    def end(self) -> None:
        """Keep silent."""

    def say(self, write: Write, line: str) -> None:
        """Write the line at once."""
        write(line)


class Bar:
    """Moves a bar, and holds the lines back until it is gone, so that they do not tear it."""

    def __init__(self, progress: "Progress", *, title: str, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=total)
        self._held: list[tuple[Write, str]] = []

    def begin(self, step: str) -> None:
        """Show the step beside the bar; calendars may be named like markup."""
        self._progress.update(self._task, description=step.replace("[", r"\["))

    def end(self) -> None:
        """Move the bar."""
        self._progress.advance(self._task)

    def say(self, write: Write, line: str) -> None:
        """Hold the line."""
        self._held.append((write, line))

    def release(self) -> None:
        """Write what was held."""
        for write, line in self._held:
            write(line)


@contextmanager
def reporting(total: int, *, title: str, out: TextIO) -> Iterator[Report]:
    """Give the report for so many steps; a bar only where ``out`` is a terminal."""
    if Progress is None or not out.isatty():
        yield Lines()
        return
    progress = Progress(console=Console(file=out), transient=True)
    bar = Bar(progress, title=title, total=total)
    try:
        with progress:
            yield bar
    finally:
        bar.release()
