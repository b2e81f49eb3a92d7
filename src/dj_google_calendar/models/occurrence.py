"""An occurrence: one start and end in time of an event, of which a series has many."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from dj_google_calendar.models.calendar import Calendar
from dj_google_calendar.models.event import Event

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

LONG = dt.timedelta(days=31)
"""What lasts longer is found by an index of its own, so that a window looks back no further."""


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Occurrences, narrowed in the words of this app."""

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """Keep those of the accounts that this user of the site has connected."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(calendar__account__user_id=user.pk)

    def between(self, start: dt.datetime, end: dt.datetime) -> Self:
        """Keep what takes place in a window, also where it began before; ``end`` is excluded.

        What takes no time counts where it begins. Of series only what lies within the horizon is
        here: for other windows see :func:`~dj_google_calendar.operations.feed.occurrences`.
        """
        lasts_into = Q(ends_at__gt=start) | Q(starts_at__gte=start)
        is_near = Q(is_long=False, starts_at__gte=start - LONG)
        return self.filter(lasts_into, is_near | Q(is_long=True), starts_at__lt=end)


class Occurrence(models.Model):
    """A row for each single event, each stored instance and, within the horizon, each of a series.

    Only ``mirror`` writes these, with the event itself. What is cancelled has none. Whole days
    have dates too (``ends_on`` is excluded); their moments are midnights in the calendar's zone.
    """

    # hundreds of rows hang on one series: no key beside what tells them apart, and no check of
    # what only ``mirror`` writes
    pk = models.CompositePrimaryKey("event_id", "starts_at")
    event = models.ForeignKey(
        Event,
        on_delete=models.CASCADE,
        related_name="occurrences",
        db_index=False,
        db_constraint=False,
    )
    calendar = models.ForeignKey(
        Calendar,
        on_delete=models.CASCADE,
        related_name="occurrences",
        db_index=False,
        db_constraint=False,
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    is_long = models.BooleanField(default=False, editable=False)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        """In the order in which they happen."""

        ordering = ("starts_at", "event_id")
        indexes = (
            models.Index(
                fields=("calendar", "starts_at", "ends_at", "event"), name="occurrence_window"
            ),
            models.Index(
                fields=("calendar", "starts_at"), name="occurrence_long", condition=Q(is_long=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.event_id} at {self.starts_at:%Y-%m-%d %H:%M}"
