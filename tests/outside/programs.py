"""Programs from elsewhere, as processes of their own that a test speaks with."""

import contextlib
import functools
import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMEOUT = 60
ZONE = "Europe/Berlin"


class ProgramError(Exception):
    """What a program raised: the name of its exception, its text, and the status in it."""

    def __init__(self, kind: str, text: str, status: int | None) -> None:
        super().__init__(f"{kind}: {text}")
        self.kind, self.status = kind, status


class Library:
    """A library, driven by a script that answers verbs; each answer is what the verb gave.

    The process starts when it is first asked, and anew after it was stopped or has died.
    """

    def __init__(self, *command: str | Path, **settings: str) -> None:
        self._command, self._settings = command, settings
        self._process: subprocess.Popen[str] | None = None

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        return functools.partial(self.ask, verb)

    def ask(self, verb: str, **arguments: Any) -> Any:
        """Have a verb carried out; raise ProgramError for what the library raises."""
        line = self._exchange(json.dumps({"verb": verb, "arguments": arguments}))
        answer = json.loads(line)
        if "error" in answer:
            raise ProgramError(**answer["error"])
        return answer["result"]

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            with killed_when_late(process):
                process.communicate()

    def _exchange(self, line: str) -> str:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        answer = ""
        with killed_when_late(process), contextlib.suppress(BrokenPipeError):
            process.stdin.write(line + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        if not answer:
            self.close()
            raise AssertionError(f"{self._command[-1]} died; it may have written why.")
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment() | self._settings,
                text=True,
            )
        return self._process


@dataclass(frozen=True)
class Command:
    """A program of the command line, with a home of its own."""

    program: Path
    home: Path
    settings: dict[str, str]

    def __call__(self, *arguments: str, typed: str = "", fails: bool = False) -> str:
        """Run it with arguments, and with what is typed at its prompts; give what it prints."""
        with self.started(*arguments) as process:
            output, _ = process.communicate(typed)
        assert (process.returncode != 0) is fails, output
        return output

    @contextlib.contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """Start it, and wait for its end only when all is said."""
        process = subprocess.Popen(
            [self.program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment() | self.settings | {"HOME": str(self.home)},
            cwd=self.home,
            text=True,
        )
        with killed_when_late(process), process:
            yield process


@contextlib.contextmanager
def killed_when_late(process: subprocess.Popen[str]) -> Iterator[None]:
    """Let a process that hangs end, so that nothing waits for it for ever."""
    timer = threading.Timer(TIMEOUT, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def environment() -> dict[str, str]:
    """Give what programs see of ours: no proxies, no development mode; a zone and a language."""
    return {
        "PATH": os.environ["PATH"],
        "TZ": ZONE,
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
        "PYTHONUNBUFFERED": "1",
    }
