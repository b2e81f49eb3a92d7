"""What must be true of edits: each write as it reaches Google, each commit, and the end.

A value that alice has written is *told* of once an event at Google holds it.
"""

import datetime as dt
import json
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

from tests.simulation.acts import ORIGIN
from tests.simulation.calls_ledger import CallsLedger, Taken
from tests.simulation.database import CALENDARS, CONFLICTS, ENTRIES, EVENTS, Database
from tests.simulation.network import Answer, Asked
from tests.simulation.scheduler import Worker, present
from tests.simulation.world import Remote

from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.outbox.fold import MARK, mark_of
from gcal_emulator.entities import base_of

Kind, State = OutboxEntry.Kind, OutboxEntry.State
TEXTS = ("summary", "location", "description")
ETAG = re.compile(rb'"etag": ?"(\\"\d+\\")"')
WRITES = re.compile(r"/calendar/v3/calendars/([^/]+)/events(?:/(?!watch$)([^/]+))?(/move)?$")

# what follows an edit goes on where only other fields than its dates have met a conflict
HAS_LOST_DATES = f"""
    EXISTS (
      SELECT 1 FROM "{CONFLICTS}" c JOIN "{ENTRIES}" b ON b.id = c.entry_id
      WHERE b.batch = f.batch AND (c.kind != 'edited' OR c.fields LIKE '%"start": {{%'
        OR c.fields LIKE '%"end": {{%' OR c.fields LIKE '%"recurrence": {{%'))
"""  # noqa: S608
OF_ENTRIES = f"""
    SELECT n.id, n.kind, n.state, n.changes, n.base, n.parameters, n.batch, n.lane,
      n.lease_generation, n.event_id, e.google_id,
      CASE WHEN f.state = 'conflict' AND NOT ({HAS_LOST_DATES}) THEN 'sent' ELSE f.state END
    FROM "{ENTRIES}" n LEFT JOIN "{EVENTS}" e ON e.id = n.event_id
    LEFT JOIN "{ENTRIES}" f ON f.id = n.follows_id
"""  # noqa: S608
NOT_SHOWN = f"""
    SELECT e.google_id FROM "{EVENTS}" e WHERE e.in_outbox AND e.remote_resource IS NOT NULL
      AND e.resource != e.remote_resource AND NOT EXISTS (
        SELECT 1 FROM "{ENTRIES}" n WHERE n.event_id = e.id AND n.state IN ('queued', 'sending'))
"""  # noqa: S608
SHOWN = f"""
    SELECT n.event_id, e.status, e.resource, n.kind, n.changes, n.base
    FROM "{EVENTS}" e JOIN "{ENTRIES}" n ON n.event_id = e.id
    WHERE n.state IN ('queued', 'sending') ORDER BY n.event_id, n.id
"""  # noqa: S608
OVERTAKEN = f"""
    SELECT o.id FROM "{ENTRIES}" n JOIN "{ENTRIES}" o ON o.lane = n.lane AND o.id < n.id
    WHERE n.id = ? AND o.state IN ('queued', 'sending')
"""  # noqa: S608
OF_CONFLICTS = f'SELECT event_id, entry_id, kind, fields FROM "{CONFLICTS}"'  # noqa: S608

Violate = Callable[[str, str], None]


class Entry(NamedTuple):
    """What counts of an entry's row."""

    pk: int
    kind: str
    state: str
    changes: dict[str, Any]
    base: dict[str, Any]
    parameters: dict[str, Any]
    batch: str | None
    lane: str
    lease_generation: int
    event_pk: int | None
    google_id: str | None
    follows: str | None
    """The state of the edit that has to be made before this one."""

    @property
    def wants_mail(self) -> str:
        """Whom the person wants to be told."""
        return str(self.parameters.get("sendUpdates", "none"))


