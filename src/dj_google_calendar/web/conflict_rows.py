"""Both sides of a conflict as a page shows them: words and values, no rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from dj_google_calendar.models import Conflict
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
    return ConflictRow(
        conflict=conflict,
        title=str(event) if event else "",
        fields=[
            Sides(
                str(FIELDS.get(name, name)),
                value_in_words(sides["ours"]),
                value_in_words(sides["theirs"]),
            )
            for name, sides in conflict.fields.items()
        ],
    )
