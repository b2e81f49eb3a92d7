"""An event from a sentence, which Google alone understands."""

import json
from typing import TYPE_CHECKING, Any

from django.db import transaction

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import (
    AnswerLostError,
    DeletedError,
    GoogleCalendarError,
    InvalidFieldError,
    NotFoundError,
    TransientError,
)
from dj_google_calendar.gateway.calls import execute
from dj_google_calendar.mirror.columns import MalformedResourceError, event_row
from dj_google_calendar.mirror.edits import await_list
from dj_google_calendar.mirror.events import Way, write_events
from dj_google_calendar.mirror.occurrences import follow_page
from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.operations.calendars import ask_for_pull
from dj_google_calendar.operations.event_changes import SendUpdates, mail
from dj_google_calendar.operations.event_fields import text_of
from dj_google_calendar.operations.rights import require_role
from dj_google_calendar.tasks import wake_calendar

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

LONGEST = 1_024
ROUNDS = 3
"""So often a calendar may be pulled while an event of it is asked for."""
LEASE = ("lease_generation", "lease_until", "sync_token")
"""What each page that a pull writes changes of a calendar's row."""


def quick_add(
    calendar: Calendar,
    text: str,
    *,
    by: "AbstractBaseUser | None",
    send_updates: SendUpdates = "none",
) -> Event:
    """Let Google make an event of a sentence such as "Dinner with Sam tomorrow 7pm" (E-44).

    This asks Google at once, since the event gets its id there: nothing waits in the outbox,
    and nothing is repeated. Raises InvalidFieldError, NotAllowedError; GatewayError where
    Google refuses; AnswerLostError where it may have made the event, for which a pull is
    asked for then.
    """
    require_role(calendar)
    sentence = (text_of(text, "text", longest=LONGEST) or "").strip()
    if not sentence:
        raise InvalidFieldError("text is empty.", field="text")
    events = account_client(calendar.account).events()
    request = events.quickAdd(calendarId=calendar.google_id, text=sentence, **mail(send_updates))
    try:
        return _made(calendar, events, request)
    except (TransientError, MalformedResourceError) as error:
        ask_for_pull(calendar)
        transaction.on_commit(lambda: wake_calendar(calendar.pk))
        raise AnswerLostError("Google may have made the event: its answer was lost.") from error


def _made(calendar: Calendar, events: Any, request: Any) -> Event:
    """Let Google make an event, and keep it.

    Where the calendar was pulled meanwhile, Google is asked once more: the pull may have brought
    that the event is gone again, which no other one would tell.
    """
    calendar.refresh_from_db(fields=LEASE)
    answer = execute(request, attempts=1)
    for _ in range(ROUNDS):
        if (event := _keep(calendar, answer)) is not None:
            return event
        calendar.refresh_from_db(fields=LEASE)
        answer = _read(calendar, events, answer)
    raise TransientError("The calendar is pulled all the time.")


def _keep(calendar: Calendar, answer: dict[str, Any]) -> Event | None:
    """Keep the event as if it had been pulled; None where an answer may be out of date.

    What a pull has brought of it stays: it is as new, or newer. Raises MalformedResourceError.
    """
    row = event_row(json.dumps(answer).encode(), time_zone=calendar.time_zone)
    with transaction.atomic():
        held = Calendar.objects.select_for_update().get(pk=calendar.pk)
        kept = calendar.events.filter(google_id=row.google_id)
        if (brought := kept.first()) is not None:
            return brought
        if any(getattr(held, name) != getattr(calendar, name) for name in LEASE):
            return None
        written = write_events(held, [row], (), way=Way.ONE_BY_ONE)
        if written.refused:
            raise MalformedResourceError(written.refused[row.google_id])
        follow_page(held, [row])
        made = kept.get()
        if not held.sync_token:
            await_list(made)
        return made


def _read(calendar: Calendar, events: Any, made: dict[str, Any]) -> dict[str, Any]:
    """Give an event that Google has made as it is now; raise TransientError."""
    try:
        return execute(events.get(calendarId=calendar.google_id, eventId=made["id"]))
    except (NotFoundError, DeletedError):
        return {**made, "status": Event.CANCELLED}
    except GoogleCalendarError as error:
        raise TransientError("The event that was made cannot be read.") from error
