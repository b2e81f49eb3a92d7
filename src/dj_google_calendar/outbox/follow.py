"""Edits that wait behind others build on what has become of those.

An edit is made on top of what is shown. Where Google then makes another value of what was sent,
or does not take it, nobody else has changed the field: it is no conflict.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dj_google_calendar.mirror.merge import TIMES, follow, values_of
from dj_google_calendar.models import Conflict, OutboxEntry
from dj_google_calendar.outbox.deliver import Outcome
from dj_google_calendar.outbox.fold import Fold, differs, fold, unmarked
from dj_google_calendar.outbox.lane import Batch

Kind = OutboxEntry.Kind


def takes_along(conflict: Conflict) -> bool:
    """Say whether what follows the edit of a conflict is lost with it.

    Where the dates of a series have gone to their new places, what goes there goes on.
    """
    is_whole = conflict.kind != Conflict.Kind.EDITED
    return is_whole or not TIMES.isdisjoint(conflict.fields)


def follow_answer(waiting: list[OutboxEntry], batch: Batch, outcome: Outcome) -> list[OutboxEntry]:
    """Let edits build on what Google has made of those before them; give them."""
    folded = fold(batch.entries)
    is_made = not folded.is_deleted and (folded.is_new or not outcome.conflict)
    lost = outcome.clashes if is_made else folded.changes
    made = {**unmarked(outcome.answer or {}), **values_of(folded.base, lost)}
    sent = _sent(folded)
    if batch.was_tried and is_made:  # it may have been found, with what others have done since
        theirs = differs(sent, values_of(made, sent))
        sent = {name: value for name, value in sent.items() if name not in theirs}
    return _follow(waiting, batch.entries, sent, made)


def _sent(folded: Fold) -> dict[str, Any]:
    """Give the fields that edits change; one that is set back to what it was is Google's."""
    return {
        name: value
        for name, value in folded.changes.items()
        if folded.is_new or value != folded.base.get(name)
    }


def follow_lost(waiting: list[OutboxEntry], lost: Iterable[OutboxEntry]) -> list[OutboxEntry]:
    """Let edits build on what was there before those that were given up; give them.

    What a new event was to have is no edit: it stays with its draft.
    """
    patches = [entry for entry in lost if entry.kind == Kind.PATCH]
    folded = fold(patches)
    return _follow(waiting, patches, folded.changes, folded.base)


def _follow(
    waiting: list[OutboxEntry],
    before: Iterable[OutboxEntry],
    sent: Mapping[str, Any],
    made: Mapping[str, Any],
) -> list[OutboxEntry]:
    newest = max((entry.pk for entry in before), default=0)
    for entry in waiting:
        # what was tried is tried again as it was
        if entry.pk > newest and entry.batch is None:
            base = _base_after(entry, sent, made)
            if base != entry.base:
                entry.base = base
                OutboxEntry.objects.filter(pk=entry.pk, batch=None).update(base=base)
    return waiting


def _base_after(
    entry: OutboxEntry, sent: Mapping[str, Any], made: Mapping[str, Any]
) -> Mapping[str, Any]:
    base: Mapping[str, Any] = entry.base
    if entry.kind == Kind.PATCH:
        return follow(base, entry.changes, sent, made)
    if entry.kind != Kind.DELETE:
        return base
    # what it takes away is what has become of it
    return {**base, **{name: made.get(name) for name in sent if base.get(name) == sent[name]}}
