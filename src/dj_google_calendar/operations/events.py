"""What a person does to events: each shows at once, and is sent to Google in the background."""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from django.db import IntegrityError, transaction

from dj_google_calendar.exceptions import InvalidFieldError, NotAllowedError
from dj_google_calendar.models import Calendar, Event, OutboxEntry
from dj_google_calendar.operations.event_changes import (
    SendUpdates,
    change,
    changes_of,
    locked,
    mail,
    with_ends,
)
from dj_google_calendar.operations.event_fields import EventFields, check_span, resource_fields
from dj_google_calendar.operations.event_types import with_type
from dj_google_calendar.operations.occurrence import readable
from dj_google_calendar.operations.rights import require_edit, require_role
from dj_google_calendar.operations.whole_series import change_event, delete_whole, edit_whole
from dj_google_calendar.outbox.record import (
    calendar_after,
    person_of,
    record_move,
    record_new,
    take_over,
)
from dj_google_calendar.tasks import enqueue_push

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

COPIED = frozenset(
    {"summary", "description", "location", "start", "end", "recurrence", "reminders", "colorId"}
    | {"eventLabelId", "visibility", "transparency", "attachments", "source", "eventType"}
    | {"guestsCanModify", "guestsCanInviteOthers", "guestsCanSeeOtherGuests"}
    | {"workingLocationProperties", "outOfOfficeProperties", "focusTimeProperties"}
    | {"birthdayProperties"}
)


def create_event(
    calendar: Calendar,
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
    key: uuid.UUID | None = None,
    **fields: Unpack[EventFields],
) -> Event:
    """Create an event; it has its Google id at once.

    Who asks for the same with a ``key`` that was given before, as a form that is sent twice does,
    gets the event that was created then. Raises InvalidFieldError, NotAllowedError.
    """
    require_role(calendar)
    resource = resource_fields(fields, time_zone=calendar.time_zone or "UTC")
    check_span(resource.get("start"), resource.get("end"))
    resource = with_ends(with_type(calendar, resource), calendar)
    told: dict[str, Any] = {"by": by, "parameters": mail(send_updates)}
    if key is None:
        event, entry = record_new(calendar, resource, **told)
    else:
        try:
            event, entry = record_new(calendar, resource, key=key, **told)
        except IntegrityError:  # it was given before
            if made := _made_with(key, calendar, resource, by=by):
                return made
            event, entry = record_new(calendar, resource, **told)
    enqueue_push(entry)
    return event


def _made_with(
    key: uuid.UUID, calendar: Calendar, resource: Mapping[str, Any], *, by: Any
) -> Event | None:
    """Give the event that a person has made of the same with a key, unless it is gone."""
    made = calendar.outbox_entries.filter(key=key, made_by=person_of(by)).first()
    event = made.event if made is not None else None
    if made is None or event is None or event.status == Event.CANCELLED:
        return None
    asked = {name: value for name, value in made.changes.items() if name not in ("id", "status")}
    return event if asked == resource else None


def edit_event(
    event: Event,
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
    **fields: Unpack[EventFields],
) -> OutboxEntry | None:
    """Give fields of an event other values; None where they have these.

    What was changed or deleted of a series goes along with it.
    Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    told: dict[str, Any] = {"by": by, "send_updates": send_updates}
    with transaction.atomic(), readable():
        held = locked(event)  # a pull may have written it since it was read
        if held.is_series and held.status != Event.CANCELLED:
            entry = edit_whole(held, held.resource, fields, **told)
        else:
            entry = change(held, changes_of(held, fields), **told)
    take_over(event, held)
    return entry


def delete_event(
    event: Event, *, by: "AbstractBaseUser | None", send_updates: SendUpdates = "none"
) -> OutboxEntry:
    """Delete an event; a guest's copy goes, and the organizer sees that the guest declines.

    Raises NotAllowedError, EventGoneError.
    """
    with transaction.atomic():
        return delete_whole(event, by=by, send_updates=send_updates)


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
    if destination.google_id == calendar_after(event, event.outbox_entries.waiting()):
        raise InvalidFieldError("It is in this calendar already.", field="destination")
    if event.is_instance:
        raise NotAllowedError("Cannot change the organizer of an instance: move the series.")
    if event.event_type not in ("", "default"):
        raise NotAllowedError("Only default events can be moved.")
    entry = record_move(event, destination, by=by, parameters=mail(send_updates))
    enqueue_push(entry)
    return entry


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
    with transaction.atomic():
        living = calendar.events.not_cancelled().filter(ical_uid=ical_uid, recurring_event_id="")
        found = living.first()
        resource = resource_fields(
            fields, time_zone=calendar.time_zone or "UTC", known=found.resource if found else None
        )
        check_span(resource.get("start"), resource.get("end"), may_be_empty=True)
        if resource.get("eventType", "default") != "default":  # E-26
            raise InvalidFieldError("Only default events can be imported.", field="eventType")
        if found is not None:
            change_event(found, resource, by=by, send_updates="none")
            return found
        resource["iCalUID"] = ical_uid
        event, entry = record_new(calendar, resource, by=by, kind=OutboxEntry.Kind.IMPORT)
    enqueue_push(entry)
    return event
