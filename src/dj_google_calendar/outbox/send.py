"""Sending what waits in a lane."""

import datetime as dt
import logging

from dj_google_calendar import clock
from dj_google_calendar.backoff import after_failure
from dj_google_calendar.credentials.gateways import client_as_read
from dj_google_calendar.exceptions import (
    ApiDisabledError,
    AuthenticationError,
    ConfigurationError,
    CredentialsError,
    GatewayError,
    GoogleCalendarError,
    QuotaExceededError,
    RateLimitedError,
    SupersededError,
    TransientError,
    UnsentError,
)
from dj_google_calendar.models import Calendar, OutboxEntry
from dj_google_calendar.outbox import settle
from dj_google_calendar.outbox.calls import call
from dj_google_calendar.outbox.deliver import Outcome, deliver
from dj_google_calendar.outbox.lane import Batch, take

logger = logging.getLogger(__name__)
OF_THE_SITE = (ApiDisabledError, AuthenticationError, ConfigurationError, CredentialsError)
"""What the edit cannot help: it waits until the site or the account works again."""
NOT_DONE = (RateLimitedError, QuotaExceededError, *OF_THE_SITE)
"""After these Google has surely done nothing."""
PAUSE = dt.timedelta(seconds=60)
BUGS = 5
"""So often what nobody foresaw is tried again before it is given up."""
TRIES, A_DAY = 20, dt.timedelta(days=1)
"""What Google answers by an error of its own is given up after so many tries and so long."""


def send(pk: int) -> bool:
    """Send the lane that begins with an entry; False where nothing was sent.

    Raises nothing of Google's: what went wrong is kept with the entries.
    """
    batch = take(pk)
    if batch is None:
        return False
    try:
        return _send(batch)
    except SupersededError:
        logger.info("lane lost: entry=%s", pk)
        return False


def _send(batch: Batch) -> bool:
    try:
        outcome = _deliver(batch)
    except (TransientError, RateLimitedError, QuotaExceededError) as error:
        _try_again(batch, error)
    except OF_THE_SITE as error:
        settle.later(batch, clock.now() + PAUSE, error.message, has_left=False)
    except GoogleCalendarError as error:
        if isinstance(error, SupersededError):
            raise
        settle.refused(batch, error)
    except Exception as error:
        logger.exception("edit not sent: entry=%s", batch.head.pk)
        _unforeseen(batch, error)
    else:
        settle.answered(batch, outcome)
        return True
    return False


def _deliver(batch: Batch) -> Outcome:
    client = client_as_read(batch.head.account)
    if batch.head.kind == OutboxEntry.Kind.CALL:
        return call(client, batch)
    event = batch.head.event
    if event is None:
        return Outcome()
    batch.generation = _generation(batch, event.calendar)
    return deliver(client, batch, event)


def _generation(batch: Batch, calendar: Calendar) -> int:
    """Give the newest generation of the place whose list was read before the edit is sent.

    One that is still being read may see neither the edit nor what undoes it at Google.
    """
    if batch.head.kind == OutboxEntry.Kind.MOVE:
        found = Calendar.objects.filter(
            account=batch.head.account_id, google_id=batch.head.parameters["destination"]
        ).first()
        calendar = found or calendar
    is_under_way = not calendar.sync_token
    return max(calendar.pull_generation - is_under_way, 0)


def _try_again(batch: Batch, error: GatewayError) -> None:
    is_own_fault = isinstance(error, TransientError) and error.http_status > 0
    head = batch.head
    if is_own_fault and head.attempts >= TRIES and clock.now() - head.made_at > A_DAY:
        settle.refused(batch, error)  # else it would keep its lane for ever
        return
    moment = after_failure(error, head.attempts)
    settle.later(batch, moment, error.message, has_left=not isinstance(error, NOT_DONE))


def _unforeseen(batch: Batch, error: Exception) -> None:
    said = UnsentError(f"Unforeseen: {type(error).__name__}.")
    if batch.head.attempts >= BUGS:
        settle.refused(batch, said)
    else:
        moment = after_failure(said, batch.head.attempts)
        settle.later(batch, moment, said.message, has_left=True)
