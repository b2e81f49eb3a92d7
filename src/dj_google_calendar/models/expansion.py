"""How far a series is expanded into occurrences, and from what."""

from django.db import models

from dj_google_calendar.models.event import Event


class Expansion(models.Model):
    """What is known of a series' occurrences, so that they are written anew only if they differ."""

    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, primary_key=True, related_name="expansion"
    )
    key = models.CharField(max_length=64, editable=False)
    """A hash of all that the occurrences follow from."""
    count = models.PositiveIntegerField(default=0)
    since = models.DateField()
    """The day from which on all of them are there."""
    until = models.DateField(db_index=True)
    """The day before which all of them are there."""
    problem = models.TextField(blank=True, default="")
    """Why only the start is shown; empty where all is well."""

    class Meta:
        """In the order of their events."""

        ordering = ("event_id",)

    def __str__(self) -> str:
        return f"{self.event_id} until {self.until}"
