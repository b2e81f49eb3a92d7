"""Attempts to connect, kept in the visitor's session between the two steps.

Each attempt has its own state, so two tabs do not disturb each other; it is good once,
for ten minutes, and only for the person who started it.
"""

import datetime as dt
import hmac
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, field
from typing import Any

from dj_google_calendar import clock
from dj_google_calendar.exceptions import (
    AttemptExpiredError,
    SignInRequiredError,
    StateError,
    UsedStateError,
)

SESSION_KEY = "google_calendar_attempts"
USED_SESSION_KEY = "google_calendar_used_states"
ATTEMPTS_AT_MOST = 5
LIFE = dt.timedelta(minutes=10)

Session = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is remembered of one attempt."""

    state: str
    code_verifier: str = field(repr=False)
    redirect_uri: str
    next: str
    user_id: str
    started_at: float


def remember(session: Session, attempt: Attempt) -> None:
    """Keep an attempt; beyond five the oldest is forgotten."""
    attempts = [*_attempts(session), attempt]
    _keep(session, attempts[-ATTEMPTS_AT_MOST:])


def take(session: Session, *, state: str, user_id: str) -> Attempt:
    """Take the attempt with this state out of the session, so that it works once.

    Raises StateError (unknown or forged), UsedStateError, AttemptExpiredError and
    SignInRequiredError.
    """
    attempts = _attempts(session)
    matching = [attempt for attempt in attempts if _equal(attempt.state, state)]
    if not matching:
        used = [_equal(known, state) for known in session.get(USED_SESSION_KEY, [])]
        raise UsedStateError if any(used) else StateError
    attempt = matching[0]
    _keep(session, [other for other in attempts if other is not attempt])
    session[USED_SESSION_KEY] = [*session.get(USED_SESSION_KEY, []), state][-ATTEMPTS_AT_MOST:]
    if clock.now().timestamp() - attempt.started_at > LIFE.total_seconds():
        raise AttemptExpiredError
    if attempt.user_id != user_id:
        raise SignInRequiredError
    return attempt


def _equal(known: str, given: str) -> bool:
    # in constant time, so that the time of an answer tells nothing about a state
    return hmac.compare_digest(known.encode(), given.encode())


def _attempts(session: Session) -> list[Attempt]:
    return [Attempt(**values) for values in session.get(SESSION_KEY, [])]


def _keep(session: Session, attempts: list[Attempt]) -> None:
    session[SESSION_KEY] = [asdict(attempt) for attempt in attempts]
