"""What a person does to events: each shows at once, and is sent to Google in the background."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Unpack

from django.db import transaction

from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.mirror.merge import apply
from dj_google_calendar.models import Calendar, Event, OutboxEntry
from dj_google_calendar.operations.event_fields import (
    EventFields,
    check_span,
    resource_fields,
)
from dj_google_calendar.operations.event_types import check_rules, with_type
from dj_google_calendar.operations.occurrence import readable
from dj_google_calendar.operations.rights import (
    require_all_guests,
    require_edit,
    require_role,
)
from dj_google_calendar.outbox.record import (
    record_deletion,
    record_edit,
    record_move,
    record_new,
)
from dj_google_calendar.recurrence.anchor import anchor_of
from dj_google_calendar.recurrence.lines import fitted, read_lines
from dj_google_calendar.tasks import enqueue_push

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

SendUpdates = Literal["all", "externalOnly", "none"]
"""Whom Google tells of an edit by mail; nobody, unless the person wants it."""
COPIED = frozenset(
    {"summary", "description", "location", "start", "end", "recurrence", "reminders", "colorId"}
    | {"visibility", "transparency", "attachments", "source", "guestsCanModify", "eventType"}
    | {"guestsCanInviteOthers", "guestsCanSeeOtherGuests", "workingLocationProperties"}
    | {"outOfOfficeProperties", "focusTimeProperties", "birthdayProperties"}
)


def create_event(
    calendar: Calendar,
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
    **fields: Unpack[EventFields],
) -> Event:
    """Create an event; it has its Google id at once.

    Raises InvalidFieldError, NotAllowedError.
    """
    require_role(calendar)
    resource = resource_fields(fields, time_zone=calendar.time_zone or "UTC")
    check_span(resource.get("start"), resource.get("end"))
    resource = _with_ends(with_type(calendar, resource), calendar)
    event, entry = record_new(calendar, resource, by=by, parameters=mail(send_updates))
    enqueue_push(entry)
    return event


def edit_event(
    event: Event,
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
    **fields: Unpack[EventFields],
) -> OutboxEntry | None:
    """Give fields of an event other values; None where they have these.

    Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    return change(event, changes_of(event, fields), by=by, send_updates=send_updates)


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
    changes = resource_fields(fields, time_zone=zone or "UTC")
    if "eventType" in changes and changes["eventType"] != (event.event_type or "default"):
        raise InvalidFieldError("The event type cannot be changed.", field="eventType")
    if "extendedProperties" in changes:
        known = event.resource.get("extendedProperties") or {}
        changes["extendedProperties"] = {**known, **changes["extendedProperties"]}
    if "attendees" in changes:
        require_all_guests(event)
        changes["attendees"] = _with_known(event, changes["attendees"] or [])
    if not {"start", "end"}.isdisjoint(changes):
        after = apply(event.resource, changes)
        check_span(after.get("start"), after.get("end"))
    check_rules(apply(event.resource, changes), changed=changes)
    if changes.get("recurrence"):
        after = _with_ends(apply(event.resource, changes), event.calendar)
        changes["recurrence"] = after["recurrence"]
    return changes


def _with_ends(resource: dict[str, Any], calendar: Calendar) -> dict[str, Any]:
    """Give a resource with each UNTIL in the form that Google takes beside its start (R-4)."""
    if not resource.get("recurrence"):
        return resource
    with readable():
        start = anchor_of(resource.get("start") or {}, time_zone=calendar.time_zone or "UTC")
        return {
            **resource,
            "recurrence": fitted(read_lines(resource["recurrence"], start)).written(),
        }


def delete_event(
    event: Event, *, by: "AbstractBaseUser | None", send_updates: SendUpdates = "none"
) -> OutboxEntry:
    """Delete an event; a guest's copy goes, and the organizer sees that the guest declines.

    Raises NotAllowedError, EventGoneError.
    """
    require_edit(event, ())
    entry = record_deletion(event, by=by, parameters=mail(send_updates))
    enqueue_push(entry)
    return entry


