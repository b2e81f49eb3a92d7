"""What an account may do, said before Google has to: in the words that Google would use."""

from collections.abc import Collection
from typing import Any

from dj_google_calendar.exceptions import EventGoneError, InvalidFieldError, NotAllowedError
from dj_google_calendar.gateway.discovery import scopes_of
from dj_google_calendar.models import Account, Calendar, Event
from dj_google_calendar.oauth.scopes import can_write

WRITERS = ("writer", "writerWithoutPrivateAccess", "owner")
PERSONAL = frozenset(
    {"reminders", "colorId", "eventLabelId", "transparency", "visibility", "status"}
)
"""What of an event is everyone's own, whoever has organized it (E-22)."""
LOCKED = frozenset({"summary", "description", "location", "start", "end", "recurrence"})
"""What of a locked copy nobody can change; the rest of it is as of any other event."""
FROM_MAIL = PERSONAL | {"extendedProperties"}
SHARED = "Shared properties can only be changed by the organizer of the event."


def require_writing(account: Account) -> None:
    """Raise NotAllowedError where the person has allowed reading alone, or is disconnecting."""
    if account.state == Account.State.DISCONNECTING:
        raise NotAllowedError("The account is being disconnected.")
    if not can_write(account.granted_scopes):
        raise NotAllowedError(
            "Request had insufficient authentication scopes: only reading was allowed."
        )


def require_method(account: Account, method: str) -> None:
    """Raise NotAllowedError where a method of Calendar v3 is not among what was allowed (X-19).

    InvalidFieldError for an account that is not saved.
    """
    if account.pk is None:
        raise InvalidFieldError("The account is not saved.", field="account")
    if account.state == Account.State.DISCONNECTING:
        raise NotAllowedError("The account is being disconnected.")
    if scopes_of(method).isdisjoint(account.granted_scopes):
        raise NotAllowedError(f"Request had insufficient authentication scopes: {method}.")


def require_presence(calendar: Calendar) -> None:
    """Raise NotAllowedError where Google no longer shows a calendar, or it is switched off.

    InvalidFieldError for one that is not among those of an account.
    """
    if calendar.pk is None:
        raise InvalidFieldError("The calendar is not saved.", field="calendar")
    if calendar.state in Calendar.AWAY:
        raise NotAllowedError(f"The calendar is away: {calendar.get_state_display()}.")


def require_role(calendar: Calendar, role: str = "writer") -> None:
    """Raise NotAllowedError where the account's access role does not suffice (X-9)."""
    require_writing(calendar.account)
    require_presence(calendar)
    allowed = WRITERS if role == "writer" else ("owner",)
    if calendar.access_role not in allowed:
        raise NotAllowedError(f"You need to have {role} access to this calendar.")


def require_owner(calendar: Calendar, method: str) -> None:
    """Raise NotAllowedError where a method is not allowed, or only owners may call it."""
    require_method(calendar.account, method)
    require_role(calendar, "owner")


def require_edit(event: Event, fields: Collection[str]) -> None:
    """Raise NotAllowedError where these fields of an event are not the account's to change."""
    require_role(event.calendar)
    resource = event.resource
    if event.status == Event.CANCELLED and "status" not in fields:
        raise EventGoneError
    if resource.get("locked") is True and not LOCKED.isdisjoint(fields):
        raise NotAllowedError("The event is locked: its title, texts and times stay as they are.")
    _require_type(event, fields)
    if is_masked(event):
        raise NotAllowedError("The event is private: it can only be changed by its owner.")
    if not (is_organizer(event) or resource.get("guestsCanModify") is True):
        shared = set(fields) - PERSONAL - {"extendedProperties"}
        if shared:
            raise NotAllowedError(SHARED)


def _require_type(event: Event, fields: Collection[str]) -> None:
    if event.event_type == "fromGmail" and not FROM_MAIL.issuperset(fields):
        raise NotAllowedError("Events made from mails can only be coloured, hidden and marked.")


def require_answer(event: Event) -> None:
    """Raise NotAllowedError where no answer to an invitation can be given."""
    _require_living(event)
    if not own_entry(event):
        raise NotAllowedError("The calendar's owner is not among the guests.")


def require_inviting(event: Event) -> None:
    """Raise NotAllowedError where guests are not the account's to add (E-22)."""
    _require_living(event)
    _require_type(event, ("attendees",))
    resource = event.resource
    may = resource.get("guestsCanInviteOthers") is not False or resource.get("guestsCanModify")
    if not (is_organizer(event) or may):
        raise NotAllowedError(SHARED)


def _require_living(event: Event) -> None:
    require_role(event.calendar)
    if event.status == Event.CANCELLED:
        raise EventGoneError
    if is_masked(event):
        raise NotAllowedError("The event is private: it can only be changed by its owner.")


def require_all_guests(event: Event) -> None:
    """Raise NotAllowedError where Google shows only some guests, so that others would go (E-20)."""
    if event.resource.get("attendeesOmitted") is True:
        raise NotAllowedError("Google shows only a part of the guests: the list stays as it is.")


def own_entry(event: Event) -> dict[str, Any]:
    """Give the attendee that is the calendar's owner; empty where there is none."""
    for guest in event.resource.get("attendees") or ():
        address = str(guest.get("email", "")).casefold()
        if guest.get("self") is True or address == event.calendar.google_id.casefold():
            return dict(guest)
    return {}


def is_organizer(event: Event) -> bool:
    """Say whether the event is the calendar's own, and not a guest's copy."""
    organizer = event.resource.get("organizer")
    if not isinstance(organizer, dict):
        return not event.resource.get("privateCopy")
    return organizer.get("self") is True or organizer.get("email") == event.calendar.google_id


def is_masked(event: Event) -> bool:
    """Say whether Google shows of the event only that there is one (C-21, E-31)."""
    return (
        event.calendar.access_role == "writerWithoutPrivateAccess"
        and event.resource.get("visibility") in ("private", "confidential")
        and not event.summary
    )
