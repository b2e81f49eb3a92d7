"""Events that are in the outbox: what is shown of them while edits wait, and what pulls bring.

A pull's own statement passes over such rows. They are met here, a row at a time: the
version of Google goes to ``remote_resource``, and ``resource`` shows it with the edits
applied that still wait.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from dj_google_calendar import clock
from dj_google_calendar.mirror.columns import EventRow, MalformedResourceError, event_row
from dj_google_calendar.mirror.merge import apply, rebase
from dj_google_calendar.mirror.occurrences import follow_event, follow_series
from dj_google_calendar.models import Calendar, Event, OutboxEntry

FLOOR = dt.timedelta(seconds=60)
"""So long a pull may bring a version from before Google's answer to an edit."""
OF_TIME = ("start", "end", "recurrence", "recurringEventId", "originalStartTime")
Kind = OutboxEntry.Kind
PLACING = (Kind.INSERT, Kind.IMPORT, Kind.MOVE)


def lock_event(pk: int) -> Event | None:
    """Give an event's row for writing, with its calendar; None where it is gone."""
    rows = Event.objects.select_for_update(of=("self",)).select_related("calendar")
    return rows.filter(pk=pk).first()


def show_edits(event: Event, entries: Iterable[OutboxEntry]) -> None:
    """Write an event's row as it is at Google, with the edits applied that wait."""
    _write(event, with_edits(event.remote_resource or {}, entries))


def edits_of(event: Event) -> list[OutboxEntry]:
    """Give the edits that an event's row shows: those that wait, and of a draft all.

    A draft is an event that Google would not take; it is kept until a person decides.
    """
    states: tuple[str, ...] = OutboxEntry.OPEN
    if event.remote_resource is None:
        states = (*states, OutboxEntry.State.REFUSED)
    entries = list(event.outbox_entries.filter(state__in=states).order_by("pk"))
    if any(entry.kind in OutboxEntry.CREATING and not entry.is_open for entry in entries):
        return entries
    return [entry for entry in entries if entry.is_open]


def with_edits(resource: Mapping[str, Any], entries: Iterable[OutboxEntry]) -> dict[str, Any]:
    """Apply edits to a resource.

    Where Google has changed the same field meanwhile, ours is shown until it is decided.
    """
    shown = dict(resource)
    for entry in entries:
        if entry.kind == Kind.DELETE:
            shown["status"] = Event.CANCELLED
        elif entry.kind in (Kind.INSERT, Kind.IMPORT, Kind.PATCH):
            values, clashes = rebase(entry.base, entry.changes, shown)
            values |= {field: entry.changes[field] for field in clashes}
            shown = apply(shown, values)
    return shown


def take_answer(
    event: Event,
    answer: Mapping[str, Any],
    entries: Sequence[OutboxEntry],
    *,
    before: Mapping[str, Any] | None,
) -> None:
    """Keep what Google answered to an edit, unless a pull has brought a newer version.

    ``entries`` are the edits that still wait, ``before`` is what Google had when it was sent. An
    answer that cannot be kept changes nothing: a pull sets it aside. One that a pull has brought
    already has nothing to wait for.
    """
    known = event.remote_resource
    if known is not None and _is_same(known, answer) and not _is_same(known, before or {}):
        _settle(event)
        return
    if not _is_overtaken(answer, known or {}, before or {}):
        event.remote_resource = dict(answer)
    event.answered_at = clock.now()
    try:
        show_edits(event, entries)
    except MalformedResourceError:
        event.remote_resource = known if known is not None else dict(event.resource)
        show_edits(event, entries)


def keep_read(calendar: Calendar, resource: Mapping[str, Any], *, generation: int) -> None:
    """Keep an instance that was read alone; a list of this generation may not have it yet."""
    event, _is_new = Event.objects.select_for_update().get_or_create(
        calendar=calendar, google_id=resource["id"], defaults={"resource": dict(resource)}
    )
    event.calendar = calendar
    event.remote_resource, event.in_outbox = event.at_google, True
    event.seen_generation = max(event.seen_generation, generation)
    take_answer(event, resource, edits_of(event), before=event.remote_resource)


