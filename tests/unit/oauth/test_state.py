"""An attempt to connect is good once, for ten minutes, for the person who began it."""

import datetime as dt

import pytest

from dj_google_calendar import clock
from dj_google_calendar.exceptions import (
    AttemptExpiredError,
    SignInRequiredError,
    StateError,
    UsedStateError,
)
from dj_google_calendar.oauth.state import Attempt, remember, take

NOW = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC)


class FixedClock(clock.Clock):
    def __init__(self, now):
        self._now = now

    def now(self):
        return self._now


@pytest.fixture(autouse=True)
def noon():
    with clock.use(FixedClock(NOW)):
        yield


def attempt(state="s", user_id="1"):
    return Attempt(
        state=state,
        code_verifier="v",
        redirect_uri="https://site.example/r",
        next="",
        user_id=user_id,
        started_at=NOW.timestamp(),
    )


def test_two_tabs_do_not_disturb_each_other():
    session = {}
    remember(session, attempt("first"))
    remember(session, attempt("second"))

    assert take(session, state="first", user_id="1").state == "first"
    assert take(session, state="second", user_id="1").state == "second"


def test_a_state_works_once():
    session = {}
    remember(session, attempt())
    take(session, state="s", user_id="1")

    with pytest.raises(UsedStateError):
        take(session, state="s", user_id="1")


@pytest.mark.parametrize("forged", ["", "S", "s ", "ss", "s\u0301", "\u017f"])
def test_a_forged_state_is_refused(forged):
    session = {}
    remember(session, attempt())

    with pytest.raises(StateError):
        take(session, state=forged, user_id="1")
    assert take(session, state="s", user_id="1")


def test_the_sixth_attempt_forgets_the_first():
    session = {}
    for number in range(6):
        remember(session, attempt(str(number)))

    with pytest.raises(StateError):
        take(session, state="0", user_id="1")
    assert take(session, state="5", user_id="1")


def test_after_ten_minutes_it_is_too_late():
    session = {}
    remember(session, attempt())

    late = FixedClock(NOW + dt.timedelta(minutes=10, seconds=1))
    with clock.use(late), pytest.raises(AttemptExpiredError):
        take(session, state="s", user_id="1")


@pytest.mark.parametrize("other", ["2", ""])
def test_another_person_cannot_finish_it(other):
    session = {}
    remember(session, attempt())

    with pytest.raises(SignInRequiredError):
        take(session, state="s", user_id=other)


def test_an_attempt_keeps_its_verifier_out_of_logs():
    assert "code_verifier" not in repr(attempt())
