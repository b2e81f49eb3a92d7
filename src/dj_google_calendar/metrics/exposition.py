"""An overview in Prometheus' text format."""

from collections.abc import Iterator, Mapping

from dj_google_calendar.freshness import Overview

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "google_calendar_"


def written(overview: Overview) -> tuple[str, str]:
    """Give the text, and its content type."""
    return "".join(_lines(overview)), CONTENT_TYPE


def _lines(overview: Overview) -> Iterator[str]:
    yield from _by_state("accounts", "Connected accounts, by state.", overview.accounts)
    yield from _by_state("calendars", "Mirrored calendars, by state.", overview.calendars)
    edits = "Edits that Google has not answered, or has refused, by state."
    yield from _by_state("edits", edits, overview.edits)
    waits = overview.longest_wait.total_seconds()
    oldest = overview.oldest.total_seconds() if overview.oldest else 0.0
    for name, says, value in (
        ("pending_calendars", "Calendars of which changes are known to wait.", overview.pending),
        ("late_calendars", "Calendars whose pull is overdue.", overview.late),
        ("lag_seconds", "How long the oldest change waits.", overview.longest_lag.total_seconds()),
        ("oldest_mirror_seconds", "Since the oldest of the last pulls.", oldest),
        ("channels_live", "Calendars with a living channel.", overview.channels_live),
        ("channels_eligible", "Calendars that should have one.", overview.channels_eligible),
        ("edit_wait_seconds", "How long the oldest edit waits for Google.", waits),
        ("conflicts", "Conflicts that nobody has decided.", overview.conflicts),
    ):
        yield from _head(name, says)
        yield f"{PREFIX}{name} {value}\n"


def _by_state(name: str, says: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield from _head(name, says)
    for state, count in sorted(counts.items()):
        yield f'{PREFIX}{name}{{state="{state}"}} {count}\n'


def _head(name: str, says: str) -> Iterator[str]:
    yield f"# HELP {PREFIX}{name} {says}\n# TYPE {PREFIX}{name} gauge\n"
