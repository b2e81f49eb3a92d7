"""Both sides of a conflict as a page shows them: words and values, no rules."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dj_google_calendar.models import Conflict
from dj_google_calendar.operations.field_words import FIELDS

LONGEST = 300


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
            Sides(str(FIELDS.get(name, name)), in_words(sides["ours"]), in_words(sides["theirs"]))
            for name, sides in conflict.fields.items()
        ],
    )


def in_words(value: Any) -> str:
    """Say a value of a field."""
    if value is None or value == "":
        return "—"
    if isinstance(value, Mapping):
        value = value.get("dateTime") or value.get("date") or json.dumps(value, ensure_ascii=False)
    elif isinstance(value, list):
        value = ", ".join(
            str(each.get("email", each)) if isinstance(each, Mapping) else str(each)
            for each in value
        )
    return str(value)[:LONGEST]
