"""What a person does to series: to one occurrence, to it and all that follow, or to all."""

import datetime as dt
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.simulation.acts import ORIGIN

from dj_google_calendar.models import Event
from dj_google_calendar.operations import events, series
from dj_google_calendar.operations.occurrence import lines_of
from dj_google_calendar.recurrence.occurrences import starts

if TYPE_CHECKING:
    from tests.simulation.person import Person

FIRST_FEW = 10
Moment = dt.date | dt.datetime


def _create_series(her: "Person") -> None:
    if calendar := her.some_calendar():
        fields = {"summary": her.new_value("summary"), **her.span(), "time_zone": "Europe/Berlin"}
        fields["private_properties"] = {ORIGIN: her.new_value("origin")}
        events.create_event(calendar, recurrence=_rule(her), **fields, **her.mail())


def _rule(her: "Person") -> list[str]:
    return [f"RRULE:FREQ=DAILY;COUNT={her.random.randint(2, 7)}"]


def _occurrence(her: "Person") -> tuple[Event, Moment] | None:
    """Draw an occurrence of a series, by the name that it has."""
    found = her.some_event(series=True)
    if found is None:
        return None
    lines = lines_of(found)
    moments = list(itertools.islice(starts(lines), FIRST_FEW))
    if not moments:
        return None
    moment = her.random.choice(moments)
    return found, moment.date() if lines.anchor.is_all_day else moment


def _of_occurrence(act: Callable[..., Any], her: "Person", **fields: Any) -> None:
    if found := _occurrence(her):
        event, moment = found
        act(event, original_start=moment, **fields, **her.mail())


def _edit_this(her: "Person") -> None:
    _of_occurrence(series.edit_this, her, **her.fields())


def _delete_this(her: "Person") -> None:
    _of_occurrence(series.delete_this, her)


def _edit_following(her: "Person") -> None:
    fields = _fields_of_all(her)
    fields["private_properties"] = {ORIGIN: her.new_value("origin")}
    _of_occurrence(series.edit_following, her, **fields)


def _fields_of_all(her: "Person") -> dict[str, Any]:
    fields = her.fields()
    if her.random.random() < 0.2:
        fields["recurrence"] = _rule(her)
    return fields


def _delete_following(her: "Person") -> None:
    _of_occurrence(series.delete_following, her)


def _edit_all(her: "Person") -> None:
    if her.random.random() < 0.5:
        _of_occurrence(series.edit_all, her, **_fields_of_all(her))
    elif event := her.some_event(series=True):
        series.edit_all(event, **_fields_of_all(her), **her.mail())


def _delete_all(her: "Person") -> None:
    if event := her.some_event(series=True):
        series.delete_all(event, **her.mail())


def _add_dates(her: "Person") -> None:
    if event := her.some_event(series=her.random.random() < 0.7):
        series.add_dates(event, [_date(her, event)], **her.mail())


def _date(her: "Person", event: Event) -> Moment:
    start = her.span()["start"]
    return start.date() if event.starts_on is not None else start  # type: ignore[no-any-return]


def _remove_dates(her: "Person") -> None:
    if found := _occurrence(her):
        event, moment = found
        series.remove_dates(event, [moment], **her.mail())


def _make_series(her: "Person") -> None:
    if event := her.some_event():
        series.make_series(event, _rule(her), **her.mail())


def _make_single(her: "Person") -> None:
    if event := her.some_event(series=True):
        series.make_single(event, **her.mail())


ACTS: tuple[Callable[["Person"], None], ...] = (
    *(*[_create_series] * 4, *[_edit_this] * 4, _delete_this, _delete_this),
    *(*[_edit_following] * 5, *[_delete_following] * 2, *[_edit_all] * 4, _delete_all),
    *(_add_dates, _add_dates, _remove_dates, _remove_dates, _make_series, _make_single),
)