class Ledger:
    """Watches what is written on both sides."""

    def __init__(
        self, remote: Remote, database: Database, violate: Violate, changed: Callable[[], None]
    ) -> None:
        self.writes = 0
        """How many requests to write have reached Google."""
        self._remote, self._database, self._violate = remote, database, violate
        self._calls = CallsLedger(remote, database, violate)
        self._changed = changed
        """Called when Google's world is not what it was."""
        self.touched: set[str] = set()
        """The ids of events that somebody else has made or changed, or that were cleared away."""
        self._is_ours = False
        """Whether what changes at Google is what was just sent."""
        self._seen: set[str] = set()
        """The versions that Google has shown to the site."""
        self._told: set[tuple[str, str]] = set()
        """Fields and values that events at Google have had, in any version."""
        self._deleted: set[str] = set()
        self._micros: dict[tuple[str, str], int] = {}
        self._made: Counter[str] = Counter()
        """How often each edit, by its mark, has taken effect."""
        self._created: Counter[str] = Counter()
        self._entries: dict[int, Entry] = {}
        self._taken: dict[Worker, Taken] = {}

    # at Google

    def carry(self, asked: Asked, go_on: Callable[[Asked], Answer]) -> Answer:
        """Let a request reach Google, and look at what it does there."""
        found = WRITES.match(unquote(asked.path))
        if asked.method == "GET":
            return go_on(asked)
        self._changed()  # by others, as far as it is not noted yet
        if found is None:
            answer = go_on(asked)
            self.writes += self._calls.look(asked, answer, self._taken_by(present()))
            self._changed()
            return answer
        calendar_id, google_id, is_move = found.groups()
        self.writes += 1
        known = self._remote.calendar(calendar_id).events.get(google_id or "")
        before = (known.resource, known.micros) if known else None
        if google_id == "import":
            self._look_at_import(calendar_id, json.loads(asked.body))
        mails = len(self._remote.google.world.outbox)
        answer = go_on(asked)
        if 200 <= answer.status < 300:
            mailed = len(self._remote.google.world.outbox) - mails
            self._look_at_write(asked, google_id or "", before, mailed, is_move=bool(is_move))
            self._is_ours = True
            self._changed()
            self._is_ours = False
        return answer

    def _look_at_import(self, calendar_id: str, body: dict[str, Any]) -> None:
        for event in self._remote.calendar(calendar_id).events.values():
            is_same = event.resource.get("iCalUID") == body["iCalUID"]
            is_single = "recurringEventId" not in event.resource and not event.is_cancelled
            if not (is_same and is_single and mark_of(event.resource) != mark_of(body)):
                continue
            # nothing helps against one that was restored while the import is on its way
            if f'\\"{event.micros * 2}\\"' in self._seen:
                self._violate("nothing unseen is overwritten", f"{event.resource} by an import")

    def shown(self, answer: Answer) -> None:
        """Note which versions an answer has brought to the site."""
        if answer.status == 200 and not answer.is_cut:
            self._seen.update(each.decode() for each in ETAG.findall(answer.body))

    def world_changed(self) -> None:
        """Note which values events at Google have now."""
        for calendar_id in self._remote.calendar_ids:
            for google_id, event in self._remote.calendar(calendar_id).events.items():
                if self._micros.get((calendar_id, google_id)) != event.micros:
                    self._micros[calendar_id, google_id] = event.micros
                    if not self._is_ours:
                        self.touched.add(base_of(event.resource.get("recurringEventId", google_id)))
                    self._note(google_id, event.resource)

    def _note(self, google_id: str, resource: dict[str, Any]) -> None:
        if resource.get("status") == Event.CANCELLED:
            self._deleted.add(google_id)
        self._told.update(_values(resource))

    def _look_at_write(
        self, asked: Asked, google_id: str, before: Any, mailed: int, *, is_move: bool
    ) -> None:
        body = json.loads(asked.body) if asked.body else {}
        private = (body.get("extendedProperties") or {}).get("private") or {}
        entries = self._of_write(asked, private.get(MARK, ""), google_id, is_move=is_move)
        self._look_at_mail(asked, entries, mailed)
        is_import = asked.path.endswith("/import")  # made once for each UID by Google (E-40)
        if asked.method == "POST" and not (is_move or is_import):
            self._look_at_creation(private, body, asked.query.get("text", [""])[0])
        if MARK in private and not is_import:
            self._made[private[MARK]] += 1
            if self._made[private[MARK]] > 1:
                self._violate("no edit is made twice", f"{asked.method} {body}")
        if before and not is_move:
            self._look_at_overwriting(before, body, entries, google_id)

    def _of_write(self, asked: Asked, mark: str, google_id: str, *, is_move: bool) -> list[Entry]:
        """Give the entries that a write is of: by its mark, or by what is under way."""
        entries = self._read()
        if mark:
            return [entry for entry in entries if entry.batch == mark]
        kinds = (Kind.MOVE,) if is_move else (Kind.DELETE, Kind.IMPORT)
        batches = {
            entry.batch for entry in entries if entry.google_id == google_id and entry.kind in kinds
        }
        sent = [each for each in entries if each.batch and each.batch in batches]
        return [entry for entry in sent if entry.state == State.SENDING]

    def _look_at_mail(self, asked: Asked, entries: list[Entry], mailed: int) -> None:
        said = asked.query.get("sendUpdates", ["none"])[0]
        for entry in entries:
            if entry.follows not in (None, State.SENT):
                self._violate("what gives comes before what takes", f"{entry}")
            if entry.wants_mail != said:
                self._violate("mails are as asked", f"{said}, not {entry.wants_mail}: {entry}")
        if mailed and said == "none":
            self._violate("mails are as asked", f"{mailed} that nobody wanted: {asked.target}")

    def _look_at_creation(self, private: dict[str, Any], body: dict[str, Any], text: str) -> None:
        origin = private.get(ORIGIN) or text or str(body.get("summary"))
        is_copy = ORIGIN not in private and not text
        self._created[origin] += not is_copy
        if self._created[origin] > 1:
            self._violate("no create is sent twice", origin)

    def _look_at_overwriting(
        self, before: Any, body: dict[str, Any], entries: list[Entry], google_id: str
    ) -> None:
        resource, micros = before
        if f'\\"{micros * 2}\\"' not in self._seen:
            self._violate("nothing unseen is overwritten", f"{google_id}: {resource} by {body}")
        for name in TEXTS:
            if name not in body:
                continue
            based = [entry.base.get(name) for entry in entries if name in entry.changes]
            was = resource.get(name)
            if based and was not in (based[0], body[name]) and (was or None) != based[0]:
                self._violate("nothing unseen is overwritten", f"{name}: {was}, not {based[0]}")

    # on the site

    def _taken_by(self, worker: Worker | None) -> Taken:
        return self._taken.get(worker, (0, 0)) if worker else (0, 0)

    def took(self, worker: Worker, head: int, generation: int) -> None:
        """Note that a worker has taken a lane."""
        self._taken[worker] = (head, generation)
        for (other,) in self._database.run(OVERTAKEN, head):
            self._violate("lanes keep their order", f"{head} is sent before {other}")

    def committed(self, worker: Worker | None) -> None:
        """Look at what was committed."""
        entries = {entry.pk: entry for entry in self._read()}
        if not entries and not self._entries:
            return
        self._look_for_vanished(entries)
        if worker is not None and worker in self._taken:
            self._look_for_stale_commit(worker, entries)
        self._entries = entries
        self._look_at_what_is_shown()

    def _look_for_vanished(self, entries: dict[int, Entry]) -> None:
        for gone in self._entries.keys() - entries.keys():
            self._violate("no edit is lost", f"its entry is gone: {self._entries[gone]}")

    def _look_for_stale_commit(self, worker: Worker, entries: dict[int, Entry]) -> None:
        head, generation = self._taken[worker]
        for pk, entry in entries.items():
            before = self._entries.get(pk, entry)
            if before.state != State.SENDING or entry.state == State.SENDING:
                continue
            if before.lane == entries[head].lane and entries[head].lease_generation != generation:
                self._violate("no stale commit", f"{worker.name} answered {entry}")

    def _look_at_what_is_shown(self) -> None:
        for (google_id,) in self._database.run(NOT_SHOWN):
            self._violate("the site shows what is", f"{google_id} with an edit that is over")
        wanted: dict[int, tuple[str, str, dict[str, Any]]] = {}
        for pk, status, resource, kind, changes, base in self._database.run(SHOWN):
            fields = wanted.setdefault(pk, (status, resource, {}))[2]
            if kind == Kind.DELETE:
                fields.clear()
                fields["status"] = Event.CANCELLED
            elif kind != Kind.MOVE:
                fields.setdefault("status", "confirmed")
                # what is put back to what it is built on changes nothing: Google's is shown
                made, known = json.loads(changes), json.loads(base)
                fields |= {name: value for name, value in made.items() if value != known.get(name)}
        for pk, (status, resource, fields) in wanted.items():
            self._compare(pk, status, json.loads(resource), fields)

    def _compare(
        self, pk: int, status: str, resource: dict[str, Any], fields: dict[str, Any]
    ) -> None:
        is_gone = fields.get("status") == Event.CANCELLED
        if is_gone and status != Event.CANCELLED:
            self._violate("the site shows what is", f"{pk} was deleted")
        for name in TEXTS if not is_gone else ():
            if name in fields and resource.get(name) != fields[name]:
                said = f"{pk} has {name} {resource.get(name)}, not {fields[name]}"
                self._violate("the site shows what is", said)

    # in the end

    def faults_of_peace(self) -> Iterator[tuple[str, str]]:
        """Give what has become of no edit, and rows that wait for nothing."""
        yield from self._calls.faults_of_peace()
        entries = self._read()
        kept = self._in_conflicts()
        for entry in entries:
            if entry.state in OutboxEntry.OPEN:
                yield "nothing is stuck", f"{entry}"
            elif entry.state in (State.SENT, State.CONFLICT) and entry.kind != Kind.CALL:
                together = [each for each in entries if entry.batch and each.batch == entry.batch]
                yield from self._lost(entry, together, kept)
        for (google_id,) in self._database.run(
            f'SELECT e.google_id FROM "{EVENTS}" e JOIN "{CALENDARS}" c ON c.id = e.calendar_id '  # noqa: S608
            "WHERE e.in_outbox AND c.state = 'live'"
        ):
            yield "nothing is stuck", f"{google_id} stays in the outbox"

    def _lost(
        self, entry: Entry, together: list[Entry], kept: set[tuple[Any, str, str]]
    ) -> Iterator[tuple[str, str]]:
        later = [each for each in together if each.pk > entry.pk]
        if any(each.kind == Kind.DELETE for each in later):
            return
        if entry.kind == Kind.DELETE:
            is_back = any("status" in each.changes for each in later)
            # a date that goes with a change of its series may be back with the next one
            is_date = entry.follows is not None and "recurringEventId" in entry.base
            is_over = is_back or is_date
            if entry.state == State.SENT and not is_over and not self._is_deleted(entry):
                yield "no edit is lost", f"what was deleted never was: {entry}"
        for field, value in _values(entry.changes):
            is_over = any(field in each.changes for each in later)
            is_kept = (entry.event_pk, field, value) in kept
            # set back to what it was before all that was sent with it: Google has it anyway
            bases = (each.base for each in together if field in dict(_values(each.changes)))
            is_back = (field, value) in _values(next(bases, {}))
            if not (is_over or is_kept or is_back) and (field, value) not in self._told:
                yield "no edit is lost", f"{field}: {value} of {entry}"

    def _is_deleted(self, entry: Entry) -> bool:
        was_made = any(
            each.kind in (Kind.INSERT, Kind.IMPORT) and each.batch == entry.batch
            for each in self._entries.values()
        )
        if was_made or entry.google_id is None or entry.google_id in self._deleted:
            return True
        return all(google_id != entry.google_id for _, google_id in self._remote.living())

    def _in_conflicts(self) -> set[tuple[Any, str, str]]:
        kept = set()
        for event_pk, _entry_pk, _kind, fields in self._database.run(OF_CONFLICTS):
            for name, sides in json.loads(fields).items():
                kept |= {(event_pk, field, v) for field, v in _values({name: sides["ours"]})}
        return kept

    def _read(self) -> list[Entry]:
        rows = self._database.run(f"{OF_ENTRIES} ORDER BY n.id")
        return [Entry(*row[:3], *map(json.loads, row[3:6]), _hex(row[6]), *row[7:]) for row in rows]


def _hex(batch: str | None) -> str | None:
    return uuid.UUID(batch).hex if batch else None


def _values(resource: dict[str, Any]) -> set[tuple[str, str]]:
    """Give what can be told of a resource: texts, and when it begins."""
    values = {(name, resource[name]) for name in TEXTS if resource.get(name)}
    if lines := resource.get("recurrence"):
        values.add(("recurrence", " ".join(sorted(lines))))
    if moment := (resource.get("start") or {}).get("dateTime"):
        values.add(("start", _instant(moment)))
    return values


def _instant(moment: str) -> str:
    try:
        return dt.datetime.fromisoformat(moment).astimezone(dt.UTC).isoformat()
    except ValueError:  # of an item that came broken
        return moment
