"""What was heard of a calendar's changes: the log of notifications, and the mark of what is due."""

from django.db import models
from django.utils import timezone

from dj_google_calendar.models.calendar import Calendar
from dj_google_calendar.models.channel import Channel


class Notification(models.Model):
    """One notification of Google's, or one wish of somebody's to pull; rows are only added.

    The newest row's id is what a calendar's pull has to reach: see ``Calendar.done``. Adding
    a row waits for nobody, unlike counting in the calendar's own row while a pull writes it.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="notifications")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, blank=True)
    """None for a wish."""
    state = models.CharField(max_length=20)
    """Google's ``sync``, ``exists`` or ``not_exists``; ``wish`` for a wish."""
    message_number = models.PositiveBigIntegerField(default=0)
    received_at = models.DateTimeField(default=timezone.now)

    WISH = "wish"

    class Meta:
        """The newest first."""

        ordering = ("-pk",)
        indexes = (models.Index(fields=("calendar", "id"), name="notification_newest"),)

    def __str__(self) -> str:
        return f"{self.state} {self.message_number}"
