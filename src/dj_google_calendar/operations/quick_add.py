"""An event from a sentence, which Google alone understands."""

import json
from typing import TYPE_CHECKING

from django.db import transaction

from dj_google_calendar.credentials.gateways import account_client
from dj_google_calendar.exceptions import AnswerLostError, InvalidFieldError, TransientError
from dj_google_calendar.gateway.calls import execute
from dj_google_calendar.mirror.columns import MalformedResourceError, event_row
from dj_google_calendar.mirror.events import Way, write_events
from dj_google_calendar.mirror.occurrences import follow_page
from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.operations.calendars import ask_for_pull
from dj_google_calendar.operations.event_fields import text_of
from dj_google_calendar.operations.events import SendUpdates, mail
from dj_google_calendar.operations.rights import require_role
from dj_google_calendar.tasks import wake_calendar

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

LONGEST = 1_024


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
    request = (
        account_client(calendar.account)
        .events()
        .quickAdd(calendarId=calendar.google_id, text=sentence, **mail(send_updates))
    )
    try:
        return _keep(calendar, execute(request, attempts=1))
    except (TransientError, MalformedResourceError) as error:
        ask_for_pull(calendar)
        transaction.on_commit(lambda: wake_calendar(calendar.pk))
        raise AnswerLostError("Google may have made the event: its answer was lost.") from error


def _keep(calendar: Calendar, answer: dict[str, object]) -> Event:
    """Keep the event as if it had been pulled."""
    row = event_row(json.dumps(answer).encode(), time_zone=calendar.time_zone)
    calendar.refresh_from_db(fields=("pull_generation",))
    with transaction.atomic():
        write_events(calendar, [row], (), way=Way.MERGED)
        follow_page(calendar, [row])
    return calendar.events.get(google_id=row.google_id)
