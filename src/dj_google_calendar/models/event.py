"""An event as Google stores it: a single event, a series, or a changed instance."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from dj_google_calendar.models.calendar import Calendar

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


IS_INSTANCE = ~models.Q(recurring_event_id="")
"""The condition of the index of instances: a query without it is not led by that."""


class EventQuerySet(models.QuerySet["Event"]):
    """Events, narrowed in the words of this app."""

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """Keep the events of the accounts that this user of the site has connected."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(calendar__account__user_id=user.pk)

    def not_cancelled(self) -> Self:
        """Leave out deleted events and cancelled instances."""
        return self.exclude(status=Event.CANCELLED)

    def instances_of(self, google_ids: Collection[str]) -> Self:
        """Keep the rows of instances of series of these ids."""
        return self.filter(IS_INSTANCE, recurring_event_id__in=google_ids)

    def search(self, text: str) -> Self:
        """Keep the events whose title, place or description holds every word of the text."""
        found = self
        for word in text.split():
            found = found.filter(
                models.Q(summary__icontains=word)
                | models.Q(resource__location__icontains=word)
                | models.Q(resource__description__icontains=word)
            )
        return found


class Event(models.Model):
    """One event resource; the columns hold only what is filtered, joined or sorted.

    A timed event has ``starts_at`` and ``ends_at``. An all-day event has also
    ``starts_on`` and ``ends_on`` (exclusive); its ``starts_at`` is then midnight in the
    calendar's zone. Cancelled instances may have none of them (R-10).

    ``resource`` is what Google sent; while edits wait in the outbox, with these applied.
    """

    CANCELLED = "cancelled"

    calendar = models.ForeignKey(
        Calendar, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    """Without an index of its own: the others begin with it."""
    google_id = models.CharField(max_length=1024)
    etag = models.TextField(blank=True, default="")
    status = models.TextField(blank=True, default="")
    event_type = models.TextField(blank=True, default="")
    summary = models.TextField(blank=True, default="")
    ical_uid = models.TextField(blank=True, default="")
    recurring_event_id = models.CharField(max_length=1024, blank=True, default="")
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    resource = models.JSONField(default=dict)
    card = models.TextField(null=True, editable=False)  # noqa: DJ001 - a default would rewrite all
    """What a calendar page shows of it: members of a JSON object; None until it is read again."""
    in_outbox = models.BooleanField(default=False, db_default=False, editable=False)
    """Whether edits of it wait, or Google's answer to one has yet to come back by a pull."""
    remote_resource = models.JSONField(null=True, editable=False)
    """While it is in the outbox: the event as Google sent it, None if it is not there yet."""
    answered_at = models.DateTimeField(null=True, editable=False)
    """When Google last answered an edit; for a while, pulls bring nothing older."""
    seen_generation = models.PositiveIntegerField(default=0, editable=False)

    is_placed_anew = False
    """Whether it was given another place since it was read: its occurrences are not there yet."""

    objects = EventQuerySet.as_manager()

    class Meta:
        """In the order in which they happen."""

        ordering = ("starts_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("calendar", "google_id"), name="event_google_id"),
        )
        indexes = (
            models.Index(fields=("calendar", "starts_at"), name="event_calendar_starts_at"),
            models.Index(
                fields=("calendar", "recurring_event_id"),
                name="event_instances",
                condition=IS_INSTANCE,
            ),
            models.Index(
                fields=("calendar",), name="event_in_outbox", condition=models.Q(in_outbox=True)
            ),
        )

    def __str__(self) -> str:
        return self.summary or self.google_id

    @property
    def at_google(self) -> dict[str, Any] | None:
        """The version that Google is known to have; None of what it has never had.

        A deletion that was pulled is noted in the column alone: the resource is the last one.
        """
        if self.in_outbox:
            return self.remote_resource
        is_gone = self.status == self.CANCELLED
        return {**self.resource, "status": self.CANCELLED} if is_gone else self.resource

    @property
    def is_waiting(self) -> bool:
        """Whether its first edit has still to be answered by Google."""
        return self.in_outbox and self.answered_at is None

    @property
    def is_all_day(self) -> bool:
        """Whether the event has dates instead of times."""
        return self.starts_on is not None

    @property
    def is_series(self) -> bool:
        """Whether the event recurs."""
        return bool(self.resource.get("recurrence"))

    @property
    def is_instance(self) -> bool:
        """Whether the event is a changed instance of a series."""
        return bool(self.recurring_event_id)
