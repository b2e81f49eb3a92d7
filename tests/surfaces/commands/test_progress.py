"""A bar moves only where a person watches; lines come through in every case."""

import contextlib
import io
import os
import pty
import select
import subprocess
import sys

import pytest

from dj_google_calendar.management.progress import reporting

WITHOUT_RICH = (
    "import sys; sys.modules['rich.console'] = None\n"
    "from dj_google_calendar.management.progress import reporting\n"
    "sys.stderr.isatty = lambda: True\n"
    "with reporting(1, title='Pulling', out=sys.stderr) as report:\n"
    "    report.begin('Work'); report.say(print, 'pulled'); report.end()\n"
)


@pytest.fixture
def terminal(monkeypatch):
    """A terminal to write to, and a function that reads what it shows."""
    monkeypatch.setenv("TERM", "xterm")
    watcher, worker = pty.openpty()
    with os.fdopen(worker, "w") as out:
        yield out, lambda: _shown(watcher)
    os.close(watcher)


def _shown(watcher):
    """Read until nothing has come for a moment: a terminal gives what it has piece by piece."""
    data = b""
    while select.select([watcher], [], [], 0.3)[0]:
        data += os.read(watcher, 100_000)
    return data.decode()


def test_a_pipe_gets_each_line_at_once_and_nothing_else():
    out, lines = io.StringIO(), []

    with reporting(2, title="Pulling", out=out) as report:
        report.begin("Work")
        report.say(lines.append, "pulled")
        seen_inside = list(lines)
        report.end()

    assert seen_inside == ["pulled"]
    assert out.getvalue() == ""


def test_a_terminal_gets_a_bar_and_the_lines_below_it(terminal):
    out, shown = terminal
    lines = []

    with reporting(2, title="Pulling", out=out) as report:
        report.begin("Work [bold]")
        report.say(lines.append, "pulled")
        seen_inside = list(lines)
        report.end()

    assert "Work [bold]" in shown()
    assert (seen_inside, lines) == ([], ["pulled"])


def test_lines_are_not_lost_when_a_step_breaks(terminal):
    lines = []

    step = reporting(1, title="Pulling", out=terminal[0])
    with contextlib.suppress(RuntimeError), step as report:
        report.say(lines.append, "pulled")
        raise RuntimeError

    assert lines == ["pulled"]


def test_without_rich_the_lines_are_enough():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_RICH], capture_output=True, text=True, check=True
    )

    assert done.stdout == "pulled\n"
