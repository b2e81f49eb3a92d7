"""What has become of each edit: read from the site's outbox beside what Google ever held."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.killer.history import TEXTS, History
from tests.killer.remote import Remote
from tests.servers.site import Site

ENTRIES = """
    SELECT o.id, o.kind, o.state, o.code, o.batch, o.changes, o.base, o.parameters, e.google_id,
      (SELECT c.fields FROM google_calendar_conflict c WHERE c.entry_id = o.id)
    FROM google_calendar_outboxentry o LEFT JOIN google_calendar_event e ON e.id = o.event_id
    WHERE o.kind IN ('insert', 'patch', 'delete') ORDER BY o.id
"""
CANCELLATION = "cancellation"
OURS = "Ours"
KEPT = ("refused", "discarded", "queued")
"""States in which people see an edit that is not at Google; one that waits too long is found by the
campaign."""


@dataclass(frozen=True)
class Edit:
    """One entry of the outbox."""

    pk: int
    kind: str
    state: str
    code: str
    batch: str
    changes: dict[str, Any]
    base: dict[str, Any]
    parameters: dict[str, Any]
    google_id: str
    """Its event's, also where an instance that Google never stored went with its series."""
    lost: dict[str, Any]
    """What its conflict keeps."""
    texts: dict[str, str]
    """The unique texts that it is the first to give: what goes on from a series has its others."""

    @property
    def is_told(self) -> bool:
        """Whether the guests were to be mailed."""
        return self.parameters.get("sendUpdates") == "all"


class Ledger:
    """Compares what people did with what Google has."""

    def __init__(self, site: Site, remote: Remote, history: History, notes: Path) -> None:
        self._site, self._remote, self._history, self._notes = site, remote, history, notes
        self._google = remote.google
        self.edits: list[Edit] = []
        self._batches: dict[str, list[Edit]] = {}

    def findings(self) -> list[str]:
        """Say which edits were lost, done twice, or mailed wrongly."""
        known: set[str] = set()
        self.edits = [_edit(known, *row) for row in self._site.ask(ENTRIES)]
        self._batches = defaultdict(list)
        for edit in self.edits:
            self._batches[edit.batch or str(edit.pk)].append(edit)
        looks = (self._forgotten, self._lost, self._twice, self._blind, self._undead, self._mails)
        return [finding for look in looks for finding in look()]

    def states(self) -> str:
        """Count how edits came out."""
        counted = Counter(" ".join(filter(None, (each.state, each.code))) for each in self.edits)
        return ", ".join(f"{number} {state}" for state, number in counted.most_common())

    def _forgotten(self) -> Iterator[str]:
        """Find what a person was told is kept, and is not in the outbox."""
        texts = {text for edit in self.edits for text in edit.texts.values()}
        deleted = {edit.google_id for edit in self.edits if edit.kind == "delete"}
        for line in self._notes.read_text().splitlines() if self._notes.exists() else ():
            said = json.loads(line)
            if said.get("text", next(iter(texts), "")) not in texts:
                yield f"forgotten: {said}"
            # an id that was taken is another one by now; there is none in a campaign
            if "deleted" in said and said["deleted"] not in deleted:
                yield f"forgotten: {said}"

    def _lost(self) -> Iterator[str]:
        """Find texts that never were at Google, nor are kept where people can see them."""
        for edit in self.edits:
            for name, text in edit.texts.items():
                is_kept = edit.state in KEPT or self._is_in_conflict(edit, name, text)
                if not (self._history.arrivals[text] or is_kept or self._is_overtaken(edit, name)):
                    yield f"lost: {text} of {edit.google_id}, {edit.state} as {edit.pk}"

    def _is_in_conflict(self, edit: Edit, name: str, text: str) -> bool:
        return any(each.lost.get(name, {}).get("ours") == text for each in self._with(edit))

    def _is_overtaken(self, edit: Edit, name: str) -> bool:
        """Say whether a later edit that went in the same request was about the same field."""
        return any(
            each.pk > edit.pk and (each.kind == "delete" or name in each.texts)
            for each in self._with(edit)
        )

    def _with(self, edit: Edit) -> list[Edit]:
        return self._batches.get(edit.batch, [edit])

    def _twice(self) -> Iterator[str]:
        texts = {text for edit in self.edits for text in edit.texts.values()}
        for text, times in self._history.arrivals.items():
            if times > 1 and text in texts:
                yield f"written {times} times: {text}"
        for birth, ids in self._history.born.items():
            if len(ids) > 1:
                yield f"created as {len(ids)} events: {birth}"

    def _blind(self) -> Iterator[str]:
        """Find edits of others that were overwritten by somebody who had not seen them."""
        for edit in self.edits:
            for name, text in edit.texts.items():
                replaced = self._history.replaced.get(text, "")
                seen = {each.base.get(name) for each in self._with(edit)}
                if replaced.startswith("Edited") and replaced not in seen:
                    yield f"blindly overwritten: {replaced} by {text}"

    def _undead(self) -> Iterator[str]:
        living = self._living()
        for edit in self.edits:
            if edit.kind == "delete" and edit.state == "sent" and edit.google_id in living:
                yield f"not deleted: {edit.google_id}, sent as {edit.pk}"

    def _living(self) -> set[str]:
        with self._google.lock:
            calendars = list(self._google.world.calendars.values())
            return {
                key
                for calendar in calendars
                for key, event in list(calendar.events.items())
                if not event.is_cancelled
            }

    def _mails(self) -> Iterator[str]:
        """Find edits of which guests were told more than once, or not at all."""
        told = Counter(each.summary for each in self._google.mails if each.kind != CANCELLATION)
        for edit in self.edits:
            text = edit.texts.get("summary", "")
            # what goes on from a series brings the texts of edits that are in conflict there
            wanted = int(edit.is_told and self._history.has_come(text, edit.google_id))
            if text and told[text] != wanted:
                yield f"{told[text]} mails, not {wanted}: {text}"
        off = Counter(each.event_id for each in self._google.mails if each.kind == CANCELLATION)
        yield from (f"{times} cancellations: {key}" for key, times in off.items() if times > 1)
        for edit in self.edits:
            # where they are told of the series, an instance goes without a mail
            names = {edit.google_id, edit.base.get("recurringEventId", edit.google_id)}
            is_ours = edit.google_id in self._history.ids and not names & self._remote.deleted
            is_done = edit.kind == "delete" and edit.state == "sent" and is_ours
            if is_done and edit.is_told and not off[edit.google_id]:
                yield f"no cancellation: {edit.google_id}, sent as {edit.pk}"


def _edit(known: set[str], *row: Any) -> Edit:
    pk, kind, state, code, batch, changes, base, parameters, google_id, lost = row
    objects = [_object(each) for each in (changes, base, parameters)]
    given = {name: str(objects[0].get(name) or "") for name in TEXTS}
    texts = {k: text for k, text in given.items() if text.startswith(OURS) and text not in known}
    known.update(texts.values())
    google_id = google_id or objects[1].get("id", "")
    said = pk, kind, state, code, str(batch or ""), *objects, google_id, _object(lost or {})
    return Edit(*said, texts)


def _object(value: Any) -> dict[str, Any]:
    """Give an object of JSON, which SQLite has as a text."""
    return json.loads(value) if isinstance(value, str) else value
