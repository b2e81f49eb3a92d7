"""Edits that wait together, as one: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dj_google_calendar.mirror.merge import (
    MOMENTS,
    SERVER_OWNED,
    moment_of,
    values_of,
    without_answer,
)
from dj_google_calendar.models import Event, OutboxEntry

Kind = OutboxEntry.Kind
MARK = "djGoogleCalendarEdit"
"""The private extended property by which a write is known as ours (E-23: up to 44 characters)."""
PROPERTIES = "extendedProperties"


@dataclass
class Fold:
    """What edits come to: new values by field, and those from before the first of them."""

    is_new: bool = False
    is_deleted: bool = False
    changes: dict[str, Any] = field(default_factory=dict)
    base: dict[str, Any] = field(default_factory=dict)

    @property
    def is_restored(self) -> bool:
        """Whether a deleted event is brought back (E-5)."""
        return self.changes.get("status") not in (None, Event.CANCELLED)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is left to be sent."""
        return self.is_deleted if self.is_new else not (self.is_deleted or self.changes)


def fold(entries: Iterable[OutboxEntry]) -> Fold:
    """Put edits of one event together."""
    folded = Fold()
    for entry in entries:
        if entry.kind == Kind.DELETE:
            folded.is_deleted = True
            folded.base = folded.base or dict(entry.base)
        elif entry.kind == Kind.PATCH:
            _fold_patch(folded, entry)
        else:
            folded.is_new = True
            folded.changes = dict(entry.changes)
    return folded


def _fold_patch(folded: Fold, entry: OutboxEntry) -> None:
    changes, base = dict(entry.changes), dict(entry.base)
    if folded.is_deleted and changes.get("status") not in (None, Event.CANCELLED):
        # deleted and taken back, and Google knows of neither
        folded.is_deleted = False
        folded.base = values_of(folded.base, folded.changes)
        changes.pop("status")
    folded.base = base | folded.base
    folded.changes |= changes


def mark_of(resource: Mapping[str, Any]) -> str:
    """Give the mark that the last write of ours has left on a resource, or ''."""
    properties = resource.get("extendedProperties") or {}
    private = properties.get("private") if isinstance(properties, Mapping) else None
    return str(private.get(MARK, "")) if isinstance(private, Mapping) else ""


def marked(body: Mapping[str, Any], mark: str) -> dict[str, Any]:
    """Give a body with the mark in it."""
    properties = dict(body.get("extendedProperties") or {})
    properties["private"] = {**(properties.get("private") or {}), MARK: mark}
    return {**body, "extendedProperties": properties}


def in_groups(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Give a resource whose extended properties have both of their groups.

    They are taken away key by key then, as a null for all of them would take the mark along.
    """
    given = resource.get(PROPERTIES) or {}
    groups = {name: dict(given.get(name) or {}) for name in ("private", "shared")}
    return {**resource, PROPERTIES: groups}


def mark_without(mark: str, fields: Iterable[str]) -> str:
    """Give the mark of a write that leaves fields out; they are told by it, as answers get lost."""
    return " ".join((mark, *fields))


def left_out(resource: Mapping[str, Any], mark: str) -> list[str] | None:
    """Give the fields that the write of a mark has left out; None where it was not the last."""
    last, *fields = mark_of(resource).split(" ")
    return fields if last == mark else None


def differs(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Name the fields that a person has changed; answers of guests and Google's own are none."""
    was, now = _of_people(before), _of_people(after)
    return [name for name in {**was, **now} if was.get(name) != now.get(name)]


def _of_people(resource: Mapping[str, Any]) -> dict[str, Any]:
    kept = {
        name: moment_of(value) if name in MOMENTS else value
        for name, value in unmarked(resource).items()
        if name not in SERVER_OWNED and name != "organizer"  # who is another one after a move
    }
    if isinstance(kept.get("attendees"), list):
        kept["attendees"] = [_of_people_about(guest) for guest in kept["attendees"]]
    if request := request_of(kept.get("conferenceData")):
        kept["conferenceData"] = request  # Google makes it ready by itself (E-16)
    return kept


def _of_people_about(guest: Mapping[str, Any]) -> dict[str, Any]:
    said = without_answer(guest)
    return {name: value for name, value in said.items() if name not in ("organizer", "self")}


def request_of(conference: Any) -> str:
    """Give the id of the request that a conference was made by, or ''."""
    request = conference.get("createRequest") if isinstance(conference, Mapping) else None
    return str(request.get("requestId", "")) if isinstance(request, Mapping) else ""


def unmarked(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Give a resource without the mark that a write of ours has left."""
    if not mark_of(resource):
        return dict(resource)
    properties = dict(resource["extendedProperties"])
    private = {key: value for key, value in properties.pop("private").items() if key != MARK}
    properties |= {"private": private} if private else {}
    others = {key: value for key, value in resource.items() if key != "extendedProperties"}
    return {**others, "extendedProperties": properties} if properties else others