def await_list(event: Event) -> None:
    """Let a row wait for the list that is being read: it may lack what was made meanwhile.

    As after Google's answer to an edit, what the list has not met is in the increment behind it.
    """
    event.in_outbox, event.remote_resource, event.answered_at = True, event.resource, clock.now()
    event.seen_generation = max(event.seen_generation - 1, 0)
    event.save()


def show_again(event: Event) -> None:
    """Show the edits of a row that wait again, also where it has left the outbox meanwhile."""
    if not event.in_outbox:
        event.remote_resource, event.in_outbox = event.at_google, True
    show_edits(event, edits_of(event))


def put_back(event: Event, entries: Sequence[OutboxEntry]) -> None:
    """Show what Google has again, after an edit was refused, with the edits that still wait."""
    if entries or event.answered_at is not None:
        show_edits(event, entries)
    elif is_given(event):
        _keep_for_retry(event)
    else:
        release(event)


def show_given(event: Event, given: Mapping[str, Any]) -> None:
    """Show an instance as its series gives it once more, with the edits that wait."""
    event.in_outbox, event.remote_resource, event.answered_at = True, dict(given), None
    show_edits(event, edits_of(event))


def release(event: Event) -> None:
    """Let pulls write an event's row again: no edit of it is under way.

    What a full list has not met meanwhile is gone at Google, as its sweep would have found.
    """
    remote = event.remote_resource
    if remote is not None and "etag" not in remote and event.recurring_event_id:
        _leave_to_series(event)
        return
    event.in_outbox, event.remote_resource, event.answered_at = False, None, None
    resource = remote if remote is not None else event.resource
    calendar = event.calendar
    if calendar.sync_token and event.seen_generation < calendar.pull_generation:
        resource = {**resource, "status": Event.CANCELLED}
    _write(event, resource)


def _leave_to_series(event: Event) -> None:
    """Let go of an instance that Google keeps no version of, unless an edit can be retried."""
    if event.outbox_entries.filter(state=OutboxEntry.State.REFUSED).exists():
        show_edits(event, ())
    else:
        _drop(event)


def meet_edits(
    calendar: Calendar,
    rows: Mapping[str, EventRow],
    cancelled: Collection[str],
    *,
    is_increment: bool,
) -> bool:
    """Bring a page's events to the rows that its statement has passed over.

    Called in the transaction of the page; ``rows`` by Google id. A full list lets go of no row
    that it has not met: what was made while it was read is in the increment behind it. Gives
    whether rows wait for that one.
    """
    waits = False
    _keep_strangers(calendar, cancelled)
    held = Event.objects.filter(calendar=calendar, in_outbox=True).select_for_update()
    for event in held.order_by("pk"):
        event.calendar = calendar
        if event.google_id in rows:
            _meet(event, json.loads(rows[event.google_id].resource))
        elif event.google_id in cancelled or event.recurring_event_id in cancelled:
            _meet_tombstone(event)
        elif is_increment and _is_over(event):
            _settle(event)
        else:
            waits = waits or (event.answered_at is not None and _is_over(event))
    return waits


def _keep_strangers(calendar: Calendar, cancelled: Collection[str]) -> None:
    """Keep tombstones of ids that nobody knows while an event may be on its way to one of them.

    Google draws the ids of imports, another one stands in for an id that is taken, and a move
    brings an event to another calendar: the answer then finds what happened behind it.
    """
    making = OutboxEntry.objects.filter(
        account=calendar.account_id, kind__in=PLACING, state=OutboxEntry.State.SENDING
    )
    if not cancelled or not making.exists():
        return
    known = calendar.events.filter(google_id__in=cancelled).values_list("google_id", flat=True)
    gone = [stranger(google_id) for google_id in sorted(set(cancelled).difference(known))]
    Event.objects.bulk_create(
        Event(
            calendar=calendar,
            google_id=each["id"],
            status=each["status"],
            resource=each,
            seen_generation=calendar.pull_generation,
        )
        for each in gone
    )


