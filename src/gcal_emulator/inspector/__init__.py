"""The inspector: pages below ``/_emulator/`` that show the world and press its buttons.

Plain HTML with forms that post to the control API, so that they need no script.
"""

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from gcal_emulator.inspector import (
    calendars,
    channels,
    deliveries,
    events,
    faults,
    grants,
    mails,
    overview,
    people,
    requests,
    switches,
)
from gcal_emulator.inspector.frame import SECTIONS, framed
from gcal_emulator.inspector.html import link, text

Emulated = Any
Arguments = Mapping[str, str]

PAGES: Mapping[str, Callable[[Emulated, Arguments], str]] = {
    "": overview.shown,
    "people": people.shown,
    "calendars": calendars.shown,
    "events": events.shown,
    "grants": grants.shown,
    "channels": channels.shown,
    "deliveries": deliveries.shown,
    "requests": requests.shown,
    "faults": faults.shown,
    "mails": mails.shown,
    "switches": switches.shown,
}


def page(emulator: Emulated, path: str, arguments: Arguments) -> Response | None:
    """Give the page of a path below ``/_emulator/``; None where there is none."""
    if path not in PAGES:
        return None
    content = PAGES[path](emulator, arguments)
    return framed(emulator.world, path, SECTIONS[path], content)


def failure_page(emulator: Emulated, sentence: str, back: str) -> Response:
    """Say what was wrong with a form, and lead back."""
    content = f"<p>{text(sentence)}</p><p>{link(back, 'Go back')}</p>"
    return framed(emulator.world, "-", "That was not done", content, status=400)


__all__ = ["PAGES", "failure_page", "page"]
