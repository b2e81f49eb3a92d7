"""Which events of a calendar a page of the list holds."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dj_google_calendar.models import Calendar, Event
from dj_google_calendar.models.event import EventQuerySet

EVENTS_A_PAGE = 50
SERIES_READ = 100


class View(models.TextChoices):
    """The tabs of the list."""

    UPCOMING = "upcoming", _("Upcoming")
    PAST = "past", _("Past")
    REPEATING = "repeating", _("Repeating")
    ALL = "all", _("All")


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of events, and beside what is upcoming the series that began before."""

    view: View
    page: "Page[Any]"
    series: Sequence[Event]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.page.object_list and not self.series


def list_events(
    calendar: Calendar, *, view: str, search: str, page: str | None, midnight: dt.datetime
) -> Listing:
    """Give a page of a calendar's events; ``midnight`` parts the past from what is upcoming.

    Without a view a search goes through everything, and a calendar without anything upcoming
    shows what it has.
    """
    found = calendar.events.not_cancelled().search(search)
    if view in View.values:
        return _listing(View(view), found, page, midnight)
    if search:
        return _listing(View.ALL, found, page, midnight)
    upcoming = _listing(View.UPCOMING, found, page, midnight)
    return _listing(View.ALL, found, page, midnight) if upcoming.is_empty else upcoming


def _listing(
    view: View, found: EventQuerySet, number: str | None, midnight: dt.datetime
) -> Listing:
    begun = Q(resource__has_key="recurrence", starts_at__lt=midnight)
    over = Q(starts_at__lt=midnight, ends_at__lte=midnight)
    narrowed = {
        View.UPCOMING: found.filter(starts_at__isnull=False).exclude(begun).exclude(over),
        View.PAST: found.filter(over).exclude(begun).order_by("-starts_at", "-pk"),
        View.REPEATING: found.filter(resource__has_key="recurrence").order_by("summary", "pk"),
        View.ALL: found,
    }[view]
    paginator = Paginator(narrowed, EVENTS_A_PAGE)
    if number is None and view == View.ALL and paginator.num_pages > 1:
        number = str(narrowed.filter(starts_at__lt=midnight).count() // EVENTS_A_PAGE + 1)
    page = paginator.get_page(number)
    shows_series = view == View.UPCOMING and page.number == 1
    series = found.filter(begun).order_by("summary", "pk")[:SERIES_READ] if shows_series else ()
    return Listing(view=view, page=page, series=list(series))