def stranger(google_id: str) -> dict[str, Any]:
    """Give all that is known of an event that was gone before anybody has seen it."""
    return {"id": google_id, "status": Event.CANCELLED}


def _meet(event: Event, resource: dict[str, Any]) -> None:
    event.seen_generation = event.calendar.pull_generation
    if not _is_over(event) and _is_older(resource, event.remote_resource or {}):
        event.save(update_fields=("seen_generation",))
        return  # a read that has not seen the edit that Google has answered
    event.remote_resource = resource
    _settle(event)


def _meet_tombstone(event: Event) -> None:
    """Keep that an event is gone; of a new one only where it may be there already."""
    known = event.remote_resource
    if known is None and not event.outbox_entries.filter(state=OutboxEntry.State.SENDING).exists():
        return
    _meet(event, {**(known or {"id": event.google_id}), "status": Event.CANCELLED})


def _settle(event: Event) -> None:
    entries = edits_of(event)
    if entries:
        show_edits(event, entries)
    elif is_given(event):
        _keep_for_retry(event)
    elif event.remote_resource is not None:
        release(event)


def is_given(event: Event) -> bool:
    """Say whether Google has an instance only as its series gives it: such ones have no rows."""
    remote = event.remote_resource
    is_stored = remote is None or "updated" in remote or remote.get("status") == Event.CANCELLED
    return event.is_instance and not is_stored


def _keep_for_retry(event: Event) -> None:
    """Show an instance as the series gives it while a refused edit of it may be sent again."""
    if event.outbox_entries.filter(state=OutboxEntry.State.REFUSED).exists():
        show_edits(event, ())
    else:
        _drop(event)


def _drop(event: Event) -> None:
    """Delete an instance that Google has no version of; its series has it again."""
    calendar, series_id = event.calendar, event.recurring_event_id
    event.delete()
    follow_series(calendar, series_id)


def _is_over(event: Event) -> bool:
    return event.answered_at is None or event.answered_at + FLOOR <= clock.now()


def _is_overtaken(
    answer: Mapping[str, Any], known: Mapping[str, Any], before: Mapping[str, Any]
) -> bool:
    """Say whether what is known is newer than an answer.

    Tombstones tell no time. One that has come while an edit was on its way is of a deletion
    behind it, for Google takes no edit of what is gone. Were it not, the next increment brings
    what the edit has made; were it believed less, nothing would ever bring the deletion.
    """
    if _is_same(known, answer):
        return True
    gone = Event.CANCELLED
    if known.get("status") == gone and gone not in (before.get("status"), answer.get("status")):
        return True
    if known.get("updated") == answer.get("updated") and known.get("etag") != before.get("etag"):
        return True  # not each change moves that moment
    return _is_older(answer, known)


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(name) == other.get(name) for name in ("status", "etag"))


def _is_older(resource: Mapping[str, Any], than: Mapping[str, Any]) -> bool:
    """Compare by ``updated``, which Google gives in UTC and always in the same form."""
    mine, other = resource.get("updated"), than.get("updated")
    is_back = than.get("status") == Event.CANCELLED != resource.get("status")
    if mine is None or other is None:
        # a tombstone may lack it; it is believed unless an answer has just said otherwise
        return mine is None and other is not None and resource.get("etag") is None
    return str(mine) <= str(other) if is_back else str(mine) < str(other)


def _write(event: Event, resource: Mapping[str, Any]) -> None:
    """Write the columns that a resource fills; pulls fill them in the same way."""
    sent = json.dumps(resource, ensure_ascii=False).encode()
    row = event_row(sent, time_zone=event.calendar.time_zone)
    before = None if event.is_placed_anew else _times(event)
    for name, value in row._asdict().items():
        setattr(event, name, value)
    event.resource = dict(resource)
    event.save()
    if before != _times(event):
        follow_event(event)
        event.is_placed_anew = False


def _times(event: Event) -> tuple[Any, ...]:
    """Give all that occurrences follow from."""
    columns = (event.status, event.starts_at, event.ends_at, event.starts_on, event.ends_on)
    return (*columns, *(event.resource.get(name) for name in OF_TIME))
