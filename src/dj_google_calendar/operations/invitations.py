"""What a person does about guests: inviting, taking off the list, answering an invitation."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from django.db import transaction

from dj_google_calendar.exceptions import InvalidFieldError
from dj_google_calendar.mirror.merge import apply
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations.event_changes import SendUpdates, locked, mail
from dj_google_calendar.operations.event_fields import (
    LONGEST_VALUE,
    MOST_GUESTS,
    Moment,
    additional_of,
    address_of,
    resource_fields,
    response_of,
    text_of,
)
from dj_google_calendar.operations.event_types import check_rules
from dj_google_calendar.operations.occurrence import occurrence_of, row_of
from dj_google_calendar.operations.rights import (
    own_entry,
    require_all_guests,
    require_answer,
    require_edit,
    require_inviting,
)
from dj_google_calendar.outbox.record import record_edit
from dj_google_calendar.tasks import enqueue_push

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

ResponseStatus = Literal["accepted", "declined", "tentative", "needsAction"]
Guest = dict[str, Any]


def invite(
    event: Event,
    guests: Sequence[str | Mapping[str, Any]],
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
) -> OutboxEntry | None:
    """Add guests, by address or as attendees in Google's form; None where all are invited.

    Guests themselves may, unless the organizer forbids it. Raises InvalidFieldError,
    NotAllowedError, EventGoneError.
    """
    wanted = resource_fields({"attendees": guests}, time_zone="UTC")["attendees"] or []

    def with_new(held: Event) -> list[Guest]:
        require_inviting(held)
        require_all_guests(held)
        known = _guests(held)
        invited = {_address(guest) for guest in known}
        new = [guest for guest in wanted if _address(guest) not in invited]
        if len(known) + len(new) > MOST_GUESTS:
            raise InvalidFieldError(f"attendees holds more than {MOST_GUESTS}.", field="attendees")
        after = {"attendees": [*known, *new]}
        check_rules(apply(held.resource, after), changed=after)
        return after["attendees"]

    return _change(event, with_new, by=by, send_updates=send_updates)


def remove_guest(
    event: Event,
    address: str,
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
) -> OutboxEntry | None:
    """Take a guest off the list; None where nobody of that address is on it.

    Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    gone = address_of(address, field="attendees").casefold()

    def without(held: Event) -> list[Guest]:
        require_edit(held, ("attendees",))
        require_all_guests(held)
        return [guest for guest in _guests(held) if _address(guest) != gone]

    return _change(event, without, by=by, send_updates=send_updates)


def respond(
    event: Event,
    response: ResponseStatus,
    *,
    by: "AbstractBaseUser | None",
    original_start: Moment | None = None,
    comment: str | None = None,
    additional_guests: int | None = None,
    send_updates: SendUpdates = "none",
) -> OutboxEntry | None:
    """Answer an invitation, for the calendar's owner; None where this was the answer before.

    Of a series all is answered, or one occurrence alone that is named by its original start.
    A comment or a number of additional guests that is not given stays as it is; ``""`` and 0
    take them away. Of the guests nothing is changed but the own entry, whatever part of the
    list Google shows (E-19). What Google makes of an organizer's own answer is shown once it
    has come back (E-46). Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    said = _said(response, comment, additional_guests)

    def answered(held: Event) -> list[Guest]:
        require_answer(held)
        own = own_entry(held)
        after = {key: value for key, value in {**own, **said}.items() if value not in ("", 0)}
        return [after if guest == own else guest for guest in _guests(held)]

    if original_start is None:
        return _change(event, answered, by=by, send_updates=send_updates)
    with transaction.atomic():
        found = occurrence_of(event, original_start)
        instance = row_of(found)
        entry = _change(instance, answered, by=by, send_updates=send_updates)
        if entry is None and found.stored is None:
            instance.delete()
    return entry


def _said(response: object, comment: str | None, additional_guests: int | None) -> Guest:
    said: Guest = {"responseStatus": response_of(response, "responseStatus")}
    if comment is not None:
        said["comment"] = text_of(comment, "comment", longest=LONGEST_VALUE)
    if additional_guests is not None:
        said["additionalGuests"] = additional_of(additional_guests, "additionalGuests")
    return said


def _change(
    event: Event,
    changed: Callable[[Event], list[Guest]],
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates,
) -> OutboxEntry | None:
    """Record another list of guests, made from the list as it is at this moment.

    One made from an older one would take away whom a pull has brought meanwhile.
    """
    parameters = mail(send_updates)
    with transaction.atomic():
        held = locked(event)
        guests = changed(held)
        if guests == _guests(held):
            return None
        entry = record_edit(held, {"attendees": guests or None}, by=by, parameters=parameters)
    event.refresh_from_db()
    if entry is not None:
        enqueue_push(entry)
    return entry


def _guests(event: Event) -> list[Guest]:
    return list(event.resource.get("attendees") or ())


def _address(guest: Mapping[str, Any]) -> str:
    return str(guest.get("email", "")).casefold()
