"""Both sides of a conflict as a page shows them: words and values, no rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from dj_google_calendar.models import Conflict, Event
from dj_google_calendar.operations.field_words import FIELDS, value_in_words


@dataclass(frozen=True, slots=True)
class Sides:
    """One field with the value that each side gave it."""

    name: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One conflict."""

    conflict: Conflict
    title: str
    fields: Sequence[Sides]


def conflict_row(conflict: Conflict) -> ConflictRow:
    """Lay both sides of a conflict side by side."""
    event = conflict.event
    fields = [
        Sides(
            str(FIELDS.get(name, name)),
            value_in_words(sides["ours"]),
            value_in_words(sides["theirs"]),
        )
        for name, sides in conflict.fields.items()
    ]
    if conflict.instances:
        dates = ", ".join(map(_date_in_words, conflict.instances))
        fields.append(Sides(gettext("changed dates"), value_in_words(None), dates))
    return ConflictRow(conflict=conflict, title=str(event) if event else "", fields=fields)


def _date_in_words(instance: Mapping[str, Any]) -> str:
    is_gone = instance.get("status") == Event.CANCELLED
    title = gettext("deleted") if is_gone else str(instance.get("summary", ""))
    when = instance.get("originalStartTime") if is_gone else instance.get("start")
    return f"{title} ({value_in_words(when)})"
