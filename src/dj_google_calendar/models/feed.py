"""A feed: a secret address under which other programs read a calendar."""

from django.db import models
from django.utils import timezone

from dj_google_calendar.models.calendar import Calendar


class Feed(models.Model):
    """One secret address of a calendar; who has it needs no sign-in.

    The secret itself is not kept: an address that is lost is replaced by a new one.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="feeds")
    is_busy_only = models.BooleanField(default=False)
    """Whether it tells only when the calendar is busy."""
    digest = models.CharField(max_length=64, unique=True, editable=False)
    """SHA-256 of the secret."""
    made_at = models.DateTimeField(default=timezone.now)
    version = models.CharField(max_length=64, blank=True, default="", editable=False)
    """What stands for its content as it was read last."""
    changed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        """The one with details first."""

        ordering = ("calendar", "is_busy_only")
        constraints = (
            models.UniqueConstraint(fields=("calendar", "is_busy_only"), name="feed_of_calendar"),
        )

    def __str__(self) -> str:
        return f"feed of {self.calendar_id}"
