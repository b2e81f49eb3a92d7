"""Edits of events as they are recorded, once it is known what they come to."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from dj_google_calendar.exceptions import EventGoneError, InvalidFieldError
from dj_google_calendar.mirror.edits import lock_event
from dj_google_calendar.mirror.merge import apply
from dj_google_calendar.models import Calendar, Event, OutboxEntry
from dj_google_calendar.operations.event_fields import EventFields, check_span, resource_fields
from dj_google_calendar.operations.event_types import check_rules
from dj_google_calendar.operations.occurrence import readable
from dj_google_calendar.operations.rights import require_all_guests, require_edit
from dj_google_calendar.outbox.record import record_edit
from dj_google_calendar.recurrence.anchor import anchor_of
from dj_google_calendar.recurrence.lines import fitted, read_lines
from dj_google_calendar.tasks import enqueue_push

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

SendUpdates = Literal["all", "externalOnly", "none"]
"""Whom Google tells of an edit by mail; nobody, unless the person wants it."""


def locked(event: Event) -> Event:
    """Give an event's row for writing, whatever the caller's object says; raise EventGoneError."""
    held = lock_event(event.pk)
    if held is None:
        raise EventGoneError
    return held


def change(
    event: Event,
    changes: Mapping[str, Any],
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
    **details: Any,
) -> OutboxEntry | None:
    """Record changes given in Google's form, where the account may make them."""
    require_edit(event, changes)
    entry = record_edit(event, changes, by=by, parameters=mail(send_updates), **details)
    if entry is not None:
        enqueue_push(entry)
    return entry


def changes_of(event: Event, fields: EventFields | Mapping[str, Any]) -> dict[str, Any]:
    """Give fields in Google's form, laid over the event's; raise InvalidFieldError."""
    zone = (event.resource.get("start") or {}).get("timeZone") or event.calendar.time_zone
    changes = resource_fields(fields, time_zone=zone or "UTC", known=event.resource)
    if "eventType" in changes and changes["eventType"] != (event.event_type or "default"):
        raise InvalidFieldError("The event type cannot be changed.", field="eventType")
    if "attendees" in changes:
        require_all_guests(event)
        changes["attendees"] = _with_known(event, changes["attendees"] or [])
    if not {"start", "end"}.isdisjoint(changes):
        after = apply(event.resource, changes)
        is_empty = event.starts_at is not None and event.starts_at == event.ends_at
        check_span(after.get("start"), after.get("end"), may_be_empty=is_empty)
    check_rules(apply(event.resource, changes), changed=changes)
    if changes.get("recurrence"):
        after = with_ends(apply(event.resource, changes), event.calendar)
        changes["recurrence"] = after["recurrence"]
    return changes


def with_ends(resource: dict[str, Any], calendar: Calendar) -> dict[str, Any]:
    """Give a resource with each UNTIL in the form that Google takes beside its start (R-4)."""
    if not resource.get("recurrence"):
        return resource
    with readable():
        start = anchor_of(resource.get("start") or {}, time_zone=calendar.time_zone or "UTC")
        return {
            **resource,
            "recurrence": fitted(read_lines(resource["recurrence"], start)).written(),
        }


def mail(send_updates: SendUpdates) -> dict[str, Any]:
    """Give the parameter that tells Google whom to mail; raise InvalidFieldError."""
    if send_updates not in ("all", "externalOnly", "none"):
        raise InvalidFieldError("sendUpdates is all, externalOnly or none.", field="sendUpdates")
    return {"sendUpdates": send_updates}


def _with_known(event: Event, guests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep what Google knows of guests who stay, such as their answers."""
    known = {str(g.get("email", "")).casefold(): g for g in event.resource.get("attendees") or []}
    return [{**known.get(guest["email"].casefold(), {}), **guest} for guest in guests]
