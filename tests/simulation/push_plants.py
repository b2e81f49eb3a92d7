"""Faults planted into what sends edits to Google; see ``plants.py``."""

import itertools
from typing import Any

from tests.simulation.plants import Function, plant

from dj_google_calendar.mirror import edits
from dj_google_calendar.mirror.stores import sqlite
from dj_google_calendar.models import Calendar, Event, OutboxEntry
from dj_google_calendar.operations import outbox
from dj_google_calendar.outbox import deliver, lane, record, send, settle
from dj_google_calendar.outbox.deliver import Outcome
from dj_google_calendar.outbox.lane import Batch
from dj_google_calendar.sync import finish, pull_calendar

Delivery = deliver._Delivery
Kind, State = OutboxEntry.Kind, OutboxEntry.State


# what is sent


@plant(deliver, "marked")
def google_chooses_the_id(marked: Function) -> Function:
    def plant(body: Any, mark: str) -> Any:
        return {name: value for name, value in marked(body, mark).items() if name != "id"}

    return plant


@plant(deliver, "marked")
def mark_is_not_written(_marked: Function) -> Function:
    return lambda body, _mark: body


@plant(Delivery, "_send")
def nothing_has_to_match(send_it: Function) -> Function:
    return lambda self, request, **_how: send_it(self, request)


@plant(deliver, "rebase")
def ours_always_wins(_rebase: Function) -> Function:
    return lambda _base, ours, _theirs: (dict(ours), [])


@plant(send, "_deliver")
def retry_mails_nobody(deliver_it: Function) -> Function:
    def plant(batch: Batch) -> Outcome:
        if batch.was_tried:
            batch.head.parameters = {**batch.head.parameters, "sendUpdates": "none"}
        return deliver_it(batch)  # type: ignore[no-any-return] # it is a function of any kind

    return plant


@plant(send, "_deliver")
def mails_that_nobody_asked_for(deliver_it: Function) -> Function:
    def plant(batch: Batch) -> Outcome:
        batch.head.parameters = {**batch.head.parameters, "sendUpdates": "all"}
        return deliver_it(batch)  # type: ignore[no-any-return] # it is a function of any kind

    return plant


@plant(lane, "_is_alike")
def edits_of_other_wishes_are_folded(_is_alike: Function) -> Function:
    return lambda _head, entry: entry.kind in lane.FOLDED


# what an answer means


@plant(Delivery, "_read")
def whatever_has_the_id_is_ours(read: Function) -> Function:
    return lambda self, google_id: deliver.marked(read(self, google_id), self._mark)


@plant(Delivery, "_read")
def taken_id_is_always_replaced(read: Function) -> Function:
    def plant(self: Any, google_id: str) -> Any:
        return {} if self._batch.head.kind == Kind.INSERT else read(self, google_id)

    return plant


@plant(deliver, "mark_of")
def mark_is_not_looked_for(_mark_of: Function) -> Function:
    return lambda _resource: ""


@plant(Delivery, "patch")
def edit_of_what_is_gone_is_sent(patch: Function) -> Function:
    def plant(self: Any, *given: Any) -> Outcome:
        outcome: Outcome = patch(self, *given)
        outcome.conflict = ""
        return outcome

    return plant


@plant(Delivery, "_require_calendar")
def calendar_that_is_away_means_deleted(_require: Function) -> Function:
    return lambda _self, _error: None


@plant(settle, "_conflict")
def conflict_leaves_no_row(_conflict: Function) -> Function:
    return lambda _batch, _outcome, _event: None


@plant(settle, "take_answer")
def pending_is_cleared_blindly(take_answer: Function) -> Function:
    def plant(event: Event, answer: Any, _entries: Any, **given: Any) -> None:
        take_answer(event, answer, (), **given)
        edits.release(event)

    return plant


@plant(settle, "edits_of")
def edits_behind_an_answer_are_hidden(_edits_of: Function) -> Function:
    return lambda _event: []


@plant(settle, "_show_without")
def refused_is_not_put_back(_show_without: Function) -> Function:
    return lambda _lost: None


# when it is sent, and by whom


@plant(send, "_deliver")
def acknowledged_before_it_is_sent(deliver_it: Function) -> Function:
    def plant(batch: Batch) -> Outcome:
        settle._update(batch.entries, **settle._closed(State.SENT))
        return deliver_it(batch)  # type: ignore[no-any-return] # it is a function of any kind

    return plant


@plant(settle, "later")
def batch_is_not_kept(later: Function) -> Function:
    def plant(batch: Batch, *given: Any, **_how: Any) -> None:
        batch.was_tried = False
        later(batch, *given, has_left=False)

    return plant


@plant(settle, "later")
def rate_limit_forgets_what_was_tried(later: Function) -> Function:
    def plant(batch: Batch, *given: Any, **how: Any) -> None:
        batch.was_tried = False
        later(batch, *given, **how)

    return plant


@plant(settle, "fence")
def loser_of_a_lane_answers(_fence: Function) -> Function:
    def plant(batch: Batch, /, **columns: Any) -> None:
        settle._update([batch.head], **columns)

    return plant


@plant(lane, "_alike")
def edit_goes_along_with_a_deletion(_alike: Function) -> Function:
    def plant(head: OutboxEntry, behind: Any) -> Any:
        return itertools.takewhile(lambda entry: lane._is_alike(head, entry), behind)

    return plant


@plant(record, "lane_of")
def each_edit_has_a_lane(_lane_of: Function) -> Function:
    return lambda _event: f"event {record.clock.uuid()}"


# what pulls do


@plant(sqlite, "upsert_sql")
def pull_overwrites_what_waits(upsert_sql: Function) -> Function:
    return lambda *given: upsert_sql(*given).rpartition(" AND NOT ")[0]


@plant(pull_calendar, "meet_edits")
def pull_ends_what_waits(_meet: Function) -> Function:
    def plant(calendar: Calendar, _rows: Any, _cancelled: Any) -> None:
        for event in Event.objects.filter(calendar=calendar, in_outbox=True):
            if event.remote_resource is not None:
                edits.release(event)

    return plant


@plant(finish, "sweep_events")
def sweep_kills_what_waits(_sweep: Function) -> Function:
    def plant(calendar: Calendar) -> int:
        gone = calendar.events.exclude(seen_generation=calendar.pull_generation)
        return gone.not_cancelled().update(status=Event.CANCELLED)

    return plant


@plant(edits, "_is_older")
def answer_has_no_floor(_is_older: Function) -> Function:
    return lambda _resource, _than: False


@plant(edits, "_is_overtaken")
def tombstone_is_forgotten_by_an_answer(_is_overtaken: Function) -> Function:
    return lambda answer, known, _before: edits._is_older(answer, known)


@plant(edits, "release")
def what_a_list_has_not_met_is_kept(release: Function) -> Function:
    def plant(event: Event) -> None:
        event.seen_generation = event.calendar.pull_generation
        release(event)

    return plant


@plant(settle, "_keep")
def what_was_only_read_is_kept(keep: Function) -> Function:
    def plant(event: Event, batch: Batch, outcome: Outcome) -> None:
        outcome.is_read = False
        keep(event, batch, outcome)

    return plant


@plant(outbox, "put_back")
def discarded_stays_shown(_put_back: Function) -> Function:
    return lambda _event, _entries: None
