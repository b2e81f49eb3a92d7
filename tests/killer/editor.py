"""Edits events of the site without a pause, as people do, until SIGTERM or SIGKILL.

Arguments: a name, which begins each text; a seed; the file in which each text is written down
once its edit is made.
"""

import datetime as dt
import json
import os
import random
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example.settings")
django.setup()

from tests.killer.history import BIRTH, GUEST, TEXTS  # noqa: E402 - after its settings

from dj_google_calendar.exceptions import GoogleCalendarError  # noqa: E402
from dj_google_calendar.models import Calendar, Event  # noqa: E402
from dj_google_calendar.operations import series  # noqa: E402
from dj_google_calendar.operations.events import (  # noqa: E402
    create_event,
    delete_event,
    edit_event,
    move_event,
)
from dj_google_calendar.operations.occurrence import lines_of  # noqa: E402
from dj_google_calendar.recurrence.occurrences import starts  # noqa: E402

LONGEST_PAUSE = 0.25
FEW, MANY = 10, 30
"""Events of a calendar: below the one more are created, above the other more are deleted."""
START = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)
DAYS = ["RRULE:FREQ=DAILY;COUNT=5"]


class Editor:
    """Makes one edit after another."""

    def __init__(self, name: str, seed: str, notes: Path) -> None:
        self._name, self._notes, self._count = name, notes, 0
        self._chance = random.Random(seed)
        self.is_over = threading.Event()

    def run(self) -> None:
        """Edit until it is over."""
        while not self.is_over.wait(self._chance.random() * LONGEST_PAUSE):
            calendars = Calendar.objects.filter(google_id__startswith="killer", state="live")
            if found := list(calendars.order_by("pk")):
                self._edit(self._chance.choice(found), self._chance.choice(found))

    def _edit(self, calendar: Calendar, other: Calendar) -> None:
        events = list(calendar.events.not_cancelled().order_by("google_id"))
        kind = self._chance.random()
        try:
            if len(events) < FEW or kind < 0.15:
                self._create(calendar)
            elif len(events) > MANY or kind < 0.3:
                self._delete(self._chance.choice(events))
            elif kind < 0.35 and other != calendar:
                move_event(self._chance.choice(events), other, by=None)
            else:
                self._change(self._chance.choice(events))
        except GoogleCalendarError as error:
            sys.stderr.write(f"{type(error).__name__}\n")  # gone meanwhile: nothing was promised

    def _create(self, calendar: Calendar) -> None:
        summary, has_guest = self._text(), self._chance.random() < 0.5
        fields: dict[str, Any] = {"attendees": [GUEST]} if has_guest else {}
        fields |= {"recurrence": DAYS} if self._chance.random() < 0.3 else {}
        event = create_event(
            calendar,
            by=None,
            send_updates="all" if has_guest and self._chance.random() < 0.5 else "none",
            summary=summary,
            start=START,
            end=START + dt.timedelta(hours=1),
            private_properties={BIRTH: summary},
            **fields,
        )
        self._note(text=summary)
        if self._chance.random() < 0.5:
            self._change(event)

    def _change(self, event: Event) -> None:
        for _ in range(self._chance.choice((1, 1, 2, 3))):
            # mails show the summary, by which they are counted
            is_told = bool(event.resource.get("attendees")) and self._chance.random() < 0.4
            name = "summary" if is_told else self._chance.choice(TEXTS)
            fields: dict[str, Any] = {name: self._text()}
            told: dict[str, Any] = {"by": None, "send_updates": "all" if is_told else "none"}
            if event.is_series and self._chance.random() < 0.6:
                event = self._change_part(event, fields, told)
            else:
                edit_event(event, **told, **fields)
            self._note(text=fields[name])

    def _change_part(self, event: Event, fields: dict[str, Any], told: dict[str, Any]) -> Event:
        """Edit an occurrence, or it and all that follow; give the series that these are of."""
        moment = self._chance.choice(list(starts(lines_of(event))))
        if self._chance.random() < 0.5:
            series.edit_this(event, original_start=moment, **told, **fields)
            return event
        fields["private_properties"] = {BIRTH: self._text()}
        return series.edit_following(event, original_start=moment, **told, **fields)

    def _delete(self, event: Event) -> None:
        is_told = bool(event.resource.get("attendees")) and self._chance.random() < 0.5
        delete_event(event, by=None, send_updates="all" if is_told else "none")
        self._note(deleted=event.google_id)

    def _text(self) -> str:
        self._count += 1
        return f"{self._name}-{self._count}"

    def _note(self, **said: str) -> None:
        with self._notes.open("a") as notes:
            notes.write(json.dumps(said) + "\n")


def main() -> None:
    """Edit."""
    editor = Editor(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    signal.signal(signal.SIGTERM, lambda *_: editor.is_over.set())
    sys.stdout.write("Working")
    sys.stdout.flush()
    editor.run()


if __name__ == "__main__":
    main()
