"""Rows of events gathered under their days."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dj_google_calendar.web.event_rows import EventRow


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the list; ``date`` is None for events without a start."""

    date: dt.date | None
    word: str
    is_today: bool
    opens_month: bool
    rows: Sequence[EventRow]


def days_of(rows: Iterable[EventRow], *, today: dt.date, newest_first: bool = False) -> list[Day]:
    """Gather neighbouring rows of the same day; within a day the earliest comes first."""
    days: list[Day] = []
    month: tuple[int, int] | None = None
    for date, group in itertools.groupby(rows, lambda row: row.day):
        gathered = list(group)
        own_month = (date.year, date.month) if date else None
        days.append(
            Day(
                date=date,
                word=_word(date, today),
                is_today=date == today,
                opens_month=own_month != month,
                rows=gathered[::-1] if newest_first else gathered,
            )
        )
        month = own_month
    return days


def _word(date: dt.date | None, today: dt.date) -> str:
    if date is None:
        return ""
    return {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}.get((date - today).days, "")
