"""What a person does about the video conference of an event."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from dj_google_calendar import clock
from dj_google_calendar.exceptions import NotAllowedError
from dj_google_calendar.mirror.merge import apply
from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations.event_changes import SendUpdates, change, locked
from dj_google_calendar.operations.event_types import check_rules
from dj_google_calendar.outbox.record import take_over

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

MEET = "hangoutsMeet"
FAILURE = "failure"


def create_meet(
    event: Event, *, by: "AbstractBaseUser | None", send_updates: SendUpdates = "none"
) -> OutboxEntry | None:
    """Ask for a Meet conference; None where the event has a conference, or one is asked for.

    Google sets it up after its answer: until then its status is ``pending``, and a pull
    brings what has become of it (E-16). The request has an id of its own, so that a repeated
    one makes no second conference. Raises InvalidFieldError, NotAllowedError, EventGoneError.
    """
    request = {"requestId": clock.uuid().hex, "conferenceSolutionKey": {"type": MEET}}
    changes = {"conferenceData": {"createRequest": request}}
    with transaction.atomic():
        held = locked(event)
        if _status(held) not in ("", FAILURE):  # the caller's object may be older than that one
            return None
        _require_offer(held)
        check_rules(apply(held.resource, changes), changed=changes)
        entry = change(held, changes, by=by, send_updates=send_updates)
    take_over(event, held)
    return entry


def remove_meet(
    event: Event, *, by: "AbstractBaseUser | None", send_updates: SendUpdates = "none"
) -> OutboxEntry | None:
    """Take the conference away; None where there is none.

    Raises NotAllowedError, EventGoneError.
    """
    changes = {"conferenceData": None, "hangoutLink": None}
    return change(event, changes, by=by, send_updates=send_updates)


def _status(event: Event) -> str:
    """Say how far a conference is: pending, success, failure, or '' where there is none."""
    conference = event.resource.get("conferenceData")
    if not isinstance(conference, dict) or not conference:
        return ""
    request: dict[str, Any] = conference.get("createRequest") or {}
    if conference.get("entryPoints") or not request:
        return "success"
    return str((request.get("status") or {}).get("statusCode") or "pending")


def _require_offer(event: Event) -> None:
    """Raise NotAllowedError where the calendar offers no Meet (C-23)."""
    offered = event.calendar.resource.get("conferenceProperties") or {}
    if MEET not in offered.get("allowedConferenceSolutionTypes", (MEET,)):
        raise NotAllowedError("The calendar does not offer Google Meet.")
