"""A progress bar where a person watches and rich is installed; silence elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

try:
    from rich.console import Console
    from rich.progress import Progress
except ImportError:  # rich is optional
    Console = Progress = None  # type: ignore[assignment, misc] # absent

Advance = Callable[[str], None]


@contextmanager
def progress_bar(total: int, *, title: str, out: TextIO) -> Iterator[Advance]:
    """Give a function that moves the bar by one and names what is next."""
    if Progress is None or not out.isatty():
        yield lambda _name: None
        return
    with Progress(console=Console(file=out), transient=True) as progress:
        bar = progress.add_task(title, total=total)

        def advance(name: str) -> None:
            progress.update(bar, advance=1, description=name)

        yield advance
