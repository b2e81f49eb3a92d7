"""Faults planted into edits of series, which are several edits in one; see ``plants.py``."""

from typing import Any

from tests.simulation.plants import Function, plant

from dj_google_calendar.models import Event, OutboxEntry
from dj_google_calendar.operations import divide, outbox, parts, whole_series
from dj_google_calendar.outbox import lane, settle


@plant(lane, "_is_due")
def nothing_waits_for_what_it_follows(is_due: Function) -> Function:
    def plant(quote: Any) -> str:
        follows = f"{quote(OutboxEntry._meta.db_table)}.follows_id IS NULL"
        return str(is_due(quote)).replace(follows, "1 = 1")

    return plant


@plant(settle, "_refuse_followers")
def what_follows_waits_for_ever(_refuse: Function) -> Function:
    return lambda _entries: None


@plant(whole_series, "record_lost")
def dates_that_go_are_shown_on(_record_lost: Function) -> Function:
    return lambda _rows, **_follows: None


@plant(settle, "_show_without")
def refused_half_is_shown_of_what_is_new(show_without: Function) -> Function:
    def plant(lost: Any) -> None:
        event = Event.objects.filter(pk=lost[0].event_id or 0).first()
        if event is not None and event.remote_resource is not None:
            show_without(lost)

    return plant


@plant(outbox, "discard_parts")
def half_is_given_up_alone(_discard_parts: Function) -> Function:
    return lambda _entries: None


@plant(divide, "record_again")
def what_goes_on_forgets_its_own(_again: Function) -> Function:
    return lambda *_given, **_how: []


@plant(parts, "bring_back")
def undo_forgets_what_was_changed(_bring_back: Function) -> Function:
    return lambda _row, _was, _series: None
