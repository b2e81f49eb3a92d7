"""Faults planted into what is done to calendars, and into imports; see ``plants.py``."""

from typing import Any

from tests.simulation.plants import Function, plant

from dj_google_calendar.mirror.events import cancel_cleared_events
from dj_google_calendar.outbox import calls, deliver, settle_calls

LATER = "9999-12-31T00:00:00"


@plant(calls, "RETRIED")
def call_is_made_again_blindly(_retried: Any) -> Any:
    return {}


@plant(settle_calls, "cancel_cleared_events")
def clearing_takes_what_came_since(_cancel: Function) -> Function:
    return lambda calendar, _asked: cancel_cleared_events(calendar, LATER)


@plant(settle_calls, "upsert_calendars")
def answer_to_a_call_is_not_kept(_upsert: Function) -> Function:
    return lambda _account, _columns: None


@plant(deliver._Delivery, "_of_uid")
def import_writes_over_what_is_there(_of_uid: Function) -> Function:
    return lambda _self, _uid: ()