def move_event(
    event: Event,
    destination: Calendar,
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
) -> OutboxEntry:
    """Move an event to another calendar of the same account, whose owner then organizes it.

    Raises NotAllowedError, InvalidFieldError, EventGoneError.
    """
    require_edit(event, ("start",))
    require_role(destination)
    if destination.account_id != event.calendar.account_id:
        raise NotAllowedError("Events are moved within one account; copy it instead.")
    if destination.google_id == _place_of(event):
        raise InvalidFieldError("It is in this calendar already.", field="destination")
    if event.is_instance:
        raise NotAllowedError("Cannot change the organizer of an instance: move the series.")
    if event.event_type not in ("", "default"):
        raise NotAllowedError("Only default events can be moved.")
    entry = record_move(event, destination, by=by, parameters=mail(send_updates))
    enqueue_push(entry)
    return entry


def _place_of(event: Event) -> str:
    """Give the id of the calendar in which an event is once its moves that wait are made."""
    last = event.outbox_entries.waiting().filter(kind=OutboxEntry.Kind.MOVE).last()
    return str(last.parameters["destination"]) if last else event.calendar.google_id


def duplicate_event(
    event: Event, *, by: "AbstractBaseUser | None", calendar: Calendar | None = None
) -> Event:
    """Create an event like another one, without its guests, in its own or another calendar."""
    target = calendar or event.calendar
    require_role(target)
    copied = {name: value for name, value in event.resource.items() if name in COPIED}
    if target.pk != event.calendar_id and copied.get("eventType", "default") != "default":
        raise NotAllowedError("Events of a special type stay in the primary calendar.")
    copy, entry = record_new(target, copied, by=by, parameters=mail("none"))
    enqueue_push(entry)
    return copy


def import_event(
    calendar: Calendar,
    *,
    by: "AbstractBaseUser | None",
    ical_uid: str,
    **fields: Unpack[EventFields],
) -> Event:
    """Import an event that others know by its iCal UID; nobody is told (E-39, E-40).

    One that is known here is edited. One that Google has, and nobody here has seen yet, stays as
    it is: what the import says otherwise is then in conflict. Raises InvalidFieldError,
    NotAllowedError.
    """
    require_role(calendar)
    is_text = isinstance(ical_uid, str) and ical_uid.isprintable()
    if not is_text or not 0 < len(ical_uid) <= 1024:
        raise InvalidFieldError("An import needs an iCal UID.", field="iCalUID")
    resource = resource_fields(fields, time_zone=calendar.time_zone or "UTC")
    check_span(resource.get("start"), resource.get("end"))
    if resource.get("eventType", "default") != "default":  # E-26
        raise InvalidFieldError("Only default events can be imported.", field="eventType")
    with transaction.atomic():
        known = calendar.events.not_cancelled().filter(ical_uid=ical_uid, recurring_event_id="")
        if (found := known.first()) is not None:
            change(found, resource, by=by)
            return found
        resource["iCalUID"] = ical_uid
        event, entry = record_new(calendar, resource, by=by, kind=OutboxEntry.Kind.IMPORT)
    enqueue_push(entry)
    return event


def mail(send_updates: SendUpdates) -> dict[str, Any]:
    """Give the parameter that tells Google whom to mail; raise InvalidFieldError."""
    if send_updates not in ("all", "externalOnly", "none"):
        raise InvalidFieldError("sendUpdates is all, externalOnly or none.", field="sendUpdates")
    return {"sendUpdates": send_updates}


def _with_known(event: Event, guests: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep what Google knows of guests who stay, such as their answers."""
    known = {str(g.get("email", "")).casefold(): g for g in event.resource.get("attendees") or []}
    return [{**known.get(guest["email"].casefold(), {}), **guest} for guest in guests]
